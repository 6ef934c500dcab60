"""Services at the desk: places in one tap, who fits and why, suspension."""

from dataclasses import replace

from tests.pages.conftest import Desk, form, forms
from tests.spec.places import BOY, GIRLS, NEEDS_A_BED, WOMEN, left, state, tell

ROOT, CAPACITY = "/desk/services", "/desk/capacity"


def test_places_are_told_in_one_tap(desk: Desk) -> None:
    world = desk.world
    where = str(world.services["shelter"])
    wrong = desk.fill("host", CAPACITY, where, kind="shelter", total="3", free="4")
    assert wrong.status_code == 422
    assert "More cannot be free than there are." in wrong.text
    told = desk.fill("host", CAPACITY, where, kind="shelter", total="3", free="2")
    assert told.status_code == 303
    page = desk.get("host", CAPACITY).text
    assert "2 of 3 free · confirmed 0 min ago" in page

    fewer = next(one for one in forms(page) if one.value("free") == "1")
    assert desk.post("host", fewer.action, fewer.fields).status_code == 303

    assert left(world) == (3, 1, 0)
    assert CAPACITY in desk.get("host", "/desk").text
    assert CAPACITY not in desk.get("coordinator", "/desk").text


def test_a_figure_says_how_old_it_is(desk: Desk) -> None:
    tell(desk.world, 4, 2)
    tell(desk.world, 3, 1, by="warden")
    desk.world.clock.advance(hours=3)
    tell(desk.world, 3, 1, by="warden")
    desk.world.clock.advance(hours=21, minutes=1)

    page = desk.get("outreach", ROOT).text

    assert "unknown · told more than a day ago" in page
    assert "1 of 3 free · confirmed 21 h ago" in page


def test_the_page_for_choosing_tells_why_each_stands_where_it_stands(
    desk: Desk,
) -> None:
    world = desk.world
    tell(world, 4, 2)
    men = replace(WOMEN, sexes=GIRLS.sexes, age_classes=GIRLS.age_classes)
    state(world, shelter=WOMEN, haven=men)
    case = world.case(facts=NEEDS_A_BED).id

    page = desk.get("outreach", f"/desk/cases/{case}/offers/new").text

    assert "Has a place" in page
    assert "2 of 4 free" in page
    assert "Takes people of another age" in page
    asked = f"/desk/cases/{case}/offers/new/"
    assert f"{asked}{world.services['shelter']}" in page
    assert f"{asked}{world.services['haven']}" not in page, "it cannot be asked"


def test_a_boy_whom_nobody_takes_stands_at_my_work(desk: Desk) -> None:
    world = desk.world
    state(world, shelter=GIRLS, haven=WOMEN)
    case = world.case(facts=BOY).id

    page = desk.get("outreach", f"/desk/cases/{case}/offers/new").text

    assert "nobody can be asked now" in page
    mine, office = desk.get("outreach", "/desk").text, desk.get("coordinator", "/desk")
    assert "Needs a place" in mine
    assert f"/desk/cases/{case}/offers/new" in mine
    assert "No service can be asked: a place is needed" in office.text


def test_a_place_is_looked_for_without_naming_anybody(desk: Desk) -> None:
    tell(desk.world, 4, 2)
    kinds = ["shelter"]
    found = desk.fill("outreach", ROOT, "/asking", sex="female", place_kinds=kinds)
    assert found.status_code == 200
    assert "What was found" in found.text
    assert "Shelter places" in found.text


def test_a_coordinator_suspends_lifts_and_closes(desk: Desk) -> None:
    world = desk.world
    world.offered()
    where = world.services["shelter"]
    assert "Suspend or close" not in desk.get("outreach", ROOT).text
    bare = desk.fill("coordinator", ROOT, f"{where}/suspension")
    assert bare.status_code == 422
    done = desk.fill(
        "coordinator",
        ROOT,
        f"{where}/suspension",
        reason="safety",
        extent="everybody",
        days="7",
    )
    assert done.status_code == 303
    page = desk.get("coordinator", ROOT).text
    assert "Let it be asked again" in page
    assert "The place is lost: another is needed" in desk.get("outreach", "/desk").text
    back = form(page, "/lifting")
    assert desk.post("coordinator", back.action, back.fields).status_code == 303
    closed = desk.fill("coordinator", ROOT, f"{where}/closing", reason="licence")
    assert closed.status_code == 303
    assert "Shelter places" not in desk.get("coordinator", ROOT).text
