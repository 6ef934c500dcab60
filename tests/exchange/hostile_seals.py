"""Seals and signatures made to do harm, and what is no package at all."""

import hashlib

from referral.vault import archive, sshsig
from referral.vault.package import OUTSIDE_AT
from tests.exchange.making import (
    GIB,
    OTHER,
    SIGNER,
    STRANGER,
    Hostile,
    Made,
    outside,
    package,
    signed,
)


def _head(stanzas: list[bytes]) -> Made:
    """An age file with another head; its signature holds."""
    whole = package().payload
    mac = whole.index(b"\n---")
    begins, ends = whole[: whole.index(b"\n") + 1], whole[mac + 1 :]
    return signed(begins + b"".join(stanzas) + ends)


_STANZA = b"-> X25519 " + b"A" * 43 + b"\n" + b"A" * 43 + b"\n"
_SCRYPT = b"-> scrypt " + b"A" * 22 + b" 30\n" + b"A" * 43 + b"\n"


def _foreign_namespace() -> bytes:
    """A signature that was made for something else."""
    payload = package().payload
    made = SIGNER.sign(hashlib.sha512(payload).digest())
    key, _ = sshsig._read(made)
    blob = b"SSHSIG" + (1).to_bytes(4, "big")
    for part in (key.blob, b"file", b"", b"sha512"):
        blob += sshsig._string(part)
    inner = sshsig._string(b"ssh-ed25519") + sshsig._string(bytes(64))
    return sshsig._armour(blob + sshsig._string(inner))


def _replayed() -> Made:
    """The signature of another package."""
    return outside(package().payload, package().signature)


def _three() -> Made:
    found = package()
    files = {**found.files(), "more.json": b"{}"}
    return Made(archive.archived(files, OUTSIDE_AT))


def _renamed() -> Made:
    found = package()
    files = {"package.tar": found.payload, "other.sig": found.signature}
    return Made(archive.archived(files, OUTSIDE_AT))


SEALS: Hostile = {
    "not signed": (
        lambda: Made(package().payload),
        "it is not signed: no signature lies with it",
    ),
    "signed by a stranger": (
        lambda: signed(package().payload, STRANGER),
        f"a key that you did not name: {STRANGER.key.fingerprint}",
    ),
    "made by a stranger": (
        lambda: signed(package(STRANGER).payload),
        "its manifest names another signer",
    ),
    "signed for something else": (
        lambda: outside(package().payload, _foreign_namespace()),
        "was not made for referral-package",
    ),
    "replayed signature": (_replayed, "the signature does not hold"),
    "a long signature": (
        lambda: Made(package().payload, beside=b"x" * 5000),
        "too long to be one",
    ),
    "no signature there": (
        lambda: outside(package().payload, b"good"),
        "this is no SSH signature",
    ),
    "sealed to others": (
        lambda: Made(package(SIGNER, str(OTHER.to_public())).file()),
        "does not open with this identity",
    ),
    "a passphrase": (lambda: _head([_SCRYPT]), "sealed to a passphrase"),
    "many keys": (lambda: _head([_STANZA] * 70), "more keys than anybody has"),
    "a long head": (
        lambda: _head([b"-> x " + b"y" * 20_000 + b"\n\n"]),
        "damaged, or far too long",
    ),
    "a damaged head": (lambda: _head([b"-> \n\n"]), "damaged, or far too long"),
    "nobody's head": (lambda: _head([]), "damaged, or far too long"),
    "three outside": (_three, "does not hold just those two"),
    "other names outside": (_renamed, "does not hold just those two"),
    "a gibibyte on disk": (
        lambda: Made(package().payload, package().signature, sparse=GIB),
        "it is larger than",
    ),
    "a gibibyte of two": (
        lambda: Made(package().file(), sparse=GIB),
        "it is larger than",
    ),
    "nothing": (lambda: Made(b""), "not signed"),
    "noise": (lambda: Made(bytes(range(256)) * 80), "not signed"),
}
