"""Services over the API: terms, places, holds, asking of nobody, suspension."""

from typing import Any

from tests.api.conftest import Door
from tests.spec.test_leaving import keeper

ROOT = "/v1/services"
TERMS: dict[str, Any] = {
    "sexes": ["female"],
    "age_classes": ["adult"],
    "accepts_children": True,
    "access_needs": [],
    "risk_levels": ["low", "medium", "high"],
    "languages": ["sqi"],
    "place_kinds": ["shelter"],
    "hours": [{"from_day": 1, "to_day": 7, "opens": "20:00", "closes": "08:00"}],
}
PLACES = {"kind": "shelter", "total": 3, "free": 1}


def sent(door: Door, who: str, path: str, body: object, **more: Any) -> Any:
    return door.ask(who, "POST", f"{ROOT}/{path}", json=body, **more)


def test_a_place_is_told_looked_for_and_held(door: Door) -> None:
    world = door.world
    world.people["keeper"] = keeper(world)
    where = world.services["shelter"]
    stated = sent(door, "keeper", f"{where}/terms", TERMS, version=0)
    assert stated.status_code == 200, stated.text
    stale = sent(door, "keeper", f"{where}/terms", TERMS, version=0)
    assert stale.status_code == 412
    short = {**TERMS, "place_kinds": None}
    assert sent(door, "keeper", f"{where}/terms", short, version=1).status_code == 422
    assert sent(door, "host", f"{where}/capacity", PLACES).status_code == 200
    for wrong in ({"free": -1}, {"free": 4}, {"total": "3"}):
        body = {**PLACES, **wrong}
        assert sent(door, "host", f"{where}/capacity", body).status_code == 422

    wanted = {"sex": "female", "age_class": "adult", "region": "north"}
    found = sent(door, "assessor", "availability", wanted).json()
    best = found["ranked"][0]
    assert (best["label"], best["places"]) == ("Shelter places", "free")
    assert best["told"]["left"] == 1
    assert best["reach"] == "open"

    held = sent(door, "outreach", f"{where}/holds", {"kind": "shelter"})
    assert held.status_code == 201
    full = sent(door, "officer", f"{where}/holds", {"kind": "shelter"})
    assert full.status_code == 409
    assert full.json()["missing"] == ["place_free"]
    back = f"holds/{held.json()['id']}/release"
    assert sent(door, "outreach", back, None).status_code == 200
    assert sent(door, "outreach", back, None).status_code == 404
    listed = door.ask("outreach", "GET", f"{ROOT}/directory").json()["items"]
    here = next(one for one in listed if one["id"] == str(where))
    assert here["terms"]["sexes"] == ["female"]
    assert (here["terms_version"], here["places"][0]["left"]) == (1, 1)


def test_services_are_ranked_for_a_case_and_a_suspended_one_is_not(door: Door) -> None:
    world = door.world
    case, where = world.case().id, world.services["shelter"]
    path = f"/v1/cases/{case}/service-matches"
    found = door.ask("outreach", "GET", path).json()
    assert {one["label"] for one in found["ranked"]} == {
        "Shelter places",
        "Haven places",
    }
    assert door.ask("stranger", "GET", path).status_code == 404

    new = {"service_id": str(where), "reason": "premises", "extent": "admissions"}
    assert sent(door, "outreach", "suspensions", new).status_code == 403
    begun = sent(door, "coordinator", "suspensions", new)
    assert begun.status_code == 201
    found = door.ask("outreach", "GET", path).json()
    assert [one["because"] for one in found["excluded"]] == [["suspended"]]
    listed = door.ask("coordinator", "GET", f"{ROOT}/suspensions").json()["items"]
    assert [one["reason"] for one in listed] == ["premises"]
    assert door.ask("outreach", "GET", f"{ROOT}/suspensions").status_code == 403
    lifting = f"suspensions/{begun.json()['id']}/lifting"
    assert sent(door, "coordinator", lifting, None).status_code == 200
    closing = {"reason": "licence"}
    done = sent(door, "coordinator", f"{where}/closing", closing)
    assert done.json()["details"] == {"offers_ended": 0, "to_be_placed": 0}


def test_two_organisations_agree_to_ask_each_other(door: Door) -> None:
    world = door.world
    rule = {"rule": "both_listed"}
    assert sent(door, "outreach", "allow-rule", rule).status_code == 403
    assert sent(door, "coordinator", "allow-rule", rule).status_code == 200
    named = {"organisation_id": str(world.bodies["shelter"]), "agrees": True}
    assert sent(door, "outreach", "allowed", named).status_code == 200
    assert sent(door, "outreach", "allowed", named).status_code == 409
    told = door.ask("outreach", "GET", f"{ROOT}/allowed").json()
    assert told["rule"] == "both_listed"
    line = next(one for one in told["items"] if one["label"] == "Shelter")
    assert (line["by_us"], line["by_them"]) == (True, False)
