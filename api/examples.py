"""An example of every answer, of invented people; checked against its shape."""

from typing import Any

from api.examples_access import ACCESS
from api.examples_data_rights import DATA_RIGHTS
from api.examples_directory import DIRECTORY
from api.examples_erasing import ERASING
from api.examples_handover import A_PACKAGE, HANDOVER
from api.examples_ledger import LEDGER, NOTE
from api.examples_levers import LEVERS
from api.examples_notices import NOTICES
from api.examples_offers import ALONE, HOUSED
from api.examples_own import OWN
from api.examples_plan import PLANS
from api.examples_signing_in import SIGNING_IN
from api.examples_silence import A_GAP, SILENCE
from api.examples_webhooks import WEBHOOKS

_CASE = "0195f1a0-0000-7000-8000-000000000011"
_OFFER = "0195f1a0-0000-7000-8000-000000000021"
_SERVICE = "0195f1a0-0000-7000-8000-000000000001"
_OFFICE = "0195f1a0-0000-7000-8000-000000000002"
_WORKER = "0195f1a0-0000-7000-8000-000000000003"
_CONSENT = "0195f1a0-0000-7000-8000-000000000031"
_DISCLOSURE = "0195f1a0-0000-7000-8000-000000000041"
_ATTACHMENT = "0195f1a0-0000-7000-8000-000000000071"
_NOTICE = "0195f1a0-0000-7000-8000-000000000061"
_HOUSE = "0195f1a0-0000-7000-8000-000000000004"
_ENTRY = "0195f1a0-0000-7000-8000-000000000051"
_HASH = "9f" * 32
_EVENING, _NIGHT = "2026-03-02T21:30:00Z", "2026-03-03T03:30:00Z"
_LOG = "log/0195f1a0-0000-7000-8000-000000000009"
_ROOT = "n5+fn5+fn5+fn5+fn5+fn5+fn5+fn5+fn5+fn5+fn58="

_A_CASE = {
    "id": _CASE,
    "code": "K7TM-2Q4R",
    "version": 3,
    "relations": ["holder", "identifier"],
    "opened_at": _EVENING,
    "stages": {"protection": "safe", "identification": "presumed", "stay": "none"},
    "facts": {"age_class": "adult", "language": "sqi", "region": "north"},
    "drawers": ["contact", "identity"],
    "open_offers": [_OFFER],
    "erased_at": None,
    "placement": None,
    "restricted": [],
    "looked_for_since": None,
}
_AN_OFFER = {
    "id": _OFFER,
    "code": "M3PX-8W1D",
    "version": 1,
    "stage": "offered",
    "kind": "responsibility",
    "side": "addressee",
    "service_id": _SERVICE,
    "service_label": "House places",
    "offered_at": _EVENING,
    "answer_by": _NIGHT,
    "reminded_at": None,
    "overdue_at": None,
    "decline_reason": None,
    "cards": [{"age_class": "adult", "interpreter_for": "sqi"}],
    "case_ids": [],
    **ALONE,
    "ways": [
        {"step": "accept", "allowed": True, "refusals": []},
        {
            "step": "arrived",
            "allowed": False,
            "refusals": [
                {
                    "code": "step-not-on-path",
                    "sentence": "This step does not start from the present stage.",
                    "missing": [],
                }
            ],
        },
    ],
}
_A_STEP = {
    "track": "protection",
    "step": "bring_to_safety",
    "label": "Bring to safety",
    "to_stage": "safe",
    "allowed": False,
    "refusals": [
        {
            "code": "guard-not-met",
            "sentence": "Something this step needs is missing.",
            "missing": ["consent_to_assistance"],
        }
    ],
    "on_path": True,
    "lifted_by": ["danger_to_life"],
    "needs": ["reason"],
    "seats": [],
    "discloses": [],
    "roles": ["first_responder"],
    "relations": ["holder"],
    "ground": {
        "source": "Convention on Action against Trafficking in Human Beings",
        "article": "12",
        "confidence": "found",
        "note": None,
    },
}
_A_CONSENT = {
    "id": _CONSENT,
    "purpose": "referral",
    "answer": "yes",
    "compartments": ["contact", "identity"],
    "recipient_id": None,
    "recipient": None,
    "recipient_class": "any_service",
    "given_at": _EVENING,
    "expires_at": None,
    "withdrawn_at": None,
    "counts": True,
}
_AN_ENTRY = {
    "id": _ENTRY,
    "seq": 1,
    "at": _EVENING,
    "occurred_at": None,
    "type": "case_opened",
    "lane": "case",
    "actor_id": _WORKER,
    "organisation_id": _OFFICE,
    "on_behalf_of": None,
    "about": None,
    "purpose": None,
    "track": None,
    "from_stage": None,
    "to_stage": None,
    "fields": None,
    "h": _HASH,
    "corrects": None,
    "corrected_by": None,
}
_A_NOTICE = {
    "id": _NOTICE,
    "kind": "offer_reminder",
    "referral_id": _OFFER,
    "case_id": None,
    "code": "M3PX-8W1D",
    "at": _EVENING,
    "answer_by": _NIGHT,
}
_A_JOINT_ACT = {
    "id": _NOTICE,
    "version": 2,
    "kind": "take_step",
    "act": "leave_facility",
    "label": "Leave the facility",
    "case_id": _CASE,
    "code": "K7TM-2Q4R",
    "organisation_id": _HOUSE,
    "asked_at": _EVENING,
    "ends_at": "2026-03-05T21:30:00Z",
    "standing": "waiting",
    "suspends": False,
    "seats": [
        {"name": "police", "words": ["police"], "approved": True, "mine": False},
        {
            "name": "prosecutor",
            "words": ["prosecutor"],
            "approved": False,
            "mine": True,
        },
    ],
    "empty_seats": ["prosecutor"],
    "asked_by_me": False,
    "can_execute": False,
    "content": {"case": _CASE, "step": "leave_facility", "reason": "as_assessed"},
    "recipient": "",
    "changes": [],
    "content_sha256": _HASH,
}
_A_CLOCK = {
    "name": "reflection",
    "track": "stay",
    "state": "running",
    "started_at": _EVENING,
    "due_at": "2026-04-01T22:00:00Z",
    "told": "30 day",
    "ground": {
        "source": "Convention on Action against Trafficking in Human Beings",
        "article": "13",
        "confidence": "found",
        "note": None,
    },
}

