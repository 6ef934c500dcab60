"""Where key-encryption keys live: one protocol, one file per kind of place."""

from typing import Protocol


class KekProvider(Protocol):
    """Wraps 32-byte keys so that only this provider can unwrap them."""

    @property
    def epoch(self) -> str:
        """Names the key-encryption key in use, without revealing it."""
        ...

    def wrap(self, context: bytes, key: bytes) -> bytes:
        """Wrap a 32-byte key, bound to `context`."""
        ...

    def unwrap(self, context: bytes, wrapped: bytes) -> bytes:
        """The key that was wrapped for the same context.

        Raises:
            SealBroken: if it was wrapped for another context or altered.
            KeyMissing: if the provider cannot be reached or has no such key.
        """
        ...
