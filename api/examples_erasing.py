"""Examples of answers about how long records are kept, of invented people."""

from typing import Any

_CASE = "0195f1a0-0000-7000-8000-000000000011"
_EVENING = "2026-03-02T21:30:00Z"

_AN_ERASURE = {
    "case_id": _CASE,
    "code": "K7TM-2Q4R",
    "reason": "person_asked",
    "erased_at": _EVENING,
    "keys": 9,
    "copies": 1,
    "attachments": 0,
    "cleared": True,
    "due_by": "2026-04-01T21:30:00Z",
    "waits_for": ["file-0123456789abcdef"],
    "complete_at": None,
}

ERASING: dict[str, dict[str, Any]] = {
    "Retention": {
        "case_id": _CASE,
        "code": "K7TM-2Q4R",
        "version": 3,
        "state": "unset",
        "told": "no retention period set by your procedure",
        "ground": None,
        "closed_at": None,
        "over_at": None,
        "holds": [],
        "erasure": _AN_ERASURE,
    },
    "RetentionList": {"over": [], "erasures": [_AN_ERASURE]},
}
"""By the name of the shape."""
