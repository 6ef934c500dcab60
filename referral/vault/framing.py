"""Unambiguous bytes: length-prefixed parts, size-hiding padding, canonical JSON."""

import struct
from collections.abc import Mapping
from typing import Any

import rfc8785

from referral.errors import SealBroken

LONGEST_PART = 0xFFFF
FLOOR = 32
"""Nothing sealed is shorter than this many bytes before encryption."""


def parts(*values: bytes | str) -> bytes:
    """Join values, each behind its length as an unsigned 16-bit number.

    Raises:
        ValueError: if a value is longer than 65,535 bytes.
    """
    framed: list[bytes] = []
    for value in values:
        raw = value.encode() if isinstance(value, str) else value
        if len(raw) > LONGEST_PART:
            raise ValueError("a framed part is at most 65,535 bytes")
        framed += len(raw).to_bytes(2, "big"), raw
    return b"".join(framed)


def padme(length: int) -> int:
    """The padded size, in bytes, for `length` bytes: at most 12 % more (Padmé)."""
    if length <= FLOOR:
        return FLOOR
    exponent = length.bit_length() - 1
    keep = exponent.bit_length()
    mask = (1 << (exponent - keep)) - 1
    return (length + mask) & ~mask


def pad(plain: bytes) -> bytes:
    """`u32 length || plain || zeros`, sized by `padme`."""
    framed = struct.pack(">I", len(plain)) + plain
    return framed.ljust(padme(len(framed)), b"\0")


def unpad(padded: bytes) -> bytes:
    """What `pad` framed.

    Raises:
        SealBroken: if the length, the size or a padding byte is not what `pad` writes.
    """
    if len(padded) < FLOOR:
        raise SealBroken("padding")
    (length,) = struct.unpack_from(">I", padded)
    end = 4 + length
    if end > len(padded) or padme(end) != len(padded) or any(padded[end:]):
        raise SealBroken("padding")
    return padded[4:end]


def canonical(value: Mapping[str, Any] | list[Any]) -> bytes:
    """RFC 8785 canonical JSON, in UTF-8."""
    return rfc8785.dumps(value)
