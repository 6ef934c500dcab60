"""A key-encryption key of 32 bytes in a file that only its owner can read."""

import hashlib
import os
import secrets
import stat
from pathlib import Path

from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap,
    aes_key_unwrap_with_padding,
    aes_key_wrap_with_padding,
)

from referral.errors import KeyMissing, SealBroken

KEY_BYTES = 32
MARK_BYTES = 16


def keep_name(path: Path) -> None:
    """Make the name of a new file outlast a power cut, as its content does."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


LEAST_DIFFERENT = 16
"""Of 32 random bytes about 30 differ. Fewer than 16, or none above 127: less often
than once in a thousand million keys."""


def _drawn_by_lot(kek: bytes) -> bool:
    """False for what is surely no random key: zeros, patterns, words."""
    return len(set(kek)) >= LEAST_DIFFERENT and not kek.isascii()


class FileKek:
    """AES-256-KWP (RFC 5649) under a key read from a file.

    KWP has no associated data, so the first 16 bytes of SHA-256 of the context are
    wrapped together with the key: 48 bytes in, 56 bytes out.
    """

    def __init__(self, kek: bytes) -> None:
        self._kek = kek
        self._epoch = "file-" + hashlib.sha256(b"refer/kek/v1" + kek).hexdigest()[:16]

    def __repr__(self) -> str:
        return f"<FileKek {self._epoch}>"

    @classmethod
    def read(cls, path: Path) -> "FileKek":
        """Read the key.

        Raises:
            KeyMissing: if the file is absent, not 32 bytes, or readable by others.
        """
        try:
            with path.open("rb") as file:
                mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
                kek = file.read(KEY_BYTES + 1)
        except OSError as absent:
            raise KeyMissing(f"the key file cannot be read: {path}") from absent
        if mode & 0o077:
            raise KeyMissing(
                f"the key file is open to others (mode {mode:04o}); "
                f"close it: chmod 0400 {path}"
            )
        if len(kek) != KEY_BYTES:
            raise KeyMissing(f"a key file holds exactly 32 bytes: {path}")
        if not _drawn_by_lot(kek):
            raise KeyMissing(
                f"the key in {path} was not drawn by lot (a default, a pattern or a "
                "text): let `referral admin init` make one"
            )
        return cls(kek)

    @classmethod
    def create(cls, path: Path) -> "FileKek":
        """Write a new random key, mode 0400, and refuse to replace one."""
        path.parent.mkdir(parents=True, exist_ok=True)
        while not _drawn_by_lot(kek := secrets.token_bytes(KEY_BYTES)):
            pass
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(path, flags, 0o400), "wb") as file:
            file.write(kek)
            file.flush()
            os.fsync(file.fileno())
        keep_name(path)
        return cls(kek)

    @property
    def epoch(self) -> str:
        """`file-` and 16 hexadecimal digits of a fingerprint."""
        return self._epoch

    def wrap(self, context: bytes, key: bytes) -> bytes:
        """56 bytes that only this key and this context unwrap."""
        bound = hashlib.sha256(context).digest()[:MARK_BYTES] + key
        return aes_key_wrap_with_padding(self._kek, bound)

    def unwrap(self, context: bytes, wrapped: bytes) -> bytes:
        """The 32-byte key; `SealBroken` if anything differs."""
        try:
            bound = aes_key_unwrap_with_padding(self._kek, wrapped)
        except (InvalidUnwrap, ValueError) as broken:
            raise SealBroken("a wrapped key does not unwrap") from broken
        mark, key = bound[:MARK_BYTES], bound[MARK_BYTES:]
        here = hashlib.sha256(context).digest()[:MARK_BYTES]
        if mark != here or len(key) != KEY_BYTES:
            raise SealBroken("a wrapped key belongs elsewhere")
        return key
