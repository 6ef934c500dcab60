"""Examples of keys of partners' machines, invented."""

from typing import Any

_MACHINE = "0195f1a0-0000-7000-8000-000000000031"
_KEY = "0195f1a0-0000-7000-8000-000000000032"
_JOINT = "0195f1a0-0000-7000-8000-000000000033"
_OFFICE = "0195f1a0-0000-7000-8000-000000000002"
_EVENING = "2026-03-02T21:30:00Z"

MACHINE_KEYS: dict[str, dict[str, Any]] = {
    "MachineKeys": {
        "items": [
            {
                "id": _KEY,
                "signs": False,
                "scope": ["list_services"],
                "expires_at": _EVENING,
                "revoked_at": None,
            }
        ]
    },
    "ToldKey": {
        "id": _KEY,
        "key": f"rk_{_KEY.replace('-', '')}_{'k' * 43}",
        "receipts": [f"{_OFFICE};9;{'9f' * 32}"],
    },
    "FirstPassword": {
        "password": "k3fm-2qxa-7hnd-p4tc-wz5e-m6ua",
        "until": _EVENING,
        "receipts": [f"{_OFFICE};9;{'9f' * 32}"],
    },
    "AllAsked": {
        "items": [
            {
                "id": _JOINT,
                "kind": "give_key",
                "standing": "waiting",
                "ends_at": _EVENING,
                "about": _MACHINE,
                "mine": True,
                "fetched": False,
                "content": {"acts": ["list_services"], "seconds": 7_776_000},
            }
        ]
    },
}
"""By the name of the shape."""
