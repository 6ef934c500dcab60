"""Every address refuses strangers: found in the description, knocked on one by one."""

from uuid import uuid4

import pytest

from api.app import describe
from api.gate import HEADERS, OPEN
from tests.api.conftest import Door
from tests.records.raw import run

METHODS = ("get", "post", "put", "patch", "delete")
ADDRESSES = [
    (method.upper(), path)
    for path, operations in describe()["paths"].items()
    for method in METHODS
    if method in operations
]
CLOSED = [address for address in ADDRESSES if address not in OPEN]
BAD_TOKENS = (
    None,
    "Bearer",
    "Bearer x",
    "Bearer rk_0_0",
    "Bearer rk_" + "0" * 32 + "_secret",
    "Basic bGVuYTpsZW5h",
    "Bearer \x7f",
)


IDS = (
    *("case_id", "referral_id", "consent_id", "joint_id"),
    *("service_id", "grant_id", "token", "attachment_id", "hold_id"),
    *("question_id", "disclosure_id", "correction_id"),
    *("line_id", "follow_up_id"),
    *("restriction_id", "breach_id", "conflict_id", "glass_id", "alarm_id"),
    *("suspension_id", "place_hold_id", "handover_id"),
    *("passkey_id", "session_id", "link_id"),
    *("organisation_id", "actor_id", "key_id"),
)


def filled(path: str) -> str:
    """An address with ids that exist nowhere."""
    for name in IDS:
        path = path.replace("{" + name + "}", str(uuid4()))
    path = (
        path.replace("{seq}", "1")
        .replace("{drawer}", "identity")
        .replace("{clock}", "reflection")
        .replace("{role}", "auditor")
    )
    return path.replace("{step}", "bring_to_safety")


@pytest.mark.asvs("V6.3.4")
def test_what_is_open_is_exactly_what_is_meant_to_be() -> None:
    described = set(ADDRESSES) | {("GET", "/openapi.json")}
    assert described >= OPEN
    assert len(CLOSED) > 20


@pytest.mark.asvs("V8.2.1", "V8.3.1")
@pytest.mark.parametrize("token", BAD_TOKENS)
def test_a_stranger_is_sent_to_sign_in(door: Door, token: str | None) -> None:
    headers = {"Authorization": token} if token else {}
    answers = set()
    for method, path in CLOSED:
        for body in (b"", b"{", b'{"x": 1}'):
            answered = door.ask(
                None, method, filled(path), headers=headers, content=body
            )
            assert answered.status_code == 401, path
            assert answered.headers["www-authenticate"] == "Bearer"
            answers.add(answered.content)
    assert len(answers) == 1


def test_an_unknown_address_also_asks_a_stranger_to_sign_in(door: Door) -> None:
    assert door.ask(None, "GET", "/v1/secrets").status_code == 401
    assert door.ask("coordinator", "GET", "/v1/secrets").status_code == 404


ON_A_CASE = [address for address in CLOSED if "{case_id}" in address[1]]
ON_AN_OFFER = [address for address in CLOSED if "{referral_id}" in address[1]]
BODIES = {
    "/facts": {"sex": "female"},
    "/content": {"identity": {"first_name": "x"}},
    "/steps/{step}": {},
    "/referrals/{referral_id}/departure": {"outcome": "aim_reached"},
    "/confirmations": {"step": "record_reception"},
    "/consents": {
        "purpose": "referral",
        "answer": "no",
        "given_at": "2026-03-02T21:00:00Z",
        "recipient_class": "any_service",
    },
    "/consents/minimal": {"agrees": True, "language": "sqi", "interpreter": True},
    "/referrals": {"service_id": str(uuid4())},
    "/decline": {"reason": "full"},
    "/question": {"text": "Any stairs?"},
    "/reply": {"text": "None."},
    "/telephone-yes": {"said_by": "The night shift"},
    "/dispute": {"reason": "misunderstood"},
    "/return": {"reason": "place_lost"},
    "/completion": {"outcome": "aim_reached"},
    "/handovers": {
        "window_from": "2026-03-03T08:00:00Z",
        "window_until": "2026-03-03T10:00:00Z",
        "brings": {"what": "social_worker"},
        "receives": {"what": "shelter_worker"},
        "meeting_point": "The fountain",
        "transport": "taxi",
    },
    "/whereabouts": {"outcome": "found"},
    "/joint-acts": {"step": "bring_to_safety"},
    "/clocks/{clock}": {"change": "resume"},
    "/erasure": {"reason": "person_asked"},
    "/questions": {"seq": 1, "addressee_id": str(uuid4()), "text": "why"},
    "/answer": {"text": "because"},
    "/correction": {"reason": "misunderstood", "facts": {"sex": "female"}},
    "/restrictions": {"reason": "accuracy_contested"},
    "/restrictions/{restriction_id}/lifting": {"reason": "accuracy_settled"},
    "/refusal": {},
    "/conflicts": {"organisation_id": str(uuid4()), "reason": "related"},
    "/own-code": {},
    "/safe-contact": {"channels": ["call"]},
    "/plan": {"agreement": "agrees"},
    "/plan/services": {"service": "medical", "begins_on": "2026-03-09"},
    "/follow-ups": {"at": "2026-03-20T09:00:00Z", "channel": "in_person"},
    "/outcomes": {"results": {}},
    "/closing": {
        "results": {},
        "step": "close",
        "outcome": "recovered",
        "reason": "goals_met",
    },
    "/reopening": {"reason_code": "person_asks"},
    "/holds": {"ground": "court_order", "reason": "law_requires"},
    "/lifting": {"reason": "situation_changed"},
    "/upgrade": {"reason": "new_procedure"},
    "/exports": {"profile": "anonymous", "reason": "asked by a court"},
    "/exports/file": {"profile": "anonymous", "reason": "asked by a court"},
    "/package/file": {"purpose": "care"},
    "/link": {"hours": 2},
    "/address-grants": {
        "service_id": str(uuid4()),
        "until": "2026-03-03T02:00:00Z",
    },
}


