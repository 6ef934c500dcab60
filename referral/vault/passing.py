"""What leaves sealed in somebody's hands and is stored nowhere: AES-256-GCM.

Not for records: a record's value is sealed for its place (`envelope`).
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from referral.errors import SealBroken

NONCE_BYTES = 12
_FOR = b"refer/passing/v1"


def seal_passing(key: bytes, content: bytes) -> str:
    """Sealed under a key of 32 bytes, as text that fits into a form."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = nonce + AESGCM(key).encrypt(nonce, content, _FOR)
    return urlsafe_b64encode(sealed).decode()


def open_passing(key: bytes, sealed: str) -> bytes:
    """What was sealed.

    Raises:
        SealBroken: if it was altered, or sealed under another key.
    """
    try:
        raw = urlsafe_b64decode(sealed.encode())
        return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _FOR)
    except (InvalidTag, ValueError):
        raise SealBroken("this was not sealed here") from None
