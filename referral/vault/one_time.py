"""Codes of six digits that change every half minute (RFC 6238), and codes on paper."""

import base64
import secrets
from datetime import datetime

import pyotp

from referral.vault.secrets import same, token_digest

ISSUER = "Desk"
"""What the app on a phone shows: says nothing about what is done here."""
DIGITS = 6
STEPS_APART = 1
"""A clock may be one step of 30 seconds off, either way."""
RECOVERY_CODES = 10
_RECOVERY_BYTES, _GROUP = 10, 4
_FIRST_BYTES = 15
"""Of a first password: 120 bits, 24 letters and digits in six groups."""
_OUTSIDE_BYTES = 20


def new_secret() -> str:
    """A secret of 160 bits, as an app takes it: 32 letters and digits."""
    return pyotp.random_base32()


def address_of(secret: str, name: str) -> str:
    """The `otpauth://` address that an app reads from a square code."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step that a code belongs to, or None if it is none of these minutes.

    Every step is compared, so that the time it takes does not tell which one it was.
    """
    totp = pyotp.TOTP(secret)
    stated, found = code.strip().encode(), None
    for apart in range(-STEPS_APART, STEPS_APART + 1):
        step = totp.timecode(now) + apart
        if same(totp.generate_otp(step).encode(), stated):
            found = step
    return found


def new_recovery_codes() -> list[str]:
    """Ten codes of 80 bits for a piece of paper, in groups of four."""
    return [
        _grouped(secrets.token_bytes(_RECOVERY_BYTES)) for _ in range(RECOVERY_CODES)
    ]


def new_first_password() -> str:
    """A password of 120 bits that is typed once: `k3fm-...`, 29 characters."""
    return _grouped(secrets.token_bytes(_FIRST_BYTES))


def new_outside_token() -> str:
    """A token of 160 bits that is typed once: `k3fm-...`, 39 characters."""
    return _grouped(secrets.token_bytes(_OUTSIDE_BYTES))


def outside_digest(token: str) -> bytes:
    """What is kept of such a token: SHA-256, however it was grouped or written."""
    plain = "".join(filter(str.isalnum, token)).lower()
    return token_digest(f"outside.{plain}")


def recovery_digest(owner: bytes, code: str) -> bytes:
    """What is kept of such a code: SHA-256, enough for 80 bits; bound to its owner."""
    plain = "".join(filter(str.isalnum, code)).lower()
    return token_digest(f"{owner.hex()}.{plain}")


def _grouped(raw: bytes) -> str:
    text = base64.b32encode(raw).decode().lower()
    return "-".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))
