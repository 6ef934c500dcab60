"""Examples of answers about who may see what, of invented people."""

from typing import Any

from api.examples_conduct import CONDUCT

_CASE = "0195f1a0-0000-7000-8000-000000000011"
_EVENING = "2026-03-02T21:30:00Z"
_GLASS = {
    "id": "0195f1a0-0000-7000-8000-000000000092",
    "case_id": _CASE,
    "code": "K7TM-2Q4R",
    "actor": "kestrel",
    "organisation": "Heron house",
    "drawers": ["health"],
    "broken_at": _EVENING,
    "ends_at": "2026-03-03T01:30:00Z",
    "review_due": "2026-03-05T21:30:00Z",
    "reviewed_at": None,
    "outcome": None,
    "state": "open",
    "mine": False,
}

ACCESS: dict[str, dict[str, Any]] = {
    **CONDUCT,
    "CaseConflicts": {
        "case_id": _CASE,
        "code": "K7TM-2Q4R",
        "version": 4,
        "relations": ["coordinator", "none"],
        "conflicts": [
            {
                "id": "0195f1a0-0000-7000-8000-000000000091",
                "organisation": "Heron house",
                "actor": "kestrel",
                "stated_by": "clara",
                "stated_at": _EVENING,
                "reason": "related",
                "lifted_at": None,
            }
        ],
    },
    "CaseAccess": {
        "case_id": _CASE,
        "code": "K7TM-2Q4R",
        "at": _EVENING,
        "seen_by": [
            {
                "actor": "lena",
                "organisation": "Heron house",
                "relations": ["holder"],
                "drawers": ["identity", "contact"],
                "copies": 0,
                "by_glass_until": None,
                "kept_away": False,
            }
        ],
    },
    "Permissions": {
        "items": [
            {
                "role": "auditor",
                "relation": "coordinator",
                "regime": "gdpr",
                "acts": ["read_case", "read_timeline"],
                "drawers": [],
                "header": ["identification", "protection", "stay"],
            }
        ]
    },
    "Glasses": {"items": [_GLASS]},
    "GlassWithWhy": {
        "glass": _GLASS,
        "reason": "medical_emergency",
        "text": "The person is here, unconscious, and nobody answers.",
    },
}
"""By the name of the shape."""
