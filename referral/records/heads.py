"""How far every timeline reaches at one moment, in one figure that can be compared."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col as column
from sqlmodel import func, select

from referral.records.cases import Case
from referral.records.database import Unit
from referral.records.organisations import Organisation
from referral.records.timeline import Entry

_SEQ_BYTES = 8


@dataclass(frozen=True, slots=True)
class Heads:
    """The last entry of every chain.

    Attributes:
        chains: How many chains there are.
        entries: How many entries in all of them.
        sha256: Over identifier, length and head of each chain, by identifier.
    """

    chains: int
    entries: int
    sha256: str


def heads(unit: Unit) -> Heads:
    """The heads of all chains, as this piece of work sees them."""
    rows: list[tuple[UUID, int, bytes]] = []
    for table in (Case, Organisation):
        found = unit.session.exec(select(table.id, table.seq, table.head))
        rows.extend((chain, seq, head) for chain, seq, head in found)
    return Heads(len(rows), sum(seq for _, seq, _ in rows), _digest(rows))


def _digest(rows: Iterable[tuple[UUID, int, bytes]]) -> str:
    total = hashlib.sha256(b"refer/heads/v1")
    for chain, seq, head in sorted(rows):
        total.update(chain.bytes + seq.to_bytes(_SEQ_BYTES, "big") + head)
    return total.hexdigest()


def holds(unit: Unit, receipt: str) -> bool:
    """True if the entry of a receipt (`chain;seq;h`) stands in its chain."""
    try:
        chain, seq, digest = receipt.split(";")
        query = select(Entry.h).where(
            Entry.chain_id == UUID(chain), Entry.seq == int(seq)
        )
        return unit.session.exec(query).first() == bytes.fromhex(digest)
    except (ValueError, OverflowError):
        return False


def last_moment(unit: Unit) -> datetime | None:
    """When the newest entry of all was written; None if there is none."""
    return unit.session.exec(select(func.max(column(Entry.at)))).one()
