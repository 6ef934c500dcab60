"""Ten pairs of a maker and an opener of tokens; in most, one of the two is not ours."""

import base64
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from joserfc.jwk import ECKey, OKPKey

from referral.vault import jose
from referral.vault.jose import open_token, token_listing
from referral.vault.jose_keys import (
    ALG,
    MachineIdentity,
    MachineKey,
    TokenKey,
    TokenSigner,
)
from tests.exchange import foreign
from tests.exchange.foreign_files import Files
from tests.exchange.making import contents

TOKENS = TokenSigner(bytes(range(32)))
Keys = ECKey | OKPKey


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
