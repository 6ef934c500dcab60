"""Packages made by hand: a whole one, and whatever somebody else may put together."""

import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyrage

from referral.vault import archive
from referral.vault.manifest import Classification, Contents, Member
from referral.vault.package import OUTSIDE_AT, SEALED, SIGNATURE, Package, listing
from referral.vault.sshsig import PackageSigner

AT = datetime(2026, 3, 2, 21, 30, 5, tzinfo=UTC)
MOMENT = int(AT.timestamp())
SIGNER = PackageSigner("package/invented", bytes(range(32)))
STRANGER = PackageSigner("package/stranger", bytes(range(1, 33)))
IDENTITY = pyrage.x25519.Identity.generate()
KEY = str(IDENTITY.to_public())
OTHER = pyrage.x25519.Identity.generate()
GIB = 2**30
Files = dict[str, bytes]


def contents(**changes: Any) -> Contents:
    """Two invented cases."""
    members = tuple(
        Member(
            f"case-{n}.json",
            json.dumps({"first_name": "Kestrel", "n": n}).encode(),
            "agreed_fields",
            Classification.RESTRICTED,
            rests_on=("0195f1a0-0000-7000-8000-000000000031",),
            disclosure=f"0195f1a0-0000-7000-8000-00000000004{n}",
            handling=("not_passed_on",),
        )
        for n in (1, 2)
    )
    return replace(Contents("agreed_fields", AT, members), **changes)


def package(signer: PackageSigner = SIGNER, *keys: str, **changes: Any) -> Package:
    """A whole package; sealed to the one key, unless others are named."""
    return listing(contents(**changes), keys or (KEY,), signer).sealed()


@dataclass(frozen=True)
class Made:
    """What lies on disk."""

    file: bytes
    beside: bytes | None = None
    """The signature, where it does not lie in the file."""
    sparse: int = 0
    """Bytes that the file claims to have behind its own."""

    def write(self, folder: Path) -> Path:
        """Lay it into a folder."""
        path = folder / "package.tar"
        with path.open("wb") as file:
            file.write(self.file)
            if self.sparse:
                file.truncate(self.sparse)
        if self.beside is not None:
            path.with_name(path.name + SIGNATURE).write_bytes(self.beside)
        return path


Hostile = Mapping[str, tuple[Callable[[], Made], str]]
"""How each is made, and what is said of it."""


def outside(payload: bytes, signature: bytes) -> Made:
    """Payload and signature in one file."""
    files = {SEALED: payload, SEALED + SIGNATURE: signature}
    return Made(archive.archived(files, OUTSIDE_AT))


def signed(payload: bytes, by: PackageSigner = SIGNER) -> Made:
    """A payload of any kind, with a signature that holds."""
    return outside(payload, by.sign(hashlib.sha512(payload).digest()))


def sealed(inner: bytes, to: str = KEY) -> Made:
    """An archive of any kind, sealed and signed."""
    key = pyrage.x25519.Recipient.from_str(to)
    return signed(bytes(pyrage.encrypt(inner, [key])))


def files_in() -> Files:
    """The files of a whole package, in order."""
    found = contents()
    manifest = found.manifest(package().recipients, SIGNER.key.fingerprint)
    return found.files(manifest)


def again(files: Files) -> Made:
    """Other files in the one form."""
    return sealed(archive.archived(files, MOMENT))


def info(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    """A header as somebody else would write one."""
    member = tarfile.TarInfo(name)
    member.type, member.linkname, member.mtime = kind, link, MOMENT
    member.mode = 0o600
    return member


def tarred(
    members: list[tuple[tarfile.TarInfo, bytes]], how: int = tarfile.USTAR_FORMAT
) -> bytes:
    """An archive as somebody else would write one."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=how) as tar:
        for member, content in members:
            member.size = len(content) or member.size
            tar.addfile(member, io.BytesIO(content) if content else None)
    return out.getvalue()
