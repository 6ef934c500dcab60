"""Examples of answers about hand-overs, of invented people."""

from typing import Any

from api.examples_packages import PACKAGES

_CASE = "0195f1a0-0000-7000-8000-000000000011"
_OFFER = "0195f1a0-0000-7000-8000-000000000021"
_DISCLOSURE = "0195f1a0-0000-7000-8000-000000000041"
_HASH = "9f" * 32
_EVENING = "2026-03-02T21:30:00Z"
_OUTLINE = {
    "id": "0195f1a0-0000-7000-8000-0000000000a1",
    "by_us": True,
    "proposed_at": _EVENING,
    "window_from": "2026-03-03T08:00:00Z",
    "window_until": "2026-03-03T10:00:00Z",
    "confirmed_at": None,
    "alarmed_at": None,
}
_STALLED = {
    "referral_id": _OFFER,
    "code": "M3PX-8W1D",
    "since": _EVENING,
    "case_ids": [_CASE],
}

A_PACKAGE = {
    "case": _CASE,
    "code": "K7TM-2Q4R",
    "disclosure": _DISCLOSURE,
    "manifest_hash": _HASH,
    "handling": ["only_for_this_purpose", "not_passed_on"],
    "held_back": ["health"],
    "content": {"identity": {"first_name": "Kestrel"}},
}

HANDOVER: dict[str, dict[str, Any]] = {
    **PACKAGES,
    "HandoverState": {
        "referral_id": _OFFER,
        "zone": "Europe/Tirane",
        "agreed": None,
        "proposed": _OUTLINE,
        "may_arrange": True,
    },
    "OpenedHandover": {
        "outline": _OUTLINE,
        "zone": "Europe/Tirane",
        "held_back": [],
        "content": {
            "brings": {"what": "social_worker", "first_name": "Plover"},
            "receives": {"what": "shelter_worker", "first_name": ""},
            "meeting_point": "The bench by the fountain",
            "transport": "taxi",
            "interpreter": "sqi",
            "interpreter_arranged": True,
            "belongings": ["papers"],
            "medication": ["carries_it"],
            "note": "",
        },
    },
    "StalledHandovers": {"not_arranged": [_STALLED], "not_arrived": [], "more": []},
    "FeedbackList": {
        "items": [
            {
                "case_id": _CASE,
                "code": "K7TM-2Q4R",
                "turns": [{"word": "accepted", "day": "2026-03-02"}],
            }
        ]
    },
}
