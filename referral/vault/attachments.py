"""Attachments: one age v1 file each, for an identity that a sealed value keeps.

    age file = age( document || zeros up to the padded size )      64 KiB chunks
    identity, true size and SHA-256 lie in the attachment's sealed value

Any tool that reads age opens it with the identity. Padding (Padmé) hides the size, as
it does for values. Everything streams: no more than a few chunks are in memory.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO

from pyrage import (
    DecryptError,
    EncryptError,
    IdentityError,
    decrypt_io,
    encrypt_io,
    x25519,
)

from referral.errors import SealBroken, StoreFull
from referral.vault.framing import padme
from referral.vault.spool import Spool

LONGEST = 50 * 2**20
"""Bytes of a document: 50 MiB."""
PIECE = 2**20
"""Bytes of an age file that are stored as one row."""


@dataclass(frozen=True, slots=True, repr=False)
class Sealing:
    """What opens an age file and says whether all of it came out."""

    identity: str
    size: int
    sha256: str


class SealedFile:
    """An age file between its making and its storing; closed files are gone."""

    def __init__(self, file: IO[bytes], sealing: Sealing) -> None:
        self._file = file
        self.sealing = sealing

    def __repr__(self) -> str:
        return "<SealedFile>"

    def pieces(self) -> Iterator[bytes]:
        """Its bytes in order, a mebibyte at a time, as often as asked for."""
        self._file.seek(0)
        while piece := self._file.read(PIECE):
            yield piece

    def close(self) -> None:
        """Let go of it."""
        self._file.close()


class _Padded:
    """A document and the zeros behind it."""

    def __init__(self, document: Spool) -> None:
        document.seek(0)
        self._document = document
        self._zeros = padme(document.size) - document.size
        self.broken: BaseException | None = None
        """Why the document could not be read: the library tells it as its own error."""

    def read(self, most: int) -> bytes:
        """The next bytes."""
        try:
            part = self._document.read(most)
        except BaseException as broken:
            self.broken = broken
            raise
        if part:
            return part
        zeros = min(most, self._zeros)
        self._zeros -= zeros
        return bytes(zeros)


def seal_file(document: Spool) -> SealedFile:
    """Seal a document for a new identity.

    Raises:
        ValueError: if it is over 50 MiB.
        SealBroken: if it was altered on its way.
        StoreFull: if there is no room for it on its way.
    """
    if document.size > LONGEST:
        raise ValueError("an attachment is at most 50 MiB")
    identity = x25519.Identity.generate()
    source = _Padded(document)
    file = TemporaryFile()  # noqa: SIM115 # closed by whoever stores it
    try:
        encrypt_io(source, file, [identity.to_public()])
    except EncryptError as broken:
        with suppress(OSError):  # what found no room finds none now, either
            file.close()
        if source.broken is not None:
            raise source.broken from None
        raise StoreFull("no room for a document on its way") from broken
    sealing = Sealing(str(identity), document.size, document.digest())
    return SealedFile(file, sealing)


class _Pieces:
    """Stored pieces as something to read from; each is fetched when its turn comes."""

    def __init__(self, piece: Callable[[int], bytes | None]) -> None:
        self._piece = piece
        self._next = 0
        self._left = b""
        self.broken: BaseException | None = None
        """Why a piece could not be fetched: the library tells it as its own error."""

    def read(self, most: int) -> bytes:
        """The next bytes."""
        if not self._left:
            self._left = self._fetched()
        part, self._left = self._left[:most], self._left[most:]
        return part

    def _fetched(self) -> bytes:
        self._next += 1
        try:
            return self._piece(self._next - 1) or b""
        except BaseException as broken:
            self.broken = broken
            raise


class _Unpadding:
    """Lets the document through and refuses anything but zeros behind it."""

    def __init__(self, size: int) -> None:
        self.document = Spool()
        self.padding = 0
        self._size = size

    def write(self, data: bytes) -> int:
        """Take the next bytes."""
        own = data[: self._size - self.document.size]
        self.document.write(own)
        rest = data[len(own) :]
        if rest.strip(b"\0"):
            raise SealBroken("padding")
        self.padding += len(rest)
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""


def open_file(piece: Callable[[int], bytes | None], sealing: Sealing) -> Spool:
    """The document of a stored age file, whole and proven, ready to be read.

    Args:
        piece: The stored pieces by number from 0; None behind the last.
        sealing: What its sealed value says.

    Raises:
        SealBroken: if it was altered, cut, moved or padded otherwise.
    """
    pieces, out = _Pieces(piece), _Unpadding(sealing.size)
    try:
        identity = x25519.Identity.from_str(sealing.identity)
        decrypt_io(pieces, out, [identity])
        _check_whole(out, sealing)
    except BaseException as broken:
        out.document.close()
        if pieces.broken is not None:
            raise pieces.broken from None
        if isinstance(broken, _NOT_OPENED):
            raise SealBroken("an attachment does not open") from None
        raise
    return out.document


_NOT_OPENED = (DecryptError, IdentityError, OSError, ValueError)


def _check_whole(out: _Unpadding, sealing: Sealing) -> None:
    document = out.document
    whole = (
        document.size == sealing.size
        and document.size + out.padding == padme(sealing.size)
        and secrets.compare_digest(document.digest(), sealing.sha256)
    )
    if not whole:
        raise SealBroken("an attachment is not what was sealed")
