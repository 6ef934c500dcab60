"""The same contents for machines: a JWS in a JWE, one form of each, opened by any JOSE.

    JWE   {"alg": "ECDH-ES+A256KW", "enc": "A256GCM", "kid", "typ", "cty", "epk"}
    JWS   {"alg": "Ed25519", "kid", "typ"}
    {"manifest": text of manifest.json, "files": {name: base64url}}

Both compact. Algorithms are fixed, other header names do not exist here, every key is
named by its thumbprint (RFC 7638). All of this is looked at before the library is
asked: it, too, accepts odd base64 and keys made for something else (RFC 8725).
"""

import hashlib
import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from joserfc import jwe, jws
from joserfc.errors import JoseError
from joserfc.jwe import JWERegistry
from joserfc.jws import JWSRegistry

from referral.errors import PackageUnusable
from referral.vault.jose_keys import (
    ALG,
    SIGNED,
    MachineIdentity,
    MachineKey,
    TokenKey,
    TokenSigner,
    encoded,
)
from referral.vault.manifest import (
    MANIFEST,
    SUMS,
    Contents,
    Manifest,
    read_manifest,
    sums,
)

TYP, INNER_TYP, CTY = "referral-package+jwe", "referral-package+jws", "jose"
ENC = "A256GCM"
LARGEST = 2**20
"""Bytes of the largest contents: larger ones leave as a file."""
LONGEST = 3 * 2**20
"""Characters of the longest token: three times base64 of the largest contents."""
_OUTER = frozenset({"alg", "enc", "kid", "typ", "cty", "epk"})
_INNER = frozenset({"alg", "kid", "typ"})
_EPK: Mapping[str, frozenset[str]] = {
    "P-256": frozenset({"kty", "crv", "x", "y"}),
    "X25519": frozenset({"kty", "crv", "x"}),
}
_PART = re.compile(r"[A-Za-z0-9_-]+")
_KEY_BYTES, _IV_BYTES, _TAG_BYTES, _SIGNATURE_BYTES = 40, 12, 16, 64
_HEAD = 1024


class _Wrapping(JWERegistry):
    max_ciphertext_length = LONGEST


class _Signing(JWSRegistry):
    max_payload_length = LONGEST


_JWE = _Wrapping(algorithms=[ALG, ENC])
_JWS = _Signing(algorithms=[SIGNED])


@dataclass(frozen=True, slots=True)
class Token:
    """Contents as a token."""

    text: str = field(repr=False)
    manifest_sha256: str
    recipients: tuple[str, ...]
    """The one key it is sealed to, by its thumbprint."""

    def file(self) -> bytes:
        """The token as a file."""
        return self.text.encode("ascii")


@dataclass(frozen=True, slots=True)
class Untold:
    """What a token says to anybody."""

    kid: str
    """The key it is sealed to."""
    size: int
    """Bytes of what is sealed."""


