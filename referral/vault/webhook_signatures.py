"""Signing what a partner's system is told: Standard Webhooks 1.0.0.

Every message is signed by Ed25519 (`v1a`), which a partner checks with a key that is
no secret, and by HMAC-SHA256 (`v1`), for those who cannot. While one pair of keys
follows another both sign: a partner who knows either lets the message in.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY_BYTES = 32
_SECRET, _PUBLIC = "whsec_", "whpk_"


@dataclass(frozen=True, slots=True)
class WebhookKeys:
    """What signs for one webhook: a shared secret and the seed of a key pair."""

    secret: bytes = field(repr=False)
    """32 bytes, which the partner has too."""
    seed: bytes = field(repr=False)
    """32 bytes, which nobody else has."""

    @classmethod
    def draw(cls) -> Self:
        """New ones, at random."""
        return cls(secrets.token_bytes(KEY_BYTES), secrets.token_bytes(KEY_BYTES))

    @classmethod
    def read(cls, words: Mapping[str, str]) -> Self:
        """What `words` wrote."""
        return cls(bytes.fromhex(words["secret"]), bytes.fromhex(words["seed"]))

    def words(self) -> Mapping[str, str]:
        """As they are sealed, in hexadecimal."""
        return {"secret": self.secret.hex(), "seed": self.seed.hex()}

    @property
    def public(self) -> bytes:
        """The open half of the key pair, 32 bytes."""
        return self._pair().public_key().public_bytes_raw()

    @property
    def told(self) -> str:
        """The secret as partners read it: `whsec_` and base64."""
        return _SECRET + _base64(self.secret)

    def _pair(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    def sign(self, message: bytes) -> tuple[str, str]:
        """Both signatures of what is signed, each behind the name of its scheme."""
        mac = hmac.new(self.secret, message, hashlib.sha256).digest()
        pair = self._pair().sign(message)
        return f"v1a,{_base64(pair)}", f"v1,{_base64(mac)}"


def shown(public: bytes) -> str:
    """The open half of a key pair as partners read it: `whpk_` and base64."""
    return _PUBLIC + _base64(public)


def signatures(keys: Iterable[WebhookKeys], msg_id: str, at: int, body: bytes) -> str:
    """What the header `webhook-signature` holds.

    Args:
        keys: Every pair that signs now, the newest first.
        msg_id: What `webhook-id` holds; no full stop is in it.
        at: What `webhook-timestamp` holds: seconds since 1970.
        body: The bytes that are sent.
    """
    message = f"{msg_id}.{at}.".encode() + body
    return " ".join(one for each in keys for one in each.sign(message))


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
