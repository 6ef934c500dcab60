"""Keys that tokens are sealed to and signed with: for that, and for nothing else."""

import json
from collections.abc import Mapping

import pytest
from joserfc.jwk import ECKey, RSAKey

from referral.errors import PackageUnusable
from referral.vault.jose_keys import ALG, MachineIdentity, MachineKey, TokenKey
from tests.vault.tokens import P256, SIGNER, X25519, Head, encoded, private

RSA = RSAKey.generate_key(2048).as_dict(private=False)
KEY = P256.as_dict(private=False)


ODD_KEYS: Mapping[str, tuple[str, str]] = {
    "no JSON": ("{", "no JWK"),
    "a list": ("[]", "no JWK"),
    "long": (" " * 3000, "far too long"),
    "RSA": (json.dumps(RSA), "another curve than P-256 or X25519"),
    "P-384": (
        json.dumps(ECKey.generate_key("P-384").as_dict(private=False)),
        "another curve",
    ),
    "for signing": (json.dumps({**KEY, "use": "sig"}), "made for something else"),
    "for another": (json.dumps({**KEY, "alg": "ECDH-ES"}), "made for something else"),
    "to sign": (json.dumps({**KEY, "key_ops": ["sign"]}), "made for something else"),
    "ops a word": (json.dumps({**KEY, "key_ops": "sign"}), "made for something else"),
    "an address": (json.dumps({**KEY, "x5u": "https://x"}), "made for something else"),
    "private": (
        json.dumps(P256.as_dict(private=True)),
        "this is the private half",
    ),
    "short": (json.dumps({**KEY, "x": "AA"}), "the key is damaged"),
    "a number": (json.dumps({**KEY, "x": 1}), "the key is damaged"),
    "bits left over": (
        json.dumps({**X25519.as_dict(private=False), "x": "A" * 42 + "B"}),
        "the key is damaged",
    ),
    "no y": (
        json.dumps({n: v for n, v in KEY.items() if n != "y"}),
        "the key is damaged",
    ),
    "on no curve": (
        json.dumps({**KEY, "x": encoded(bytes(31) + b"\1")}),
        "the key is damaged",
    ),
}


@pytest.mark.parametrize("how", ODD_KEYS)
def test_a_key_for_anything_else_is_none(how: str) -> None:
    text, reason = ODD_KEYS[how]
    with pytest.raises(PackageUnusable, match=reason):
        MachineKey.read(text)


def test_keys_are_called_by_their_thumbprint() -> None:
    named = json.dumps({**KEY, "kid": "somebody's", "use": "enc", "alg": ALG})
    key = MachineKey.read(named)
    assert key.kid == P256.thumbprint()
    assert MachineKey.read(key.text()).kid == key.kid
    with pytest.raises(PackageUnusable, match="it has no private half"):
        MachineIdentity.read(named)
    secret = str(P256.as_dict(private=True)["d"])
    assert secret not in repr(private(P256))
    assert repr(SIGNER) == "<TokenSigner hidden>"


@pytest.mark.parametrize(
    "change",
    [{"crv": "X25519"}, {"use": "enc"}, {"alg": "EdDSA"}, {"d": "x"}, {"x": "AA"}],
)
def test_a_signer_is_a_key_of_ed25519_and_nothing_else(change: Head) -> None:
    with pytest.raises(PackageUnusable, match="no public key of Ed25519"):
        TokenKey.read(json.dumps({**SIGNER.jwk(), **change}))
    assert TokenKey.read(json.dumps(SIGNER.jwk())).kid == SIGNER.kid
