"""Every page refuses strangers: found in the routes, knocked on one by one."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from fastapi.routing import APIRoute

from api.app import describe
from api.gate import HEADERS
from api.pages import static
from api.pages.entrance import COOKIE, OPEN_PAGES, PAGE_HEADERS, SIGN_IN
from api.pages.router import PARTS
from referral.actions.administer import NewActor
from tests.pages.conftest import Desk
from workflows.vocabulary import ActorKind, Role

PAGES = [
    (method, route.path)
    for part in PARTS
    for route in part.routes
    if isinstance(route, APIRoute)
    for method in sorted(route.methods or ())
]
CLOSED = [
    page for page in PAGES if page not in OPEN_PAGES and "/static/" not in page[1]
]
BAD_COOKIES = ("", "x", "rk_0_0", "\x7f", '"', "a=b; c")


def somewhere(path: str) -> str:
    """An address with ids that exist nowhere."""
    for name in (
        "case_id",
        "referral_id",
        "consent_id",
        "service_id",
        "joint_id",
        "attachment_id",
        "hold_id",
        "grant_id",
        "question_id",
        "line_id",
        "follow_up_id",
        "disclosure_id",
        "correction_id",
        "restriction_id",
        "breach_id",
        "conflict_id",
        "glass_id",
        "alarm_id",
        "suspension_id",
        "handover_id",
        "passkey_id",
        "session_id",
        "link_id",
        "organisation_id",
        "actor_id",
        "key_id",
    ):
        path = path.replace("{" + name + "}", str(uuid4()))
    return (
        path.replace("{drawer}", "identity")
        .replace("{name}", "x")
        .replace("{seq}", "1")
        .replace("{role}", "auditor")
        .replace("{word}", "approve")
        .replace("{step}", "accept" if "/offers/" in path else "bring_to_safety")
    )


def knock(
    desk: Desk, who: str | None, method: str, path: str, **headers: str
) -> tuple[int, str, str]:
    fields = {"purpose": "care", "reason": "full", "answer": "no", "_version": "1"}
    fields["drawer"] = "identity"
    if path.endswith("/whereabouts"):
        fields = {"outcome": "found"}
    if method == "GET":
        answered = desk.get(who, path, **headers)
    else:
        answered = desk.post(who, path, fields, **headers)
    return answered.status_code, answered.headers.get("location", ""), answered.text


def test_no_page_is_in_the_description_of_the_api() -> None:
    assert len(CLOSED) > 20
    assert not [path for path in describe()["paths"] if path.startswith("/desk")]
    assert set(PAGES) >= OPEN_PAGES


@pytest.mark.asvs("V8.3.1")
def test_a_stranger_is_sent_to_sign_in(desk: Desk) -> None:
    for method, path in CLOSED:
        status, location, text = knock(desk, None, method, somewhere(path))
        assert (status, text) == (303, ""), path
        assert location.startswith(SIGN_IN)
        for cookie in BAD_COOKIES:
            there, headers = somewhere(path), {"Cookie": f"{COOKIE}={cookie}"}
            status, location, text = knock(desk, None, method, there, **headers)
            sent_on = status == 303 and location.startswith(SIGN_IN)
            asked_again = status == 401 and 'name="password"' in text
            assert sent_on or (asked_again and method == "POST"), path


@pytest.mark.asvs("V3.5.2", "V6.3.4")
def test_a_bearer_token_opens_no_page_and_a_cookie_no_api(desk: Desk) -> None:
    bearer = {"Authorization": f"Bearer {desk.door.token('outreach')}"}
    for method, path in CLOSED:
        status, location, _ = knock(desk, None, method, somewhere(path), **bearer)
        assert (status, location[: len(SIGN_IN)]) == (303, SIGN_IN), path
    for path in ("/v1/cases", "/v1/me"):
        assert desk.get("outreach", path).status_code == 401


@pytest.mark.asvs("V6.3.4")
def test_a_machines_key_in_a_cookie_opens_no_page(desk: Desk) -> None:
    world = desk.world
    roles = frozenset({Role.SERVICE_PROVIDER})
    new = NewActor(world.bodies["shelter"], "machine", roles, ActorKind.MACHINE)
    machine = world.mechanism.admit_actor(world.system, new).id
    issued = world.mechanism.issue_key(world.system, machine, timedelta(days=1))
    key = str(issued.details["key"])
    assert desk.get(None, "/v1/me", Authorization=f"Bearer {key}").status_code == 200
    assert desk.get(None, "/desk", Cookie=f"{COOKIE}={key}").status_code == 303


ON_A_CASE = [page for page in CLOSED if "{case_id}" in page[1]]
ON_AN_OFFER = [page for page in CLOSED if "{referral_id}" in page[1]]


@pytest.mark.asvs("V8.2.2")
@pytest.mark.parametrize(
    "who", ["stranger", "host", "warden", "officer", "assessor", "migration"]
)
def test_a_foreign_case_looks_like_none_at_all(desk: Desk, who: str) -> None:
    case = desk.world.case()
    service = str(desk.world.services["shelter"])
    assert len(ON_A_CASE) > 12
    for method, path in ON_A_CASE:
        nowhere = path.replace("{service_id}", service)
        there = nowhere.replace("{case_id}", str(case.id))
        foreign = knock(desk, who, method, somewhere(there))
        missing = knock(desk, who, method, somewhere(nowhere))
        assert foreign[0] == missing[0] == 404, path
        assert faceless(foreign[2]) == faceless(missing[2])
        assert str(case.details["code"]) not in foreign[2]


@pytest.mark.parametrize("who", ["stranger", "warden", "officer", "host"])
def test_a_foreign_offer_looks_like_none_at_all(desk: Desk, who: str) -> None:
    _, offer = desk.world.offered(to="haven" if who == "host" else "shelter")
    for method, path in ON_AN_OFFER:
        there = path.replace("{referral_id}", str(offer.id))
        foreign = knock(desk, who, method, somewhere(there))
        missing = knock(desk, who, method, somewhere(path))
        assert foreign[0] == missing[0] == 404, path
        assert faceless(foreign[2]) == faceless(missing[2])


def faceless(text: str) -> str:
    """A page without the address it was asked for, which its asker knows."""
    return re.sub(r'(next=|name="_next" value=")[^"]*', "", text)


@pytest.mark.asvs("V1.2.3", "V3.4.3")
@pytest.mark.parametrize("who", [None, "coordinator"])
def test_every_page_carries_the_headers(desk: Desk, who: str | None) -> None:
    for method, path in PAGES:
        if "/static/" in path:
            continue
        send = desk.get if method == "GET" else desk.post
        answered = send(who, somewhere(path))
        for name, value in {**HEADERS, **PAGE_HEADERS}.items():
            assert answered.headers[name.decode()] == value.decode(), path
        assert "unsafe" not in answered.headers["content-security-policy"]
        assert " style=" not in answered.text
        assert "<script>" not in answered.text


@pytest.mark.asvs("V14.2.5", "V13.2.5")
def test_only_static_files_may_be_kept(desk: Desk) -> None:
    for name in static.names():
        for encoding in ("br", "gzip", ""):
            found = desk.client.get(
                static.address(name), headers={"Accept-Encoding": encoding}
            )
            assert found.status_code == 200
            assert found.headers["cache-control"].endswith("immutable")
            assert found.headers.get("content-encoding", "") == encoding
    assert desk.client.get("/static/../app.py").status_code in (401, 404)
    missing = desk.client.get("/static/desk.000000000000.css")
    assert missing.headers["cache-control"] == "no-store"


def test_the_pages_use_no_brand_of_the_pattern_library() -> None:
    for path in static.FOLDER.iterdir():
        if path.suffix in (".css", ".js", ".svg"):
            text = path.read_text("utf-8").lower()
            assert "@font-face" not in text
            assert "gds transport" not in text
            assert "crown" not in text
            assert "crest" not in text
