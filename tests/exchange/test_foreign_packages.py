"""Fourteen pairs of a maker and an opener; in each, one of the two is not ours."""

import base64
import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyrage
import pytest
from hypothesis import settings
from joserfc.jwk import ECKey, OKPKey

from referral.exchange.packages import Given, put
from referral.vault import jose
from referral.vault.archive import archived
from referral.vault.jose import open_token, token_listing
from referral.vault.jose_keys import (
    ALG,
    MachineIdentity,
    MachineKey,
    TokenKey,
    TokenSigner,
)
from referral.vault.manifest import Contents
from referral.vault.package import listing
from referral.vault.recipients import key_id
from referral.vault.sshsig import read_allowed
from tests.exchange import foreign
from tests.exchange.hostile import MOMENT, SIGNER, contents, outside
from tests.exchange.packaged import found_in_package, identity_file
from tests.faults.processes import SOAK

NIGHT = settings().max_examples > SOAK
PACKAGES = 100 if NIGHT else 2
"""Through each pair."""

TOKENS = TokenSigner(bytes(range(32)))
Keys = ECKey | OKPKey
Files = Mapping[str, bytes]


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as place:
        yield Path(place)


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


@pytest.mark.parametrize("pair", FILES)
def test_a_file_opens_whoever_made_it(pair: str) -> None:
    for number in range(PACKAGES):
        with tempfile.TemporaryDirectory() as place:
            one = File(Path(place), number)
            found = FILES[pair](one)
            own = {e.name: e.content for e in one.contents.members}
            assert {name: found[name] for name in own} == own


class Token:
    """One machine that a token is sealed to."""

    def __init__(self, folder: Path, curve: str) -> None:
        self.folder = folder
        self.key: Keys = (
            ECKey.generate_key("P-256")
            if curve == "P-256"
            else OKPKey.generate_key("X25519")
        )
        self.recipient = MachineKey.read(json.dumps(self.public()))
        self.contents = contents()

    def public(self) -> dict[str, Any]:
        return dict(self.key.as_dict(private=False))

    def private(self) -> dict[str, Any]:
        return dict(self.key.as_dict(private=True))

    def ours(self) -> str:
        return token_listing(self.contents, self.recipient, TOKENS).sealed().text

    def payload(self) -> bytes:
        """What is signed, as anybody would put it together."""
        manifest = self.contents.manifest((self.recipient.kid,), TOKENS.kid)
        own = {
            e.name: base64.urlsafe_b64encode(e.content).decode().rstrip("=")
            for e in self.contents.members
        }
        return json.dumps({"manifest": manifest.decode(), "files": own}).encode()

    def heads(self) -> tuple[dict[str, Any], dict[str, Any]]:
        return (
            {
                "alg": ALG,
                "enc": jose.ENC,
                "kid": self.recipient.kid,
                "typ": jose.TYP,
                "cty": jose.CTY,
            },
            {"alg": "Ed25519", "kid": TOKENS.kid, "typ": jose.INNER_TYP},
        )

    def open(self, text: str) -> Files:
        """As `referral package open` does."""
        key = TokenKey.read(json.dumps(TOKENS.jwk()))
        identity = MachineIdentity.read(json.dumps(self.private()))
        return open_token(text, {key.kid: key}, identity).files

    def told(self, payload: bytes) -> Files:
        """What somebody else finds in what was signed."""
        said = json.loads(payload)
        return {
            "manifest.json": said["manifest"].encode(),
            **{
                name: base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
                for name, text in said["files"].items()
            },
        }


def our_token_to_us(one: Token) -> Files:
    return one.open(one.ours())


def our_token_to_npm(one: Token) -> Files:
    answer = foreign.npm(
        "openToken", token=one.ours(), identity=one.private(), signer=TOKENS.jwk()
    )
    assert set(answer["outer"]) == {"alg", "enc", "kid", "typ", "cty", "epk"}
    return one.told(base64.b64decode(answer["payload"]))


def npm_token_to_us(one: Token) -> Files:
    outer, inner = one.heads()
    answer = foreign.npm(
        "makeToken",
        payload=foreign.encoded(one.payload()),
        outer=outer,
        inner=inner,
        recipient=one.public(),
        signer=dict(TOKENS.key.as_dict(private=True)),
    )
    return one.open(answer["token"])


def our_token_to_joserfc(one: Token) -> Files:
    return one.told(foreign.joserfc_opens(one.ours(), one.key, TOKENS.key))


def joserfc_token_to_us(one: Token) -> Files:
    keys = (one.key, TOKENS.key)
    return one.open(foreign.joserfc_makes(one.payload(), one.heads(), keys))


def our_token_to_jose(one: Token) -> Files:
    """Debian's `jose` knows no Ed25519: it opens, and another looks who signed."""
    assert isinstance(one.key, ECKey)
    inner = foreign.jose_opens(one.ours(), one.key, one.folder)
    signed = foreign.npm("verify", token=inner.decode(), signer=TOKENS.jwk())
    return one.told(base64.b64decode(signed["payload"]))


def jose_token_to_us(one: Token) -> Files:
    assert isinstance(one.key, ECKey)
    outer, inner = one.heads()
    signed = foreign.npm(
        "sign",
        payload=foreign.encoded(one.payload()),
        inner=inner,
        signer=dict(TOKENS.key.as_dict(private=True)),
    )
    return one.open(foreign.jose_makes(signed["token"], outer, one.key, one.folder))


PAIRS: Mapping[str, tuple[Callable[[Token], Files], str]] = {
    **{
        f"{c} {each.__name__}": (each, c)
        for c in ("P-256", "X25519")
        for each in (our_token_to_us, our_token_to_npm, npm_token_to_us)
    },
    **{
        f"P-256 {each.__name__}": (each, "P-256")
        for each in (
            our_token_to_joserfc,
            joserfc_token_to_us,
            our_token_to_jose,
            jose_token_to_us,
        )
    },
}


@pytest.mark.parametrize("pair", PAIRS)
def test_a_token_opens_whoever_made_it(pair: str, folder: Path) -> None:
    opens, curve = PAIRS[pair]
    for _ in range(PACKAGES):
        one = Token(folder, curve)
        found = opens(one)
        own = {e.name: e.content for e in one.contents.members}
        assert {name: found[name] for name in own} == own


def test_there_are_at_least_twelve_pairs() -> None:
    assert len(FILES) + len(PAIRS) >= 12


def test_what_was_changed_on_the_way_opens_nowhere(folder: Path) -> None:
    """The four programs refuse what we refuse, each with its own exit code."""
    one = File(folder, 0)
    foreign.open_by_hand(one.ours(), one.identity, SIGNER.allowed(), folder)
    whole = (folder / "package.tar.age").read_bytes()
    bad = folder / "bad"
    bad.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    opening = ("age", "--decrypt", "-i", "identity", "-o", "x", "bad")
    assert foreign.run(*opening, folder=folder).returncode == 1
    checking = (
        *("ssh-keygen", "-Y", "verify", "-f", "allowed_signers"),
        *("-I", SIGNER.name, "-n", "referral-package", "-s", "package.tar.age.sig"),
    )
    done = foreign.run(*checking, folder=folder, stdin=bad.read_bytes())
    assert done.returncode == 255
    assert found_in_package(one.ours(), one.identity).told == ""
