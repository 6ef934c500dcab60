"""Destroying what a case holds: its keys, its boxes, its documents, its tags.

Boxes are emptied rather than deleted: each still says that something was sealed there
and that its key is gone, so whoever asks for it is answered `Erased`.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import Session, SQLModel, delete, select
from sqlmodel import col as column

from referral.records.attachments import Attachment, remove_content
from referral.records.database import Unit
from referral.records.joint_acts import JointActRow
from referral.records.keys import DataKeyRow, KeyWrap
from referral.records.referrals import Disclosure
from referral.records.sealed_values import SealedValue, forget_answers_of
from referral.records.searching import ExactNumber, NameChange
from referral.vault.envelope import emptied
from referral.vault.sealed import Box

_TABLE = SQLModel.metadata.tables[SealedValue.__tablename__]
_ROWS = _TABLE.select().order_by(_TABLE.c.row_version)


@dataclass(frozen=True, slots=True)
class Shredded:
    """What was destroyed: how much, and which keys by their commitments."""

    commitments: tuple[str, ...]
    """Of every destroyed key of the case, 64 hexadecimal digits each."""
    wraps: int
    copies: int
    attachments: int
    values: int


def shred(unit: Unit, case_id: UUID) -> Shredded:
    """Destroy everything that opens the content of a case, and the content itself.

    Entries stay as they are: their payloads are commitments, and boxes without a key.
    What is written to the case from here on is sealed under keys of a new generation.
    """
    copies = _copies(unit, case_id)
    commitments, wraps = _keys(unit, [case_id, *copies])
    attachments = _attachments(unit, case_id)
    values = _values(unit.session, case_id)
    unit.session.exec(delete(ExactNumber).where(column(ExactNumber.case_id) == case_id))
    forget_answers_of(unit.session, case_id)
    _mark_name(unit, case_id)
    unit.session.flush()
    return Shredded(commitments, wraps, len(copies), attachments, values)


def _copies(unit: Unit, case_id: UUID) -> list[UUID]:
    """Empty the box of every copy that was ever prepared, released or not."""
    query = select(Disclosure).where(Disclosure.case_id == case_id)
    rows = list(unit.session.exec(query).all())
    for row in rows:
        row.box = Box(emptied(row.box.ciphertext()))
        row.destroyed_at = row.destroyed_at or unit.now
        unit.session.add(row)
    return [row.id for row in rows]


def _keys(unit: Unit, owners: list[UUID]) -> tuple[tuple[str, ...], int]:
    """Destroy every generation of every drawer, whoever it was wrapped for."""
    held = select(DataKeyRow).where(column(DataKeyRow.owner_id).in_(owners))
    rows = list(unit.session.exec(held).all())
    for row in rows:
        row.destroyed_at = row.destroyed_at or unit.now
        unit.session.add(row)
    wraps = unit.keys.exec(select(KeyWrap).where(column(KeyWrap.owner_id).in_(owners)))
    names = [
        (w.owner_id, w.drawer, w.generation, w.recipient_kind, w.recipient_id)
        for w in wraps
    ]
    unit.doomed += names
    return tuple(sorted(row.commitment.hex() for row in rows)), len(names)


def _attachments(unit: Unit, case_id: UUID) -> int:
    query = select(Attachment).where(
        Attachment.case_id == case_id, column(Attachment.removed_at).is_(None)
    )
    rows = list(unit.session.exec(query).all())
    for row in rows:
        remove_content(unit.session, row)
        row.removed_at = unit.now
        unit.session.add(row)
    return len(rows)


def _values(session: Session, case_id: UUID) -> int:
    """Leave one empty box of each drawer of each record. How many there were."""
    found = (
        session.connection()
        .execute(_ROWS.where(_TABLE.c.owner_id == case_id))
        .mappings()
        .all()
    )
    newest = {(row["record_id"], row["drawer"]): row for row in found}
    session.exec(delete(SealedValue).where(column(SealedValue.owner_id) == case_id))
    left = [
        {**row, "box": Box(emptied(row["box"].ciphertext()))} for row in newest.values()
    ]
    if left:
        session.connection().execute(insert(_TABLE), left)
    return len(found)


def _mark_name(unit: Unit, case_id: UUID) -> None:
    """Let every other process that holds the name in memory look, and drop it."""
    mark = unit.session.get(NameChange, case_id)
    if mark is not None:
        mark.row_version += 1
        mark.at = unit.now
        unit.session.add(mark)


def end_joint_acts(unit: Unit, case_id: UUID, but: UUID) -> int:
    """End what several people were about to do with a case. How many."""
    query = select(JointActRow).where(
        JointActRow.case_id == case_id,
        JointActRow.id != but,
        column(JointActRow.ended_at).is_(None),
    )
    rows = list(unit.session.exec(query).all())
    for row in rows:
        row.ended_at = unit.now
        unit.session.add(row)
    return len(rows)
