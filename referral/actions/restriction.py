"""Restricting the use of a record: it is kept, and nothing else is done with it.

`rules.deciding` asks for it before anything opens a drawer or passes something on.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from referral.actions.work import Done, Work, case_for
from referral.errors import AlreadyAnswered, NotFound
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.records.organisations import label_of
from referral.records.restrictions import (
    UseRestriction,
    restrictions_of,
    standing_restrictions,
)
from referral.rules.acts import Act
from workflows.vocabulary import (
    Compartment,
    EntryType,
    Purpose,
    RestrictionEnd,
    RestrictionReason,
    Role,
)

WHOLE = "whole_case"
"""How a restriction of a whole case is named where drawers are."""


@dataclass(frozen=True, slots=True)
class NewRestriction:
    """What is restricted, and why."""

    reason: RestrictionReason
    drawer: Compartment | None = None
    """None for the whole case."""


@dataclass(frozen=True, slots=True)
class RestrictionView:
    """A restriction, lifted or not."""

    id: UUID
    drawer: str | None
    set_at: datetime
    organisation: str
    """Name of whose it is."""
    reason: str | None
    """None for whoever sees headers alone."""
    lifted_at: datetime | None


@dataclass(frozen=True, slots=True)
class RestrictionsView:
    """The restrictions of a case, the oldest first."""

    case_id: UUID
    code: str
    version: int
    relations: tuple[str, ...]
    restrictions: tuple[RestrictionView, ...]


def restricted_now(work: Work, case: Case) -> tuple[str, ...]:
    """What of a case is restricted, in words; the caller writes the entry."""
    standing = standing_restrictions(work.unit.session, case.id)
    drawers = {each.drawer for each in standing}
    return tuple(sorted(word.value if word else WHOLE for word in drawers))


def restrict_use(
    work: Work, case_id: UUID, new: NewRestriction, *, expects: int | None
) -> Done:
    """Keep a record, or one drawer of it, and use it no more. One person is enough.

    Raises:
        AlreadyAnswered: if exactly this is restricted already.
    """
    case = case_for(work, case_id, Act.RESTRICT_USE, expects=expects)
    standing = standing_restrictions(work.unit.session, case.id)
    if new.drawer in {each.drawer for each in standing}:
        raise AlreadyAnswered("This is restricted already.")
    row = UseRestriction(
        id=work.new_id(),
        case_id=case.id,
        drawer=new.drawer,
        set_by=work.actor.id,
        organisation_id=work.actor.organisation_id,
        set_at=work.now,
    )
    work.unit.session.add(row)
    reason = {"reason": new.reason.value}
    work.seal(case, row.id, Compartment.OPERATIONAL, reason)
    case.version += 1
    fields = {**reason, "drawer": new.drawer.value if new.drawer else None}
    work.enter(case, Happening(EntryType.RESTRICTION_SET, fields, about=row.id))
    return Done("restriction", row.id, case.version)


def lift_restriction(
    work: Work,
    case_id: UUID,
    restriction_id: UUID,
    reason: RestrictionEnd,
    *,
    expects: int | None,
) -> Done:
    """Use a record again. Whoever lifts it has told the person (GDPR art 18(3)).

    Raises:
        NotFound: if no such restriction is on the case.
        AlreadyAnswered: if it was lifted before.
    """
    case = case_for(work, case_id, Act.RESTRICT_USE, expects=expects)
    row = work.unit.session.get(UseRestriction, restriction_id)
    if row is None or row.case_id != case.id:
        raise NotFound
    if row.lifted_at is not None:
        raise AlreadyAnswered("This restriction was lifted before.")
    row.lifted_at = work.now
    work.unit.session.add(row)
    case.version += 1
    fields = {"reason": reason.value}
    work.enter(case, Happening(EntryType.RESTRICTION_LIFTED, fields, about=row.id))
    return Done("restriction", row.id, case.version)


def read_restrictions(work: Work, case_id: UUID) -> RestrictionsView:
    """What of a case is, or was, restricted; one entry."""
    case = case_for(work, case_id, Act.READ_RESTRICTIONS)
    rows = restrictions_of(work.unit.session, case.id)
    fields = {"list": "restrictions", "shown": len(rows)}
    work.enter(case, Happening(EntryType.LIST_SHOWN, fields))
    relations = work.asker(case).relations
    return RestrictionsView(
        case_id=case.id,
        code=case.code,
        version=case.version,
        relations=tuple(sorted(word.value for word in relations)),
        restrictions=tuple(view_of(work, row) for row in rows),
    )


def view_of(work: Work, row: UseRestriction) -> RestrictionView:
    """One restriction as the actor may see it; the caller writes the entry."""
    reason = None
    if Role.AUDITOR not in work.actor.roles:
        drawer = Compartment.OPERATIONAL
        reason = work.open(row.case_id, row.id, drawer, Purpose.LEGAL)["reason"]
    return RestrictionView(
        id=row.id,
        drawer=row.drawer,
        set_at=row.set_at,
        organisation=label_of(work.unit.session, row.organisation_id) or "",
        reason=reason,
        lifted_at=row.lifted_at,
    )
