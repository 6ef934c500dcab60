"""Examples of how people prove who they are, of invented people."""

from typing import Any

_ME = "0195f1a0-0000-7000-8000-000000000003"
_KEY = "0195f1a0-0000-7000-8000-000000000091"
_SESSION = "5d1c3f0e-8a1b-4c2d-9e3f-0a1b2c3d4e5f"
_OFFICE = "0195f1a0-0000-7000-8000-000000000002"
_EVENING = "2026-03-02T21:30:00Z"
_RECEIPT = f"{_OFFICE};9;{'9f' * 32}"

SIGNING_IN: dict[str, dict[str, Any]] = {
    "PasskeyOptions": {
        "options": {
            "challenge": "3q2-7w",
            "timeout": 120000,
            "rpId": "desk.example",
            "allowCredentials": [],
            "userVerification": "required",
        }
    },
    "SteppedUp": {"token": "t" * 43, "expires_at": _EVENING, "until": _EVENING},
    "OpenSessions": {
        "items": [
            {
                "id": _SESSION,
                "began_at": _EVENING,
                "seen_at": _EVENING,
                "way": "passkey",
                "this_one": True,
            }
        ]
    },
    "Factors": {
        "passkeys": [
            {
                "id": _KEY,
                "label": "blue key",
                "registered_at": _EVENING,
                "used_at": None,
            }
        ],
        "app": False,
        "recovery_left": 10,
        "needed": False,
    },
    "OpenidRequest": {
        "address": f"https://provider.example/authorize?state={'s' * 43}",
        "request": "r" * 43,
        "expires_at": _EVENING,
    },
    "OpenidLinks": {"items": [{"id": _KEY, "linked_at": _EVENING}]},
    "NewApp": {
        "secret": "A" * 32,
        "address": f"otpauth://totp/Desk:lena?secret={'A' * 32}&issuer=Desk",
        "receipts": [_RECEIPT],
    },
    "NewFactor": {
        "id": _ME,
        "codes": ["aaaa-bbbb-cccc-dddd"],
        "token": "t" * 43,
        "receipts": [_RECEIPT],
    },
}
