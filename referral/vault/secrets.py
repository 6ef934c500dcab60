"""Secrets people and machines sign in with: hashed so that a copy opens nothing."""

import hashlib
import hmac
import secrets
from functools import cache
from threading import BoundedSemaphore, Lock

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from referral.errors import TooBusy

TOKEN_BYTES = 32
_AT_ONCE = Lock()
"""One at a time in a process. Two derivations of four lanes side by side wait for each
other's threads for good (OpenSSL 3, tried); and each takes 128 MiB."""
_AT_THE_DOOR = BoundedSemaphore(6)
"""The one that is compared, and five that wait; whoever comes then is sent away."""

ITERATIONS, LANES, MEMORY_KIB = 3, 4, 128 * 1024


def hash_password(password: str, *, memory_kib: int | None = None) -> str:
    """Argon2id (t=3, p=4, 128 MiB) with a 16-byte salt, in PHC text form."""
    with _AT_ONCE:
        kdf = Argon2id(
            salt=secrets.token_bytes(16),
            length=32,
            iterations=ITERATIONS,
            lanes=LANES,
            memory_cost=memory_kib or MEMORY_KIB,
        )
        return kdf.derive_phc_encoded(password.encode())


def derive_key(
    passphrase: str, salt: bytes, *, iterations: int, memory_kib: int
) -> bytes:
    """A key of 32 bytes by Argon2id. Slow on purpose; one at a time."""
    with _AT_ONCE:
        kdf = Argon2id(
            salt=salt,
            length=32,
            iterations=iterations,
            lanes=LANES,
            memory_cost=memory_kib,
        )
        return kdf.derive(passphrase.encode())


def password_matches(password: str, hashed: str) -> bool:
    """True if this password made this hash; takes its time either way.

    Raises:
        TooBusy: if five others wait for their turn already.
    """
    if not _AT_THE_DOOR.acquire(blocking=False):
        raise TooBusy
    try:
        with _AT_ONCE:
            Argon2id.verify_phc_encoded(password.encode(), hashed)
            return True
    except InvalidKey:
        return False
    finally:
        _AT_THE_DOOR.release()


@cache
def nobodys_hash() -> str:
    """A hash to compare with where nobody is known, so that both take as long."""
    return hash_password(new_token())


def new_token() -> str:
    """A 256-bit secret in URL-safe text, 43 characters."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_digest(token: str) -> bytes:
    """SHA-256 of a token: what is stored. Enough for a secret of 256 bits."""
    return hashlib.sha256(token.encode()).digest()


def same(one: bytes, other: bytes) -> bool:
    """Equality in constant time."""
    return hmac.compare_digest(one, other)
