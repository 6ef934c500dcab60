"""The end of an old key: an act of two people, and only when nothing rests on it.

What was erased since is out of reach for good then, in old backups too. The operator
asks, a coordinator agrees and does it, the operator destroys the key itself.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

from referral.actions.erasure_ends import complete_erasures
from referral.actions.joint import Wanted, begin, opened
from referral.actions.work import Done, House, Work
from referral.errors import Malformed
from referral.records.chains import Happening
from referral.records.database import Unit
from referral.records.joint_acts import JointActRow, joint_act_about
from referral.records.keys import KekEpoch
from referral.records.rotation import check_unused
from referral.rules import approvals
from referral.rules.acts import Act
from referral.rules.approvals import second_approver
from workflows.vocabulary import EntryType, JointKind, Role

HOURS = 14 * 24
"""It waits two weeks for a coordinator. Our own number."""
RETIRED = "retired"


def ask_retirement(work: Work, epoch: str) -> Done:
    """Ask a coordinator to end the use of a key; told how far it is, if asked before.

    Raises:
        KeyMissing: if this store never knew it.
        Malformed: if something still rests on it.
    """
    work.check(Act.ADMINISTER)
    row = check_ended(work.house, work.unit, epoch)
    if row.retired_at is not None:
        return _told(work, epoch, RETIRED)
    about = uuid5(work.house.keyring.tenant, epoch)
    before = joint_act_about(work.unit.session, about)
    if before is not None and (standing := _standing(work, before)):
        return _told(work, epoch, standing)
    seats = second_approver([Role.COORDINATOR.value], HOURS)
    kind = JointKind.RETIRE_KEY_EPOCH
    wanted = Wanted(kind, kind.value, {"epoch": epoch}, seats, about=about)
    held = begin(work, None, wanted)
    details = {"standing": "asked", "content": held.joint.content}
    return Done("joint_act", held.row.id, held.row.version, details=details)


def _standing(work: Work, before: JointActRow) -> str | None:
    """How far an asking is that has not ended; None if it has to be asked anew."""
    if before.ended_at is not None:
        return None
    standing = approvals.standing(opened(work, before), work.now)
    return None if standing is approvals.Standing.EXPIRED else standing.value


def _told(work: Work, epoch: str, standing: str) -> Done:
    entry = Happening(EntryType.LIST_SHOWN, {"list": "keys", "epoch": epoch})
    body = work.own_organisation()
    work.enter(body, entry)
    return Done("key_epoch", body.id, details={"standing": standing})


def check_ended(house: House, unit: Unit, epoch: str) -> KekEpoch:
    """The row of a key that nothing rests on, nor on any key that ends with it.

    Raises:
        KeyMissing: if this store never knew it.
        Malformed: if something does.
    """
    keks, file_key = house.keyring.keks, house.keyring.file_key
    row = check_unused(unit, epoch, keks)
    if file_key is not None and keks.ends_too(epoch, file_key.epoch()):
        fault = ("/epoch", "in_use")
        raise Malformed(
            "The store's own files are still under this key: rotate first.",
            faults=(fault,),
        )
    return row


def retire_asked(work: Work, content: Mapping[str, Any]) -> UUID:
    """Never use a key again that two people agreed to end.

    Raises:
        Malformed: if something rests on it after all.
    """
    row = check_ended(work.house, work.unit, content["epoch"])
    row.retired_at = work.now
    work.unit.keys.add(row)
    body = work.own_organisation()
    work.enter(body, Happening(EntryType.KEY_EPOCH_RETIRED, {"epoch": row.epoch}))
    return body.id


def note_destroyed(work: Work, epoch: str) -> Done:
    """Enter that the operator destroyed a retired key, and what is complete by that."""
    work.check(Act.ADMINISTER)
    body = work.own_organisation()
    row = work.unit.keys.get(KekEpoch, epoch)
    if row is not None and row.destroyed_at is None:
        row.destroyed_at = work.now
        work.unit.keys.add(row)
        work.unit.keys.flush()
    complete_erasures(work)
    work.enter(body, Happening(EntryType.KEY_DESTROYED, {"epoch": epoch}))
    return Done("key_epoch", body.id, details={"standing": "destroyed"})
