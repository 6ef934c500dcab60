"""Examples of answers about services, of invented ones."""

from typing import Any

from referral.rules.service_terms import NOTHING_STATED

_SERVICE = "0195f1a0-0000-7000-8000-000000000001"
_HOUSE = "0195f1a0-0000-7000-8000-000000000004"
_OTHER = "0195f1a0-0000-7000-8000-000000000006"
_EVENING = "2026-03-02T21:30:00Z"

_TOLD = {
    "kind": "shelter",
    "total": 6,
    "free": 2,
    "left": 1,
    "confirmed_at": _EVENING,
    "fresh": True,
    "minutes_old": 180,
}
_NAMES = {
    "service_type": "safe_accommodation",
    "organisation": "Heron house",
}

SERVICES: dict[str, dict[str, Any]] = {
    "ServiceDirectory": {
        "items": [
            {
                **_NAMES,
                "id": _SERVICE,
                "label": "Heron places",
                "organisation_id": _HOUSE,
                "region": "north",
                "terms": {
                    **NOTHING_STATED.words(),
                    "sexes": ["female"],
                    "age_classes": ["adult"],
                    "hours": [[1, 5, 480, 960]],
                },
                "terms_version": 1,
                "reach": "closed",
                "suspended": False,
                "allowed": True,
                "places": [_TOLD],
            }
        ]
    },
    "ServiceMatches": {
        "ranked": [
            {
                **_NAMES,
                "id": _SERVICE,
                "label": "Heron places",
                "region": "north",
                "because": ["asked_for", "place_free", "same_region"],
                "places": "free",
                "reach": "open",
                "told": _TOLD,
            }
        ],
        "excluded": [
            {
                **_NAMES,
                "id": _OTHER,
                "label": "Finch places",
                "because": ["other_sex", "suspended"],
            }
        ],
        "none_for": [],
    },
    "AllowedBodies": {
        "rule": "both_listed",
        "items": [
            {
                "organisation_id": _HOUSE,
                "label": "Heron house",
                "by_us": True,
                "by_them": False,
            }
        ],
    },
    "Suspensions": {
        "items": [
            {
                "id": "0195f1a0-0000-7000-8000-000000000091",
                "organisation_id": _HOUSE,
                "organisation": "Heron house",
                "service_id": _SERVICE,
                "service": "Heron places",
                "reason": "premises",
                "extent": "admissions",
                "begun_at": _EVENING,
                "until": None,
            }
        ]
    },
}
"""By the name of the shape."""
