"""Examples of answers about a person's rights and breaches, of invented people."""

from typing import Any

_CASE = "0195f1a0-0000-7000-8000-000000000011"
_RESTRICTION = "0195f1a0-0000-7000-8000-000000000081"
_BREACH = "0195f1a0-0000-7000-8000-000000000082"
_EVENING = "2026-03-02T21:30:00Z"
_GROUND = {
    "source": "GDPR",
    "article": "art 15",
    "confidence": "high",
    "note": None,
}
_LINE = {
    "id": _BREACH,
    "organisation": "Coordination office",
    "state": "open",
    "opened_at": _EVENING,
    "aware_at": _EVENING,
    "due_at": "2026-03-05T21:30:00Z",
    "authority_told_at": None,
    "people_told_at": None,
    "closed_at": None,
    "version": 1,
}

DATA_RIGHTS: dict[str, dict[str, Any]] = {
    "Sheet": {
        "language": "en",
        "title": "What you can decide",
        "notice": "Illustrative, to be confirmed by the national coordinator.",
        "sections": [
            {
                "name": "withdrawal",
                "title": "How to take your yes back",
                "lines": [
                    {
                        "say": ["You can take back a yes at any time."],
                        "written_in": [
                            {
                                "source": "GDPR",
                                "article": "art 7(3)",
                                "sure": "known from several reports",
                            }
                        ],
                    }
                ],
            }
        ],
        "label": "Council of Europe baseline",
        "footnotes": [],
        "pathway": "convention",
        "version": "2026.1",
    },
    "PersonData": {
        "case_id": _CASE,
        "sha256": "9f" * 32,
        "held": {"code": "K7TM-2Q4R", "identity": "document_seen", "drawers": []},
    },
    "UseRestrictions": {
        "case_id": _CASE,
        "code": "K7TM-2Q4R",
        "version": 4,
        "restrictions": [
            {
                "id": _RESTRICTION,
                "drawer": "health",
                "set_at": _EVENING,
                "organisation": "Outreach",
                "reason": "accuracy_contested",
                "lifted_at": None,
            }
        ],
    },
    "ProcessingRecord": {
        "made_at": _EVENING,
        "mechanism": "Council of Europe baseline",
        "footnotes": [],
        "notice": "illustrative, to be confirmed by the national coordinator",
        "law": "Council of Europe Convention 108",
        "authority": "unset",
        "controllers": ["Coordination office"],
        "purposes": [
            {
                "purpose": "person_asked",
                "label": "To answer what the person asks about their own record",
                "drawers": ["identity"],
                "regimes": ["gdpr"],
                "grounds": [_GROUND],
            }
        ],
        "people": [{"name": "staff", "label": "Whoever acts for an organisation"}],
        "categories": [{"drawer": "contact", "fields": ["phone", "email"]}],
        "recipients": [
            {
                "kind": "shelter",
                "regime": "gdpr",
                "organisations": 1,
                "services": ["safe_accommodation"],
                "drawers": ["identity"],
            }
        ],
        "third_countries": None,
        "erasing": [{"pathway": "convention", "version": "2026.1", "retention": None}],
        "measures": [{"name": "encryption", "label": "Every drawer is sealed"}],
    },
    "Breaches": {"items": [_LINE]},
    "Breach": {
        "line": _LINE,
        "content": {"nature": ["confidentiality"]},
        "still_to_say": ["what_happened", "measures"],
    },
}
"""By the name of the shape."""
