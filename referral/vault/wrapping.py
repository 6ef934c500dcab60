"""A package on disk, before anything of it is opened: payload and signature.

Any of three forms: one file that holds both, or a payload with its signature beside it
(`package.tar.age` and `package.tar.age.sig`), sealed or open.
"""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Self

from referral.errors import PackageUnusable
from referral.vault import sshsig
from referral.vault.age_header import AGE
from referral.vault.archive import LARGEST, Part, parts_of
from referral.vault.package import OPEN, OUTSIDE_AT, SEALED, SIGNATURE

MOST_SEALED = LARGEST + 2**20
"""Bytes of the largest payload: age adds 16 for every 64 KiB, and a head."""


class Section:
    """A part of a file, as if it were all of it."""

    def __init__(self, file: IO[bytes], part: Part) -> None:
        self._file, self._begins, self.size = file, part.offset, part.size
        self._at = 0

    def read(self, most: int = -1, /) -> bytes:
        """The next bytes, at most so many; all that are left without a number."""
        left = max(self.size - self._at, 0)
        self._file.seek(self._begins + self._at)
        found = self._file.read(left if most < 0 else min(most, left))
        self._at += len(found)
        return found

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go on reading elsewhere."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        self._at = max(base + offset, 0)
        return self._at


@dataclass(frozen=True, slots=True)
class Wrapped:
    """Payload and signature as they lie on disk. Nothing is checked by finding them."""

    payload: Section = field(repr=False)
    sealed: bool
    signature: bytes = field(repr=False)
    """Empty where none lies with it."""

    def again(self) -> Section:
        """The payload, from its beginning."""
        self.payload.seek(0)
        return self.payload

    def digest(self) -> bytes:
        """SHA-512 of the payload as it lies there now."""
        return sshsig.digest_of(self.again())

    def signed_by(
        self, digest: bytes, trusted: Mapping[sshsig.PublicKey, str]
    ) -> sshsig.PublicKey:
        """Whoever signed it, if they are among those that are trusted.

        Args:
            digest: Of the payload.
            trusted: The keys that may have signed it.

        Raises:
            PackageUnusable: if it is not signed, the signature does not hold, or it is
                another's.
        """
        if not self.signature:
            raise PackageUnusable("it is not signed: no signature lies with it")
        claimed = sshsig.key_in(self.signature)
        if claimed not in trusted:
            raise PackageUnusable(
                f"it is signed by a key that you did not name: {claimed.fingerprint}"
            )
        return sshsig.signed_by(digest, self.signature)

    @classmethod
    def _whole(cls, file: IO[bytes], size: int, signature: bytes) -> Self:
        begins = file.read(len(AGE))
        sealed = begins == AGE
        if size > (MOST_SEALED if sealed else LARGEST):
            raise PackageUnusable(f"it is larger than {LARGEST} bytes")
        return cls(Section(file, Part("", 0, size)), sealed, signature)

    @classmethod
    def _of_two(cls, file: IO[bytes], size: int) -> Self:
        """What one file holds: payload and signature, and nothing else."""
        found = {part.name: part for part in parts_of(file, size, OUTSIDE_AT)}
        names = list(found)
        for name, sealed in ((SEALED, True), (OPEN, False)):
            if names == [name, name + SIGNATURE]:
                signature = found[name + SIGNATURE]
                if signature.size > sshsig.LONGEST:
                    raise PackageUnusable("the signature is too long to be one")
                read = Section(file, signature).read()
                return cls(Section(file, found[name]), sealed, read)
        raise PackageUnusable("this is no package: it does not hold just those two")

    @classmethod
    def found(cls, file: IO[bytes], beside: Path) -> Self:
        """What a file holds, with the signature in it or beside it."""
        size = file.seek(0, io.SEEK_END)
        file.seek(0)
        begins = file.read(len(SEALED)).rstrip(b"\0")
        file.seek(0)
        if begins in (SEALED.encode(), OPEN.encode()):
            return cls._of_two(file, size)
        return cls._whole(file, size, _signature_in(beside))


def _signature_in(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(sshsig.LONGEST + 1)
    except FileNotFoundError:
        return b""


@contextmanager
def wrapped(file: Path, signature: Path | None = None) -> Iterator[Wrapped]:
    """A package on disk, while it is looked at.

    Args:
        file: The one file, or the payload.
        signature: Where its signature lies; by default beside it, `FILE.sig`.

    Raises:
        PackageUnusable: if it is none of the forms, or larger than any.
        OSError: if a file cannot be read.
    """
    beside = signature or file.with_name(file.name + SIGNATURE)
    with file.open("rb") as opened:
        yield Wrapped.found(opened, beside)
