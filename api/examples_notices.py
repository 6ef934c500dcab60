"""Examples of being told outside the desk, and of confirming, of invented people."""

from typing import Any

_RECEIPT = "0195f1a0-0000-7000-8000-000000000002;12;" + "ab" * 32
NOTICES: dict[str, dict[str, Any]] = {
    "NoticeSettings": {
        "wishes": {
            "kinds": ["answer", "reminder"],
            "rhythm": "at_once",
            "daily_at": "08:00",
            "quiet_from": "22:00",
            "quiet_until": "07:00",
            "urgent_passes": False,
            "zone": "Europe/Belgrade",
            "language": "en",
        },
        "ways": ["mail"],
        "languages": ["en", "sq"],
        "way": "mail",
        "address": "l…@mail.example",
        "state": "confirmed",
        "asked_at": "2026-03-02T21:30:00Z",
        "refused_at": None,
        "calendars": True,
        "calendar_since": None,
        "calendar_read_at": None,
    },
    "CalendarAddress": {
        "path": "/calendar/" + "x" * 43,
        "receipts": [_RECEIPT],
    },
    "AskedOutside": {
        "joint_act_id": "0195f1a0-0000-7000-8000-000000000041",
        "version": 1,
        "outside_token": "k3fm-7abc-d2ef-g4hi-j5kl-m6no-p7qr-stuv",
        "body": "The receiving body abroad",
        "ends_at": "2026-03-09T21:30:00Z",
        "receipts": [_RECEIPT],
    },
    "OutsideView": {
        "code": "K7TM-2Q4R",
        "label": "The person you were told of has arrived and is received by you",
        "asked_at": "2026-03-02T21:30:00Z",
        "ends_at": "2026-03-09T21:30:00Z",
        "said_later": False,
        "written_in": "en",
    },
    "OutsideAnswered": {"answer": "accept", "receipts": [_RECEIPT]},
}
"""By the name of the shape."""
