"""Bad input: a problem document says where, never what, and nothing is changed."""

from typing import Any
from uuid import uuid4

import pytest
from pydantic import ValidationError

from api.shapes import Facts
from api.values import TYPED
from tests.api.conftest import Door

SECRET = "Kittiwake-Secret"
PROBLEM = "application/problem+json"


def case_count(door: Door) -> int:
    return len(door.ask("coordinator", "GET", "/v1/cases").json()["items"])


@pytest.mark.asvs("V2.2.1", "V2.2.2", "V15.3.3", "V15.3.5")
@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"surprise": SECRET}, "/?"),
        ({SECRET: 1}, "/?"),
        ({"facts": {"age_class": SECRET}}, "/facts/age_class"),
        ({"facts": {"children_with": -1}}, "/facts/children_with"),
        ({"facts": {"children_with": "many"}}, "/facts/children_with"),
        ({"facts": {"citizenship": ["Albania"]}}, "/facts/citizenship/0"),
        ({"content": {"identity": {"birth_date": "2001-02-30"}}}, "birth_date"),
        ({"content": {"identity": {"first_name": "x" * 401}}}, "first_name"),
        ({"content": {"identity": {"nickname": SECRET}}}, "/content/identity/?"),
        ({"content": {"operational": {}}}, "/content/?"),
        ({"occurred_at": "2026-13-01T00:00:00Z"}, "/occurred_at"),
        ({"occurred_at": "2126-01-01T00:00:00Z"}, "/occurred_at"),
        ({"occurred_at": "2026-01-01T00:00:00"}, "/occurred_at"),
        ({"occurred_at": 0}, "/occurred_at"),
        ({"occurred_at": "1700000000"}, "/occurred_at"),
        ({"content": {"identity": {"birth_date": 0}}}, "birth_date"),
        ({"facts": {"children_with": "2"}}, "/facts/children_with"),
        ({"facts": {"guardian_appointed": "yes"}}, "/facts/guardian_appointed"),
        ({"indicators": ["x"] * 81}, "/indicators"),
        ([SECRET], "/"),
        (SECRET, "/"),
    ],
)
def test_a_malformed_identification_opens_nothing(
    door: Door, body: object, pointer: str
) -> None:
    answered = door.ask("outreach", "POST", "/v1/cases", json=body)
    assert answered.status_code == 422
    assert answered.headers["content-type"] == PROBLEM
    assert pointer in answered.json()["errors"][0]["pointer"]
    assert SECRET not in answered.text
    assert case_count(door) == 0


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe", b'{"facts": NaN}', b"[" * 5_000]
)
def test_what_is_no_json_is_refused(door: Door, content: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answered = door.ask(
        "outreach", "POST", "/v1/cases", content=content, headers=headers
    )
    assert answered.status_code in (400, 422)
    assert answered.headers["content-type"] == PROBLEM
    assert case_count(door) == 0


@pytest.mark.parametrize("stated", [True, False])
def test_a_body_over_a_megabyte_is_not_read(door: Door, stated: bool) -> None:
    body = b'{"indicators": ["' + b"x" * 2**20 + b'"]}'
    content: Any = (
        body if stated else (body[n : n + 999] for n in range(0, len(body), 999))
    )
    headers = {"Content-Type": "application/json"}
    answered = door.ask(
        "outreach", "POST", "/v1/cases", content=content, headers=headers
    )
    assert answered.status_code == 413
    assert answered.json()["code"] == "too-large"
    assert case_count(door) == 0


def test_a_write_needs_a_key(door: Door) -> None:
    for key in (b"", b"short", "ключ-ключ-ключ".encode(), b"x" * 129):
        headers = {"Idempotency-Key": key}
        answered = door.ask("outreach", "POST", "/v1/cases", json={}, headers=headers)
        assert answered.status_code == 400
        assert answered.json()["code"] == "idempotency-key-required"
    assert case_count(door) == 0


def test_a_retry_gets_the_same_answer_and_does_nothing_twice(door: Door) -> None:
    headers = {"Idempotency-Key": "retry-0001"}
    body = {"facts": {"age_class": "adult"}}
    first = door.ask("outreach", "POST", "/v1/cases", json=body, headers=headers)
    again = door.ask("outreach", "POST", "/v1/cases", json=body, headers=headers)
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert first.headers["receipts"] == again.headers["receipts"]
    assert case_count(door) == 1


def test_a_key_is_not_good_for_another_request(door: Door) -> None:
    headers = {"Idempotency-Key": "retry-0002"}
    door.ask("outreach", "POST", "/v1/cases", json={}, headers=headers)
    other = {"facts": {"sex": "male"}}
    answered = door.ask("outreach", "POST", "/v1/cases", json=other, headers=headers)
    assert answered.status_code == 422
    assert case_count(door) == 1


def test_the_same_key_of_two_people_is_two_keys(door: Door) -> None:
    headers = {"Idempotency-Key": "retry-0003"}
    door.ask("outreach", "POST", "/v1/cases", json={}, headers=headers)
    door.ask("officer", "POST", "/v1/cases", json={}, headers=headers)
    assert case_count(door) == 2


def test_a_change_needs_the_version_that_was_looked_at(door: Door) -> None:
    case = door.world.case()
    path = f"/v1/cases/{case.id}/facts"
    body = {"sex": "male"}
    ask = door.ask
    assert ask("outreach", "POST", path, json=body).status_code == 428
    stale = ask("outreach", "POST", path, json=body, version=7)
    assert (stale.status_code, stale.json()["code"]) == (412, "stale-case")
    weak = {"If-Match": 'W/"1"'}
    assert ask("outreach", "POST", path, json=body, headers=weak).status_code == 422
    done = ask("outreach", "POST", path, json=body, version=1)
    assert done.status_code == 200
    assert done.headers["etag"] == '"2"'
    assert ask("outreach", "POST", path, json=body, version=1).status_code == 412


def test_looking_never_makes_a_form_stale(door: Door) -> None:
    case = door.world.case()
    for _ in range(3):
        door.ask("outreach", "GET", f"/v1/cases/{case.id}")
        door.ask("coordinator", "GET", f"/v1/cases/{case.id}/timeline")
    assert door.version("outreach", case.id) == 1


def test_an_unknown_step_changes_nothing(door: Door) -> None:
    case = door.world.case()
    for step, status in (("fly", 409), ("Bring-To", 422), ("x" * 80, 422)):
        path = f"/v1/cases/{case.id}/steps/{step}"
        answered = door.ask("outreach", "POST", path, json={}, version=1)
        assert answered.status_code == status
    assert door.version("outreach", case.id) == 1


def test_a_refused_step_names_what_is_missing(door: Door) -> None:
    case = door.world.case()
    path = f"/v1/cases/{case.id}/steps/agree_plan"
    answered = door.ask("outreach", "POST", path, json={}, version=1)
    assert answered.status_code == 409
    assert set(answered.json()["missing"]) >= {"consent_to_assistance", "risk_assessed"}


@pytest.mark.parametrize("after", ["x", "A" * 22 + "=", "!" * 22, "A" * 23])
def test_a_cursor_that_is_none_is_refused(door: Door, after: str) -> None:
    answered = door.ask("outreach", "GET", "/v1/cases", params={"after": after})
    assert answered.status_code == 422


def test_pages_follow_each_other_without_gap_or_repeat(door: Door) -> None:
    cases = [str(door.world.case().id) for _ in range(5)]
    for _ in range(5):
        door.world.clock.advance(seconds=1)
    seen: list[str] = []
    path: str | None = "/v1/cases?limit=2"
    while path:
        page = door.ask("outreach", "GET", path)
        seen += [item["id"] for item in page.json()["items"]]
        path = page.links.get("next", {}).get("url")
    assert sorted(seen) == sorted(cases)


def test_an_id_that_is_none_is_refused(door: Door) -> None:
    answered = door.ask("outreach", "GET", "/v1/cases/1 or 1=1")
    assert answered.status_code == 422


def test_a_purpose_is_required_to_open(door: Door) -> None:
    case = door.world.case()
    path = f"/v1/cases/{case.id}/content/identity"
    assert door.ask("outreach", "GET", path).status_code == 422
    curious = {"purpose": "curiosity"}
    assert door.ask("outreach", "GET", path, params=curious).status_code == 422
    care = {"purpose": "care"}
    opened = door.ask("outreach", "GET", path, params=care)
    assert opened.json()["content"]["first_name"] == "Kestrel"


def test_an_unknown_service_cannot_be_asked(door: Door) -> None:
    case = door.world.case()
    body = {"service_id": str(uuid4())}
    path = f"/v1/cases/{case.id}/referrals"
    answered = door.ask("outreach", "POST", path, json=body, version=1)
    assert answered.status_code == 422
    assert answered.json()["errors"][0]["pointer"] == "/service_id"


@pytest.mark.asvs("V15.3.5")
def test_what_was_typed_into_a_form_is_text_and_may_be_read_as_a_number() -> None:
    typed = {"children_with": "2", "guardian_appointed": "True"}
    with pytest.raises(ValidationError):
        Facts.model_validate(typed)
    facts = Facts.model_validate(typed, context=TYPED)
    assert (facts.children_with, facts.guardian_appointed) == (2, True)
