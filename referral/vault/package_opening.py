"""Opening a package: the signature first, then the seal, then every digest.

What was opened lies encrypted on its way (`vault.spool`) until all of it was found to
be whole; only then is anything written, and all of it or nothing. Everything streams.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from referral.errors import BackupUnusable, PackageUnusable
from referral.vault.age_header import head_of
from referral.vault.archive import LARGEST, Part, parts_of
from referral.vault.manifest import (
    LARGEST as LARGEST_MANIFEST,
)
from referral.vault.manifest import (
    MANIFEST,
    SUMS,
    Listed,
    Manifest,
    read_manifest,
    sums,
)
from referral.vault.recipients import Identity, new_file
from referral.vault.spool import Spool
from referral.vault.sshsig import PublicKey
from referral.vault.wrapping import Section, Wrapped

_CHUNK = 64 * 1024


class Bounded:
    """Takes bytes into a spool, up to the largest archive there may be."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool

    def flush(self) -> None:
        """Nothing waits."""

    def write(self, data: bytes) -> int:
        """Take the next bytes.

        Raises:
            PackageUnusable: if they are too many.
        """
        if self._spool.size + len(data) > LARGEST:
            raise PackageUnusable(f"it holds more than {LARGEST} bytes")
        return self._spool.write(data)


class _Hashed:
    """What passes, hashed: the bytes that are opened are those that were signed."""

    def __init__(self, payload: Section) -> None:
        self._payload = payload
        self._sum = hashlib.sha512()

    def read(self, most: int, /) -> bytes:
        """The next bytes."""
        part = self._payload.read(most)
        self._sum.update(part)
        return part

    def digest(self) -> bytes:
        """Of everything that passed, and of what was not asked for."""
        while self.read(_CHUNK):
            pass
        return self._sum.digest()


class Opened:
    """A package all of whose files are what its manifest lists. Nothing is written."""

    def __init__(self, archive: Spool) -> None:
        self._archive = archive
        parts = parts_of(archive, archive.size)
        raw = self._first(parts, MANIFEST, LARGEST_MANIFEST)
        self.manifest: Manifest = read_manifest(raw)
        self.manifest_sha256 = hashlib.sha256(raw).hexdigest()
        listed = sums(raw, self.manifest)
        if self._first(parts, SUMS, len(listed)) != listed:
            raise PackageUnusable(f"{SUMS} is not what the manifest lists")
        self._own = {MANIFEST: raw, SUMS: listed}
        self._parts = dict(self._checked(parts))

    def __repr__(self) -> str:
        return "<Opened package>"

    def _first(self, parts: Iterator[Part], name: str, most: int) -> bytes:
        """The next file, which must be this one."""
        part = next(parts, None)
        if part is None or part.name != name:
            raise PackageUnusable(f"{name} is missing where it must be")
        if part.size > most:
            raise PackageUnusable(f"{name} is larger than it may be")
        return self._bytes(part)

    def _bytes(self, part: Part) -> bytes:
        return b"".join(self._pieces(part))

    def _pieces(self, part: Part) -> Iterator[bytes]:
        self._archive.seek(part.offset)
        left = part.size
        while left:
            piece = self._archive.read(min(left, _CHUNK))
            left -= len(piece)
            yield piece

    def _checked(self, parts: Iterator[Part]) -> Iterator[tuple[str, Part]]:
        """Every file, in the order in which the manifest lists them."""
        for listed in self.manifest.members:
            part = next(parts, None)
            if part is None:
                raise PackageUnusable(f"{listed.name!a} is listed and is not there")
            if part.name != listed.name:
                raise PackageUnusable(f"the manifest does not list {part.name} there")
            if part.size != listed.size or self._digest(part) != listed.sha256:
                raise PackageUnusable(f"{part.name} is not what the manifest lists")
            yield part.name, part
        if (more := next(parts, None)) is not None:
            raise PackageUnusable(f"the manifest does not list {more.name}")

    def _digest(self, part: Part) -> str:
        digest = hashlib.sha256()
        for piece in self._pieces(part):
            digest.update(piece)
        return digest.hexdigest()

    def check_by(self, signer: PublicKey, identity: Identity | None) -> Self:
        """Refuse what its manifest says was signed, or sealed, otherwise.

        Raises:
            PackageUnusable: with the exact reason.
        """
        if self.manifest.signed_by != signer.fingerprint:
            raise PackageUnusable("its manifest names another signer")
        named = set(self.manifest.sealed_for)
        if bool(named) != bool(identity) or (
            identity and named.isdisjoint(identity.key_ids)
        ):
            raise PackageUnusable("its manifest names other keys that it is sealed to")
        return self

    def read(self, name: str) -> bytes:
        """One file, in memory.

        Raises:
            PackageUnusable: if it is not there.
        """
        if name not in self._parts:
            raise PackageUnusable(f"{name} is missing")
        return self._bytes(self._parts[name])

    def put(self, folder: Path) -> None:
        """Write all files into a new folder for nobody else's eyes; all, or none.

        Raises:
            FileExistsError: if the folder is there already.
            OSError: if there is no room for them.
        """
        with new_folder(folder) as made:
            for name, content in self._own.items():
                with new_file(made / name) as file:
                    file.write(content)
            for name, part in self._parts.items():
                with new_file(made / name) as file:
                    for piece in self._pieces(part):
                        file.write(piece)


@contextmanager
def opened(
    package: Wrapped, trusted: Mapping[PublicKey, str], identity: Identity | None
) -> Iterator[Opened]:
    """What is in a package, once it was found to be whole.

    Args:
        package: As it lies on disk.
        trusted: The keys that may have signed it.
        identity: What opens it; None where it is not sealed.

    Raises:
        PackageUnusable: with the exact reason, for anything but a whole one.
        OSError: if there is no room for it on its way.
    """
    digest = package.digest()
    signer = package.signed_by(digest, trusted)
    if package.sealed and identity is None:
        raise PackageUnusable("this is sealed: name the identity that opens it")
    opens = identity if package.sealed else None
    with Spool() as archive:
        if _passed(package, opens, Bounded(archive)) != digest:
            raise PackageUnusable("it was changed while it was opened")
        yield Opened(archive).check_by(signer, opens)


def _passed(package: Wrapped, identity: Identity | None, into: Bounded) -> bytes:
    """Let the archive pass on, and say of which payload it was, by SHA-512."""
    payload = _Hashed(package.again())
    if identity is None:
        while part := payload.read(_CHUNK):
            into.write(part)
        return payload.digest()
    head_of(package.again())
    package.again()
    try:
        identity.open_from(payload, into, "the package")
    except BackupUnusable as why:
        raise PackageUnusable(str(why)) from None
    return payload.digest()


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """A folder that appears when everything is in it, or not at all.

    Raises:
        FileExistsError: if it is there already.
    """
    if folder.exists() or folder.is_symlink():
        raise FileExistsError("that folder is there already")
    made = folder.with_name(f".{folder.name}.{os.getpid()}")
    made.mkdir(mode=0o700, parents=True)
    try:
        yield made
        made.rename(folder)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise


def listed_as(members: tuple[Listed, ...]) -> Iterator[str]:
    """A line for each file, for whoever looks at a package."""
    for each in members:
        yield f"{each.name}  {each.size} bytes  {each.what}  {each.classification}"
