"""The one log over all entries: a leaf for each, complete subtrees, checkpoints.

A leaf's data is the entry's hash, so nothing here says more than that. Rows are only
ever inserted. On SQLite entries get their leaves in the transaction that writes them;
on PostgreSQL they wait in `log_waiting` until whoever holds the log's lock comes by,
so that acts wait for nobody. A later number for an earlier entry does no harm.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import ClassVar, TypeVar
from uuid import UUID

from sqlalchemy import BigInteger, Integer, UniqueConstraint, func, insert, text, tuple_
from sqlmodel import Session, delete, select
from sqlmodel import col as column

from referral.errors import TimelineBroken
from referral.records.columns import Digest, Id, Moment, Row, col
from referral.records.database import Unit, Written
from referral.records.keyring import Keyring
from referral.records.timeline import Entry
from referral.vault.checkpoint import Checkpoint
from referral.vault.merkle import Node, NodeAt, append, leaf_hash, peaks, root
from referral.vault.notes import Note, Signature, Verifier

AT_ONCE = 500
"""How many waiting entries are numbered in one transaction."""
_LOCK = text("SELECT pg_advisory_xact_lock(:kind, 1)")
_LOCK_KIND = 0x106
T = TypeVar("T")


class LogLeaf(Row, table=True):
    """Which entry stands at a place of the log. Places count from 0."""

    __tablename__: ClassVar[str] = "log_leaf"
    __table_args__ = (
        UniqueConstraint("chain_id", "seq", name="uq_log_leaf_chain_seq"),
    )
    place: int = col(BigInteger, key=True, autoincrement=False)
    entry_id: UUID = col(Id, unique=True)
    chain_id: UUID = col(Id)
    seq: int = col(Integer)


class LogNode(Row, table=True):
    """The hash of a complete subtree; level 0 are the leaves."""

    __tablename__: ClassVar[str] = "log_node"
    level: int = col(Integer, key=True, autoincrement=False)
    place: int = col(BigInteger, key=True, autoincrement=False)
    hash: bytes = col(Digest)


class CheckpointRow(Row, table=True):
    """What the log was at a size, and the mechanism's signature under it."""

    __tablename__: ClassVar[str] = "checkpoint"
    size: int = col(BigInteger, key=True, autoincrement=False)
    root: bytes = col(Digest)
    at: datetime = col(Moment)
    generation: int = col(Integer)
    """Of the log's key and name: a new one begins where two people acknowledged that
    the log is not what a witness saw."""
    signature: bytes = col(Digest)


class LogWaiting(Row, table=True):
    """An entry that has no leaf yet."""

    __tablename__: ClassVar[str] = "log_waiting"
    entry_id: UUID = col(Id, key=True)


def log_size(session: Session) -> int:
    """How many leaves the log has."""
    query = select(func.coalesce(func.max(column(LogLeaf.place)), -1))
    return int(session.exec(query).one()) + 1


def number(unit: Unit, keyring: Keyring, entries: Sequence[Written]) -> None:
    """Give entries the next leaves, and sign what the log is then."""
    size = log_size(unit.session)
    known = nodes_at(unit.session, peaks(size))
    grown: list[tuple[Node, bytes]] = []
    for place, entry in enumerate(entries, start=size):
        new = append(place, leaf_hash(entry.h), lambda *node: known[node])
        known.update(new)
        grown += new
    leaves = [
        {
            "place": place,
            "entry_id": entry.entry_id,
            "chain_id": entry.chain_id,
            "seq": entry.seq,
        }
        for place, entry in enumerate(entries, start=size)
    ]
    nodes = [
        {"level": level, "place": place, "hash": digest}
        for (level, place), digest in grown
    ]
    connection = unit.session.connection()
    connection.execute(insert(LogLeaf), leaves)
    connection.execute(insert(LogNode), nodes)
    after = size + len(entries)
    _sign(unit, keyring, after, root(after, lambda *node: known[node]))


def _sign(unit: Unit, keyring: Keyring, size: int, top: bytes) -> None:
    generation = keyring.log_generation(unit)
    signer = keyring.log_signer(unit, generation)
    signed = signer.sign(Checkpoint(signer.verifier.name, size, top).text())
    unit.session.add(
        CheckpointRow(
            size=size,
            root=top,
            at=unit.now,
            generation=generation,
            signature=signed.raw,
        )
    )
    unit.session.flush()


