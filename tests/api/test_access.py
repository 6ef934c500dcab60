"""Who may see what, asked over HTTP."""

from typing import Any

import pytest

from referral.rules.acts import Act
from referral.rules.permissions import PERMISSIONS
from tests.api.conftest import Door
from tests.rules.decided import open_to
from tests.spec.breaking import HEALTH, broken
from workflows.vocabulary import Regime, Relation, Role


def test_the_table_tells_what_the_rules_say(door: Door) -> None:
    lines = door.ask("auditor", "GET", "/v1/permissions").json()["items"]
    by = {(each["role"], each["relation"], each["regime"]): each for each in lines}
    for regime in Regime:
        holder = by["case_manager", "holder", regime.value]
        assert set(holder["drawers"]) == open_to(regime)
        assert "facts" in holder["header"]
    assert by["administrator", "none", "gdpr"]["drawers"] == []
    told = {(line["role"], act) for line in lines for act in line["acts"]}
    listed = {
        (role.value, act.value)
        for act, by_role in PERMISSIONS.items()
        for role in by_role
    }
    assert told == listed
    assert ("administrator", Act.READ_CASE.value) not in told
    assert {Role(role) for role, _ in told} == {Role(r) for r, _ in listed}


def test_of_one_case_it_says_who_can_see_what_and_why(door: Door) -> None:
    world = door.world
    case, _ = world.accepted()
    broken(world, case, drawers=HEALTH)
    path = f"/v1/cases/{case.id}/access"
    found = {
        each["actor"]: each
        for each in door.ask("coordinator", "GET", path).json()["seen_by"]
    }
    assert found["outreach"]["relations"] == [
        Relation.FINDER.value,
        Relation.HOLDER.value,
    ]
    assert set(found["outreach"]["drawers"]) == open_to(Regime.GDPR)
    assert (found["host"]["drawers"], found["host"]["copies"]) == ([], 1)
    assert found["stranger"]["drawers"] == ["health"]
    assert found["stranger"]["by_glass_until"]
    assert found["auditor"]["drawers"] == []
    assert not {"migration", "warden"} & set(found)
    assert door.ask("outreach", "GET", path).status_code == 403


def body(door: Door, **changes: Any) -> dict[str, Any]:
    case = door.world.case()
    return {
        "code": case.details["code"],
        "reason": "danger_to_life",
        "text": "He stands at the door and I have to know who he is.",
        "drawers": ["identity"],
        **changes,
    }


@pytest.mark.asvs("V7.5.3")
def test_an_emergency_needs_a_step_up_and_a_sentence(door: Door) -> None:
    refused = door.ask("stranger", "POST", "/v1/glasses", json=body(door))
    assert refused.status_code == 403
    assert refused.json()["type"].endswith("/step-up-needed")
    for name, value in (("text", "too short"), ("drawers", []), ("code", "x")):
        asked = body(door, **{name: value})
        answered = door.ask("stranger", "POST", "/v1/glasses", json=asked)
        assert answered.status_code == 422
    assert door.ask("stranger", "GET", "/v1/glasses").json() == {"items": []}


def test_a_conflict_is_stated_and_its_lifting_asked_for(door: Door) -> None:
    case = door.world.case().id
    path = f"/v1/cases/{case}/conflicts"
    words = {
        "organisation_id": str(door.world.bodies["ngo"]),
        "actor": "outreach",
        "reason": "personal_ties",
    }
    version = door.version("coordinator", case)
    asked = {"json": words, "version": version}
    assert door.ask("coordinator", "POST", path, **asked).status_code == 201
    assert door.ask("outreach", "GET", f"/v1/cases/{case}").status_code == 404
    listed = door.ask("coordinator", "GET", path)
    (one,) = listed.json()["conflicts"]
    assert (one["actor"], one["reason"]) == ("outreach", "personal_ties")
    lifting = door.ask(
        "coordinator",
        "POST",
        f"{path}/{one['id']}/lifting",
        version=listed.json()["version"],
    )
    assert lifting.status_code == 201
    assert lifting.headers["location"].startswith("/v1/joint-acts/")
