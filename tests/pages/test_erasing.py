"""Erasing a person at the desk, from asking to seeing that it is complete."""

from uuid import UUID

import pytest

from tests.pages.conftest import Desk
from tests.spec.evidence import case_row
from tests.spec.test_erasing import end_old_key


def erased(desk: Desk, case: UUID) -> None:
    """The holder asks, the coordinator agrees and does it: all of it at the desk."""
    base = f"/desk/cases/{case}"
    kept = f"{base}/retention"
    assert f'href="{kept}"' in desk.get("outreach", base).text
    page = desk.get("outreach", kept).text
    assert "No retention period set by your procedure" in page
    empty = desk.fill("outreach", kept, "/erasure")
    assert empty.status_code == 422
    assert 'href="#erasure-reason"' in empty.text

    asked = desk.fill("outreach", kept, "/erasure", reason="person_asked")
    assert asked.headers["location"] == "/desk/together"
    shown = desk.get("coordinator", "/desk/together").text
    assert "Erase the person" in shown
    assert "The person asked for it" in shown
    assert "Nobody can bring it back." in shown
    assert desk.fill("coordinator", "/desk/together", "/approve").status_code == 303
    assert desk.fill("coordinator", "/desk/together", "/execute").status_code == 303


def test_two_people_erase_a_person_with_nothing_but_the_desk(desk: Desk) -> None:
    world = desk.world
    case = world.case().id
    base = f"/desk/cases/{case}"
    kept = f"{base}/retention"
    erased(desk, case)
    assert case_row(world, case).erased_at is not None
    (key,) = [each.name for each in world.mechanism.keys().epochs]
    left = desk.get("outreach", base).text
    assert "The content of this case was erased on" in left
    assert "Kestrel" not in left
    assert "Possible now" not in left
    told = desk.get("outreach", kept).text
    assert "Not complete yet. Due by" in told
    assert key in told
    assert "Set a legal hold" not in told
    assert key in desk.get("coordinator", "/desk/retention").text
    assert desk.get("coordinator", "/desk/cases").status_code == 200
    assert desk.get("coordinator", f"{base}/timeline").status_code == 200
    assert desk.get("outreach", "/desk").status_code == 200


def test_what_is_not_complete_in_time_is_on_the_coordinators_list(desk: Desk) -> None:
    world = desk.world
    case = world.case().id
    kept = f"/desk/cases/{case}/retention"
    erased(desk, case)
    world.clock.advance(days=31)
    desk.door.tokens.clear()
    late = desk.get("coordinator", "/desk").text
    assert "Erased, not complete in time" in late
    end_old_key(world)
    assert "Complete since" in desk.get("coordinator", kept).text
    listed = desk.get("coordinator", "/desk/retention").text
    assert "Every erasure is complete." in listed


def test_a_hold_is_set_seen_and_lifted_by_two(desk: Desk) -> None:
    world = desk.world
    case = world.case().id
    kept = f"/desk/cases/{case}/retention"
    why = "compensation_claim"
    held = desk.fill("outreach", kept, "/holds", ground=why, reason="law_requires")
    assert held.status_code == 303
    page = desk.get("coordinator", kept).text
    assert "A claim for compensation" in page
    assert "it cannot be erased now" in page
    assert "/erasure" not in page
    asked = desk.fill("outreach", kept, "/lifting", reason="situation_changed")
    assert asked.headers["location"] == "/desk/together"
    desk.fill("coordinator", "/desk/together", "/approve")
    desk.fill("coordinator", "/desk/together", "/execute")
    assert "No legal hold keeps this record." in desk.get("outreach", kept).text


@pytest.mark.parametrize("who", ["stranger", "host"])
def test_who_does_not_know_the_case_finds_no_page(desk: Desk, who: str) -> None:
    case = desk.world.case().id
    assert desk.get(who, f"/desk/cases/{case}/retention").status_code == 404
    assert desk.get(who, "/desk/retention").status_code == 403
