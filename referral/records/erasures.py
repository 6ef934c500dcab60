"""What was erased, which keys it waits for, and what keeps a record for now.

An erasure is *cleared* when the store's own logs hold no destroyed wrap any more, and
*complete* when every key-encryption key that may ever have wrapped one is destroyed:
until then an old backup opens with it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer
from sqlmodel import Session, func, select
from sqlmodel import col as column

from referral.records.cases import Case
from referral.records.columns import Id, Moment, Plain, Row, Word, col
from referral.records.database import Unit
from referral.records.keys import DataKeyRow, KekEpoch, KeyWrap, OwnerKind
from referral.records.referrals import Disclosure
from referral.records.timeline import Entry
from workflows.vocabulary import EntryType, ErasureReason, Track

LONGEST = timedelta(days=30)
"""An erasure is complete at the latest so long after it was done (GDPR art 12(3))."""


class Erasure(Row, table=True):
    """That the content of a case was erased; what became of the keys to it."""

    __tablename__: ClassVar[str] = "erasure"
    __table_args__ = (Index("ix_erasure_open", "complete_at", "erased_at"),)
    case_id: UUID = col(Id, ForeignKey("case_file.id"), key=True)
    reason: ErasureReason = col(Word(ErasureReason))
    erased_at: datetime = col(Moment)
    keys: int = col(Integer)
    """How many data keys of the case were destroyed, generations and all."""
    copies: int = col(Integer)
    attachments: int = col(Integer)
    cleared_at: datetime | None = col(Moment, null=True)
    complete_at: datetime | None = col(Moment, null=True)


class ErasureEpoch(Row, table=True):
    """A key-encryption key that may have wrapped what was destroyed: its name alone."""

    __tablename__: ClassVar[str] = "erasure_epoch"
    case_id: UUID = col(Id, ForeignKey("erasure.case_id"), key=True)
    epoch: str = col(Plain("fingerprint name of a key-encryption key"), key=True)


class LegalHold(Row, table=True):
    """That a case must be kept. Ground and reason are sealed under this row's id."""

    __tablename__: ClassVar[str] = "legal_hold"
    __table_args__ = (Index("ix_legal_hold_case", "case_id", "lifted_at"),)
    id: UUID = col(Id, key=True)
    case_id: UUID = col(Id, ForeignKey("case_file.id"))
    set_by: UUID = col(Id)
    organisation_id: UUID = col(Id, ForeignKey("organisation.id"))
    set_at: datetime = col(Moment)
    lifted_at: datetime | None = col(Moment, null=True)


@dataclass(frozen=True, slots=True)
class ErasureNow:
    """One erasure at one moment."""

    case_id: UUID
    code: str
    reason: ErasureReason
    erased_at: datetime
    keys: int
    copies: int
    attachments: int
    cleared: bool
    """True once no log of the store itself holds a destroyed wrap."""
    due_by: datetime
    waits_for: tuple[str, ...]
    """The keys that have to be destroyed before it is complete."""
    complete_at: datetime | None

    def overdue(self, now: datetime) -> bool:
        """True if a key still exists that had to be gone by now."""
        return self.complete_at is None and self.due_by <= now


def holds_on(session: Session, case_id: UUID) -> list[LegalHold]:
    """The legal holds that stand on a case, the oldest first."""
    query = select(LegalHold).where(
        LegalHold.case_id == case_id, column(LegalHold.lifted_at).is_(None)
    )
    in_order = query.order_by(column(LegalHold.set_at), column(LegalHold.id))
    return list(session.exec(in_order).all())


def standing_in(
    session: Session, digest: bytes, stages: Collection[str]
) -> list[tuple[Case, datetime | None]]:
    """Cases of one pathway version in certain stages of protection, unless erased.

    Each with the moment of its newest step on that track; None if none was taken.
    """
    moved = (
        select(func.max(Entry.at))
        .where(Entry.chain_id == Case.id, Entry.type == EntryType.STEP_TAKEN)
        .where(Entry.track == Track.PROTECTION)
        .correlate(Case)
        .scalar_subquery()
    )
    query = select(Case, moved).where(
        Case.pathway_digest == digest,
        column(Case.protection).in_(stages),
        column(Case.erased_at).is_(None),
    )
    return list(session.exec(query.order_by(column(Case.id))).all())


