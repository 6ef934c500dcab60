"""Erasure, holds and retention over HTTP."""

from tests.api.conftest import Door

WHY = {"reason": "person_asked"}


def test_a_hold_stands_against_it_until_two_lift_it(door: Door) -> None:
    path = f"/v1/cases/{door.world.case().id}"
    kept = door.ask("outreach", "GET", f"{path}/retention").json()
    assert (kept["state"], kept["erasure"]) == ("unset", None)
    assert kept["told"] == "no retention period set by your procedure"
    hold = {"ground": "court_order", "reason": "law_requires"}
    made = door.ask("outreach", "POST", f"{path}/holds", json=hold, version=1)
    assert made.status_code == 201
    held = door.ask("outreach", "POST", f"{path}/erasure", json=WHY, version=2)
    assert held.status_code == 409
    assert held.json()["type"] == "/problems/under-legal-hold"
    assert held.json()["missing"] == ["legal_hold_lifted"]

    lifting = door.ask(
        "outreach",
        "POST",
        f"{path}/holds/{made.json()['id']}/lifting",
        json={"reason": "situation_changed"},
        version=2,
    )
    done = agreed(door, lifting.headers["location"])
    assert done["details"]["lifted"] == made.json()["id"]
    asked = door.ask("outreach", "POST", f"{path}/erasure", json=WHY, version=3)
    assert asked.status_code == 201


def test_two_people_erase_a_person_and_what_is_asked_then_is_gone(door: Door) -> None:
    path = f"/v1/cases/{door.world.case().id}"
    asked = door.ask("outreach", "POST", f"{path}/erasure", json=WHY, version=1)
    erased = agreed(door, asked.headers["location"])
    assert erased["details"]["cleared"] is True
    assert erased["details"]["waits_for"]

    query = {"purpose": "care"}
    for gone in ("content/identity", "steps", "clocks", "consents"):
        answer = door.ask("outreach", "GET", f"{path}/{gone}", params=query)
        assert answer.status_code == 410, gone
        assert answer.json()["type"] == "/problems/erased"
    header = door.ask("outreach", "GET", path).json()
    assert (header["facts"], header["drawers"]) == (None, [])
    assert header["erased_at"]
    after = door.ask("coordinator", "GET", f"{path}/retention").json()["erasure"]
    assert (after["cleared"], after["complete_at"]) == (True, None)
    listed = door.ask("coordinator", "GET", "/v1/retention").json()
    assert (listed["over"], listed["erasures"]) == ([], [after])
    assert door.ask("outreach", "GET", "/v1/retention").status_code == 403
    for page in ("/v1/cases", "/v1/exceptions", "/v1/joint-acts"):
        assert door.ask("coordinator", "GET", page).status_code == 200


def agreed(door: Door, joint: str) -> dict[str, dict[str, object]]:
    """The coordinator agrees to a joint act, and does it."""
    seen = door.ask("coordinator", "GET", joint).json()
    yes = {"content_sha256": seen["content_sha256"]}
    version = seen["version"]
    door.ask("coordinator", "POST", f"{joint}/approve", json=yes, version=version)
    answer = door.ask("coordinator", "POST", f"{joint}/execute", version=version + 1)
    assert answer.status_code == 200, answer.text
    told: dict[str, dict[str, object]] = answer.json()
    return told
