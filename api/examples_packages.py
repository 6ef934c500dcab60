"""Examples of packages, of keys they are sealed to, and of links, invented."""

from typing import Any

_KEY = "0195f1a0-0000-7000-8000-000000000041"
_OFFICE = "0195f1a0-0000-7000-8000-000000000002"
_EVENING = "2026-03-02T21:30:00Z"
_AGE = "age1wjvxnx63we4ujtrd7zfhetxnex38fmmgmf3ucmm23wugrvz46pjqhgj4yp"
_X = "k" * 43
_SSH = "AAAAC3NzaC1lZDI1NTE5AAAAI" + _X

PACKAGES: dict[str, dict[str, Any]] = {
    "PackageSigners": {
        "allowed": [
            f'package/{_OFFICE} namespaces="referral-package" ssh-ed25519 {_SSH}'
        ],
        "keys": [
            {
                "kty": "OKP",
                "crv": "Ed25519",
                "x": _X,
                "kid": _X,
                "use": "sig",
                "alg": "Ed25519",
            }
        ],
        "fingerprints": [f"SHA256:{_X}"],
    },
    "RecipientKeys": {
        "items": [
            {
                "id": _KEY,
                "form": "age",
                "public": _AGE,
                "short": "9f2c41d07be86a35",
                "listed_at": _EVENING,
            }
        ]
    },
    "SentLink": {
        "letter": "-----BEGIN AGE ENCRYPTED FILE-----\n...",
        "password": "k3fm-2qxa-7hnd-p4tc-wz5e-m6ua",
        "expires_at": _EVENING,
        "sealed_for": ["9f2c41d07be86a35"],
        "receipts": [f"{_OFFICE};9;{'9f' * 32}"],
    },
    "OfferLink": {
        "state": "open",
        "may_send": True,
        "sent_at": _EVENING,
        "expires_at": _EVENING,
        "answered_at": None,
        "taken_at": None,
        "arrived_at": None,
        "to_be_deleted": False,
    },
}
"""By the name of the shape."""
