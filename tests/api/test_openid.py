"""Coming from an identity provider by the API, and what logs and answers keep."""

import logging
from collections.abc import Iterator

import pytest
import structlog
from starlette.testclient import TestClient

from api import logs
from api.app import make_app
from referral.rules.openid import Counts
from tests.openid import SUBJECT, Elsewhere, elsewhere, linked, provider_process
from tests.world import World

__all__ = ["elsewhere", "provider_process"]


@pytest.fixture
def client(elsewhere: Elsewhere) -> Iterator[TestClient]:
    linked(elsewhere.world)
    app = make_app(elsewhere.world.mechanism)
    with TestClient(app, raise_server_exceptions=False) as opened:
        yield opened


def answer(
    client: TestClient, there: Elsewhere, path: str, **known: str
) -> dict[str, str]:
    """Begin at an address, walk through the provider; what a program sends then."""
    begun = client.post(f"{path}-options", headers=known)
    assert begun.status_code == 200, begun.text
    said = there.sent_back(begun.json()["address"])
    return {**said, "request": begun.json()["request"]}


def test_a_session_a_proof_and_the_end_of_the_link(
    client: TestClient, elsewhere: Elsewhere
) -> None:
    elsewhere.let_in(counts=Counts(amr=frozenset({"hwk"})))
    elsewhere.be(amr=["hwk"], says_iss=elsewhere.address)
    words = answer(client, elsewhere, "/v1/session/openid")
    assert "iss" in words
    opened = client.post("/v1/session/openid", json=words)
    assert opened.status_code == 201, opened.text
    assert not opened.json()["second_factor_needed"]
    known = {"Authorization": f"Bearer {opened.json()['token']}"}
    step_up = "/v1/session/openid-step-up"
    words = answer(client, elsewhere, step_up, **known)
    proven = client.post(step_up, json=words, headers=known)
    assert proven.status_code == 200, proven.text
    assert client.get("/v1/me", headers=known).status_code == 401
    known = {"Authorization": f"Bearer {proven.json()['token']}"}
    again = client.post(step_up, json=words, headers=known)
    assert (again.status_code, again.json()["code"]) == (403, "proof-refused")
    links = client.get("/v1/me/openid-links", headers=known).json()["items"]
    at = f"/v1/me/openid-links/{links[0]['id']}"
    assert client.delete(at, headers=known).status_code == 200
    assert client.get("/v1/me", headers=known).status_code == 401


def test_what_is_refused_is_one_answer_and_leaves_nothing_in_logs(
    client: TestClient,
    elsewhere: Elsewhere,
    capfd: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
) -> None:
    logs.configure("info")
    request.addfinalizer(structlog.reset_defaults)
    told, secrets = set(), {SUBJECT, "nobody-7"}
    for how in ({"sub": "nobody-7"}, {"wrong": "aud"}, {"broken": {"/token": "-"}}):
        elsewhere.be(**how)
        words = answer(client, elsewhere, "/v1/session/openid")
        secrets |= {words["code"], words["state"], words["request"]}
        refused = client.post("/v1/session/openid", json=words)
        assert not secrets & set(refused.text.split('"'))
        told.add((refused.status_code, refused.text))
    assert len(told) == 1
    assert next(iter(told))[0] == 401
    logging.getLogger().info("a control")
    written = "".join(capfd.readouterr())
    assert "/v1/session/openid" in written, "requests are logged at all"
    assert not [each for each in secrets if each in written]


def test_where_there_is_no_provider_nothing_is_there(embedded_world: World) -> None:
    app = make_app(embedded_world.mechanism)
    with TestClient(app, raise_server_exceptions=False) as client:
        assert client.post("/v1/session/openid-options").status_code == 404