@dataclass(frozen=True, slots=True)
class OpenedToken:
    """What was in a token, checked."""

    manifest: Manifest
    manifest_sha256: str
    files: Mapping[str, bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class TokenListing:
    """What will be sealed, for whom and by whom: its manifest is known beforehand."""

    contents: Contents = field(repr=False)
    recipient: MachineKey
    signer: TokenSigner
    manifest: bytes = field(repr=False)

    @property
    def manifest_sha256(self) -> str:
        """64 hexadecimal digits."""
        return hashlib.sha256(self.manifest).hexdigest()

    @property
    def sealed_for(self) -> tuple[str, ...]:
        """The one key it will be sealed to, by its thumbprint."""
        return (self.recipient.kid,)

    def sealed(self) -> Token:
        """Sign it, and seal it to the one machine."""
        own = {each.name: encoded(each.content) for each in self.contents.members}
        payload = {"manifest": self.manifest.decode(), "files": own}
        inner = jws.serialize_compact(
            {"alg": SIGNED, "kid": self.signer.kid, "typ": INNER_TYP},
            json.dumps(payload).encode(),
            self.signer.key,
            registry=_JWS,
        )
        kid = self.recipient.kid
        head = {"alg": ALG, "enc": ENC, "kid": kid, "typ": TYP, "cty": CTY}
        text = jwe.encrypt_compact(head, inner, self.recipient.key, registry=_JWE)
        return Token(text, self.manifest_sha256, self.sealed_for)


def token_listing(
    contents: Contents, recipient: MachineKey, signer: TokenSigner
) -> TokenListing:
    """Say what will be sealed, for whom and by whom.

    Raises:
        PackageUnusable: if it is larger than a token holds.
    """
    manifest = contents.manifest((recipient.kid,), signer.kid)
    if sum(map(len, contents.files(manifest).values())) > LARGEST:
        raise PackageUnusable("this is too large for a token: it leaves as a file")
    return TokenListing(contents, recipient, signer, manifest)


def untold(token: str) -> Untold:
    """What a token says to anybody, once its form was found to be the one form.

    Raises:
        PackageUnusable: with the exact reason.
    """
    head, parts = _outer(token)
    return Untold(head["kid"], len(parts[3]))


def open_token(
    token: str, trusted: Mapping[str, TokenKey], identity: MachineIdentity
) -> OpenedToken:
    """What is in a token.

    Args:
        token: A JWE in its compact form.
        trusted: The keys that may have signed it, by thumbprint.
        identity: What opens it.

    Raises:
        PackageUnusable: with the exact reason, for anything but a whole one.
    """
    head, _ = _outer(token)
    if head["kid"] != identity.kid:
        raise PackageUnusable("it is sealed to another key than this identity's")
    if head["epk"]["crv"] != identity.curve:
        raise PackageUnusable("it is sealed on another curve than this identity's")
    try:
        plain = jwe.decrypt_compact(token, identity.key, registry=_JWE).plaintext or b""
    except (JoseError, ValueError, TypeError, KeyError):
        raise PackageUnusable("it does not open: it was altered") from None
    inner = plain.decode("ascii", "replace")
    signer = _inner(inner).get("kid", "")
    if signer not in trusted:
        raise PackageUnusable("it is signed by a key that you did not name")
    try:
        found = jws.deserialize_compact(inner, trusted[signer].key, registry=_JWS)
    except (JoseError, ValueError, TypeError, KeyError):
        raise PackageUnusable("the signature does not hold") from None
    return _checked(found.payload, signer, identity.kid)


def _outer(token: str) -> tuple[dict[str, Any], list[bytes]]:
    """Header and parts of a JWE of the one form."""
    head, raw = _split(token, 5, "JWE")
    told = {"alg": ALG, "enc": ENC, "typ": TYP, "cty": CTY}
    _check_head(head, _OUTER, told)
    epk = head["epk"]
    crv = epk.get("crv") if isinstance(epk, dict) else None
    if not isinstance(crv, str) or epk.keys() != _EPK.get(crv):
        raise PackageUnusable("its header names no key of a curve that is used here")
    sizes = [len(raw[n]) for n in (1, 2, 4)]
    if sizes != [_KEY_BYTES, _IV_BYTES, _TAG_BYTES]:
        raise PackageUnusable("a part of the token has another size than it must have")
    return head, raw


def _inner(token: str) -> dict[str, Any]:
    """Header of a JWS of the one form."""
    head, raw = _split(token, 3, "JWS")
    _check_head(head, _INNER, {"alg": SIGNED, "typ": INNER_TYP})
    if len(raw[2]) != _SIGNATURE_BYTES:
        raise PackageUnusable("a part of the token has another size than it must have")
    return head


def _split(token: str, count: int, kind: str) -> tuple[dict[str, Any], list[bytes]]:
    if len(token) > LONGEST:
        raise PackageUnusable(f"the token is longer than {LONGEST} characters")
    parts = token.split(".")
    if len(parts) != count or len(parts[0]) > _HEAD:
        raise PackageUnusable(f"this is no {kind} in its compact form")
    raw = [_decoded(each) for each in parts]
    try:
        head = json.loads(raw[0].decode("utf-8"), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise PackageUnusable("the header of the token cannot be read") from None
    if not isinstance(head, dict):
        raise PackageUnusable("the header of the token cannot be read")
    return head, raw


def _check_head(
    head: Mapping[str, Any], names: frozenset[str], told: Mapping[str, str]
) -> None:
    if "kid" not in head:
        raise PackageUnusable("the token does not say which key it is for (kid)")
    if head.keys() != names:
        raise PackageUnusable("the header of the token says more or less than it may")
    for name, value in told.items():
        if head[name] != value:
            raise PackageUnusable(f"the token has another {name} than {value}")
    if not isinstance(head["kid"], str):
        raise PackageUnusable("the header of the token cannot be read")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is there twice")
    return found


def _decoded(text: str) -> bytes:
    """Bytes of base64url in its one form: no padding, no bits left over."""
    if not _PART.fullmatch(text):
        raise PackageUnusable("a part of the token is no base64url")
    try:
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        raise PackageUnusable("a part of the token is no base64url") from None
    if encoded(raw) != text:
        raise PackageUnusable("a part of the token is no base64url")
    return raw


def _checked(payload: bytes, signer: str, kid: str) -> OpenedToken:
    """Manifest and files, each of which is what the manifest lists."""
    try:
        said = json.loads(payload.decode("utf-8"), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise PackageUnusable("what was signed cannot be read") from None
    if not isinstance(said, dict) or said.keys() != {"manifest", "files"}:
        raise PackageUnusable("what was signed cannot be read")
    text, files = said["manifest"], said["files"]
    if not isinstance(text, str) or not isinstance(files, dict):
        raise PackageUnusable("manifest.json is missing where it must be")
    manifest = read_manifest(text.encode())
    if (manifest.signed_by, manifest.sealed_for) != (signer, (kid,)):
        raise PackageUnusable("its manifest names another signer, or another key")
    found = {MANIFEST: text.encode(), SUMS: sums(text.encode(), manifest)}
    if list(files) != [each.name for each in manifest.members]:
        raise PackageUnusable("it holds other files than the manifest lists")
    for listed in manifest.members:
        content = _decoded(str(files[listed.name]))
        digest = hashlib.sha256(content).hexdigest()
        if (len(content), digest) != (listed.size, listed.sha256):
            raise PackageUnusable(f"{listed.name!a} is not what the manifest lists")
        found[listed.name] = content
    return OpenedToken(manifest, hashlib.sha256(text.encode()).hexdigest(), found)
