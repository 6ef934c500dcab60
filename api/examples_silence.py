"""Examples of what did not happen, of invented people."""

from typing import Any

_CASE = "0195f1a0-0000-7000-8000-000000000011"
_HOUSE = "0195f1a0-0000-7000-8000-000000000004"
_NIGHT = "2026-03-03T03:30:00Z"

A_GAP: dict[str, Any] = {
    "kind": "gap",
    "since": "2026-03-02T21:30:00Z",
    "until": None,
    "after": 1,
    "seq": 1,
    "organisation_id": None,
    "clock": None,
}
AN_EXCEPTION: dict[str, Any] = {
    "id": "0195f1a0-0000-7000-8000-000000000061",
    "kind": "offer_overdue",
    "referral_id": "0195f1a0-0000-7000-8000-000000000021",
    "joint_act_id": None,
    "code": "M3PX-8W1D",
    "since": _NIGHT,
    "answer_by": _NIGHT,
    "sender_id": "0195f1a0-0000-7000-8000-000000000002",
    "addressee_id": _HOUSE,
    "organisation": "House",
    "case_ids": [_CASE],
    "seq": None,
    "clock": None,
    "newest": [12],
    "levers": ["ask", "ask_to_place_anew", "record_telephone_yes"],
}

A_QUESTION: dict[str, Any] = {
    "id": "0195f1a0-0000-7000-8000-000000000051",
    "case_id": _CASE,
    "code": "K7TM-2Q4R",
    "seq": 9,
    "about": 4,
    "asked_at": _NIGHT,
    "asked_by": "0195f1a0-0000-7000-8000-000000000002",
    "addressee_id": _HOUSE,
    "addressee": "House",
    "state": "open",
    "ended_at": None,
    "text": "What was this opened for?",
    "answer": None,
    "mine": True,
}

SILENCE: dict[str, dict[str, Any]] = {
    "Questions": {"items": [A_QUESTION]},
    "StandingExceptions": {
        "items": [AN_EXCEPTION],
        "total": 1,
        "counts": {"gap": 2, AN_EXCEPTION["kind"]: 1},
        "next": None,
    },
}
"""By the name of the shape."""
