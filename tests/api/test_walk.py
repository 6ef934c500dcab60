"""One case over real HTTP, from identification to arrival, with three credentials.

A server process, a frontline worker's session, a shelter's machine key, and a
coordinator's session. What identifies the person is planted as tokens; until the
shelter has said yes, none of them may be in anything it is answered.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.api.mechanism import PASSWORD, made
from tests.api.server import Client, serving

TOKENS = {
    "identity": {
        "first_name": "TokenKestrel",
        "second_name": "TokenAlder",
        "birth_date": "1991-02-03",
        "identity_number": "TokenNumber77",
    },
    "contact": {"phone": "+000TokenPhone", "safe_contact_rule": "TokenRule"},
    "location": {"found_at": "TokenLayby"},
    "health": {"health_needs": "TokenAsthma"},
    "family": {"children_detail": "TokenBrother"},
    "narrative": {"account": "TokenAccount", "what_i_saw": "TokenBag"},
}
PLANTED = [token for fields in TOKENS.values() for token in fields.values()]
FACTS = {
    "age_class": "adult",
    "sex": "female",
    "citizenship": ["XK"],
    "language": "sqi",
    "interpreter_needed": "yes",
    "region": "north",
    "immediate_danger": "yes",
}


@dataclass
class Three:
    """The three who take part, and the log of the server."""

    worker: Client
    shelter: Client
    coordinator: Client
    service: str
    log: Path


def _signed_in(address: str, name: str) -> Client:
    body = {"name": name, "password": PASSWORD}
    reply = httpx2.post(address + "/v1/session", json=body)
    assert reply.status_code == 201
    return Client(address, reply.json()["token"])


@pytest.fixture
def three(location: str, tmp_path: Path) -> Iterator[Three]:
    """A served mechanism on each of the two stores."""
    key_file, log = tmp_path / "keys" / "kek", tmp_path / "server.log"
    key, service = made(location, key_file)
    with serving(location, key_file, log) as address:
        yield Three(
            _signed_in(address, "worker"),
            Client(address, key),
            _signed_in(address, "coordinator"),
            service,
            log,
        )


def _ok(reply: httpx2.Response) -> Any:
    assert reply.status_code in (200, 201), reply.text
    return reply.json()


def _found_and_offered(three: Three) -> tuple[str, str]:
    worker = three.worker
    case = _ok(
        worker.post(
            "/v1/cases", {"facts": FACTS, "content": TOKENS, "indicators": ["CD01"]}
        )
    )["id"]
    for version, purpose in enumerate(("assistance", "referral"), start=1):
        consent = {
            "purpose": purpose,
            "answer": "yes",
            "given_at": datetime.now(UTC).isoformat(),  # noqa: TID251 # a client's clock
            "compartments": ["identity", "contact", "health"],
            "recipient_class": "any_service",
            "interpreter": True,
        }
        _ok(worker.post(f"/v1/cases/{case}/consents", consent, version))
    _ok(worker.post(f"/v1/cases/{case}/steps/bring_to_safety", {}, 3))
    offer = {"service_id": three.service, "kind": "responsibility"}
    return case, _ok(worker.post(f"/v1/cases/{case}/referrals", offer, 4))["id"]


def _looks_and_accepts(shelter: Client, case: str, offer: str) -> None:
    """The shelter sees a card that identifies nobody, then says yes."""
    waiting = _ok(shelter.get("/v1/referrals", state="offered"))["items"]
    assert [item["id"] for item in waiting] == [offer]
    card = _ok(shelter.get(f"/v1/referrals/{offer}"))
    assert card["cards"][0]["age_class"] == "adult"
    assert card["cards"][0]["interpreter_for"] == "sqi"
    too_early = shelter.get(f"/v1/referrals/{offer}/package", purpose="care")
    assert too_early.status_code == 409
    assert shelter.get(f"/v1/cases/{case}").status_code == 404
    seen = json.dumps(shelter.replies)
    assert [token for token in (*PLANTED, case, "XK") if token in seen] == []
    _ok(shelter.post(f"/v1/referrals/{offer}/accept", version=card["version"]))


def _opens_what_was_agreed(shelter: Client, offer: str) -> None:
    """Need and consent both: nothing else is in the copy."""
    opened = _ok(shelter.get(f"/v1/referrals/{offer}/package", purpose="care"))
    content = opened["items"][0]["content"]
    assert content["identity"]["first_name"] == "TokenKestrel"
    assert content["health"]["health_needs"] == "TokenAsthma"
    withheld = ("TokenNumber77", "TokenLayby", "TokenBrother", "TokenAccount")
    assert [token for token in withheld if token in json.dumps(opened)] == []


def _audits(coordinator: Client, case: str) -> None:
    """The coordinator reads what happened and proves that nobody changed it."""
    page = _ok(coordinator.get(f"/v1/cases/{case}/timeline"))["items"]
    types = [entry["type"] for entry in page]
    assert types[0] == "case_opened"
    for happened in ("offer_accepted", "disclosure_opened", "arrival_confirmed"):
        assert happened in types
    assert types[-1] == "timeline_read"
    verdict = _ok(coordinator.post(f"/v1/cases/{case}/timeline/verification"))
    found: dict[str, list[object]] = {"broken": [], "log": [], "rows": []}
    assert verdict == {"whole": True, "entries": len(page), **found}


def test_from_identification_to_arrival(three: Three) -> None:
    case, offer = _found_and_offered(three)
    _looks_and_accepts(three.shelter, case, offer)
    _opens_what_was_agreed(three.shelter, offer)
    _ok(three.shelter.post(f"/v1/referrals/{offer}/arrived", version=2))
    held = _ok(three.shelter.get(f"/v1/cases/{case}"))
    assert held["relations"] == ["holder", "provider"]
    closed_to = three.worker.get(f"/v1/cases/{case}/content/identity", purpose="care")
    assert (closed_to.status_code, closed_to.json()["code"]) == (403, "not-holder")
    _audits(three.coordinator, case)
    written = three.log.read_text() + json.dumps(three.coordinator.replies)
    assert [token for token in PLANTED if token in written] == []


def test_a_refusal_over_http_names_what_is_missing(three: Three) -> None:
    case = _ok(three.worker.post("/v1/cases", {"facts": FACTS}))["id"]
    body = {"service_id": three.service}
    without_consent = three.worker.post(f"/v1/cases/{case}/referrals", body, 1)
    assert without_consent.status_code == 409
    assert without_consent.json()["code"] == "consent-missing"
    assert without_consent.json()["missing"] == ["consent_to_referral"]
    steps = _ok(three.worker.get(f"/v1/cases/{case}/steps"))["items"]
    safety = next(step for step in steps if step["step"] == "bring_to_safety")
    assert not safety["allowed"]
    assert safety["refusals"][0]["missing"] == ["consent_to_assistance"]
    assert safety["ground"]["confidence"] == "found"


def test_the_sender_cannot_say_yes_for_the_shelter(three: Three) -> None:
    _, offer = _found_and_offered(three)
    answered = three.worker.post(f"/v1/referrals/{offer}/accept", version=1)
    assert answered.status_code == 403


def test_a_session_that_was_ended_opens_nothing(three: Three) -> None:
    address, token = three.worker.address, three.worker.token
    headers = {"Authorization": f"Bearer {token}"}
    assert httpx2.delete(address + "/v1/session", headers=headers).status_code == 204
    assert three.worker.get("/v1/me").status_code == 401
    assert three.coordinator.get("/v1/me").status_code == 200
