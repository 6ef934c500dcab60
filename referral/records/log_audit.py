"""Comparing the log with the entries, and with itself."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select as every
from sqlmodel import col as column
from sqlmodel import select

from referral.records.cases import Case
from referral.records.database import Unit
from referral.records.keyring import Keyring
from referral.records.log import (
    CheckpointRow,
    LogLeaf,
    LogNode,
    LogWaiting,
    note_of,
)
from referral.records.organisations import Organisation
from referral.records.timeline import Entry
from referral.vault.merkle import Node, append, leaf_hash, root


@dataclass(frozen=True, slots=True)
class LogBreak:
    """Something the log does not agree with: which entry, if it is about one."""

    reason: str
    chain_id: UUID | None = None
    seq: int | None = None
    label: str | None = None
    """The code of the case or organisation, where it can still be known."""


def named(unit: Unit, breaks: Iterable[LogBreak]) -> tuple[LogBreak, ...]:
    """The same with the codes of the chains they are about."""
    found, codes = list(breaks), dict[UUID, str]()
    wanted = {each.chain_id for each in found} - {None}
    for table in (Organisation, Case) if wanted else ():
        query = select(table.id, table.code).where(column(table.id).in_(wanted))
        codes.update(unit.session.exec(query).all())
    return tuple(
        replace(each, label=codes.get(each.chain_id)) if each.chain_id else each
        for each in found
    )


def known(unit: Unit, chain_id: UUID) -> bool:
    """True if the log holds an entry of a chain, whatever became of the chain."""
    query = select(LogLeaf.place).where(LogLeaf.chain_id == chain_id)
    return unit.session.exec(query.limit(1)).first() is not None


def compare(unit: Unit, chain_id: UUID | None = None) -> Iterator[LogBreak]:
    """Entries of one chain, or of all, against their leaves."""
    leaves = (
        every(
            column(LogLeaf.chain_id),
            column(LogLeaf.seq),
            column(LogNode.hash),
            column(Entry.h),
            column(Entry.chain_id),
            column(Entry.seq),
        )
        .select_from(LogLeaf)
        .outerjoin(
            LogNode,
            (column(LogNode.level) == 0)
            & (column(LogNode.place) == column(LogLeaf.place)),
        )
        .outerjoin(Entry, column(Entry.id) == column(LogLeaf.entry_id))
        .order_by(column(LogLeaf.place))
    )
    if chain_id is not None:
        leaves = leaves.where(column(LogLeaf.chain_id) == chain_id)
    rows = unit.session.connection().execute(leaves)
    for chain, seq, digest, h, at_chain, at_seq in rows:
        reason = _wrong((chain, seq), digest, h, at_chain, at_seq)
        if reason:
            yield LogBreak(reason, chain, seq)
    yield from _outside(unit, chain_id)


def _wrong(
    named: tuple[UUID, int],
    digest: bytes | None,
    h: bytes | None,
    chain_id: UUID | None,
    seq: int | None,
) -> str | None:
    if h is None:
        return "the log holds an entry that is gone"
    if (chain_id, seq) != named:
        return "the log holds the entry at another place"
    if digest is None or leaf_hash(h) != digest:
        return "the log holds another entry"
    return None


def _outside(unit: Unit, chain_id: UUID | None) -> Iterator[LogBreak]:
    """Entries without a leaf that do not wait for one, and who waits in vain."""
    strays = (
        select(Entry.chain_id, Entry.seq)
        .outerjoin(LogLeaf, column(LogLeaf.entry_id) == column(Entry.id))
        .outerjoin(LogWaiting, column(LogWaiting.entry_id) == column(Entry.id))
        .where(column(LogLeaf.place).is_(None), column(LogWaiting.entry_id).is_(None))
        .order_by(column(Entry.chain_id), column(Entry.seq))
    )
    if chain_id is not None:
        strays = strays.where(Entry.chain_id == chain_id)
    for chain, seq in unit.session.exec(strays):
        yield LogBreak("the entry is not in the log", chain, seq)
    if chain_id is None:
        lost = (
            select(LogWaiting.entry_id)
            .outerjoin(Entry, column(Entry.id) == column(LogWaiting.entry_id))
            .where(column(Entry.id).is_(None))
        )
        for _ in unit.session.exec(lost):
            yield LogBreak("an entry that waited for the log is gone")


def verify_tree(unit: Unit, keyring: Keyring) -> Iterator[LogBreak]:
    """The stored tree from its leaves up, and every checkpoint against it."""
    stored: dict[Node, bytes] = {
        (level, place): digest
        for level, place, digest in unit.session.exec(
            select(LogNode.level, LogNode.place, LogNode.hash)
        )
    }
    places = select(LogLeaf.place).order_by(column(LogLeaf.place))
    leaves = list(unit.session.exec(places))
    size = len(leaves)
    if leaves != list(range(size)):
        yield LogBreak("the log has a gap")
        return
    if not _grown(stored, size):
        yield LogBreak("a part of the log was edited")
        return
    yield from _checkpoints(unit, keyring, stored, size)


def _grown(stored: dict[Node, bytes], size: int) -> bool:
    """True if the stored subtrees are those that grow from the stored leaves."""
    count = 0
    for place in range(size):
        leaf = stored.get((0, place))
        if leaf is None:
            return False
        try:
            grown = append(place, leaf, lambda *node: stored[node])
        except KeyError:
            return False
        if any(stored.get(node) != digest for node, digest in grown):
            return False
        count += len(grown)
    return count == len(stored)


def _checkpoints(
    unit: Unit, keyring: Keyring, stored: dict[Node, bytes], size: int
) -> Iterator[LogBreak]:
    last = 0
    query = select(CheckpointRow).order_by(column(CheckpointRow.size))
    for row in unit.session.exec(query):
        last = row.size
        if row.size > size:
            break
        if root(row.size, lambda *node: stored[node]) != row.root:
            yield LogBreak(f"the checkpoint of {row.size} entries is another log's")
        elif not _signed(unit, keyring, row):
            yield LogBreak(f"the checkpoint of {row.size} entries was not signed here")
    if last != size:
        yield LogBreak("the log and its last checkpoint end at different places")


def _signed(unit: Unit, keyring: Keyring, row: CheckpointRow) -> bool:
    if not 1 <= row.generation <= keyring.log_generation(unit):
        return False
    log = keyring.log_signer(unit, row.generation).verifier
    return log.holds(note_of(log, row).text, row.signature)
