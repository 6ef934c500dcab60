"""Examples of answers about who takes part, of invented people."""

from typing import Any

from api.examples_machine_keys import MACHINE_KEYS
from api.examples_services import SERVICES

_HOUSE = "0195f1a0-0000-7000-8000-000000000004"
_WORKER = "0195f1a0-0000-7000-8000-000000000003"
_EVENING = "2026-03-02T21:30:00Z"
_SEEN = "9f" * 32

DIRECTORY: dict[str, dict[str, Any]] = {
    **SERVICES,
    "Directory": {
        "items": [
            {
                "id": _HOUSE,
                "code": "heron",
                "label": "Heron house",
                "kind": "shelter",
                "regime": "gdpr",
                "region": "north",
                "active": True,
                "admitted_at": _EVENING,
                "actors": [
                    {
                        "id": _WORKER,
                        "organisation_id": _HOUSE,
                        "sign_in_name": "lena",
                        "kind": "person",
                        "active": True,
                        "admitted_at": _EVENING,
                        "roles": ["service_provider"],
                        "waiting": ["case_manager"],
                        "came_in": False,
                    }
                ],
            }
        ]
    },
    "Departure": {
        "actor_id": _WORKER,
        "sign_in_name": "lena",
        "organisation_id": _HOUSE,
        "organisation": "Heron house",
        "roles": ["service_provider"],
        "looked_after": ["K7TM-2Q4R"],
        "alone": [],
        "offers": [],
        "last_of": [],
        "sessions": 1,
        "keys": 0,
        "glasses": 0,
        "joint_acts": 0,
        "colleagues": {"0195f1a0-0000-7000-8000-000000000005": "mira"},
        "seen": _SEEN,
    },
    "Closing": {
        "organisation_id": _HOUSE,
        "label": "Heron house",
        "cases": ["K7TM-2Q4R"],
        "offers": ["M3PX-8W1D"],
        "served": [],
        "actors": ["lena"],
        "services": 1,
        "seen": _SEEN,
    },
    **MACHINE_KEYS,
}
"""By the name of the shape."""
