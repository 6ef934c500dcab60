"""Timeline rows. They are only ever inserted; triggers refuse anything else."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ColumnElement, Index, Integer, TextClause, UniqueConstraint, text
from sqlmodel import Session, select
from sqlmodel import col as column

from referral.clock import to_millis
from referral.records.columns import Digest, Id, Moment, Plain, Row, Sealed, Word, col
from referral.vault.chain import Header
from referral.vault.sealed import Box
from workflows.vocabulary import EntryType, Lane, Purpose, Track

SCHEMA = 1
WORK = text("entry.lane <> 'access'")
ASKING = text(
    "entry.type IN ('question_asked', 'question_answered', 'question_withdrawn')"
)
UNSAID = text(
    "entry.purpose IS NULL AND entry.type IN ('content_opened', 'disclosure_opened',"
    " 'attachment_opened', 'address_opened', 'question_read')"
)
"""Few entries out of many, each with an index of its own; said alike in a query."""


def _few(name: str, what: TextClause, *columns: str) -> Index:
    where = text(what.text.replace("entry.", ""))
    return Index(name, *columns, sqlite_where=where, postgresql_where=where)


class ChainKind(StrEnum):
    """One chain per case, and one per organisation for what concerns no case."""

    CASE = "case"
    ORGANISATION = "organisation"


class Entry(Row, table=True):
    """One act, for ever. No foreign keys: history never blocks an erasure."""

    __tablename__: ClassVar[str] = "entry"
    __table_args__ = (
        UniqueConstraint("chain_id", "seq", name="uq_entry_chain_seq"),
        _few("ix_entry_work", WORK, "chain_id", "seq"),
        _few("ix_entry_asking", ASKING, "type", "chain_id"),
        _few("ix_entry_unsaid", UNSAID, "chain_id"),
    )
    id: UUID = col(Id, key=True)
    chain_id: UUID = col(Id)
    chain_kind: ChainKind = col(Word(ChainKind))
    seq: int = col(Integer)
    prev: bytes = col(Digest)
    h: bytes = col(Digest)
    mac: bytes = col(Digest)
    mac_epoch: int = col(Integer)
    schema_v: int = col(Integer)
    type: EntryType = col(Word(EntryType))
    lane: Lane = col(Word(Lane))
    actor_id: UUID | None = col(Id, null=True)
    organisation_id: UUID | None = col(Id, null=True)
    on_behalf_of: UUID | None = col(Id, null=True)
    about: UUID | None = col(Id, null=True)
    purpose: Purpose | None = col(Word(Purpose), null=True)
    at: datetime = col(Moment)
    occurred_at: datetime | None = col(Moment, null=True)
    track: Track | None = col(Word(Track), null=True)
    from_stage: str | None = col(Plain("stage word of the pathway"), null=True)
    to_stage: str | None = col(Plain("stage word of the pathway"), null=True)
    payload_commit: bytes = col(Digest)
    ct_sha256: bytes | None = col(Digest, null=True)
    actor_sig: bytes | None = col(Digest, null=True)
    payload: Box | None = col(Sealed, null=True)

    def header(self, tenant: UUID) -> Header:
        """What `h` covers: everything but `h`, `mac`, the signature and the box."""
        return {
            "v": self.schema_v,
            "tenant": str(tenant),
            "id": str(self.id),
            "chain": str(self.chain_id),
            "chain_kind": self.chain_kind.value,
            "seq": self.seq,
            "prev": self.prev.hex(),
            "mac_epoch": self.mac_epoch,
            "type": self.type.value,
            "lane": self.lane.value,
            "actor": _text(self.actor_id),
            "organisation": _text(self.organisation_id),
            "on_behalf_of": _text(self.on_behalf_of),
            "about": _text(self.about),
            "purpose": _text(self.purpose),
            "at": to_millis(self.at),
            "occurred_at": self.occurred_at and to_millis(self.occurred_at),
            "track": _text(self.track),
            "from": self.from_stage,
            "to": self.to_stage,
            "payload_commit": self.payload_commit.hex(),
            "ct_sha256": self.ct_sha256.hex() if self.ct_sha256 else "",
        }


def _text(value: UUID | StrEnum | None) -> str | None:
    return None if value is None else str(value)


def entry_by_id(session: Session, entry_id: UUID) -> Entry | None:
    """One entry of any chain."""
    return session.get(Entry, entry_id)


def last_move(session: Session, case_id: UUID, track: Track) -> Entry | None:
    """The newest step of a case on one track; None if none was taken."""
    query = select(Entry).where(
        Entry.chain_id == case_id,
        Entry.type == EntryType.STEP_TAKEN,
        Entry.track == track,
    )
    return session.exec(query.order_by(column(Entry.seq).desc()).limit(1)).first()


def last_of_type(session: Session, case_id: UUID, word: EntryType) -> Entry | None:
    """The newest entry of a case that says one thing; None if none does."""
    query = select(Entry).where(Entry.chain_id == case_id, Entry.type == word)
    return session.exec(query.order_by(column(Entry.seq).desc()).limit(1)).first()


@dataclass(frozen=True, slots=True)
class Only:
    """Which entries of a chain are wanted; all of them where nothing is said."""

    lane: Lane | None = None
    types: frozenset[EntryType] = frozenset()
    organisation_id: UUID | None = None
    since: datetime | None = None

    def tests(self) -> list[ColumnElement[bool]]:
        """What is true of an entry that is wanted."""
        said: list[ColumnElement[bool]] = []
        if self.lane is not None:
            said.append(column(Entry.lane) == self.lane)
        if self.types:
            said.append(column(Entry.type).in_(sorted(self.types)))
        if self.organisation_id is not None:
            said.append(column(Entry.organisation_id) == self.organisation_id)
        if self.since is not None:
            said.append(column(Entry.at) >= self.since)
        return said


EVERY = Only()


def chain_entries(
    session: Session,
    chain_id: UUID,
    *,
    after: int = 0,
    limit: int | None = None,
    only: Only = EVERY,
) -> list[Entry]:
    """The entries of one chain in order, from behind a sequence number."""
    query = (
        select(Entry)
        .where(Entry.chain_id == chain_id, column(Entry.seq) > after, *only.tests())
        .order_by(column(Entry.seq))
    )
    if limit is not None:
        query = query.limit(limit)
    return list(session.exec(query).all())


def latest_of(session: Session, chain_id: UUID, kind: EntryType) -> Entry | None:
    """The last entry of one kind in one chain."""
    query = select(Entry).where(Entry.chain_id == chain_id, Entry.type == kind)
    return session.exec(query.order_by(column(Entry.seq).desc()).limit(1)).first()
