"""Where key-encryption keys live: two small faces, one file per kind of place.

A `KekProvider` is one key, and so one epoch. A `KeyPlace` is where keys of one kind
are kept: a file, a passphrase, a module, a key service. Every wrap names its epoch,
so the keys of several epochs are readable at once while they are being exchanged.
"""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Protocol

from referral.errors import KeyMissing, SealBroken

KEY_BYTES = 32
MARK_BYTES = 16
Bound = tuple[bytes, bytes]
"""A context, and the key to wrap for it or the wrapped key to unwrap."""


def bound(context: bytes, key: bytes) -> bytes:
    """The 48 bytes that are wrapped: which context, then the key itself."""
    return hashlib.sha256(context).digest()[:MARK_BYTES] + key


def released(context: bytes, opened: bytes) -> bytes:
    """The key inside what was wrapped for exactly this context.

    Raises:
        SealBroken: if it was wrapped for another one.
    """
    mark, key = opened[:MARK_BYTES], opened[MARK_BYTES:]
    if mark != hashlib.sha256(context).digest()[:MARK_BYTES] or len(key) != KEY_BYTES:
        raise SealBroken("a wrapped key belongs elsewhere")
    return key


class KekProvider(ABC):
    """One key-encryption key: wraps 32-byte keys so that only it can unwrap them."""

    algorithm: ClassVar[str] = "kwp"
    """What its wraps are: AES-256-KWP (RFC 5649), unless a service has its own."""

    @property
    @abstractmethod
    def epoch(self) -> str:
        """Names the key without revealing it: the kind of place, then which key."""

    @abstractmethod
    def wrap(self, context: bytes, key: bytes) -> bytes:
        """Wrap a 32-byte key, bound to `context`.

        Raises:
            KeysUnavailable: if the place cannot be reached now.
        """

    @abstractmethod
    def unwrap(self, context: bytes, wrapped: bytes) -> bytes:
        """The key that was wrapped for the same context.

        Raises:
            SealBroken: if it was wrapped for another context or altered.
            KeyMissing: if the place has no such key.
            KeysUnavailable: if the place cannot be reached now.
        """

    def wrap_all(self, items: Sequence[Bound]) -> list[bytes]:
        """Wrap many at once; a service far away is asked once."""
        return [self.wrap(context, key) for context, key in items]

    def unwrap_all(self, items: Sequence[Bound]) -> list[bytes | None]:
        """Unwrap many at once; None for each that is broken."""
        found: list[bytes | None] = []
        for context, wrapped in items:
            try:
                found.append(self.unwrap(context, wrapped))
            except SealBroken:
                found.append(None)
        return found

    def named(self, epoch: str) -> "KekProvider":
        """A key alone is all the keys there are.

        Raises:
            KeyMissing: for any other epoch.
        """
        if epoch != self.epoch:
            raise KeyMissing(
                "the key is not the one this store was made with "
                f"(store: {epoch}, given: {self.epoch})"
            )
        return self

    def newest(self) -> "KekProvider":
        """Itself."""
        return self

    def ends_too(self, epoch: str, other: str) -> bool:
        """Nothing but a key itself ends with it."""
        return other == epoch


class Keks(Protocol):
    """The key-encryption keys that a process can reach."""

    def named(self, epoch: str) -> KekProvider:
        """The key of an epoch.

        Raises:
            KeyMissing: if there is none of that name.
            KeysUnavailable: if its place cannot be reached now.
        """
        ...

    def newest(self) -> KekProvider:
        """The key that was made last, in the place that is chosen."""
        ...

    def ends_too(self, epoch: str, other: str) -> bool:
        """True if `other` is gone as well once `epoch` was destroyed."""
        ...


class KeyPlace(Protocol):
    """Where the keys of one kind are kept."""

    @property
    def kind(self) -> str:
        """`file`, `passphrase`, `pkcs11` or `transit`: how its epochs begin."""
        ...

    def epochs(self) -> list[str]:
        """What is there now, the newest last.

        Raises:
            KeyMissing: if there is none, or one that must not be used.
            KeysUnavailable: if the place cannot be reached now.
        """
        ...

    def holds_any(self) -> bool:
        """True if anything is kept here, fit for use or not."""
        ...

    def find(self, epoch: str) -> KekProvider:
        """One key; the place is looked through anew.

        Raises:
            KeyMissing: if it is not there.
            KeysUnavailable: if the place cannot be reached now.
        """
        ...

    def prepare(self) -> KekProvider:
        """Make a new key and keep it for good before it is answered."""
        ...

    def destroy(self, epoch: str) -> None:
        """Make a key useless wherever this place can; nothing if it is gone."""
        ...

    def ends_too(self, epoch: str, other: str) -> bool:
        """True if `other` is gone as well once `epoch`, of this place, was destroyed.

        Told by their names alone: the place is not asked.
        """
        ...
