"""Sealed packages, for anybody: opened with `age`, `ssh-keygen`, `tar`, `sha256sum`.

    file        = tar of two: payload, signature                 (unpacks with `tar`)
    payload     = package.tar.age    age v1, to one key or more; or
                  package.tar        where nothing in it identifies anybody
    signature   = payload.sig        SSHSIG over the payload
    package.tar = manifest.json, manifest-sha256.txt, then the members it lists

The signature is over what everybody sees, so it is checked before anything is opened;
the manifest under the seal names the signer, so nobody can put their own in its place.
"""

import hashlib
from dataclasses import dataclass, field

from referral.clock import to_millis
from referral.vault.archive import archived
from referral.vault.manifest import Contents
from referral.vault.recipients import key_id, seal_for
from referral.vault.sshsig import PackageSigner

SEALED, OPEN = "package.tar.age", "package.tar"
SIGNATURE = ".sig"
"""What the name of a signature ends with, behind that of what it signs."""
OUTSIDE_AT = 0
"""The moment that the two files bear outside: they tell nobody when."""


@dataclass(frozen=True, slots=True)
class Package:
    """A package as it leaves."""

    payload: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    sealed: bool
    manifest_sha256: str
    """64 hexadecimal digits; they stand in the entry of whoever gave it out."""
    recipients: tuple[str, ...]
    """The keys it is sealed to, in short."""

    def files(self) -> dict[str, bytes]:
        """Payload and signature by their names."""
        name = SEALED if self.sealed else OPEN
        return {name: self.payload, name + SIGNATURE: self.signature}

    def file(self) -> bytes:
        """Both in one file."""
        return archived(self.files(), OUTSIDE_AT)


@dataclass(frozen=True, slots=True)
class Listing:
    """What will be sealed, for whom and by whom: its manifest is known beforehand."""

    contents: Contents = field(repr=False)
    recipients: tuple[str, ...] = field(repr=False)
    """Public keys of age; none leaves it open."""
    signer: PackageSigner
    manifest: bytes = field(repr=False)

    @property
    def manifest_sha256(self) -> str:
        """64 hexadecimal digits."""
        return hashlib.sha256(self.manifest).hexdigest()

    @property
    def sealed_for(self) -> tuple[str, ...]:
        """The keys it will be sealed to, in short."""
        return tuple(map(key_id, self.recipients))

    def sealed(self) -> Package:
        """Pack, seal and sign it. Not within an act: it takes its time."""
        at = to_millis(self.contents.at) // 1000
        archive = archived(self.contents.files(self.manifest), at)
        payload = seal_for(archive, self.recipients) if self.recipients else archive
        return Package(
            payload=payload,
            signature=self.signer.sign(hashlib.sha512(payload).digest()),
            sealed=bool(self.recipients),
            manifest_sha256=self.manifest_sha256,
            recipients=self.sealed_for,
        )


def listing(
    contents: Contents, recipients: tuple[str, ...], signer: PackageSigner
) -> Listing:
    """Say what will be sealed, for whom and by whom."""
    sealed_for = tuple(map(key_id, recipients))
    manifest = contents.manifest(sealed_for, signer.key.fingerprint)
    return Listing(contents, recipients, signer, manifest)
