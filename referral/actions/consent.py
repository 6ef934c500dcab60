"""Recording what the person said, and taking it back."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from referral.actions.catalogue import any_of
from referral.actions.facts import consents_for_rules, person_facts
from referral.actions.grounds import ask_confirmation
from referral.actions.recalling import recall_lost
from referral.actions.work import Done, Work, case_for
from referral.errors import AlreadyAnswered, ConsentWithdrawn, Malformed, NotFound
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.records.consents import Consent, consent_by_id
from referral.records.organisations import organisation
from referral.records.plans import end_kind
from referral.rules.acts import Act
from referral.rules.consent import ANY_SERVICE, covering
from referral.rules.consent_answer import Answer, Spoken, check_answer, minimal
from workflows.catalogues import service_types
from workflows.vocabulary import Compartment, ConsentAnswer, EntryType, PlannedKind


def record_consent(
    work: Work,
    case_id: UUID,
    answer: Answer,
    recipient_id: UUID | None,
    *,
    expects: int | None,
) -> Done:
    """Record one answer for one purpose, to one recipient or one class of them.

    The newest answer for the same purpose and recipient counts. A `no` is recorded
    like a `yes`: it stops what an older yes allowed. Where a legal ground stands in,
    somebody else confirms it: the answer names the joint act that waits for that.
    """
    case = case_for(work, case_id, Act.RECORD_CONSENT, expects=expects)
    if answer.answer is not ConsentAnswer.LATER:
        end_kind(work.unit.session, case.id, PlannedKind.CONSENT_LATER, work.now)
    if answer.answer is ConsentAnswer.NO:
        return _record_no(work, case, answer, recipient_id)
    consent, asked = write_answer(work, case, answer, recipient_id)
    details = {"joint_act": str(asked)} if asked else {}
    return Done("consent", consent.id, case.version, details=details)


def _record_no(
    work: Work, case: Case, answer: Answer, recipient_id: UUID | None
) -> Done:
    """A no ends what an older yes kept open, as taking that yes back does."""
    written: list[Consent] = []

    def say() -> None:
        written.append(write_answer(work, case, answer, recipient_id)[0])

    recalled = recall_lost(work, case, say)
    return Done("consent", written[0].id, case.version, details=recalled.words())


def record_minimal_consent(
    work: Work, case_id: UUID, spoken: Spoken, *, expects: int | None
) -> Done:
    """Record a yes to a bed and a contact: one question, one act.

    Raises:
        ConsentMissing: if the person's yes does not stand alone, or was not understood.
    """
    case = case_for(work, case_id, Act.RECORD_CONSENT, expects=expects)
    made = write_minimal(work, case, spoken, work.now)
    first, *_ = made
    return Done(
        "consent", first, case.version, details={"consents": [str(n) for n in made]}
    )


def write_minimal(
    work: Work, case: Case, spoken: Spoken, given_at: datetime
) -> tuple[UUID, ...]:
    """Write a minimal consent, which is one consent for each kind of service.

    A kind that may be told as much already is left out: the newest answer counts, and
    a yes to less would take back what was agreed.

    Raises:
        AlreadyAnswered: if that leaves nothing to write.
        Malformed: if it has ended since it was given.
    """
    answers = [each for each in minimal(spoken, given_at) if _adds(work, case, each)]
    if not answers:
        raise AlreadyAnswered("They have said yes to this already.")
    return tuple(write_answer(work, case, each, None)[0].id for each in answers)


def _adds(work: Work, case: Case, least: Answer) -> bool:
    """True unless a yes of the person lets this kind of service learn more already.

    A yes to exactly as much is renewed once this one would last longer.
    """
    kind, told = least.recipient_class or ANY_SERVICE, least.compartments
    purposes, all_of_it = frozenset({least.purpose}), consents_for_rules(work, case)
    for each in covering(all_of_it, purposes, any_of(kind)):
        if each.ground is not None or not told <= each.compartments:
            continue
        row = consent_by_id(work.unit.session, UUID(each.id))
        ends = row.expires_at if row else None
        longer = ends and least.expires_at and ends < least.expires_at
        if told < each.compartments or not longer:
            return False
    return True


def write_answer(
    work: Work, case: Case, answer: Answer, recipient_id: UUID | None = None
) -> tuple[Consent, UUID | None]:
    """One answer with its entry, and the joint act that has to confirm its ground."""
    check_answer(answer, person_facts(work, case), work.now)
    _check_recipient(work, answer, recipient_id)
    consent = Consent(
        id=work.new_id(),
        case_id=case.id,
        recipient_id=recipient_id,
        given_at=answer.given_at,
        recorded_at=work.now,
        expires_at=answer.expires_at,
    )
    work.unit.session.add(consent)
    words = _words(answer)
    work.seal(case, consent.id, Compartment.OPERATIONAL, words)
    case.version += 1
    to = str(recipient_id) if recipient_id else None
    work.enter(case, _recorded(consent, words, to))
    named = {"recipient_id": to}
    return consent, ask_confirmation(work, case, consent.id, answer, words | named)


_SEEN = ("purpose", "answer", "compartments", "ground")


def _recorded(
    consent: Consent, words: Mapping[str, object], to: str | None
) -> Happening:
    """The entry of an answer: all that its row says lies in it, too."""
    ends = consent.expires_at
    seen = {name: words[name] for name in _SEEN}
    seen |= {
        "recipient": to,
        "expires_at": ends.isoformat(timespec="milliseconds") if ends else None,
    }
    return Happening(
        EntryType.CONSENT_RECORDED,
        seen,
        about=consent.id,
        occurred_at=consent.given_at,
    )


def _check_recipient(work: Work, answer: Answer, recipient_id: UUID | None) -> None:
    if answer.recipient_named != (recipient_id is not None):
        fault = ("/recipient_id", "one_recipient_or_one_class")
        raise Malformed("Name one recipient or one class.", faults=(fault,))
    if answer.recipient_class not in (None, ANY_SERVICE, *service_types()):
        fault = ("/recipient_class", "unknown_class")
        raise Malformed("There is no such kind of service.", faults=(fault,))
    if recipient_id and organisation(work.unit.session, recipient_id) is None:
        fault = ("/recipient_id", "unknown_organisation")
        raise Malformed("This organisation is not known.", faults=(fault,))


def _words(answer: Answer) -> dict[str, object]:
    return {
        "purpose": answer.purpose.value,
        "answer": answer.answer.value,
        "compartments": sorted(drawer.value for drawer in answer.compartments),
        "recipient_class": answer.recipient_class,
        "items": sorted(answer.items),
        "language": answer.language,
        "how_given": answer.how_given.value,
        "interpreter": answer.interpreter,
        "witness": _word(answer.witness),
        "ground": _word(answer.ground),
        "guardian": _word(answer.guardian),
        "child_view": _word(answer.child_view),
    }


def _word(said: StrEnum | None) -> str | None:
    return None if said is None else said.value


def withdraw_consent(
    work: Work, case_id: UUID, consent_id: UUID, *, expects: int | None
) -> Done:
    """Take a consent back: from now on nothing rests on it.

    Offers that disclose on it are recalled and the sealed copies destroyed, released
    ones too: the former addressee opens nothing from here on.
    """
    case = case_for(work, case_id, Act.WITHDRAW_CONSENT, expects=expects)
    consent = consent_by_id(work.unit.session, consent_id)
    if consent is None or consent.case_id != case.id:
        raise NotFound
    if consent.withdrawn_at is not None:
        raise ConsentWithdrawn("This consent was withdrawn before.")

    def take_back() -> None:
        consent.withdrawn_at = work.now
        work.unit.session.add(consent)
        case.version += 1
        work.enter(case, Happening(EntryType.CONSENT_WITHDRAWN, {}, about=consent.id))

    recalled = recall_lost(work, case, take_back, consent.id)
    return Done("consent", consent.id, case.version, details=recalled.words())