def living_epochs(unit: Unit) -> list[str]:
    """Every key-encryption key that this store knows and nobody has destroyed.

    Whichever of them ever wrapped a certain data key is among them: wraps are
    exchanged, and what they named before is written nowhere.
    """
    query = select(KekEpoch.epoch).where(column(KekEpoch.destroyed_at).is_(None))
    return list(unit.keys.exec(query.order_by(column(KekEpoch.created_at))).all())


def wait_for(unit: Unit, case_id: UUID) -> tuple[str, ...]:
    """Note for a case every key that may have wrapped what is destroyed."""
    session = unit.session
    noted = set(_epochs(session, [case_id]).get(case_id, ()))
    living = living_epochs(unit)
    session.add_all(
        ErasureEpoch(case_id=case_id, epoch=epoch)
        for epoch in living
        if epoch not in noted
    )
    session.flush()
    return tuple(living)


def _epochs(session: Session, cases: Collection[UUID]) -> dict[UUID, tuple[str, ...]]:
    query = select(ErasureEpoch).where(column(ErasureEpoch.case_id).in_(cases))
    found: dict[UUID, tuple[str, ...]] = {}
    for row in session.exec(query.order_by(column(ErasureEpoch.epoch))):
        found[row.case_id] = (*found.get(row.case_id, ()), row.epoch)
    return found


def erasure_of(unit: Unit, case_id: UUID) -> ErasureNow | None:
    """How far the erasure of a case is; None if it was not erased."""
    row = unit.session.get(Erasure, case_id)
    case = unit.session.get(Case, case_id)
    return _now(unit, [(row, case)])[0] if row and case else None


def open_erasures(unit: Unit) -> list[ErasureNow]:
    """Erasures that are not complete, the oldest first."""
    query = (
        select(Erasure, Case)
        .where(Erasure.case_id == Case.id, column(Erasure.complete_at).is_(None))
        .order_by(column(Erasure.erased_at), column(Erasure.case_id))
    )
    return _now(unit, list(unit.session.exec(query).all()))


def _now(unit: Unit, rows: Sequence[tuple[Erasure, Case]]) -> list[ErasureNow]:
    living = set(living_epochs(unit))
    epochs = _epochs(unit.session, [row.case_id for row, _ in rows])
    return [
        ErasureNow(
            case_id=row.case_id,
            code=case.code,
            reason=row.reason,
            erased_at=row.erased_at,
            keys=row.keys,
            copies=row.copies,
            attachments=row.attachments,
            cleared=row.cleared_at is not None,
            due_by=row.erased_at + LONGEST,
            waits_for=tuple(e for e in epochs.get(row.case_id, ()) if e in living),
            complete_at=row.complete_at,
        )
        for row, case in rows
    ]


def without_wraps(unit: Unit) -> list[UUID]:
    """Erased cases not cleared yet whose destroyed keys have no wrap left.

    What these hold of them now are pages of the store's own logs, at most.
    """
    query = select(Erasure.case_id).where(column(Erasure.cleared_at).is_(None))
    return [case_id for case_id in unit.session.exec(query) if not _left(unit, case_id)]


def _left(unit: Unit, case_id: UUID) -> bool:
    """True if a wrap of a destroyed key of the case, or of a copy of it, is there."""
    copies = select(Disclosure.id).where(Disclosure.case_id == case_id)
    owners = [case_id, *unit.session.exec(copies)]
    gone = select(DataKeyRow).where(
        column(DataKeyRow.owner_id).in_(owners),
        column(DataKeyRow.destroyed_at).is_not(None),
        column(DataKeyRow.owner_kind).in_((OwnerKind.CASE, OwnerKind.DISCLOSURE)),
    )
    dead = {(r.owner_id, r.drawer, r.generation) for r in unit.session.exec(gone)}
    wraps = select(KeyWrap).where(column(KeyWrap.owner_id).in_(owners))
    return any(
        (wrap.owner_id, wrap.drawer, wrap.generation) in dead
        for wrap in unit.keys.exec(wraps)
    )
