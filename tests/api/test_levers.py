"""Counts and pages of the coordinator's list, and many cases at once, over HTTP."""

from typing import Any
from uuid import uuid4

import pytest

from tests.api.conftest import Door
from tests.properties.acts_directory import newcomer
from tests.world import CONTENT

LIST, NAMING, OFFERS = "/v1/exceptions", "/v1/reassignment", "/v1/responsibility-offers"
WORDS = [str(word) for drawer in CONTENT.values() for word in drawer.values()]


def sent(door: Door, who: str, path: str, body: dict[str, Any]) -> Any:
    key = {"Idempotency-Key": uuid4().hex}
    return door.ask(who, "POST", path, json=body, headers=key)


def test_a_count_opens_exactly_so_many_lines_page_by_page(door: Door) -> None:
    world = door.world
    for _ in range(3):
        world.offered()
    world.clock.advance(days=12)
    counts = door.ask("coordinator", "GET", LIST).json()["counts"]
    assert counts["gap"] == counts["offer_unread"] == 3
    for kind, count in counts.items():
        found, path = [], f"{LIST}?kind={kind}&limit=2"
        while True:
            answered = door.ask("coordinator", "GET", path)
            page = answered.json()
            assert (page["total"], page["counts"]) == (count, counts)
            found += page["items"]
            if page["next"] is None:
                assert "link" not in answered.headers
                break
            assert page["next"] in answered.headers["link"]
            assert f"kind={kind}" in answered.headers["link"]
            path = f"{LIST}?kind={kind}&limit=2&after={page['next']}"
        assert len({one["id"] for one in found}) == len(found) == count
        assert {one["kind"] for one in found} == {kind}


@pytest.mark.parametrize(
    "query", ["kind=nothing", "after=x", "after=" + "-" * 31 + "=", "limit=0"]
)
def test_what_is_no_page_is_refused(door: Door, query: str) -> None:
    assert door.ask("coordinator", "GET", f"{LIST}?{query}").status_code == 422


def test_a_colleague_is_named_as_was_looked_at(door: Door) -> None:
    world = door.world
    cases = [world.case() for _ in range(2)]
    anna, body = str(newcomer(world, "anna").id), str(world.bodies["ngo"])
    query = f"{NAMING}?organisation_id={body}&colleague_id={anna}"
    shown = door.ask("coordinator", "GET", query).json()
    assert (shown["free"], shown["colleagues"][anna]) == (2, "anna")
    assert not [word for word in WORDS if word in str(shown)]
    words = {"organisation_id": body, "colleague_id": anna, "seen": shown["seen"]}
    stale = sent(door, "coordinator", NAMING, {**words, "seen": "0" * 64})
    assert stale.status_code == 412
    for who in ("host", "stranger", "auditor"):
        assert door.ask(who, "GET", query).status_code == 403
        assert sent(door, who, NAMING, words).status_code == 403
    done = sent(door, "coordinator", NAMING, words)
    assert done.status_code == 200, done.text
    assert len(done.json()["receipts"]) == 2
    assert all("colleague_named" in world.entries(case.id) for case in cases)


def test_responsibility_is_offered_case_by_case(door: Door) -> None:
    world = door.world
    agreed, silent = world.case(), world.case()
    world.consent(agreed.id)
    service = str(world.services["shelter"])
    query = f"{OFFERS}?service_id={service}&answer_by=2026-03-03T21:30:00Z"
    shown = door.ask("outreach", "GET", query).json()
    (away,) = [one for one in shown["cases"] if one["refusal"]]
    assert (away["code"], shown["free"]) == (silent.details["code"], 1)
    words = {"service_id": service, "seen": shown["seen"]}
    late = "2026-03-03T21:30:00Z"
    assert sent(door, "outreach", OFFERS, words).status_code == 412, "another time"
    done = sent(door, "outreach", OFFERS, {**words, "answer_by": late})
    assert list(done.json()["details"]["done"]) == [agreed.details["code"]]
    assert door.ask("coordinator", "GET", query).status_code == 403
