"""Column types. Every text column is sealed, a word of a closed list, or explained.

Identifiers are UUIDv7: 16 bytes on SQLite, `uuid` on PostgreSQL. Moments are UTC
milliseconds. Plain text needs a reason, which a test prints and counts.
"""

import secrets
from datetime import datetime
from enum import StrEnum
from threading import Lock
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Dialect, LargeBinary, String, Uuid
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Field, SQLModel

from referral.clock import from_millis, to_millis
from referral.vault.sealed import Box

ID_BYTES = 16


_STEP_BITS, _RANDOM_BITS = 40, 74
_order = Lock()
_last = [0, 0]
"""Milliseconds and random part of the identifier that was made last."""


def new_id(at: datetime) -> UUID:
    """A UUIDv7 (RFC 9562): 48 bits of milliseconds, then 74 bits nobody can guess.

    Identifiers of one millisecond grow in the order they were made (method 2 of
    section 6.2), so that records of one act keep their order.
    """
    millis = to_millis(at)
    with _order:
        random = _last[1] + 1 + secrets.randbits(_STEP_BITS)
        if millis != _last[0] or random >> _RANDOM_BITS:
            random = secrets.randbits(_RANDOM_BITS - 1)
        _last[:] = [millis, random]
    value = millis << 80 | 0x7 << 76 | (random >> 62) << 64
    return UUID(int=value | 0b10 << 62 | random & (1 << 62) - 1)


class Id(TypeDecorator[UUID]):
    """A UUID: 16 bytes on SQLite, the native type on PostgreSQL."""

    impl = LargeBinary(ID_BYTES)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Native on PostgreSQL."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(Uuid(as_uuid=True))
        return dialect.type_descriptor(LargeBinary(ID_BYTES))

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> Any:
        """The 16 bytes, where the database has no type of its own."""
        if value is None or dialect.name == "postgresql":
            return value
        return value.bytes

    def process_result_value(self, value: Any, dialect: Dialect) -> UUID | None:
        """The identifier as a UUID."""
        if value is None or dialect.name == "postgresql":
            return value  # type: ignore[no-any-return] # psycopg answers UUIDs
        return UUID(bytes=bytes(value))


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, to the millisecond, as a 64-bit number."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> int | None:
        """Milliseconds since 1970."""
        _ = dialect
        return None if value is None else to_millis(value)

    def process_result_value(
        self, value: int | None, dialect: Dialect
    ) -> datetime | None:
        """An aware datetime."""
        _ = dialect
        return None if value is None else from_millis(value)


class Sealed(TypeDecorator[Box]):
    """A box goes in, a box comes out. Anything else is refused on flush."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Box | None, dialect: Dialect) -> bytes | None:
        """The ciphertext; `TypeError` for whatever is not a box."""
        _ = dialect
        if value is None:
            return None
        if not isinstance(value, Box):
            raise TypeError("only a sealed value may be stored here")
        return value.ciphertext()

    def process_result_value(self, value: Any, dialect: Dialect) -> Box | None:
        """Still closed."""
        _ = dialect
        return None if value is None else Box(_raw(value))


class Word(TypeDecorator[StrEnum]):
    """A word of one closed list, stored as its value."""

    impl = String(40)
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__(40)
        self.words = words

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """The word's text; `ValueError` for a word that is not on the list."""
        _ = dialect
        return None if value is None else self.words(value).value

    def process_result_value(self, value: Any, dialect: Dialect) -> StrEnum | None:
        """The word."""
        _ = dialect
        return None if value is None else self.words(value)


class Plain(TypeDecorator[str]):
    """Text that lies open on purpose; the reason is part of the declaration."""

    impl = String
    cache_ok = True

    def __init__(self, reason: str, length: int = 200) -> None:
        super().__init__(length)
        self.reason = reason


class Digest(TypeDecorator[bytes]):
    """Bytes that say nothing by themselves: hashes, tags, wrapped keys."""

    impl = LargeBinary
    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> bytes | None:
        """Bytes, whatever buffer the driver answers."""
        _ = dialect
        return None if value is None else _raw(value)


def _raw(value: Any) -> bytes:
    """The bytes of a buffer; none for a number or a text laid there by hand.

    SQLite takes anything in any column. What is no bytes opens nothing.
    """
    return bytes(value) if isinstance(value, bytes | bytearray | memoryview) else b""


def col(
    kind: TypeEngine[Any] | type[TypeEngine[Any]], *extra: Any, **options: Any
) -> Any:
    """A column of a table: not null unless `null=True`; `key=True` for the key."""
    null = options.pop("null", False)
    key = options.pop("key", False)
    column: Column[Any] = Column(
        kind, *extra, primary_key=key, nullable=null, **options
    )
    return Field(sa_column=column, default=None) if null else Field(sa_column=column)


class Row(SQLModel):
    """Base of the main database's tables. Shows its table and nothing else."""

    model_config = {"arbitrary_types_allowed": True}

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    __str__ = __repr__
