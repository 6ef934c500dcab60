"""Rows about keys. On SQLite the wraps live in a file of their own."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Connection, Integer, MetaData
from sqlmodel import SQLModel, delete
from sqlmodel import col as column

from referral.records.columns import Digest, Id, Moment, Plain, Row, Word, col


class OwnerKind(StrEnum):
    """Whose data key it is."""

    MECHANISM = "mechanism"
    ORGANISATION = "organisation"
    CASE = "case"
    DISCLOSURE = "disclosure"


class RecipientKind(StrEnum):
    """For whom a data key is wrapped."""

    KEK = "kek"
    ORGANISATION = "organisation"
    PERSON = "person"


class WrapAlgorithm(StrEnum):
    """How a data key is wrapped."""

    KWP = "kwp"
    TRANSIT = "transit"
    HPKE = "hpke"


class DataKeyRow(Row, table=True):
    """That a data key exists, which one it is, and how often it sealed."""

    __tablename__: ClassVar[str] = "data_key"
    owner_id: UUID = col(Id, key=True)
    drawer: str = col(Plain("name of a drawer"), key=True)
    generation: int = col(Integer, key=True)
    owner_kind: OwnerKind = col(Word(OwnerKind))
    commitment: bytes = col(Digest)
    seals: int = col(BigInteger)
    created_at: datetime = col(Moment)
    destroyed_at: datetime | None = col(Moment, null=True)


class KeyRow(SQLModel):
    """Base of the tables of the key file."""

    metadata = MetaData()
    model_config = {"arbitrary_types_allowed": True}

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    __str__ = __repr__


class KeyWrap(KeyRow, table=True):
    """The only place where key material sits: one key, wrapped for one recipient."""

    __tablename__: ClassVar[str] = "key_wrap"
    owner_id: UUID = col(Id, key=True)
    drawer: str = col(Plain("name of a drawer"), key=True)
    generation: int = col(Integer, key=True)
    recipient_kind: RecipientKind = col(Word(RecipientKind), key=True)
    recipient_id: UUID = col(Id, key=True)
    algorithm: WrapAlgorithm = col(Word(WrapAlgorithm))
    epoch: str = col(Plain("fingerprint name of a key-encryption key"))
    wrapped: bytes = col(Digest)
    granted_by: UUID | None = col(Id, null=True)
    grant_id: UUID | None = col(Id, null=True)
    valid_until: datetime | None = col(Moment, null=True)
    created_at: datetime = col(Moment)


class KekEpoch(KeyRow, table=True):
    """A key-encryption key that has wrapped something here."""

    __tablename__: ClassVar[str] = "kek_epoch"
    epoch: str = col(Plain("fingerprint name of a key-encryption key"), key=True)
    provider: str = col(Plain("kind of key provider"))
    created_at: datetime = col(Moment)
    retired_at: datetime | None = col(Moment, null=True)
    destroyed_at: datetime | None = col(Moment, null=True)
    """When whoever operates the mechanism said that it was destroyed."""


WrapName = tuple[UUID, str, int, RecipientKind, UUID]
"""The key of a wrap: owner, drawer, generation, kind of recipient, recipient."""


def destroy_wraps(connection: Connection, names: Iterable[WrapName]) -> None:
    """Delete wraps: nobody unwraps those keys again."""
    for owner, drawer, generation, kind, recipient in names:
        connection.execute(
            delete(KeyWrap).where(
                column(KeyWrap.owner_id) == owner,
                column(KeyWrap.drawer) == drawer,
                column(KeyWrap.generation) == generation,
                column(KeyWrap.recipient_kind) == kind,
                column(KeyWrap.recipient_id) == recipient,
            )
        )
