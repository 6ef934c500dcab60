"""Signed HTTP requests (RFC 9421): a narrow profile, by `http-message-signatures`.

One signature, by Ed25519 and nothing else, whatever the request says; over the method,
the whole address, the body's digest where there is a body, and the Idempotency-Key
where there is one; made within five minutes of now, with a nonce.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from http_message_signatures import HTTPMessageVerifier, HTTPSignatureKeyResolver
from http_message_signatures.algorithms import ED25519
from http_message_signatures.digests import ContentDigest
from http_message_signatures.exceptions import HTTPMessageSignaturesException

APART = timedelta(seconds=300)
SHORTEST_NONCE, LONGEST_NONCE = 16, 128
KEY_BYTES = 32
_KNOWN = frozenset({"created", "expires", "nonce", "alg", "keyid", "tag"})
_ALWAYS = ('"@method"', '"@target-uri"')
logging.getLogger("http_message_signatures").setLevel(logging.ERROR)


class SignatureRefused(Exception):
    """A request is not signed as it has to be; nobody outside is told why."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it was signed: its headers, and whether a body comes with it."""

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    has_body: bool = False


@dataclass(frozen=True, slots=True)
class Signed:
    """What a signature that holds says of itself."""

    key_id: str
    nonce: str
    created: datetime


class _Keys(HTTPSignatureKeyResolver):
    def __init__(self, find: Callable[[str], bytes | None]) -> None:
        self._find = find

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey:
        """The key that was registered under this name."""
        raw = self._find(key_id)
        if raw is None:
            raise SignatureRefused
        return Ed25519PublicKey.from_public_bytes(raw)


class _Verifier(HTTPMessageVerifier):
    """Compares moments with the mechanism's clock, in both directions."""

    now: datetime

    def validate_created_and_expires(
        self,
        sig_input: Any,  # noqa: ANN401 # the library's
        max_age: timedelta | None = None,
    ) -> None:
        """Refuse what was made more than five minutes from now, or has run out."""
        _ = max_age
        created, expires = (sig_input.params.get(n) for n in ("created", "expires"))
        now = self.now.timestamp()
        if type(created) is not int or abs(created - now) > APART.total_seconds():
            raise SignatureRefused
        if expires is not None and (type(expires) is not int or expires <= now):
            raise SignatureRefused


def signed(asked: Asked, find: Callable[[str], bytes | None], now: datetime) -> Signed:
    """Who signed a request, before its body is read.

    Args:
        asked: The request.
        find: The public key of a name, 32 bytes; None where there is none.
        now: The present moment.

    Raises:
        SignatureRefused: whatever is wrong with it.
    """
    verifier = _Verifier(signature_algorithm=ED25519, key_resolver=_Keys(find))
    verifier.now = now
    names = {name.lower() for name in asked.headers}
    needed = [*_ALWAYS]
    needed += ['"content-digest"'] if asked.has_body else []
    needed += ['"idempotency-key"'] if "idempotency-key" in names else []
    try:
        (result,) = verifier.verify(asked, require_components=needed)
        words = result.parameters
        nonce = str(words["nonce"])
        if not SHORTEST_NONCE <= len(nonce) <= LONGEST_NONCE or set(words) - _KNOWN:
            raise SignatureRefused
        created = datetime.fromtimestamp(int(words["created"]), now.tzinfo)
        return Signed(str(words["keyid"]), nonce, created)
    except (HTTPMessageSignaturesException, ValueError, KeyError, TypeError) as broken:
        raise SignatureRefused from broken


def check_body(digest: str, body: bytes) -> None:
    """Pass silently if a body is the one whose digest was signed.

    Raises:
        SignatureRefused: if it is another.
    """
    try:
        ContentDigest.verify(digest, body)
    except (HTTPMessageSignaturesException, ValueError) as broken:
        raise SignatureRefused from broken