def number_waiting(unit: Unit, keyring: Keyring, limit: int = AT_ONCE) -> int:
    """Number entries that wait, the oldest first; one at a time does so.

    Returns:
        How many there were. Call again if it is as many as `limit`.
    """
    connection = unit.session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK, {"kind": _LOCK_KIND})
    waiting = (
        select(Entry.id, Entry.chain_id, Entry.seq, Entry.h)
        .join(LogWaiting, column(LogWaiting.entry_id) == column(Entry.id))
        .order_by(column(Entry.id))
        .limit(limit)
    )
    entries = [Written(*row) for row in unit.session.exec(waiting)]
    if entries:
        number(unit, keyring, entries)
        done = [entry.entry_id for entry in entries]
        gone = delete(LogWaiting).where(column(LogWaiting.entry_id).in_(done))
        unit.session.exec(gone)
    return len(entries)


def newest_leaf(session: Session, place: int | None = None) -> tuple[int, UUID | None]:
    """The last place of the log, or one that is named, and the entry there.

    Returns:
        -1 and None for a log that holds nothing; None for a place it does not have.
    """
    at = log_size(session) - 1 if place is None else place
    query = select(LogLeaf.entry_id).where(LogLeaf.place == at)
    return at, session.exec(query).one_or_none()


def grown_since(session: Session, place: int) -> set[UUID]:
    """The chains that have an entry behind a place of the log, or none there yet."""
    leaves = select(LogLeaf.chain_id).where(column(LogLeaf.place) > place)
    waiting = select(Entry.chain_id).where(Entry.id == LogWaiting.entry_id)
    return {*session.exec(leaves), *session.exec(waiting)}


def any_waiting(session: Session) -> bool:
    """True if an entry has no leaf yet."""
    return session.exec(select(LogWaiting.entry_id).limit(1)).first() is not None


def nodes_at(session: Session, wanted: Collection[Node]) -> dict[Node, bytes]:
    """Complete subtrees by level and place.

    Raises:
        TimelineBroken: if one is not there.
    """
    found: dict[Node, bytes] = {}
    if wanted:
        place = tuple_(column(LogNode.level), column(LogNode.place))
        rows = session.exec(select(LogNode).where(place.in_(list(wanted))))
        found = {(row.level, row.place): row.hash for row in rows}
    if len(found) != len(set(wanted)):
        raise TimelineBroken("a part of the log is missing")
    return found


def from_nodes(session: Session, build: Callable[[NodeAt], T]) -> T:
    """What is built from subtrees, which are all read in one go."""
    wanted: list[Node] = []

    def ask(level: int, place: int) -> bytes:
        wanted.append((level, place))
        return bytes(32)

    build(ask)
    found = nodes_at(session, wanted)
    return build(lambda *node: found[node])


def checkpoint_at(session: Session, size: int | None = None) -> CheckpointRow | None:
    """The checkpoint of a size, or the newest."""
    query = select(CheckpointRow).order_by(column(CheckpointRow.size).desc()).limit(1)
    if size is not None:
        query = query.where(CheckpointRow.size == size)
    return session.exec(query).first()


def leaf_of(session: Session, chain_id: UUID, seq: int) -> LogLeaf | None:
    """The leaf of an entry, found by its place in a chain."""
    query = select(LogLeaf).where(LogLeaf.chain_id == chain_id, LogLeaf.seq == seq)
    return session.exec(query).first()


def leaves_of(session: Session, chain_id: UUID, *, below: int) -> dict[int, int]:
    """The places of a chain's entries in the log of a size, by sequence number."""
    query = select(LogLeaf).where(
        LogLeaf.chain_id == chain_id, column(LogLeaf.place) < below
    )
    return {row.seq: row.place for row in session.exec(query)}


def note_of(
    log: Verifier, row: CheckpointRow, others: Iterable[Signature] = ()
) -> Note:
    """A stored checkpoint as the signed note it was."""
    own = Signature(log.name, log.key_id, row.signature)
    return Note(Checkpoint(log.name, row.size, row.root).text(), (own, *others))
