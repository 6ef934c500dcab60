"""Acts of several people, clocks and versions over HTTP."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import make_app
from tests.again import Worlds
from tests.api.conftest import Door
from tests.spec.test_together import presumed
from tests.spec.test_versions import LONGER, deputy, in_reflection
from tests.world import World


@pytest.fixture
def panel(worlds: Worlds, tmp_path: Path) -> Iterator[Door]:
    """The API of a mechanism in which panels decide."""
    with worlds.embedded(tmp_path, "kosovo") as world:
        app = make_app(world.mechanism)
        with TestClient(app, raise_server_exceptions=False) as client:
            yield Door(world, client)


def ask(door: Door, case: str) -> str:
    body = {
        "step": "assess_risk",
        "invited": [str(door.world.bodies["advocates"])],
    }
    version = door.ask("investigator", "GET", f"/v1/cases/{case}").json()["version"]
    path = f"/v1/cases/{case}/joint-acts"
    asked = door.ask("investigator", "POST", path, json=body, version=version)
    assert asked.status_code == 201, asked.text
    return str(asked.headers["location"])


def test_a_panel_agrees_and_the_step_is_taken(panel: Door) -> None:
    case = str(presumed(panel.world).id)
    place = ask(panel, case)
    (listed,) = panel.ask("advocate", "GET", "/v1/joint-acts").json()["items"]
    seen = panel.ask("advocate", "GET", place)
    assert seen.headers["etag"] == '"1"'
    assert seen.json() == listed
    assert listed["empty_seats"] == ["victim_advocate"]
    assert listed["label"] == "Assess the danger together: low, medium or high"

    other = {"content_sha256": "0" * 64}
    refused = panel.ask("advocate", "POST", f"{place}/approve", json=other, version=1)
    assert (refused.status_code, refused.json()["code"]) == (412, "stale-case")
    yes = {"content_sha256": listed["content_sha256"]}
    agreed = panel.ask("advocate", "POST", f"{place}/approve", json=yes, version=1)
    assert agreed.status_code == 200, agreed.text
    stale = panel.ask("investigator", "POST", f"{place}/execute", version=1)
    assert stale.status_code == 412
    done = panel.ask("investigator", "POST", f"{place}/execute", version=2)
    assert done.json()["details"]["stages"]["protection"] == "danger_assessed"
    twice = panel.ask("investigator", "POST", f"{place}/execute", version=3)
    assert (twice.status_code, twice.json()["code"]) == (409, "already-answered")


def test_a_joint_act_is_unknown_to_strangers_and_strangers_to_it(panel: Door) -> None:
    place = ask(panel, str(presumed(panel.world).id))
    assert panel.ask("stranger", "GET", place).status_code == 404
    assert panel.ask("stranger", "GET", "/v1/joint-acts").json() == {"items": []}
    refused = panel.ask("stranger", "POST", f"{place}/withdraw", version=1)
    assert refused.status_code == 404
    assert panel.ask("auditor", "GET", "/v1/joint-acts").status_code == 403


def test_a_step_says_who_else_has_to_agree(panel: Door) -> None:
    case = presumed(panel.world).id
    steps = panel.ask("investigator", "GET", f"/v1/cases/{case}/steps").json()
    assess = next(each for each in steps["items"] if each["step"] == "assess_risk")
    assert assess["allowed"]
    assert assess["seats"] == ["trafficking_investigator", "victim_advocate"]
    assert assess["ground"]["confidence"] == "found"


def test_the_label_carries_its_footnote(panel: Door) -> None:
    told = panel.ask("outreach", "GET", "/v1/pathway").json()
    assert told["label"] == "Kosovo*"
    (footnote,) = told["footnotes"]
    assert "UNSCR 1244" in footnote
    assert "Kosovo*" not in panel.client.get("/desk/sign-in").text


def test_clocks_are_told_with_their_source_and_unset_is_never_on_time(
    door: Door,
) -> None:
    case = in_reflection(door.world)
    told = door.ask("coordinator", "GET", f"/v1/cases/{case}/clocks").json()["items"]
    clocks = {each["name"]: each for each in told}
    reflection, take_up = clocks["reflection"], clocks["take_up"]
    assert (reflection["state"], reflection["told"]) == ("running", "30 day")
    assert reflection["ground"]["source"] == "CETS 197"
    assert (take_up["state"], take_up["due_at"]) == ("unset", None)
    assert take_up["told"] == "no deadline set by your procedure"
    version = door.version("migration", case)
    body = {"change": "extend", "reason": "health", "n": 1, "unit": "day"}
    path = f"/v1/cases/{case}/clocks/reflection"
    refused = door.ask("migration", "POST", path, json=body, version=version)
    assert (refused.status_code, refused.json()["code"]) == (409, "off-the-path")


def test_a_pathway_is_published_and_a_case_upgraded_over_http(door: Door) -> None:
    world: World = door.world
    case = in_reflection(world)
    at = f"/v1/cases/{case}/upgrade"
    assert door.ask("coordinator", "GET", at).status_code == 409
    stranger = door.ask("outreach", "POST", "/v1/pathway", json={"text": LONGER})
    assert stranger.status_code == 403
    broken = door.ask("coordinator", "POST", "/v1/pathway", json={"text": "x = 1"})
    assert (broken.status_code, broken.json()["errors"][0]["code"]) == (
        422,
        "not_a_pathway",
    )
    asked = door.ask("coordinator", "POST", "/v1/pathway", json={"text": LONGER})
    place = asked.headers["location"]
    deputy(world)
    yes = {"content_sha256": asked.json()["details"]["content"]}
    agreed = door.ask("deputy", "POST", f"{place}/approve", json=yes, version=1)
    assert agreed.status_code == 200, agreed.text
    assert door.ask("deputy", "POST", f"{place}/execute", version=2).is_success

    (clock,) = door.ask("coordinator", "GET", at).json()["clocks"]
    assert clock["name"] == "reflection"
    version = door.version("coordinator", case)
    why = {"reason": "new_procedure"}
    done = door.ask("coordinator", "POST", at, json=why, version=version)
    assert done.status_code == 200, done.text
    told = door.ask("coordinator", "GET", f"/v1/cases/{case}/clocks").json()["items"]
    clocks = {each["name"]: each for each in told}
    assert clocks["reflection"]["told"] == "60 day"
