"""Key-encryption keys of 32 bytes in files that only their owner can read."""

import hashlib
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap,
    aes_key_unwrap_with_padding,
    aes_key_wrap_with_padding,
)

from referral.errors import KeyMissing, SealBroken
from referral.vault.providers import KEY_BYTES, KekProvider, bound, released
from referral.vault.providers.secret_file import keep_name, read_closed, write_closed

LEAST_DIFFERENT = 16
"""Of 32 random bytes about 30 differ. Fewer than 16, or none above 127: less often
than once in a thousand million keys."""


def _drawn_by_lot(kek: bytes) -> bool:
    """False for what is surely no random key: zeros, patterns, words."""
    return len(set(kek)) >= LEAST_DIFFERENT and not kek.isascii()


def draw_key() -> bytes:
    """A new key that every start will take for one."""
    while not _drawn_by_lot(kek := secrets.token_bytes(KEY_BYTES)):
        pass
    return kek


class RawKek(KekProvider):
    """AES-256-KWP (RFC 5649) under a key in memory.

    KWP has no associated data, so the first 16 bytes of SHA-256 of the context are
    wrapped together with the key: 48 bytes in, 56 bytes out.
    """

    def __init__(self, kek: bytes, kind: str) -> None:
        self._kek = kek
        fingerprint = hashlib.sha256(b"refer/kek/v1" + kek).hexdigest()[:16]
        self._epoch = f"{kind}-{fingerprint}"

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._epoch}>"

    @property
    def epoch(self) -> str:
        """The kind and 16 hexadecimal digits of a fingerprint."""
        return self._epoch

    def wrap(self, context: bytes, key: bytes) -> bytes:
        """56 bytes that only this key and this context unwrap."""
        return aes_key_wrap_with_padding(self._kek, bound(context, key))

    def unwrap(self, context: bytes, wrapped: bytes) -> bytes:
        """The 32-byte key; `SealBroken` if anything differs."""
        try:
            opened = aes_key_unwrap_with_padding(self._kek, wrapped)
        except (InvalidUnwrap, ValueError) as broken:
            raise SealBroken("a wrapped key does not unwrap") from broken
        return released(context, opened)


class FileKek(RawKek):
    """A key read from a file."""

    def __init__(self, kek: bytes) -> None:
        super().__init__(kek, FileKeys.kind)

    @classmethod
    def read(cls, path: Path) -> "FileKek":
        """Read the key.

        Raises:
            KeyMissing: if the file is absent, not 32 bytes, or readable by others.
        """
        kek = read_closed(path, "the key file")
        if len(kek) != KEY_BYTES:
            raise KeyMissing(f"a key file holds exactly 32 bytes: {path}")
        if not _drawn_by_lot(kek):
            raise KeyMissing(
                f"the key in {path} was not drawn by lot (a default, a pattern or a "
                "text): let `referral keys init` make one"
            )
        return cls(kek)

    @classmethod
    def create(cls, path: Path) -> "FileKek":
        """Write a new random key, mode 0400, and refuse to replace one."""
        kek = draw_key()
        write_closed(path, kek, replace=False, mode=0o400)
        return cls(kek)


class FileKeys:
    """A key file and its successors beside it: `kek`, `kek.2`, `kek.3`."""

    kind = "file"

    def __init__(self, path: Path) -> None:
        self._path = path

    def __repr__(self) -> str:
        return "<FileKeys>"

    def epochs(self) -> list[str]:
        """Every file must be whole and closed: at a start, nothing is skipped."""
        return [FileKek.read(path).epoch for path in self.files() or [self._path]]

    def holds_any(self) -> bool:
        """True if a file lies there, whatever is in it."""
        return bool(self.files())

    def find(self, epoch: str) -> KekProvider:
        """The file that holds this key; one that is broken hides no other."""
        broken: KeyMissing | None = None
        for path in reversed(self.files()):
            try:
                kek = FileKek.read(path)
            except KeyMissing as fault:
                broken = fault
                continue
            if kek.epoch == epoch:
                return kek
        if broken is not None:
            raise broken
        given = ", ".join(self.epochs())
        raise KeyMissing(
            "the key file is not the one this store was made with, or its successor "
            f"is not here yet (store: {epoch}, given: {given})"
        )

    def prepare(self) -> KekProvider:
        """The next file, beside the others."""
        return FileKek.create(self._path_of(self._last() + 1))

    def ends_too(self, epoch: str, other: str) -> bool:
        """Every key is a file of its own."""
        return other == epoch

    def destroy(self, epoch: str) -> None:
        """Delete the file. Copies in safes are for people to destroy."""
        for path in self.files():
            if FileKek.read(path).epoch == epoch:
                path.unlink()
                keep_name(path)

    def files(self) -> list[Path]:
        """The files that are there, the newest last."""
        numbers = range(1, self._last() + 1)
        return [path for path in map(self._path_of, numbers) if path.exists()]

    def _path_of(self, number: int) -> Path:
        name = self._path.name
        return self._path if number == 1 else self._path.with_name(f"{name}.{number}")

    def _last(self) -> int:
        """The highest number in use; 0 where no file is."""
        name = self._path.name + "."
        beside = (path.name for path in self._path.parent.glob(f"{name}*"))
        numbers = [
            int(end)
            for end in (each.removeprefix(name) for each in beside)
            if end.isdecimal() and not end.startswith("0") and len(end) < len("10000")
        ]
        return max(numbers, default=1 if self._path.exists() else 0)
