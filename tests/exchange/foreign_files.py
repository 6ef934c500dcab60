"""Five pairs of a maker and an opener of files; in most, one of the two is not ours."""

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pyrage

from referral.exchange.packages import Given, put
from referral.vault.archive import archived
from referral.vault.manifest import Contents
from referral.vault.package import listing
from referral.vault.recipients import key_id
from referral.vault.sshsig import read_allowed
from tests.exchange import foreign
from tests.exchange.making import MOMENT, SIGNER, contents, outside
from tests.exchange.packaged import identity_file

Files = Mapping[str, bytes]


class File:
    """One identity that a package is sealed to, and contents of some size."""

    def __init__(self, folder: Path, number: int) -> None:
        self.folder, self.number = folder, number
        self.identity = pyrage.x25519.Identity.generate()
        self.key = str(self.identity.to_public())
        self.contents = large(contents(), number)

    def ours(self) -> bytes:
        return listing(self.contents, (self.key,), SIGNER).sealed().file()

    def files(self, signer: str) -> dict[str, bytes]:
        manifest = self.contents.manifest((key_id(self.key),), signer)
        return self.contents.files(manifest)

    def open(self, file: bytes, allowed: str = "") -> Files:
        """As `referral package open` does."""
        signers = self.folder / "signers"
        signers.write_text(allowed or SIGNER.allowed())
        path = self.folder / "got.tar"
        path.write_bytes(file)
        into = self.folder / "into"
        put(Given(path, signers, identity_file(self.folder, self.identity)), into)
        return {each.name: each.read_bytes() for each in into.iterdir()}


def large(made: Contents, number: int) -> Contents:
    """The same, in another size each time: one chunk of age, and several."""
    first, second = made.members
    grown = replace(second, content=second.content * (1 + number * 977 % 4_001))
    return replace(made, members=(first, grown))


def ours_to_ours(one: File) -> Files:
    return one.open(one.ours())


def ours_to_programs(one: File) -> Files:
    return foreign.open_by_hand(one.ours(), one.identity, SIGNER.allowed(), one.folder)


def programs_to_ours(one: File) -> Files:
    foreign.needed(
        *("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "key"),
        folder=one.folder,
    )
    allowed = (one.folder / "key.pub").read_text()
    (signer,) = read_allowed(allowed)
    files = one.files(signer.fingerprint)
    return one.open(foreign.make_by_hand(files, one.key, MOMENT, one.folder), allowed)


def ours_to_typage(one: File) -> Files:
    payload = listing(one.contents, (one.key,), SIGNER).sealed().payload
    answer = foreign.npm(
        "openAge", sealed=foreign.encoded(payload), identity=str(one.identity)
    )
    inner = base64.b64decode(answer["plain"])
    expected = archived(one.files(SIGNER.key.fingerprint), MOMENT)
    assert inner == expected
    return one.files(SIGNER.key.fingerprint)


def typage_to_ours(one: File) -> Files:
    inner = archived(one.files(SIGNER.key.fingerprint), MOMENT)
    answer = foreign.npm("makeAge", plain=foreign.encoded(inner), recipient=one.key)
    payload = base64.b64decode(answer["sealed"])
    signature = SIGNER.sign(hashlib.sha512(payload).digest())
    return one.open(outside(payload, signature).file)


FILES: Mapping[str, Callable[[File], Files]] = {
    each.__name__: each
    for each in (
        ours_to_ours,
        ours_to_programs,
        programs_to_ours,
        ours_to_typage,
        typage_to_ours,
    )
}
