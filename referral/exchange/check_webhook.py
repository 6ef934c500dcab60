"""For whoever receives our webhooks: whether a message is ours, whole, and of now.

One file that needs nothing but Python's standard library, to be taken along. It checks
what Standard Webhooks 1.0.0 asks for: an identifier, a moment within five minutes of
the receiver's, and a signature by a key that the receiver was given beforehand:
`whsec_` (HMAC-SHA256, `v1`) or `whpk_` (Ed25519, `v1a`). That a message is seen for
the first time only its receiver can know: keep the identifier in the transaction of
the effect.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Callable, Mapping, Sequence

TOLERANCE = 300
"""Seconds by which a message may lie before or behind the receiver's clock."""
MOST_SIGNATURES = 16
HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")
SECRET, PUBLIC = "whsec_", "whpk_"
Holds = Callable[[bytes, bytes, bytes], bool]
"""Ed25519 of whatever library the receiver has: public key, message, signature."""
_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
_MOMENT = re.compile(r"[0-9]{1,12}")


class NotBelieved(Exception):
    """The message is not to be acted upon; the sentence says why, and nothing of it."""


def check(
    headers: Mapping[str, str],
    body: bytes,
    keys: Sequence[str],
    now: float,
    holds: Holds | None = None,
) -> str:
    """The identifier of a message that is to be believed.

    Args:
        headers: Of the request; names in whatever case.
        body: The bytes as they came, before anything reads them as JSON.
        keys: The keys of this sender: one, or two while they are being changed.
        now: Seconds since 1970, by the receiver's clock.
        holds: Needed for keys of the kind `whpk_`.

    Raises:
        NotBelieved: if it is forged, altered, stale, from the future, or not readable.
        ValueError: if a key is none.
    """
    known = [_key(each) for each in keys]
    msg_id, at, signatures = _read(headers)
    if abs(now - at) > TOLERANCE:
        raise NotBelieved("it is too old" if at < now else "it is from the future")
    message = f"{msg_id}.{at}.".encode() + body
    found = False
    for scheme, signature in signatures:
        for kind, key in known:  # every one, however early one fits
            if scheme == "v1" and kind == SECRET:
                mac = hmac.new(key, message, hashlib.sha256).digest()
                found |= hmac.compare_digest(mac, signature)
            elif scheme == "v1a" and kind == PUBLIC and holds is not None:
                found |= holds(key, message, signature)
    if not found:
        raise NotBelieved("no key that is known signed it")
    return msg_id


def _key(text: str) -> tuple[str, bytes]:
    for kind in (SECRET, PUBLIC):
        if text.startswith(kind):
            return kind, base64.b64decode(text.removeprefix(kind), validate=True)
    raise ValueError("a key begins with whsec_ or whpk_")


def _read(headers: Mapping[str, str]) -> tuple[str, int, list[tuple[str, bytes]]]:
    lower = {name.lower(): value for name, value in headers.items()}
    msg_id, at, signed = (lower.get(name, "") for name in HEADERS)
    if not _ID.fullmatch(msg_id) or not _MOMENT.fullmatch(at):
        raise NotBelieved("it does not say which message it is, or of when")
    pairs = [each.partition(",") for each in signed.split(" ")[:MOST_SIGNATURES]]
    return msg_id, int(at), [(scheme, _bytes(text)) for scheme, _, text in pairs]


def _bytes(text: str) -> bytes:
    """The bytes of a signature; none for what is no base64."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
