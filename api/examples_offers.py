"""Examples of what is said about an offer."""

from typing import Any

ALONE: dict[str, Any] = {"leaves_at": None, "words": [], "asked": None, "others": []}

HOUSED: dict[str, dict[str, Any]] = {
    "HousedList": {
        "items": [
            {
                "referral_id": "0195f1a0-0000-7000-8000-000000000021",
                "code": "M3PX-8W1D",
                "version": 3,
                "service": "House places",
                "people": 1,
                "arrived_at": "2026-03-02T21:30:00Z",
                "said_at": None,
                "asked_at": "2026-03-09T21:30:00Z",
                "waits": True,
            }
        ]
    },
}
"""By the name of the shape."""
