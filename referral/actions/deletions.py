"""What a recipient may keep no more: asked of it, and confirmed by it.

A sealed copy that ended can be opened by nobody. What somebody read in it before may
stand on paper or in another system, where no key reaches: so whoever opened it says
that nothing was kept, and until then it stands on the coordinator's list if the person
took a consent back (GDPR arts 17(2) and 19; CETS 197 art 11).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from referral.actions.work import Done, Work
from referral.errors import AlreadyAnswered, NotFound, OffThePath
from referral.records.cases import case_by_id
from referral.records.chains import Happening
from referral.records.referrals import Disclosure, to_be_deleted
from referral.rules.acts import Act
from workflows.vocabulary import EntryType


@dataclass(frozen=True, slots=True)
class DeletionView:
    """A copy that ended, as whoever had opened it is told of it."""

    id: UUID
    """The sealed copy."""
    case_id: UUID
    code: str
    received_at: datetime
    ended_at: datetime
    manifest_hash: str
    """Lower-case hexadecimal SHA-256, as in the package that was opened."""


def list_deletions(work: Work, limit: int) -> list[DeletionView]:
    """What the actor's organisation opened, and has to delete and say so."""
    work.check(Act.CONFIRM_DELETION)
    here = work.actor.organisation_id
    found = [
        DeletionView(
            copy.id,
            case.id,
            case.code,
            copy.released_at,
            copy.destroyed_at,
            copy.manifest_hash.hex(),
        )
        for copy, case in to_be_deleted(work.unit.session, here, limit)
        if copy.released_at is not None and copy.destroyed_at is not None
    ]
    fields = {"list": "deletions", "shown": len(found)}
    work.enter(work.own_organisation(), Happening(EntryType.LIST_SHOWN, fields))
    return found


def confirm_deletion(work: Work, disclosure_id: UUID) -> Done:
    """Say for the organisation that it kept nothing of a copy that ended.

    Raises:
        NotFound: if it never received such a copy.
        OffThePath: while the copy may still be used.
        AlreadyAnswered: if it said so before.
    """
    work.check(Act.CONFIRM_DELETION)
    copy = work.unit.session.get(Disclosure, disclosure_id)
    here = work.actor.organisation_id
    if copy is None or copy.recipient_id != here or copy.released_at is None:
        raise NotFound
    case = case_by_id(work.unit.session, copy.case_id, lock=True)
    if case is None:
        raise NotFound
    work.known_case = case.id
    if copy.destroyed_at is None:
        raise OffThePath(
            "This copy may still be used: there is nothing to delete yet.",
            missing=("end_of_disclosure",),
        )
    if copy.deletion_confirmed_at is not None:
        raise AlreadyAnswered("This was confirmed before.")
    copy.deletion_confirmed_at = work.now
    work.unit.session.add(copy)
    fields = {"manifest_hash": copy.manifest_hash.hex()}
    work.enter(case, Happening(EntryType.DELETION_CONFIRMED, fields, about=copy.id))
    return Done("disclosure", copy.id, case.version)
