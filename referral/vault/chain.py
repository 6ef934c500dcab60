r"""Timeline entries as bytes: salted commitments, canonical header, keyed chain.

    commit = SHA-256( sorted SHA-256( salt16 || JCS([name, value]) ) ... )
    h      = SHA-256( "refer/event/v1\0" || JCS(header with prev and commit) )
    mac    = HMAC-SHA256( K_chain, h )

The salts lie inside the encrypted payload, so a commitment hides its field, outlives
the payload's erasure, and lets one field be shown with proof.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from referral.vault.framing import canonical
from referral.vault.keys import DataKey

SALT_BYTES = 16
GENESIS = bytes(32)
"""`prev` of a chain's first entry."""

Header = Mapping[str, Any]


def field_commitment(salt: bytes, name: str, value: object) -> bytes:
    """32 bytes that fix one named value without showing it."""
    return hashlib.sha256(salt + canonical([name, value])).digest()


def salted(fields: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The payload as it is sealed: name to `[salt in hex, value]`."""
    return {
        name: [secrets.token_bytes(SALT_BYTES).hex(), value]
        for name, value in fields.items()
    }


def payload_commitment(payload: Mapping[str, list[Any]]) -> bytes:
    """32 bytes over all fields of a salted payload, in any order."""
    leaves = sorted(
        field_commitment(bytes.fromhex(salt), name, value)
        for name, (salt, value) in payload.items()
    )
    return hashlib.sha256(b"".join(leaves)).digest()


def entry_hash(header: Header) -> bytes:
    """`h`: 32 bytes over the whole header."""
    return hashlib.sha256(b"refer/event/v1\0" + canonical(header)).digest()


def entry_mac(chain_key: DataKey, h: bytes) -> bytes:
    """`mac`: only who holds the chain key can write an entry that verifies."""
    return chain_key.mac(h)


@dataclass(frozen=True, slots=True)
class ChainEntry:
    """One entry as the verifier needs it; `payload` is None when it is not opened.

    `unopened` says why, unless the payload was erased or there is none.
    """

    header: Header
    h: bytes
    mac: bytes
    ciphertext: bytes | None
    payload: Mapping[str, list[Any]] | None
    unopened: str | None = None


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where a chain does not hold: sequence number and reason."""

    seq: int
    reason: str


def first_break(
    entries: Iterable[ChainEntry],
    keys: Mapping[int, DataKey],
    *,
    length: int,
    head: bytes,
) -> Break | None:
    """Walk one chain from its first entry and name the first thing that is wrong.

    Args:
        entries: The chain in stored order.
        keys: Chain keys by epoch.
        length: How many entries the chain's owner says there are.
        head: The `h` of the last entry, as its owner says.
    """
    previous, expected = GENESIS, 1
    for entry in entries:
        reason = _wrong(entry, keys, previous, expected)
        if reason:
            return Break(expected, reason)
        previous, expected = entry.h, expected + 1
    if expected - 1 != length:
        return Break(expected, "entry missing at the end")
    if previous != head:
        return Break(expected - 1, "the chain ends otherwise than its owner says")
    return None


def _wrong(
    entry: ChainEntry, keys: Mapping[int, DataKey], previous: bytes, expected: int
) -> str | None:
    header = entry.header
    if header["seq"] != expected:
        return "entry missing or out of order"
    if header["prev"] != previous.hex():
        return "entry does not follow the one before it"
    if not _hashes_to(header, entry.h):
        return "entry was edited"
    key = keys.get(int(header["mac_epoch"]))
    if key is None or not hmac.compare_digest(entry_mac(key, entry.h), entry.mac):
        return "entry was not written by this system"
    return _wrong_payload(entry)


def _hashes_to(header: Header, h: bytes) -> bool:
    try:
        return entry_hash(header) == h
    except ValueError:  # a value that no entry was ever written with
        return False


def _wrong_payload(entry: ChainEntry) -> str | None:
    stored = entry.ciphertext
    if stored is not None:
        if hashlib.sha256(stored).hexdigest() != entry.header["ct_sha256"]:
            return "payload was edited"
    elif entry.header["ct_sha256"]:
        return "payload is gone"
    if entry.payload is None:
        return entry.unopened
    if payload_commitment(entry.payload).hex() != entry.header["payload_commit"]:
        return "payload does not match its commitment"
    return None
