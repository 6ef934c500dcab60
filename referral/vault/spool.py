"""A file on its way through: on disk it lies encrypted, under a key nobody keeps.

The key is drawn for one spool and lives in memory alone. The file has no name in any
folder and is gone with the process. However large it is, a mebibyte is in memory.
"""

import errno
import hashlib
import io
import secrets
from contextlib import suppress
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from referral.errors import SealBroken, StoreFull

BLOCK = 64 * 1024
IN_MEMORY = 2**20
"""Bytes that are not laid on disk at all."""
_AROUND = 16
_NONCE_BYTES = 12
_NONE = -1
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})


class Spool:
    """Bytes are written once, from the beginning, then read from anywhere."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 # closed by `close`
        self._cipher = AESGCM(secrets.token_bytes(32))
        self._waiting = bytearray()
        self._read: tuple[int, bytes] = (_NONE, b"")
        self._digest = hashlib.sha256()
        self._at = 0
        self.size = 0
        """Bytes written so far."""

    def __repr__(self) -> str:
        return "<Spool hidden>"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: object, ___: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of it: nothing is left."""
        with suppress(OSError):  # what found no room is not written now, either
            self._file.close()
        self._waiting.clear()
        self._read = (_NONE, b"")

    def digest(self) -> str:
        """SHA-256 of what was written, 64 hexadecimal digits."""
        return self._digest.hexdigest()

    def write(self, data: bytes) -> int:
        """Take the next bytes.

        Raises:
            StoreFull: if they find no room.
        """
        self._digest.update(data)
        self._waiting += data
        while len(self._waiting) >= BLOCK:
            self._put(bytes(self._waiting[:BLOCK]))
            del self._waiting[:BLOCK]
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing waits longer than it must: blocks are written when they are full."""

    def _put(self, block: bytes) -> None:
        number = self._file.seek(0, io.SEEK_END) // (BLOCK + _AROUND)
        try:
            self._file.write(self._cipher.encrypt(_nonce(number), block, None))
            self._file.flush()
        except OSError as failed:
            if failed.errno in _NO_ROOM:
                raise StoreFull("no room for a file on its way") from None
            raise

    def _block(self, number: int) -> bytes:
        if number != self._read[0]:
            self._file.seek(number * (BLOCK + _AROUND))
            raw = self._file.read(BLOCK + _AROUND)
            try:
                plain = self._cipher.decrypt(_nonce(number), raw, None)
            except InvalidTag:
                raise SealBroken("a file on its way was altered") from None
            self._read = (number, plain)
        return self._read[1]

    def read(self, most: int = -1) -> bytes:
        """The next bytes, at most so many; all that are left without a number."""
        left = max(self.size - self._at, 0)
        wanted = left if most < 0 else min(most, left)
        parts = []
        while wanted:
            number, within = divmod(self._at, BLOCK)
            written = self.size - len(self._waiting)
            held = self._block(number) if self._at < written else bytes(self._waiting)
            part = held[within : within + wanted]
            parts.append(part)
            self._at += len(part)
            wanted -= len(part)
        return b"".join(parts)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go on reading elsewhere."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        if base + offset < 0:
            raise ValueError("before the beginning")
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        """Where the next byte is read from."""
        return self._at

    def seekable(self) -> bool:
        """True: it is read from anywhere."""
        return True

    def readable(self) -> bool:
        """True."""
        return True


def _nonce(number: int) -> bytes:
    return number.to_bytes(_NONCE_BYTES, "big")
