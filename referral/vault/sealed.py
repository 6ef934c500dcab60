"""The closed box as Python and the database carry it around.

A `Box` shows nothing, prints as hidden, refuses to become JSON or text, and opens
only through `referral.records.keyring`, with its place and a purpose.
"""

from typing import NoReturn

from pydantic_core import core_schema


class Box:
    """Ciphertext of one value. Not its content, not its key."""

    __slots__ = ("_sealed",)

    def __init__(self, sealed: bytes) -> None:
        self._sealed = bytes(sealed)

    def ciphertext(self) -> bytes:
        """The sealed bytes, for storing and hashing only."""
        return self._sealed

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Box) and other._sealed == self._sealed

    def __hash__(self) -> int:
        return hash(self._sealed)

    def __repr__(self) -> str:
        return "<sealed>"

    __str__ = __repr__

    def __format__(self, spec: str, /) -> str:
        return "<sealed>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a sealed value is not pickled")

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: object, handler: object
    ) -> core_schema.CoreSchema:
        """Accept only a Box; refuse to be serialised."""
        _ = source, handler
        return core_schema.is_instance_schema(
            cls, serialization=core_schema.plain_serializer_function_ser_schema(_never)
        )


def _never(value: object) -> NoReturn:
    _ = value
    raise TypeError("a sealed value is not serialised")
