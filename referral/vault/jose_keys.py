"""Keys of machines as JWK: on two curves for sealing, on one for signing.

A key is called by its thumbprint (RFC 7638) and never by a name that somebody gave it,
so a name can be no other key's. What else stands in a JWK must fit what it is for.
"""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey

from referral.errors import PackageUnusable

ALG, SIGNED = "ECDH-ES+A256KW", "Ed25519"
LONGEST = 2 * 1024
"""Characters of a JWK."""
_CURVES: Mapping[tuple[str, str], type[ECKey | OKPKey]] = {
    ("EC", "P-256"): ECKey,
    ("OKP", "X25519"): OKPKey,
}
_OPEN = frozenset({"kty", "crv", "x", "y"})
_BESIDE = frozenset({"kid", "use", "alg", "key_ops"})
_OPS = frozenset({"deriveKey", "deriveBits", "wrapKey"})
_NAMES = frozenset({"kty", "crv"})
_COORDINATE = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class MachineKey:
    """The open half of a key that tokens are sealed to."""

    key: ECKey | OKPKey = field(repr=False)
    kid: str
    """Its thumbprint."""

    @classmethod
    def read(cls, text: str) -> "MachineKey":
        """A key from its JWK; P-256 or X25519, and made for nothing else.

        Raises:
            PackageUnusable: with the exact reason.
        """
        said = _jwk(text)
        if "d" in said:
            raise PackageUnusable("this is the private half: nobody else may have it")
        return cls(*_imported(said, _OPEN))

    def text(self) -> str:
        """The JWK, and nothing beside the key."""
        said = self.key.as_dict(private=False)
        return json.dumps({n: said[n] for n in sorted(_OPEN) if n in said})


@dataclass(frozen=True, slots=True)
class MachineIdentity:
    """What opens tokens that are sealed to its open half. Prints as hidden."""

    key: ECKey | OKPKey = field(repr=False)
    kid: str

    @property
    def curve(self) -> str:
        """`P-256` or `X25519`."""
        return str(self.key.as_dict(private=False)["crv"])

    @classmethod
    def read(cls, text: str) -> "MachineIdentity":
        """An identity from its JWK.

        Raises:
            PackageUnusable: with the exact reason.
        """
        said = _jwk(text)
        if "d" not in said:
            raise PackageUnusable("this is no identity: it has no private half")
        return cls(*_imported(said, _OPEN | {"d"}))


@dataclass(frozen=True, slots=True)
class TokenKey:
    """The open half of a key that signs tokens: Ed25519."""

    key: OKPKey = field(repr=False)
    kid: str

    @classmethod
    def read(cls, text: str) -> "TokenKey":
        """A key from its JWK.

        Raises:
            PackageUnusable: with the exact reason.
        """
        said = _jwk(text)
        stated = said.get("use", "sig"), said.get("alg", SIGNED)
        kind = said.get("kty"), said.get("crv")
        if kind != ("OKP", "Ed25519") or stated != ("sig", SIGNED) or "d" in said:
            raise PackageUnusable("this is no public key of Ed25519 for signatures")
        return cls._of(str(said.get("x")))

    @classmethod
    def _of(cls, x: str) -> "TokenKey":
        if not _is_coordinate(x):
            raise PackageUnusable("this is no public key of Ed25519 for signatures")
        try:
            key = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": x})
        except (JoseError, ValueError):
            told = "this is no public key of Ed25519 for signatures"
            raise PackageUnusable(told) from None
        return cls(key, key.thumbprint())


class TokenSigner:
    """A private key that signs tokens. Prints as hidden."""

    __slots__ = ("key", "kid", "x")

    def __init__(self, seed: bytes) -> None:
        private = Ed25519PrivateKey.from_private_bytes(seed)
        self.x = encoded(private.public_key().public_bytes_raw())
        self.key = OKPKey.import_key(private)
        self.kid = self.key.thumbprint()

    def __repr__(self) -> str:
        return "<TokenSigner hidden>"

    def jwk(self) -> dict[str, str]:
        """The open half, for whoever opens its tokens."""
        return {
            "kty": "OKP",
            "crv": "Ed25519",
            "x": self.x,
            "kid": self.kid,
            "use": "sig",
            "alg": SIGNED,
        }


def encoded(raw: bytes) -> str:
    """Bytes as base64url without padding."""
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _jwk(text: str) -> dict[str, Any]:
    if len(text) > LONGEST:
        raise PackageUnusable("this is no JWK: it is far too long")
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        raise PackageUnusable("this is no JWK") from None
    if not isinstance(said, dict):
        raise PackageUnusable("this is no JWK")
    return said


def _imported(
    said: Mapping[str, Any], halves: frozenset[str]
) -> tuple[ECKey | OKPKey, str]:
    """The key and its thumbprint, if it is on a curve of ours and made for sealing."""
    kind = _CURVES.get((str(said.get("kty")), str(said.get("crv"))))
    if kind is None:
        raise PackageUnusable("the key is on another curve than P-256 or X25519")
    stated = said.get("use", "enc"), said.get("alg", ALG)
    ops = said.get("key_ops", [])
    made_for = isinstance(ops, list) and set(map(str, ops)) <= _OPS
    if stated != ("enc", ALG) or not made_for or said.keys() - halves - _BESIDE:
        raise PackageUnusable(f"the key is made for something else than {ALG}")
    words = {name: said[name] for name in halves if name in said}
    if not all(_is_coordinate(words[name]) for name in words.keys() - _NAMES):
        raise PackageUnusable("the key is damaged")
    try:
        key = kind.import_key(words)
        key.public_key  # noqa: B018 # a point that is on no curve is found here
    except (JoseError, ValueError, TypeError, KeyError):
        raise PackageUnusable("the key is damaged") from None
    return key, key.thumbprint()


def _is_coordinate(said: object) -> bool:
    """True for 32 bytes in their one form: else a key had several thumbprints."""
    if not isinstance(said, str) or not _COORDINATE.fullmatch(said):
        return False
    return encoded(urlsafe_b64decode(said + "=")) == said
