"""Opening a case from an identification, and writing down what becomes known."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from referral.actions.case_clocks import running
from referral.actions.consent import write_minimal
from referral.actions.contents import Drawers, check_content, filled_in
from referral.actions.correct import Correction, recorded
from referral.actions.facts import (
    FACTS,
    changed,
    check_facts,
    check_may_name,
    person_facts,
    to_words,
    write_facts,
)
from referral.actions.findable import make_findable
from referral.actions.work import Asked, Done, Work, case_for
from referral.errors import Malformed
from referral.records.cases import Case, CaseParty, Statement
from referral.records.chains import Happening
from referral.records.plans import end_kind
from referral.rules.acts import Act
from referral.rules.consent_answer import Spoken
from referral.rules.deadlines import ClockState
from referral.rules.facts import PersonFacts
from referral.rules.happened import check_happened
from referral.rules.spoken_code import CODE_LETTERS, LENGTH, in_groups
from referral.vault.chain import GENESIS
from workflows.vocabulary import (
    Compartment,
    EntryType,
    PlannedKind,
    Purpose,
    Relation,
    StatementKind,
    Track,
)


def new_code() -> str:
    """A short random code such as `K7QF-4MDX`: 40 bits, no meaning."""
    return in_groups("".join(secrets.choice(CODE_LETTERS) for _ in range(LENGTH)))


@dataclass(frozen=True, slots=True)
class Identification:
    """What a frontline worker writes down at the first contact.

    Almost everything may stay empty: nobody is asked for what is not needed yet.
    """

    facts: PersonFacts
    content: Drawers = field(default_factory=dict, repr=False)
    """Sealed fields by drawer; names as in `referral.rules.disclosure.FIELDS`."""
    indicators: tuple[str, ...] = ()
    """Coded indicators seen. They advise; they move nothing."""
    occurred_at: datetime | None = None
    """When it happened, if not just now; a paper day typed in later says so."""
    minimal_consent: Spoken | None = None
    """How the person was asked for a bed and a contact, if they said yes."""


def open_case(work: Work, identification: Identification) -> Done:
    """Open a case; the actor's organisation holds it from now on.

    What happened before it is typed in keeps both times, and its clocks run from when
    it happened. What is over already is named in the answer.

    Raises:
        Malformed: as `begin_case` says; for a moment too long ago.
    """
    work.check(Act.OPEN_CASE)
    if identification.occurred_at is not None:
        check_happened(identification.occurred_at, work.now)
    case = begin_case(work, identification)
    case.met_at = identification.occurred_at
    work.enter(
        case,
        Happening(
            EntryType.CASE_OPENED,
            {
                "pathway_digest": case.pathway_digest.hex(),
                "immediate_danger": identification.facts.immediate_danger.value,
                "age_class": identification.facts.age_class.value,
            },
            occurred_at=identification.occurred_at,
        ),
    )
    _identification_entry(work, case, identification)
    if identification.minimal_consent is not None:
        given = identification.occurred_at or work.now
        write_minimal(work, case, identification.minimal_consent, given)
    told: dict[str, object] = {"code": case.code}
    if identification.occurred_at is not None:
        told["over"] = [
            each.name for each in running(work, case) if each.state is ClockState.PASSED
        ]
    return Done("case", case.id, case.version, details=told)


def _identification_entry(
    work: Work, case: Case, identification: Identification
) -> None:
    filled = sorted(drawer.value for drawer in filled_in(identification.content))
    fields = {"indicators": list(identification.indicators), "drawers": filled}
    work.enter(
        case,
        Happening(
            EntryType.IDENTIFICATION_RECORDED,
            fields,
            occurred_at=identification.occurred_at,
        ),
    )


def begin_case(work: Work, identification: Identification) -> Case:
    """The rows of a new case, sealed; the caller writes the entry.

    Raises:
        Malformed: for a field no drawer has, a fact that is none, or a time in the
            future.
    """
    check_content(identification.content)
    check_facts({name: getattr(identification.facts, name) for name in FACTS})
    if identification.occurred_at and identification.occurred_at > work.now:
        fault = ("/occurred_at", "in_the_future")
        raise Malformed("It cannot have happened yet.", faults=(fault,))
    case = _new_row(work)
    work.unit.session.add(case)
    work.unit.session.flush()
    work.known_case = case.id
    for relation in (Relation.FINDER, Relation.HOLDER):
        work.unit.session.add(
            CaseParty(
                id=work.new_id(),
                case_id=case.id,
                organisation_id=work.actor.organisation_id,
                relation=relation,
                since=work.now,
            )
        )
    write_facts(work, case, identification.facts)
    write_content(work, case, identification.content, identification.occurred_at)
    if identification.indicators:
        found = ", ".join(identification.indicators)
        state(work, case, StatementKind.ASSESSMENT, {"indicators": found}, None)
    return case


def _new_row(work: Work) -> Case:
    published = work.house.pathways.follow(work.unit.session)
    starts = {track.name: track.start for track in published.compiled.pathway.tracks}
    return Case(
        id=work.new_id(),
        code=new_code(),
        pathway_digest=published.digest,
        protection=starts[Track.PROTECTION],
        identification=starts.get(Track.IDENTIFICATION, ""),
        stay=starts.get(Track.STAY, ""),
        holder_id=work.actor.organisation_id,
        person_id=work.new_id(),
        version=1,
        opened_at=work.now,
        seq=0,
        head=GENESIS,
    )


def write_content(
    work: Work, case: Case, content: Drawers, occurred_at: datetime | None
) -> None:
    """Seal fields as the newest version of their drawers; the caller enters it."""
    for drawer, filled in filled_in(content).items():
        if drawer is Compartment.NARRATIVE:
            _write_narrative(work, case, filled, occurred_at)
        else:
            before = work.open(case.id, case.person_id, drawer, Purpose.CARE)
            after = {**before, **filled}
            version = work.seal(case, case.person_id, drawer, after)
            make_findable(work, case, drawer, after, version)


_KIND = {"account": StatementKind.ACCOUNT}
"""The person's own words are an account; what the worker saw is a fact."""


