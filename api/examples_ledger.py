"""An example of a ledger, of an invented person."""

from typing import Any

_CASE = "0195f1a0-0000-7000-8000-000000000011"
_OFFICE = "0195f1a0-0000-7000-8000-000000000001"
_EVENING = "2026-03-02T21:30:00Z"

LEDGER: dict[str, dict[str, Any]] = {
    "Ledger": {
        "case_id": _CASE,
        "code": "K7TM-2Q4R",
        "lines": [
            {
                "what": "copy",
                "organisation_id": _OFFICE,
                "organisation": "House",
                "about": _CASE,
                "entry": 5,
                "at": _EVENING,
                "fields": ["identity.first_name", "contact.phone"],
                "rests_on": [{"entry": 3, "ground": None, "withdrawn_at": None}],
                "released_at": _EVENING,
                "opened": 1,
                "opened_last": _EVENING,
                "opened_by": [],
                "ended_at": None,
                "ended": None,
                "holds": True,
                "remains": [],
            }
        ],
        "remains": 0,
        "unexplained": [],
    },
}
