"""Examples of a ledger, a verdict and a checkpoint, of an invented person."""

from typing import Any

_CASE = "0195f1a0-0000-7000-8000-000000000011"
_OFFICE = "0195f1a0-0000-7000-8000-000000000001"
_EVENING = "2026-03-02T21:30:00Z"
_LOG = "log/0195f1a0-0000-7000-8000-000000000009"
_ROOT = "n5+fn5+fn5+fn5+fn5+fn5+fn5+fn5+fn5+fn5+fn58="
_SIGNED = "PR2ukpaf" + "n5+f" * 20 + "n58="
NOTE = f"{_LOG}\n1\n{_ROOT}\n\n\u2014 {_LOG} {_SIGNED}\n"

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
                "deleted_at": None,
                "holds": True,
                "remains": [],
            }
        ],
        "remains": 0,
        "unexplained": [],
    },
    "Deletions": {
        "items": [
            {
                "id": _CASE,
                "case_id": _CASE,
                "code": "K7TM-2Q4R",
                "received_at": _EVENING,
                "ended_at": _EVENING,
                "manifest_hash": "9f" * 32,
            }
        ]
    },
    "Corrections": {
        "items": [
            {
                "id": _CASE,
                "case_id": _CASE,
                "code": "K7TM-2Q4R",
                "at": _EVENING,
                "fields": ["identity.first_name"],
                "referral_id": _CASE,
            }
        ]
    },
    "EndingConsents": {
        "items": [
            {
                "id": _CASE,
                "case_id": _CASE,
                "code": "K7TM-2Q4R",
                "ends_at": _EVENING,
                "over": False,
            }
        ]
    },
    "RestrictionNotices": {
        "items": [
            {
                "id": _CASE,
                "case_id": _CASE,
                "code": "K7TM-2Q4R",
                "at": _EVENING,
                "drawer": "health",
                "noted": False,
            }
        ]
    },
    "Verdict": {"whole": True, "entries": 9, "broken": [], "log": [], "rows": []},
    "Checkpoint": {
        "origin": _LOG,
        "size": 1,
        "root": _ROOT,
        "at": _EVENING,
        "note": NOTE,
        "verifier": f"{_LOG}+3d1dae92+AZ{_ROOT[1:]}",
        "cosigned": 0,
    },
}
