"""Telling whoever has a copy that its use is restricted (GDPR arts 18 and 19).

The sealed copy itself cannot be opened meanwhile. What was read in it before may stand
on paper: it is kept there, and not used, until the restriction is lifted.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from referral.actions.disclose import manifest
from referral.actions.work import Done, Work
from referral.errors import AlreadyAnswered, NotFound
from referral.records.cases import Case, case_by_id
from referral.records.chains import Happening
from referral.records.corrected import said_so
from referral.records.referrals import Disclosure
from referral.records.restrictions import (
    UseRestriction,
    copies_under,
    restrictions_reaching,
)
from referral.rules.acts import Act
from workflows.vocabulary import EntryType


@dataclass(frozen=True, slots=True)
class RestrictionNotice:
    """A restriction that concerns a copy which the organisation has read."""

    id: UUID
    """The restriction."""
    case_id: UUID
    code: str
    at: datetime
    drawer: str | None
    """What of the copy is restricted; None for all of it."""
    noted: bool
    """True once the organisation said that it knows. It stays listed until lifted."""


def list_restriction_notices(work: Work, limit: int) -> list[RestrictionNotice]:
    """What the actor's organisation has read and may not use now, oldest first.

    What it has not confirmed yet comes before what it knows of: however many it knows
    of, they hide none that is new.
    """
    work.check(Act.NOTE_RESTRICTION)
    here = work.actor.organisation_id
    every = [
        _notice(work, case, held)
        for case, held in restrictions_reaching(work.unit.session, here)
        if _concerned(work, held)
    ]
    found = sorted(every, key=lambda each: each.noted)[:limit]
    fields = {"list": "restriction_notices", "shown": len(found)}
    work.enter(work.own_organisation(), Happening(EntryType.LIST_SHOWN, fields))
    return found


def _concerned(work: Work, held: UseRestriction) -> bool:
    """True if a copy that the actor's organisation has read holds some of it."""
    copies = copies_under(work.unit.session, held, work.actor.organisation_id)
    return any(_concerns(work, copy, held) for copy in copies)


def _concerns(work: Work, copy: Disclosure, held: UseRestriction) -> bool:
    """True if the copy holds something of what is restricted."""
    if held.drawer is None:
        return True
    names = manifest(work, copy)["fields"]
    return held.drawer.value in {name.partition(".")[0] for name in names}


def _notice(work: Work, case: Case, held: UseRestriction) -> RestrictionNotice:
    drawer = held.drawer.value if held.drawer else None
    return RestrictionNotice(
        held.id, case.id, case.code, held.set_at, drawer, _noted(work, case, held)
    )


def _noted(work: Work, case: Case, held: UseRestriction) -> bool:
    here = work.actor.organisation_id
    return said_so(
        work.unit.session, case.id, held.id, EntryType.RESTRICTION_NOTED, here
    )


def note_restriction(work: Work, restriction_id: UUID) -> Done:
    """Say for the organisation that it keeps what it has, and does not use it.

    Raises:
        NotFound: if there is none, it was lifted, or it does not concern it.
        AlreadyAnswered: if it said so before.
    """
    work.check(Act.NOTE_RESTRICTION)
    held = work.unit.session.get(UseRestriction, restriction_id)
    case = case_by_id(work.unit.session, held.case_id, lock=True) if held else None
    if held is None or case is None or held.lifted_at is not None:
        raise NotFound
    if not _concerned(work, held):
        raise NotFound
    work.known_case = case.id
    if _noted(work, case, held):
        raise AlreadyAnswered("This was confirmed before.")
    work.enter(case, Happening(EntryType.RESTRICTION_NOTED, {}, about=held.id))
    return Done("restriction", held.id, case.version)
