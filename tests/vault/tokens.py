"""Tokens in the one form, and the keys of whoever makes and opens them."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from typing import Any

from joserfc.jwk import ECKey, OKPKey

from referral.vault.jose import OpenedToken, open_token, token_listing
from referral.vault.jose_keys import MachineIdentity, MachineKey, TokenKey, TokenSigner
from tests.exchange.making import contents

SIGNER, STRANGER = TokenSigner(bytes(range(32))), TokenSigner(bytes(range(1, 33)))
P256, X25519 = ECKey.generate_key("P-256"), OKPKey.generate_key("X25519")
KEYS: Mapping[str, ECKey | OKPKey] = {"P-256": P256, "X25519": X25519}
Head = dict[str, Any]


def public(key: ECKey | OKPKey) -> MachineKey:
    return MachineKey.read(json.dumps(key.as_dict(private=False)))


def private(key: ECKey | OKPKey) -> MachineIdentity:
    return MachineIdentity.read(json.dumps(key.as_dict(private=True)))


def trusted(signer: TokenSigner = SIGNER) -> Mapping[str, TokenKey]:
    key = TokenKey.read(json.dumps(signer.jwk()))
    return {key.kid: key}


def token(key: ECKey | OKPKey = P256, signer: TokenSigner = SIGNER) -> str:
    return token_listing(contents(), public(key), signer).sealed().text


def opened(text: str, key: ECKey | OKPKey = P256) -> OpenedToken:
    return open_token(text, trusted(), private(key))


def encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def headed(change: Callable[[Head], object]) -> str:
    """A token with another header; it would not open, and is not asked to."""
    head, _, rest = token().partition(".")
    said = json.loads(decoded(head))
    change(said)
    return f"{encoded(json.dumps(said).encode())}.{rest}"
