"""Packages as whoever gets them opens them, in one go."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyrage

from referral.exchange import handed_on
from referral.vault import sshsig
from referral.vault.age_header import AGE
from referral.vault.manifest import Manifest
from referral.vault.package_opening import Opened, opened
from referral.vault.recipients import Identity
from referral.vault.wrapping import wrapped


@dataclass(frozen=True)
class Found:
    """What was in a package; of a timeline, what its verifier says."""

    files: Mapping[str, bytes]
    manifest: Manifest
    manifest_sha256: str
    told: str
    own_verifier: bool


def identity_file(folder: Path, identity: pyrage.x25519.Identity) -> Path:
    """An identity as `age-keygen` leaves it."""
    path = folder / "identity"
    path.write_text(f"# made once\n{identity}\n")
    path.chmod(0o600)
    return path


@contextmanager
def opening(
    file: bytes,
    identity: pyrage.x25519.Identity | None,
    signer: sshsig.PublicKey | None = None,
) -> Iterator[Opened]:
    """A package, opened by whoever trusts its signer, or a signer that is named."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        path = folder / "package.tar"
        path.write_bytes(file)
        who = Identity(identity_file(folder, identity)) if identity else None
        with wrapped(path) as package:
            trusted = signer or sshsig.key_in(package.signature)
            with opened(package, {trusted: "somebody"}, who) as found:
                yield found


def is_sealed(file: bytes) -> bool:
    """True if what is in a package needs a key."""
    return AGE in file[:1024]


def found_in_package(
    file: bytes, identity: pyrage.x25519.Identity | None = None
) -> Found:
    """All that is in a package; a timeline in it is checked, too."""
    with opening(file, identity if is_sealed(file) else None) as found:
        files = {each.name: found.read(each.name) for each in found.manifest.members}
        told, own = "", False
        if found.manifest.content == handed_on.CONTENT:
            checked = handed_on.checked(found)
            told, own = checked.told, checked.own_verifier
        return Found(files, found.manifest, found.manifest_sha256, told, own)
