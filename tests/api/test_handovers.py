"""Hand-overs through the API, as a partner's system uses it."""

from typing import Any

from tests.api.conftest import Door
from workflows.vocabulary import ReferralKind

POINT = "the bench by the fountain"


def new() -> dict[str, Any]:
    return {
        "window_from": "2026-03-03T07:30:00+01:00",
        "window_until": "2026-03-03T09:00:00Z",
        "brings": {"what": "social_worker", "first_name": "Plover"},
        "receives": {"what": "nobody"},
        "meeting_point": POINT,
        "transport": "on_foot",
        "belongings": ["papers"],
    }


def test_a_hand_over_from_the_proposal_to_what_became_of_it(door: Door) -> None:
    world = door.world
    _, offer = world.accepted(kind=ReferralKind.RESPONSIBILITY)
    base = f"/v1/referrals/{offer.id}/handovers"
    done = door.ask("outreach", "POST", base, json=new())
    assert done.status_code == 200
    assert done.json()["receipts"]
    handover = done.json()["id"]
    state = door.ask("host", "GET", base).json()
    assert state["agreed"] is None
    assert state["proposed"]["window_from"] == "2026-03-03T06:30:00Z"
    assert POINT not in str(state)
    assert door.ask("host", "POST", f"{base}/{handover}/confirm").status_code == 200
    opened = door.ask("host", "GET", f"{base}/{handover}", params={"purpose": "care"})
    assert opened.json()["content"]["meeting_point"] == POINT
    for who in ("stranger", "warden"):
        for there in (base, f"{base}/{handover}?purpose=care"):
            told = door.ask(who, "GET", there)
            assert told.status_code == 404
            assert POINT not in told.text
    again = door.ask("host", "POST", f"{base}/{handover}/confirm")
    assert (again.status_code, again.json()["code"]) == (409, "already-answered")
    world.mechanism.answer_offer(world["host"], offer.id, "arrived")
    told = door.ask("outreach", "GET", "/v1/feedback").json()["items"]
    assert [[turn["word"] for turn in one["turns"]] for one in told] == [
        ["accepted", "arrived"]
    ]


def test_what_cannot_be_agreed_says_where_and_never_what(door: Door) -> None:
    _, offer = door.world.accepted()
    base = f"/v1/referrals/{offer.id}/handovers"
    past = {**new(), "window_until": "2026-03-02T21:30:00Z"}
    told = door.ask("outreach", "POST", base, json=past)
    assert told.status_code == 422
    assert "/window_until" in told.text
    assert POINT not in told.text


def test_what_stalls_and_what_came_of_looking(door: Door) -> None:
    world = door.world
    _, offer = world.accepted()
    world.mechanism.answer_offer(world["host"], offer.id, "no_show")
    (one,) = door.ask("outreach", "GET", "/v1/stalled-handovers").json()["not_arrived"]
    assert one["referral_id"] == str(offer.id)
    path = f"/v1/referrals/{offer.id}/whereabouts"
    for who, status in (("host", 404), ("outreach", 200), ("outreach", 409)):
        said = door.ask(who, "POST", path, json={"outcome": "wants_no_help"})
        assert said.status_code == status
    left = door.ask("outreach", "GET", "/v1/stalled-handovers").json()
    assert left == {"not_arranged": [], "not_arrived": [], "more": []}
