"""Examples of partners' systems and what has not arrived there, invented."""

from typing import Any

_WEBHOOK = "0195f1a0-0000-7000-8000-000000000051"
_BODY = "0195f1a0-0000-7000-8000-000000000004"
_EVENING = "2026-03-02T21:30:00Z"
_PUBLIC = "whpk_" + "A" * 43 + "="

WEBHOOKS: dict[str, dict[str, Any]] = {
    "AllWebhooks": {
        "items": [
            {
                "id": _WEBHOOK,
                "organisation_id": _BODY,
                "organisation": "Heron house",
                "address": "https://partner.example.org/hook",
                "kinds": ["no_longer_needed", "offer_waiting"],
                "registered_at": _EVENING,
                "public_keys": [_PUBLIC],
                "failing_since": None,
                "ended_at": None,
                "ended_why": None,
            }
        ]
    },
    "ToldSecret": {
        "id": _WEBHOOK,
        "secret": "whsec_" + "B" * 43 + "=",
        "public_key": _PUBLIC,
        "receipts": [f"{_BODY};9;{'9f' * 32}"],
    },
    "Deliveries": {
        "items": [
            {
                "id": "0195f1a0-0000-7000-8000-000000000052",
                "destination": "webhook",
                "organisation": "Heron house",
                "address": "https://partner.example.org/hook",
                "kind": "offer_waiting",
                "standing": "dead",
                "made_at": _EVENING,
                "attempts": 10,
                "next_at": None,
                "last_error": "timeout",
                "behind": False,
            }
        ],
        "counts": {"waiting": 0, "retrying": 0, "dead": 1},
        "next": None,
    },
}
"""By the name of the shape."""
