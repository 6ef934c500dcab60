"""The coded facts of a case: between sealed words and what the rules read."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Any, get_origin, get_type_hints

from referral.actions.history import history, reflection_ends
from referral.actions.joint import is_confirmed, stands
from referral.actions.work import Work
from referral.errors import CaseClosed, Malformed
from referral.records.cases import Case
from referral.records.consents import Consent, consents_of
from referral.records.referrals import open_offers_count
from referral.rules.consent import Recorded, declined, in_force
from referral.rules.facts import CaseFacts, ConsentInForce, PersonFacts
from referral.rules.overriding import reach
from referral.rules.pathway import CompiledPathway
from referral.rules.refusal import is_nameless
from workflows.vocabulary import (
    Compartment,
    ConsentAnswer,
    ConsentPurpose,
    Exploitation,
    LegalGround,
    Purpose,
    Track,
)

FACTS = tuple(item.name for item in fields(PersonFacts))
_TYPES = get_type_hints(PersonFacts)


def to_words(person: PersonFacts) -> dict[str, Any]:
    """Facts as JSON: words, numbers, lists of words."""
    words: dict[str, Any] = {}
    for name in FACTS:
        value = getattr(person, name)
        words[name] = [str(item) for item in value] if _is_list(value) else value
    return words


def _is_list(value: object) -> bool:
    return isinstance(value, tuple)


def from_words(words: Mapping[str, Any]) -> PersonFacts:
    """The facts that `to_words` wrote; facts added since keep their defaults."""
    known = {name: words[name] for name in FACTS if name in words}
    for name, value in known.items():
        kind = _TYPES[name]
        if isinstance(value, list):
            known[name] = _listed(name, value)
        elif name == "emergency_ground":
            known[name] = None if value is None else LegalGround(value)
        elif isinstance(value, str) and kind is not str:
            known[name] = kind(value)
    return PersonFacts(**known)


def _listed(name: str, value: list[str]) -> tuple[Any, ...]:
    if name == "exploitation":
        return tuple(Exploitation(word) for word in value)
    return tuple(value)


def person_facts(work: Work, case: Case) -> PersonFacts:
    """The coded facts as recorded last."""
    drawer, purpose = Compartment.OPERATIONAL, Purpose.PROTECTION
    return from_words(work.open(case.id, case.id, drawer, purpose))


def write_facts(work: Work, case: Case, person: PersonFacts) -> None:
    """Seal facts as the newest version."""
    work.seal(case, case.id, Compartment.OPERATIONAL, to_words(person))


def changed(before: PersonFacts, changes: Mapping[str, Any]) -> PersonFacts:
    """Facts with some of them changed; `Malformed` as `check_facts` says."""
    check_facts(changes)
    return replace(before, **changes)


def check_facts(stated: Mapping[str, Any]) -> None:
    """Refuse facts that could not be read again.

    Raises:
        Malformed: for a fact there is none of, or a word that is not on its list.
    """
    unknown = [(f"/facts/{name}", "unknown_fact") for name in stated.keys() - FACTS]
    if unknown:
        raise Malformed("Some facts are not known.", faults=tuple(sorted(unknown)))
    wrong = [
        (f"/facts/{name}", "not_on_the_list")
        for name, value in stated.items()
        if not _can_be_read(name, value)
    ]
    if wrong:
        raise Malformed("Some facts cannot be read.", faults=tuple(wrong))


def _can_be_read(name: str, value: object) -> bool:
    """True if a fact reads back as it was written."""
    try:
        written = to_words(replace(PersonFacts(), **{name: value}))  # type: ignore[arg-type] # any fact
        read = getattr(from_words(written), name)
    except (ValueError, TypeError):
        return False
    kind = tuple if get_origin(_TYPES[name]) is tuple else _TYPES[name]
    right_kind = type(read) is int if kind is int else isinstance(read, kind)
    return right_kind and bool(read == value)


def compiled_for(work: Work, case: Case) -> CompiledPathway:
    """The pathway version the case walks."""
    return work.house.pathways.version(work.unit.session, case.pathway_digest)


def check_may_name(work: Work, case: Case) -> None:
    """Refuse to write what could tell who somebody is who wanted nothing.

    Raises:
        CaseClosed: if only a record without identifying fields is kept.
    """
    if is_nameless(compiled_for(work, case), Track.PROTECTION, case.protection):
        raise CaseClosed("The person wanted nothing: nothing that names is kept here.")


def case_facts(work: Work, case: Case) -> CaseFacts:
    """Everything the rules may read about the case at this moment."""
    compiled = compiled_for(work, case)
    stages, person = case.stages(), person_facts(work, case)
    answers = answers_at(work, case, work.now)
    return CaseFacts(
        stages=stages,
        person=person,
        consents=in_force(answers, person),
        declined=declined(answers, person),
        open_offers=open_offers_count(work.unit.session, case.id),
        reflection_ends=reflection_ends(history(work, case)),
        identification_ended=compiled.identification_ended(stages),
    )


def consents_for_rules(work: Work, case: Case) -> tuple[ConsentInForce, ...]:
    """Answers that let something happen now, opened from `operational`."""
    return in_force(answers_at(work, case, work.now), person_facts(work, case))


def answers_at(work: Work, case: Case, at: datetime) -> list[Recorded]:
    """What the person answered up to a moment, in the order of recording."""
    rows = consents_of(work.unit.session, case.id)
    return [_recorded(work, case, row, at) for row in rows if row.recorded_at <= at]


def _recorded(work: Work, case: Case, row: Consent, at: datetime) -> Recorded:
    words = work.open(row.case_id, row.id, Compartment.OPERATIONAL, Purpose.PROTECTION)
    ground = words["ground"]
    unconfirmed = ground is not None and not stands(work, row.id)
    consent = ConsentInForce(
        id=str(row.id),
        purpose=ConsentPurpose(words["purpose"]),
        compartments=_covered(work, case, row, words),
        recipient_id=str(row.recipient_id) if row.recipient_id else None,
        recipient_class=words["recipient_class"],
        ground=None if ground is None else LegalGround(ground),
    )
    return Recorded(
        consent,
        ConsentAnswer(words["answer"]),
        withdrawn=unconfirmed
        or (row.withdrawn_at is not None and row.withdrawn_at <= at),
        expired=row.expires_at is not None and row.expires_at <= at,
    )


def _covered(
    work: Work, case: Case, row: Consent, words: Mapping[str, Any]
) -> frozenset[Compartment]:
    """What an answer covers: where a life was at risk, a rescue until confirmed."""
    covered = frozenset(Compartment(word) for word in words["compartments"])
    named = compiled_for(work, case).pathway.ground_confirmation
    if words["ground"] is None or named is None:
        return covered
    return reach(covered, frozenset(named.rescue), confirmed=is_confirmed(work, row.id))
