"""What a recipient may keep no more: asked of it, and confirmed by it.

A sealed copy that ended can be opened by nobody. What somebody read in it before may
stand on paper or in another system, where no key reaches: so whoever opened it says
that nothing was kept, and until then it stands on the coordinator's list if the person
took a consent back (GDPR arts 17(2) and 19; CETS 197 art 11).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from referral.actions.in_stead import on_behalf
from referral.actions.links import is_inside
from referral.actions.offer_door import offer_for
from referral.actions.work import Done, Work
from referral.errors import AlreadyAnswered, NotFound, OffThePath
from referral.records.cases import Case, case_by_id
from referral.records.chains import Happening
from referral.records.referrals import Disclosure, opened_copies, to_be_deleted
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
    _check_ended(copy)
    if copy.deletion_confirmed_at is not None:
        raise AlreadyAnswered("This was confirmed before.")
    _confirm(work, case, copy, {})
    return Done("disclosure", copy.id, case.version)


def record_deletion_told(work: Work, referral_id: UUID) -> Done:
    """Write down for an addressee outside that it kept nothing of what it took.

    It said so by telephone, as nobody of it could say so here.

    Raises:
        NotFound: if it never took anything by this offer.
        OffThePath: if somebody there signs in and says so themselves; while the copy
            may still be used.
        AlreadyAnswered: if it was said before.
    """
    referral = offer_for(work, referral_id, Act.RECORD_DELETION_TOLD)
    if is_inside(work.unit, referral.addressee_id):
        raise OffThePath(
            "Somebody there signs in and says so themselves.",
            missing=("nobody_signs_in",),
        )
    taken = opened_copies(work.unit.session, referral.id)
    if not taken:
        raise NotFound
    for copy in taken:
        _check_ended(copy)
    waiting = [copy for copy in taken if copy.deletion_confirmed_at is None]
    if not waiting:
        raise AlreadyAnswered("This was confirmed before.")
    told = {"by_telephone": True, "told_by": str(referral.addressee_id)}
    writing = on_behalf(work, referral.addressee_id)
    for copy in waiting:
        case = case_by_id(work.unit.session, copy.case_id, lock=True)
        if case is None:
            raise NotFound
        _confirm(writing, case, copy, told)
    return Done("referral", referral.id, referral.version)


def _check_ended(copy: Disclosure) -> None:
    if copy.destroyed_at is None:
        raise OffThePath(
            "This copy may still be used: there is nothing to delete yet.",
            missing=("end_of_disclosure",),
        )


def _confirm(
    work: Work, case: Case, copy: Disclosure, more: Mapping[str, object]
) -> None:
    copy.deletion_confirmed_at = work.now
    work.unit.session.add(copy)
    fields = {"manifest_hash": copy.manifest_hash.hex(), **more}
    work.enter(case, Happening(EntryType.DELETION_CONFIRMED, fields, about=copy.id))