def body_for(path: str) -> object:
    return next((body for end, body in BODIES.items() if path.endswith(end)), {})


def refusals(door: Door) -> int:
    """How often the timeline says that somebody was refused."""
    ((told,),) = run(door.world, "SELECT count(*) FROM entry WHERE type = 'refused'")
    return int(told)


def told_apart(
    door: Door, who: str, address: tuple[str, str], real: str, name: str
) -> str:
    """What tells a foreign thing from none at all, or what its timeline lacks."""
    method, path = address
    before, answers = refusals(door), []
    for there in (real, str(uuid4())):
        query = {"purpose": "care"} if method == "GET" else {}
        if path.endswith("attachments"):
            query["drawer"] = "identity"
        if path.endswith("person-data"):
            query["identity"] = "document_seen"
        answered = door.ask(
            who,
            method,
            filled(path.replace("{" + name + "}", there)),
            json=body_for(path) if method == "POST" else None,
            params=query,
            version=1,
        )
        answers.append((answered.status_code, answered.content))
    foreign, missing = answers
    if foreign != missing or foreign[0] != 404:
        return f"{foreign} {missing}"
    if refusals(door) != before + 2:
        return "no entry of a refusal"
    return ""


@pytest.mark.asvs("V8.2.2", "V16.3.2")
@pytest.mark.parametrize("who", ["stranger", "host", "warden", "officer", "assessor"])
def test_a_foreign_case_looks_like_none_at_all(door: Door, who: str) -> None:
    case = str(door.world.case().id)
    found = {
        address: told_apart(door, who, address, case, "case_id")
        for address in ON_A_CASE
    }
    assert len(found) > 25
    assert {each: fault for each, fault in found.items() if fault} == {}


@pytest.mark.asvs("V8.2.2")
@pytest.mark.parametrize("who", ["stranger", "warden", "officer"])
def test_a_foreign_offer_looks_like_none_at_all(door: Door, who: str) -> None:
    offer = str(door.world.offered()[1].id)
    found = {
        address: told_apart(door, who, address, offer, "referral_id")
        for address in ON_AN_OFFER
    }
    assert len(found) > 7
    assert {each: fault for each, fault in found.items() if fault} == {}


@pytest.mark.parametrize("who", [None, "coordinator"])
def test_every_answer_carries_the_headers(door: Door, who: str | None) -> None:
    for method, path in ADDRESSES:
        answered = door.ask(who, method, filled(path))
        for name, value in HEADERS.items():
            assert answered.headers[name.decode()] == value.decode()


@pytest.mark.asvs("V8.2.3", "V15.3.1")
def test_administration_and_audit_read_no_case(door: Door) -> None:
    case = door.world.case()
    door.world.people["system"] = door.world.system
    path = f"/v1/cases/{case.id}"
    assert door.ask("system", "GET", path).status_code == 404
    assert door.ask("auditor", "GET", path).json()["facts"] is None
    for drawer in ("identity", "health", "operational"):
        for who in ("auditor", "coordinator"):
            opened = door.ask(
                who, "GET", f"{path}/content/{drawer}", params={"purpose": "audit"}
            )
            assert opened.status_code == 403
