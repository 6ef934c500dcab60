"""Deciding together at the desk."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import make_app
from tests.again import Worlds
from tests.api.conftest import Door
from tests.pages.conftest import Desk
from tests.spec.evidence import case_row
from tests.spec.test_together import presumed


@pytest.fixture
def panel_desk(worlds: Worlds, tmp_path: Path) -> Iterator[Desk]:
    """The desk of a mechanism in which panels decide."""
    with worlds.embedded(tmp_path, "kosovo") as world:
        app = make_app(world.mechanism)
        with TestClient(
            app, base_url="https://desk.test", follow_redirects=False
        ) as client:
            yield Desk(world, client, Door(world, client))


def test_a_panel_asks_agrees_and_does_it(panel_desk: Desk) -> None:
    desk, world = panel_desk, panel_desk.world
    case = presumed(world).id
    page = desk.get("investigator", f"/desk/cases/{case}").text
    assert "Others have to agree, each in person:" in page
    assert "Kosovo*" in page
    assert "UNSCR 1244" in page
    assert "No deadline set by your procedure" in page
    on_case = f"/desk/cases/{case}"
    asked = desk.fill(
        "investigator",
        on_case,
        "/together/assess_risk",
        invited=[str(world.bodies["advocates"])],
    )
    assert asked.headers["location"] == "/desk/together"

    together = "/desk/together"
    assert "I agree" not in desk.get("investigator", together).text
    shown = desk.get("advocate", together).text
    assert "Risk" in shown
    assert "High" in shown
    assert desk.fill("advocate", together, "/approve").status_code == 303
    done = desk.fill("investigator", together, "/execute", times=2)
    assert done.headers["location"] == "/desk/together"
    assert case_row(world, case).protection == "danger_assessed"
    left = desk.get("advocate", together).text
    assert "Nothing waits for several people." in left