ANSWERS: dict[str, dict[str, Any]] = {
    "Answer": {
        "kind": "case",
        "id": _CASE,
        "version": 3,
        "receipts": [f"{_CASE};4;{_HASH}"],
        "details": {},
    },
    "Session": {
        "token": "x" * 43,
        "expires_at": "2026-03-03T05:30:00Z",
        "second_factor_needed": False,
        "new_password_needed": False,
    },
    "Me": {
        "id": _WORKER,
        "organisation_id": _OFFICE,
        "kind": "person",
        "regime": "gdpr",
        "roles": ["first_responder"],
    },
    "Case": _A_CASE,
    "CasePage": {"items": [_A_CASE], "next": None},
    "Offer": _AN_OFFER,
    "OfferPage": {"items": [_AN_OFFER], "next": None},
    "Packages": {"items": [A_PACKAGE]},
    "Steps": {"items": [_A_STEP]},
    "Consents": {"items": [_A_CONSENT]},
    "Attachments": {
        "items": [
            {
                "id": _ATTACHMENT,
                "drawer": "legal",
                "name": "court letter.pdf",
                "kind": "pdf",
                "size": 48_211,
                "added_at": _EVENING,
                "added_by": _WORKER,
            }
        ]
    },
    "Drawer": {"drawer": "identity", "content": {"first_name": "Kestrel"}},
    "Services": {
        "items": [
            {
                "id": _SERVICE,
                "service_type": "safe_accommodation",
                "label": "House places",
                "organisation": "House",
                "organisation_id": _OFFICE,
                "region": "north",
            }
        ]
    },
    "Timeline": {"items": [_AN_ENTRY], "silences": [A_GAP], "next": None},
    "Consistency": {"old": 1, "new": 2, "path": [_ROOT]},
    "EntryProof": {
        "index": 0,
        "size": 1,
        "h": _HASH,
        "path": [],
        "proof": f"c2sp.org/tlog-proof@v1\nindex 0\n\n{NOTE}",
    },
    "Pathway": {
        "name": "convention",
        "label": "Baseline",
        "version": "1",
        "notice": "Illustrative, to be confirmed by the national coordinator.",
        "footnotes": [],
        "digest": _HASH,
        "tracks": {"protection": ["met", "safe"]},
    },
    "Notices": {"items": [_A_NOTICE]},
    "Readiness": {"state": "ok"},
    "SearchFound": {
        "items": [{"case": _A_CASE, "by": "name", "likeness": 0.97}],
        "more": False,
        "known_elsewhere": None,
    },
    "PossibleMatch": {"possible": True},
    "Address": {"street": "Lapwing Lane", "number": "17", "directions": "Ring twice"},
    "JointAct": _A_JOINT_ACT,
    "JointActs": {"items": [_A_JOINT_ACT]},
    "Clocks": {"items": [_A_CLOCK]},
    **(ACCESS | DATA_RIGHTS | DIRECTORY | ERASING | HANDOVER | OWN | SILENCE),
    **(HOUSED | PLANS | LEVERS | WEBHOOKS | NOTICES | SIGNING_IN | LEDGER),
    "Upgrade": {
        "stages": {"protection": "safe"},
        "lost_stages": [],
        "gained_steps": ["plan"],
        "lost_steps": [],
        "clocks": [{"name": "reflection", "before": "30 day", "after": "90 day"}],
    },
}
"""By the name of the shape."""
