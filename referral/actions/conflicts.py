"""Keeping somebody away from a case: stated by one, lifted by two.

To whoever is listed the case does not exist. That they are listed, and why, stands on
the case's timeline and is shown to whoever watches over it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from referral.actions.joint import Held
from referral.actions.offers import Recalled, open_copies, recall_copies
from referral.actions.two_people import ask_another
from referral.actions.work import Done, Work, case_for
from referral.errors import (
    AlreadyAnswered,
    GuardNotMet,
    Malformed,
    NotFound,
    NotPermitted,
)
from referral.records.actors import actor_by_name, name_of
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.records.conflicts import Conflict, conflicts_of, is_kept_away
from referral.records.organisations import label_of, organisation
from referral.rules.acts import Act
from workflows.vocabulary import (
    Compartment,
    ConflictReason,
    EntryType,
    JointKind,
    Purpose,
    Role,
)

DRAWER = Compartment.OPERATIONAL


@dataclass(frozen=True, slots=True)
class NewConflict:
    """Who must have nothing to do with a case, and why."""

    organisation_id: UUID
    reason: ConflictReason
    actor: str | None = None
    """What they sign in as; None for the whole organisation."""


@dataclass(frozen=True, slots=True)
class ConflictView:
    """Somebody who is, or was, kept away from a case."""

    id: UUID
    organisation: str
    actor: str | None
    """What they sign in as; None where it is the whole organisation."""
    stated_by: str
    stated_at: datetime
    reason: str | None
    """None for whoever sees headers alone."""
    lifted_at: datetime | None


@dataclass(frozen=True, slots=True)
class ConflictsView:
    """Who is kept away from a case, lifted ones too, the oldest first."""

    case_id: UUID
    code: str
    version: int
    relations: tuple[str, ...]
    conflicts: tuple[ConflictView, ...]


def check_not_in_conflict(work: Work, case: Case, body: UUID) -> None:
    """Refuse to bring a case to an organisation that is kept away from it.

    Raises:
        GuardNotMet: naming what has to be: another organisation.
    """
    if is_kept_away(work.unit.session, case.id, body):
        raise GuardNotMet(
            "This organisation must have nothing to do with the case.",
            missing=("another_organisation",),
        )


def state_conflict(
    work: Work, case_id: UUID, new: NewConflict, *, expects: int | None
) -> Done:
    """Keep an actor, or a whole organisation, away from a case from now on.

    What a whole organisation was asked, or told, ends with it: its offers are recalled,
    its copies destroyed, and what it read it is asked to delete.

    Raises:
        Malformed: if they are not known.
        GuardNotMet: for the organisation that is responsible now: it has to hand the
            case over first.
        AlreadyAnswered: if they are listed already.
    """
    case = case_for(work, case_id, Act.STATE_CONFLICT, expects=expects)
    actor_id = _known(work, case, new)
    row = Conflict(
        id=work.new_id(),
        case_id=case.id,
        organisation_id=new.organisation_id,
        actor_id=actor_id,
        stated_by=work.actor.id,
        stated_at=work.now,
    )
    work.unit.session.add(row)
    reason = {"reason": new.reason.value}
    work.seal(case, row.id, DRAWER, reason)
    case.version += 1
    fields = {**reason, "organisation": str(new.organisation_id)}
    if actor_id is not None:
        fields["actor"] = str(actor_id)
    work.enter(case, Happening(EntryType.CONFLICT_STATED, fields, about=row.id))
    ended = _recalled(work, case, row)
    return Done("conflict", row.id, case.version, details=ended.words())


def _recalled(work: Work, case: Case, row: Conflict) -> Recalled:
    """End what a whole organisation was asked or told; colleagues of one go on."""
    if row.actor_id is not None:
        return Recalled(0, 0)
    theirs = [
        copy
        for copy in open_copies(work, case)
        if copy.recipient_id == row.organisation_id
    ]
    return recall_copies(work, case, theirs)


def _known(work: Work, case: Case, new: NewConflict) -> UUID | None:
    """Whom it is about, if it is one actor, and they may be listed."""
    session, actor_id = work.unit.session, None
    if organisation(session, new.organisation_id) is None:
        fault = ("/organisation_id", "unknown_organisation")
        raise Malformed("This organisation is not known.", faults=(fault,))
    if new.actor is not None:
        actor = actor_by_name(session, new.actor)
        if actor is None or actor.organisation_id != new.organisation_id:
            fault = ("/actor", "unknown_actor")
            raise Malformed("Nobody there is known by this.", faults=(fault,))
        actor_id = actor.id
    elif new.organisation_id == case.holder_id:
        raise GuardNotMet(
            "This organisation is responsible: it has to hand the case over first.",
            missing=("another_holder",),
        )
    whose = (new.organisation_id, actor_id)
    for row in conflicts_of(session, case.id):
        if row.lifted_at is None and (row.organisation_id, row.actor_id) == whose:
            raise AlreadyAnswered("They are listed already.")
    return actor_id


def ask_lifting(
    work: Work, case_id: UUID, conflict_id: UUID, *, expects: int | None
) -> Done:
    """Ask somebody else to agree that they may have to do with the case again.

    Raises:
        NotFound: if no such conflict stands on the case.
        AlreadyAnswered: if that is asked already.
    """
    case = case_for(work, case_id, Act.STATE_CONFLICT, expects=expects)
    row = work.unit.session.get(Conflict, conflict_id)
    if row is None or row.case_id != case.id or row.lifted_at is not None:
        raise NotFound
    content = {
        "case": str(case.id),
        "conflict": str(row.id),
        "conflict_of": label_of(work.unit.session, row.organisation_id) or "",
        "conflict_reason": _reason(work, row),
        "organisation": str(row.organisation_id),
    }
    return ask_another(work, case, JointKind.LIFT_CONFLICT, content)


def check_from_elsewhere(work: Work, held: Held) -> None:
    """Refuse a yes of colleagues of whoever is kept away.

    Raises:
        NotPermitted: naming what has to be: another organisation.
    """
    if held.content["organisation"] == str(work.actor.organisation_id):
        raise NotPermitted(
            "Colleagues of whoever is kept away cannot agree to this.",
            missing=("another_organisation",),
        )


def lift_asked(work: Work, held: Held) -> dict[str, str]:
    """Let them have to do with the case again, as two people agreed.

    Raises:
        AlreadyAnswered: if it was lifted meanwhile.
    """
    row = work.unit.session.get(Conflict, UUID(held.content["conflict"]))
    if row is None or held.case is None or row.lifted_at is not None:
        raise AlreadyAnswered("This was lifted before.")
    row.lifted_at = work.now
    work.unit.session.add(row)
    held.case.version += 1
    work.unit.session.add(held.case)
    fields = {"organisation": str(row.organisation_id)}
    work.enter(held.case, Happening(EntryType.CONFLICT_LIFTED, fields, about=row.id))
    return {"lifted": str(row.id)}


def read_conflicts(work: Work, case_id: UUID) -> ConflictsView:
    """Who is, or was, kept away from a case; one entry."""
    case = case_for(work, case_id, Act.READ_CONFLICTS)
    rows = conflicts_of(work.unit.session, case.id)
    fields = {"list": "conflicts", "shown": len(rows)}
    work.enter(case, Happening(EntryType.LIST_SHOWN, fields))
    relations = work.asker(case).relations
    return ConflictsView(
        case_id=case.id,
        code=case.code,
        version=case.version,
        relations=tuple(sorted(word.value for word in relations)),
        conflicts=tuple(_view(work, case, row) for row in rows),
    )


def _view(work: Work, case: Case, row: Conflict) -> ConflictView:
    session = work.unit.session
    headers = Role.AUDITOR in work.actor.roles or case.erased_at is not None
    return ConflictView(
        id=row.id,
        organisation=label_of(session, row.organisation_id) or "",
        actor=name_of(session, row.actor_id) if row.actor_id else None,
        stated_by=name_of(session, row.stated_by),
        stated_at=row.stated_at,
        reason=None if headers else _reason(work, row),
        lifted_at=row.lifted_at,
    )


def _reason(work: Work, row: Conflict) -> str:
    words: dict[str, Any] = work.open(row.case_id, row.id, DRAWER, Purpose.PROTECTION)
    return str(words["reason"])
