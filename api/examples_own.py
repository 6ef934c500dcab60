"""Examples of what is the person's own, of invented people."""

from typing import Any

_CASE = "0195f1a0-0000-7000-8000-000000000011"
_CONSENT = "0195f1a0-0000-7000-8000-000000000031"
_LETTER = "0195f1a0-0000-7000-8000-000000000081"
_EVENING = "2026-03-02T21:30:00Z"
_LATER = "2026-03-02T21:40:00Z"

OWN: dict[str, dict[str, Any]] = {
    "Refusal": {
        "case_id": _CASE,
        "code": "K7TM-2Q4R",
        "record": {
            "age_class": "adult",
            "sex": "female",
            "region": "north",
            "indicators": 2,
        },
        "kept": [],
        "registers": [],
    },
    "OwnView": {
        "code": "K7TM-2Q4R",
        "stage": "asking_others",
        "bodies": [{"kind": "ngo", "holds": True, "drawers": [], "rests_on": []}],
        "answers": [
            {
                "id": _CONSENT,
                "purpose": "referral",
                "state": "agreed",
                "given_at": _EVENING,
                "expires_at": None,
                "drawers": ["contact", "identity"],
                "kind": "any_service",
                "may_take_back": True,
            }
        ],
        "letters": [{"left_at": _EVENING, "read": False}],
        "may_write": True,
        "ticket": "0195f1a000007000800000000000.1772487600000.9f",
        "ticket_until": _LATER,
    },
    "OwnCode": {"case_id": _CASE, "issued_at": _EVENING, "unread": 1, "left": 1},
    "IssuedCode": {
        "number": "1234 5678 9012 3459",
        "receipts": [f"{_CASE};9;{'9f' * 32}"],
    },
    "Messages": {
        "items": [
            {
                "id": _LETTER,
                "left_at": _EVENING,
                "text": "Please ring in the morning.",
                "first_read": True,
            }
        ]
    },
    "SafeContact": {
        "known": True,
        "since": "09:00",
        "until": "12:00",
        "code_word": "Heron",
        "leave_messages": False,
        "said": "text message; 09:00-12:00; first say: Heron; never leave a message",
        "ways": [
            {"channel": "text_message", "open": False, "opens_at": _LATER},
            {"channel": "call", "open": False, "opens_at": None},
        ],
    },
}
"""By the name of the shape."""
