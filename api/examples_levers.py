"""Examples of what is done to many cases at once, of invented people."""

from typing import Any

_SEEN = "9f" * 32
_WORKER = "0195f1a0-0000-7000-8000-000000000003"
_CASES = [
    {
        "case_id": "0195f1a0-0000-7000-8000-000000000011",
        "code": "K7TM-2Q4R",
        "looked_after_by": _WORKER,
        "name": "lena",
        "refusal": None,
    },
    {
        "case_id": "0195f1a0-0000-7000-8000-000000000012",
        "code": "M3PX-8W1D",
        "looked_after_by": None,
        "name": "",
        "refusal": {
            "code": "guard-not-met",
            "sentence": "Somebody else has to be named for this case.",
            "missing": ["another_colleague"],
        },
    },
]
LEVERS: dict[str, dict[str, Any]] = {
    "Reassignment": {
        "organisation_id": "0195f1a0-0000-7000-8000-000000000002",
        "organisation": "Heron house",
        "colleague_id": "0195f1a0-0000-7000-8000-000000000005",
        "colleagues": {"0195f1a0-0000-7000-8000-000000000005": "mira"},
        "cases": _CASES,
        "free": 1,
        "at_once": 50,
        "seen": _SEEN,
    },
    "OffersInBulk": {
        "service_id": "0195f1a0-0000-7000-8000-000000000001",
        "service": "House places",
        "answer_by": "2026-03-03T03:30:00Z",
        "cases": _CASES,
        "free": 1,
        "at_once": 50,
        "seen": _SEEN,
    },
}
"""By the name of the shape."""
