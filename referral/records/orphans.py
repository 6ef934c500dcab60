"""Wraps that no record uses: what a crash between the two files may leave."""

from datetime import datetime

from sqlmodel import col as column
from sqlmodel import delete, select

from referral.records.database import Unit
from referral.records.keys import DataKeyRow, KeyWrap


def sweep_orphans(unit: Unit, older_than: datetime) -> int:
    """Delete wraps whose key row never came to be, or was destroyed. Returns how many.

    New wraps are committed before the records that use them, doomed ones deleted
    after; a crash in between leaves such a wrap. `older_than` spares acts that are
    under way. Wraps are looked at first: whatever is written between the two looks
    has its key row by the second, however wrong a clock is.
    """
    wraps = select(
        KeyWrap.owner_id, KeyWrap.drawer, KeyWrap.generation, KeyWrap.created_at
    )
    found = unit.keys.exec(wraps).all()
    rows = select(
        DataKeyRow.owner_id,
        DataKeyRow.drawer,
        DataKeyRow.generation,
        DataKeyRow.destroyed_at,
    )
    alive = {tuple(name): gone is None for *name, gone in unit.session.exec(rows)}
    orphans = {
        (owner, drawer, generation)
        for owner, drawer, generation, made in found
        if not alive.get((owner, drawer, generation), made >= older_than)
    }
    for owner, drawer, generation in orphans:
        unit.keys.exec(
            delete(KeyWrap).where(
                column(KeyWrap.owner_id) == owner,
                column(KeyWrap.drawer) == drawer,
                column(KeyWrap.generation) == generation,
            )
        )
    return len(orphans)
