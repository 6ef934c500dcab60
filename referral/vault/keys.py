"""Data keys: one per owner, drawer and generation; never stored unwrapped.

    KEK epoch (provider) --AES-256-KWP--> data key, 32 random bytes
        data key --HKDF-Expand-SHA256("refer/field/v1")--> value key
        data key --HMAC-SHA256("refer/commit/v1")[:16]---> commitment

The commitment is checked before a key is used: AES-GCM alone would open one
ciphertext under two keys.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from referral.errors import SealBroken
from referral.vault.framing import parts
from referral.vault.providers import KekProvider

KEY_BYTES = 32
SEALS_PER_KEY = 2**20
"""After this many encryptions a new generation begins (collision below 2^-57)."""


@dataclass(frozen=True, slots=True)
class KeyName:
    """Which data key: whose, which drawer, which generation (from 1)."""

    tenant: UUID
    owner: UUID
    drawer: str
    generation: int

    def context(self, recipient: bytes = b"") -> bytes:
        """The bytes a wrapped key is bound to, and for whom if not the mechanism."""
        name = parts(
            "refer/dek/v1",
            self.tenant.bytes,
            self.owner.bytes,
            self.drawer,
            self.generation.to_bytes(2, "big"),
        )
        return name + parts(recipient) if recipient else name


class DataKey:
    """An unwrapped data key, alive for one piece of work. Prints as hidden."""

    __slots__ = ("_key", "name")

    def __init__(self, name: KeyName, key: bytes) -> None:
        self.name = name
        self._key = key

    def __repr__(self) -> str:
        return "<DataKey hidden>"

    @classmethod
    def new(cls, name: KeyName) -> "DataKey":
        """A fresh random key."""
        return cls(name, secrets.token_bytes(KEY_BYTES))

    @classmethod
    def unwrap(
        cls,
        name: KeyName,
        provider: KekProvider,
        wrapped: bytes,
        commitment: bytes,
        recipient: bytes = b"",
    ) -> "DataKey":
        """The key behind a wrap, checked against its commitment.

        Raises:
            SealBroken: if the wrap or the commitment is not this key's.
        """
        key = cls(name, provider.unwrap(name.context(recipient), wrapped))
        if not hmac.compare_digest(key.commitment(), commitment):
            raise SealBroken("a data key does not match its commitment")
        return key

    def wrap(self, provider: KekProvider, recipient: bytes = b"") -> bytes:
        """The key, wrapped for the provider's present epoch."""
        return provider.wrap(self.name.context(recipient), self._key)

    def commitment(self) -> bytes:
        """16 bytes that fix which key this is."""
        return hmac.digest(self._key, b"refer/commit/v1", hashlib.sha256)[:16]

    def cipher(self) -> AESGCM:
        """AES-256-GCM under the value key derived from this data key."""
        derive = HKDFExpand(SHA256(), KEY_BYTES, b"refer/field/v1")
        return AESGCM(derive.derive(self._key))

    def mac(self, message: bytes) -> bytes:
        """HMAC-SHA256 of a message under the key itself, 32 bytes."""
        return hmac.digest(self._key, message, hashlib.sha256)

    def signing_seed(self, what: str = "signing") -> bytes:
        """The private key, 32 bytes, of whatever signs with this data key.

        Each kind of signature has a key of its own, by the word for it.
        """
        derive = HKDFExpand(SHA256(), KEY_BYTES, f"refer/{what}/v1".encode())
        return derive.derive(self._key)

    def reveal(self) -> bytes:
        """The raw key, for the one library that encrypts a whole file itself."""
        return self._key
