"""What every answer says to a browser, letter by letter; what no address answers."""

import pytest
from fastapi.routing import APIRoute

from api.app import PARTS
from api.pages.entrance import COOKIE
from api.said_once import SaidOnce
from tests.api.conftest import Door

YEAR = 365 * 24 * 3_600
ADDRESSES = ("/v1/me", "/v1/nowhere", "/healthz", "/desk", "/desk/nowhere", "/")
API_POLICY = {
    "default-src": "'none'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}
PAGE_POLICY = {
    **API_POLICY,
    **dict.fromkeys(
        ("script-src", "style-src", "img-src", "connect-src", "form-action"), "'self'"
    ),
}


def policy(stated: str) -> dict[str, str]:
    """A policy of what may be loaded, by its parts."""
    parts = (part.strip().partition(" ") for part in stated.split(";"))
    return {name: sources for name, _, sources in parts}


def cookie(door: Door) -> dict[str, str]:
    return {"Cookie": f"{COOKIE}={door.token('outreach')}"}


@pytest.mark.asvs(
    *("V3.4.1", "V3.4.2", "V3.4.4", "V3.4.5", "V3.4.8", "V3.5.8"),
    *("V14.2.2", "V14.3.2"),
)
def test_every_answer_tells_browsers_what_not_to_do(door: Door) -> None:
    for path in ADDRESSES:
        answered = door.ask(
            "outreach", "GET", path, headers={"Origin": "https://evil.test"}
        )
        said = answered.headers
        age, *rest = said["strict-transport-security"].split("; ")
        assert int(age.removeprefix("max-age=")) >= YEAR, path
        assert rest == ["includeSubDomains"]
        assert said["x-content-type-options"] == "nosniff"
        assert said["referrer-policy"] in ("same-origin", "no-referrer")
        assert said["cache-control"] == "no-store"
        assert said["cross-origin-opener-policy"] == "same-origin"
        assert said["cross-origin-resource-policy"] == "same-origin"
        assert not [name for name in said if name.startswith("access-control-")]


@pytest.mark.asvs("V3.4.3", "V3.4.6", "V14.2.3")
def test_a_page_loads_from_here_alone_and_is_framed_by_nobody(door: Door) -> None:
    for path, promised in (("/v1/me", API_POLICY), ("/desk", PAGE_POLICY)):
        answered = door.ask("outreach", "GET", path, headers=cookie(door))
        assert answered.status_code == 200
        assert policy(answered.headers["content-security-policy"]) == promised


@pytest.mark.asvs("V4.1.1")
def test_every_answer_states_its_kind_and_how_it_is_written(door: Door) -> None:
    for path, kind in (
        ("/desk", "text/html; charset=utf-8"),
        ("/desk/nowhere", "text/html; charset=utf-8"),
        ("/v1/me", "application/json"),
        ("/v1/nowhere", "application/problem+json"),
        ("/openapi.json", "application/json"),
    ):
        answered = door.ask("outreach", "GET", path, headers=cookie(door))
        assert answered.headers["content-type"] == kind, path
        assert answered.content.decode()


@pytest.mark.asvs("V4.1.4", "V13.4.4")
def test_a_method_that_is_not_declared_does_nothing(door: Door) -> None:
    headers = {**cookie(door), "X-Planted": "kittiwake"}
    headers["Sec-Fetch-Site"] = "same-origin"
    for method in ("TRACE", "TRACK", "CONNECT", "OPTIONS", "PATCH"):
        for path in ("/v1/cases", "/desk", "/healthz", "/static/list.json"):
            answered = door.ask("outreach", method, path, headers=headers)
            assert answered.status_code in (404, 405), (method, path)
            assert "kittiwake" not in answered.text


NOWHERE = (
    *("/.git/config", "/.git/HEAD", "/.env", "/pyproject.toml", "/api/app.py"),
    *("/static/", "/static", "/static/.", "/static/list.json", "/static/..%2fapp.py"),
    *("/docs", "/redoc", "/metrics", "/debug", "/server-status", "/v1/", "/v1"),
)


@pytest.mark.asvs("V13.4.1", "V13.4.3", "V13.4.5", "V13.2.5")
def test_nothing_but_what_is_declared_is_in_reach(door: Door) -> None:
    for path in NOWHERE:
        assert door.ask("outreach", "GET", path).status_code == 404, path
        assert door.ask(None, "GET", path).status_code in (401, 404), path
    assert door.ask("outreach", "GET", "/openapi.json").status_code == 200


@pytest.mark.asvs("V15.3.7")
def test_what_is_said_twice_is_not_chosen_from(door: Door) -> None:
    """The last would win in one program and the first in another."""
    case = door.world.case()
    path = f"/v1/cases/{case.id}/content/identity"
    both = ("purpose=care&purpose=curiosity", "purpose=curiosity&purpose=care")
    for query in (*both, "purpose=care&purpose=care", "purpose=care&&purpos%65="):
        answered = door.ask("outreach", "GET", f"{path}?{query}")
        assert answered.status_code == 422, query
        assert answered.json()["errors"] == [
            {"pointer": "query ?", "code": "said_twice"}
        ]
    page = {"Cookie": f"{COOKIE}={door.token('outreach')}"}
    for query, status in (("a=1&a=1", 400), ("a=1&b=1", 200)):
        shown = door.client.get(f"/desk/cases?{query}", headers=page)
        assert shown.status_code == status, query
    once = door.ask("outreach", "GET", f"{path}?purpose=care")
    assert once.status_code == 200
    twice = b'{"facts": {"sex": "female", "sex": "male"}}'
    headers = {"Content-Type": "application/json"}
    answered = door.ask("outreach", "POST", "/v1/cases", content=twice, headers=headers)
    assert answered.status_code in (400, 422)


def test_every_address_of_the_api_reads_its_body_so() -> None:
    routes = [each for part in PARTS for each in part.router.routes]
    ours = [each for each in routes if isinstance(each, APIRoute)]
    assert len(ours) > 100
    assert [each.path for each in ours if not isinstance(each, SaidOnce)] == []
