"""One sealed value: the whole content of one drawer of one record, as one box.

    u8 version=1 | u8 algorithm=1 | u16 generation | nonce[12]
    | AES-256-GCM( u32 length || canonical JSON || zero padding )

The four header bytes and the place (tenant, owner, record, drawer, row version)
are authenticated: a box moved anywhere else does not open. Which fields are
filled in is not visible from outside.
"""

import secrets
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from pydantic_core import from_json

from referral.errors import SealBroken
from referral.vault.framing import FLOOR, canonical, pad, parts, unpad
from referral.vault.keys import DataKey

VERSION = 1
AES_256_GCM = 1
HEADER_BYTES = 4
NONCE_BYTES = 12
TAG_BYTES = 16
AROUND = HEADER_BYTES + NONCE_BYTES + TAG_BYTES
SHORTEST = AROUND + FLOOR
LONGEST_CONTENT = 8 * 2**20
"""Padded bytes of a single value: 8 MiB; larger things are attachments."""
LONGEST = AROUND + LONGEST_CONTENT

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value belongs; its row version counts from 1 for every change."""

    record: UUID
    row_version: int


def _bound(header: bytes, key: DataKey, place: Place) -> bytes:
    return header + parts(
        "refer/aad/v1",
        key.name.tenant.bytes,
        key.name.owner.bytes,
        place.record.bytes,
        key.name.drawer,
        place.row_version.to_bytes(8, "big"),
    )


def seal(key: DataKey, place: Place, content: Mapping[str, Any]) -> bytes:
    """Seal content for one place.

    Raises:
        ValueError: if the content is over 8 MiB.
    """
    plain = pad(canonical(content))
    if len(plain) > LONGEST_CONTENT:
        raise ValueError("a sealed value is at most 8 MiB")
    header = struct.pack(">BBH", VERSION, AES_256_GCM, key.name.generation)
    nonce = secrets.token_bytes(NONCE_BYTES)
    body = key.cipher().encrypt(nonce, plain, _bound(header, key, place))
    return header + nonce + body


def generation_of(box: bytes) -> int:
    """Which generation of the data key a box names.

    Raises:
        SealBroken: if it is not a box of a known version.
    """
    if not SHORTEST <= len(box) <= LONGEST:
        raise SealBroken("not a sealed value")
    version, algorithm, generation = struct.unpack_from(">BBH", box)
    if version != VERSION or algorithm != AES_256_GCM:
        raise SealBroken("a sealed value of an unknown version")
    return int(generation)


def emptied(box: bytes) -> bytes:
    """What a box names, without anything that was sealed in it.

    It still says under which generation it was sealed, and opens under none.
    """
    return box[:HEADER_BYTES] + bytes(SHORTEST - HEADER_BYTES)


def unseal(key: DataKey, place: Place, box: bytes) -> Content:
    """Open a box at its place.

    Raises:
        SealBroken: if box, key or place differ in anything from the sealing.
    """
    if generation_of(box) != key.name.generation:
        raise SealBroken("a sealed value of another generation")
    header = box[:HEADER_BYTES]
    nonce = box[HEADER_BYTES : HEADER_BYTES + NONCE_BYTES]
    body = box[HEADER_BYTES + NONCE_BYTES :]
    try:
        plain = key.cipher().decrypt(nonce, body, _bound(header, key, place))
    except (InvalidTag, OverflowError) as broken:  # no row version is negative
        raise SealBroken("a sealed value does not open") from broken
    try:
        content = from_json(unpad(plain), allow_inf_nan=False)
    except ValueError as broken:
        raise SealBroken("a sealed value cannot be read") from broken
    if not isinstance(content, dict):
        raise SealBroken("a sealed value holds no content")
    return content
