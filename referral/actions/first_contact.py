"""A first contact as one act: the case, what the person said, what waits for later.

Everything that was asked before a case is opened goes into it in one transaction, and
the draft that held it is gone with that. What the signs read as by a published list is
written down with it, and whether whoever was there sees it otherwise.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from referral.actions.consent import write_answer
from referral.actions.drafts import finish_draft
from referral.actions.facts import check_may_name, person_facts
from referral.actions.identify import Identification, open_case, state
from referral.actions.work import Done, Work, case_for
from referral.errors import Malformed
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.records.plans import PlannedDate, end_kind
from referral.rules.acts import Act
from referral.rules.consent_answer import Answer
from referral.rules.facts import PersonFacts
from referral.rules.first_contact import Asked, left_for_later
from referral.rules.signs import read_signs
from workflows.vocabulary import (
    Disagreement,
    EntryType,
    PlannedKind,
    StatementKind,
)


@dataclass(frozen=True, slots=True)
class FirstContact:
    """What a frontline worker brings together before a case is opened."""

    identification: Identification
    answers: tuple[tuple[Answer, UUID | None], ...] = ()
    """What the person said, each to one class of recipients, or to one by its name."""
    disagrees: Disagreement | None = None
    """Why the worker sees the signs otherwise than the list reads them."""
    in_haste: bool = False
    """True in emergency mode: what was left out becomes tasks."""
    draft: UUID | None = None
    """The draft that this finishes."""
    draft_version: int | None = field(default=None)


def open_first_contact(work: Work, new: FirstContact) -> Done:
    """Open a case from a first contact, with everything that was asked.

    Raises:
        Refusal: as `identify.open_case` and `consent.record_consent` say, and
            `drafts.finish_draft` of the draft: then nothing is opened.
    """
    if new.draft is not None:
        work.check(Act.OPEN_CASE)
        finish_draft(work, new.draft, expects=new.draft_version)
    opened = open_case(work, new.identification)
    case = work.unit.session.get_one(Case, opened.id)
    person, seen = new.identification.facts, new.identification.indicators
    for answer, recipient in new.answers:
        write_answer(work, case, answer, recipient)
    _note_signs(work, case, person, seen, new.disagrees)
    said = tuple(answer.answer for answer, _ in new.answers)
    asked = Asked(new.in_haste, bool(seen), bool(person.needs), said)
    for kind in left_for_later(asked):
        _leave(work, case, kind)
    return Done("case", case.id, case.version, details=opened.details)


def _leave(work: Work, case: Case, kind: PlannedKind) -> None:
    later = PlannedDate(
        id=work.new_id(), case_id=case.id, kind=kind, at=work.now, set_at=work.now
    )
    work.unit.session.add(later)


def _note_signs(
    work: Work,
    case: Case,
    person: PersonFacts,
    seen: Collection[str],
    disagrees: Disagreement | None,
) -> None:
    """Seal what the signs read as, and who sees it otherwise; nothing without signs."""
    if not seen:
        return
    found = read_signs(person.age_class, person.exploitation, seen)
    said = {"assessment": found.text} if found else {}
    if disagrees is not None:
        said["disagreement"] = disagrees.value
    state(work, case, StatementKind.ASSESSMENT, said, None)
    fields = {
        "indicators": list(seen),
        "pack": found.pack if found else None,
        "reading": found.reading.value if found else None,
        "disagreement": disagrees.value if disagrees else None,
    }
    case.version += 1
    work.enter(case, Happening(EntryType.SIGNS_RECORDED, fields))


def record_signs(
    work: Work,
    case_id: UUID,
    seen: Collection[str],
    disagrees: Disagreement | None,
    *,
    expects: int | None,
) -> Done:
    """Write down the signs that were seen, after the case was opened.

    Raises:
        Malformed: for none.
    """
    case = case_for(work, case_id, Act.RECORD_FACTS, expects=expects)
    if not seen:
        raise Malformed("Nothing to record.", faults=(("/indicators", "empty"),))
    check_may_name(work, case)
    noted = {"indicators": ", ".join(seen)}
    state(work, case, StatementKind.ASSESSMENT, noted, None)
    _note_signs(work, case, person_facts(work, case), seen, disagrees)
    end_kind(work.unit.session, case.id, PlannedKind.SIGNS_LATER, work.now)
    return Done("case", case.id, case.version)