def _write_narrative(
    work: Work, case: Case, filled: Mapping[str, Any], occurred_at: datetime | None
) -> None:
    for name, text in filled.items():
        kind = _KIND.get(name, StatementKind.FACT)
        state(work, case, kind, {name: text}, occurred_at)


def state(
    work: Work,
    case: Case,
    kind: StatementKind,
    content: Mapping[str, Any],
    occurred_at: datetime | None,
) -> None:
    """Seal one statement of the actor's; the caller enters it."""
    statement = Statement(
        id=work.new_id(),
        case_id=case.id,
        kind=kind,
        author_id=work.actor.id,
        author_organisation_id=work.actor.organisation_id,
        occurred_at=occurred_at,
        recorded_at=work.now,
    )
    work.unit.session.add(statement)
    work.seal(case, statement.id, Compartment.NARRATIVE, content)


def record_content(
    work: Work,
    case_id: UUID,
    content: Drawers,
    *,
    expects: int | None,
    corrects: Correction | None = None,
) -> Done:
    """Add or correct sealed fields. What was written before stays, as a version."""
    case = case_for(work, case_id, Act.RECORD_CONTENT, expects=expects)
    check_may_name(work, case)
    check_content(content)
    content = filled_in(content)
    if not content:
        raise Malformed("Nothing to record.", faults=(("/content", "empty"),))
    work.check_on(case.id, Act.RECORD_CONTENT, Asked(frozenset(content)))
    write_content(work, case, content, None)
    case.version += 1
    names = sorted(
        f"{drawer.value}.{name}"
        for drawer, fields in content.items()
        for name in fields
    )
    kind, fields = EntryType.CONTENT_RECORDED, {"fields": names}
    work.enter(case, recorded(work, case, kind, fields, corrects))
    return Done("case", case.id, case.version)


def record_facts(
    work: Work,
    case_id: UUID,
    changes: Mapping[str, Any],
    *,
    expects: int | None,
    corrects: Correction | None = None,
) -> Done:
    """Record coded facts: age class, risk level, a guardian's appointment ..."""
    case = case_for(work, case_id, Act.RECORD_FACTS, expects=expects)
    if not changes:
        raise Malformed("Nothing to record.", faults=(("/facts", "empty"),))
    check_may_name(work, case)
    after = changed(person_facts(work, case), changes)
    write_facts(work, case, after)
    if "needs" in changes:
        end_kind(work.unit.session, case.id, PlannedKind.NEEDS_LATER, work.now)
    case.version += 1
    words = to_words(after)
    kind, fields = EntryType.FACTS_RECORDED, {name: words[name] for name in changes}
    work.enter(case, recorded(work, case, kind, fields, corrects))
    return Done("case", case.id, case.version)
