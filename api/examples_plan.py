"""Examples of a plan and of what waits, of invented people."""

from typing import Any

_CASE = "0195f1a0-0000-7000-8000-000000000011"
_LINE = "0195f1a0-0000-7000-8000-000000000091"
_CALL = "0195f1a0-0000-7000-8000-000000000092"
_EVENING = "2026-03-02T21:30:00Z"
_MORNING = "2026-04-01T08:00:00Z"
_OUTCOMES = ["safe_home", "standard_of_living", "well_being", "opportunity", "support"]
_GROUND = {
    "source": "NEXUS Institute / Different & Equal, reintegration guide series",
    "article": "2020-2022",
    "confidence": "found",
    "note": None,
}

PLANS: dict[str, dict[str, Any]] = {
    "Plan": {
        "case_id": _CASE,
        "code": "K7TM-2Q4R",
        "version": 2,
        "newest": 2,
        "needs": ["medical"],
        "agreement": "agrees",
        "child_view": None,
        "review_on": None,
        "review_at": None,
        "goals": "A room of her own by summer.",
        "wishes": "",
        "lines": [
            {
                "id": _LINE,
                "service": "medical",
                "organisation_id": None,
                "organisation": None,
                "begins_on": "2026-03-09",
                "until_on": None,
                "added_at": _EVENING,
                "note": None,
                "result": "planned",
                "offer_id": None,
                "outcome": None,
            }
        ],
        "follow_ups": [
            {
                "id": _CALL,
                "at": _MORNING,
                "channel": "call",
                "source": "by_hand",
                "ended_at": None,
                "result": None,
                "used": None,
                "made_at": None,
                "outside_rule": False,
                "note": "",
            }
        ],
        "outcomes": None,
        "versions": [
            {"version": 1, "at": _EVENING, "organisation": "House"},
            {"version": 2, "at": _EVENING, "organisation": "House"},
        ],
        "tasks": [],
        "rule": None,
        "closure": {
            "outcomes": _OUTCOMES,
            "outcomes_ground": _GROUND,
            "follow_up": None,
            "follow_up_ground": None,
            "reopen_reasons": ["contact_regained", "person_asks"],
        },
    },
    "Tasks": {
        "items": [
            {
                "kind": "follow_up_due",
                "case_id": _CASE,
                "code": "K7TM-2Q4R",
                "due_at": _MORNING,
                "overdue": False,
                "about": _CALL,
                "result": None,
            }
        ],
        "total": 1,
        "waiting": 1,
        "overdue": 0,
        "next": None,
    },
}
"""By the name of the shape."""
