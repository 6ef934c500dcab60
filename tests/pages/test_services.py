"""Services at the desk: places in one tap, who fits and why, suspension."""

import re
from dataclasses import replace

import pytest

from referral.actions.suspending import NewSuspension
from referral.rules.undoing import UNDO_FOR
from tests.pages.conftest import Desk, form, forms
from tests.spec.places import BOY, GIRLS, NEEDS_A_BED, WOMEN, left, lists, state, tell
from workflows.vocabulary import SuspensionExtent, SuspensionReason

ROOT, CAPACITY = "/desk/services", "/desk/capacity"
ALLOWED = f"{ROOT}/allowed"


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
    misfits = page.partition("Do not fit by what they state")[2]
    assert f"{asked}{world.services['haven']}" in misfits, "the service decides"
    assert "the service decides" in misfits
    haven = f"{asked}{world.services['haven']}"
    assert desk.get("outreach", haven).status_code == 200


def test_who_takes_nobody_cannot_be_asked_and_the_page_says_what_can_be_done(
    desk: Desk,
) -> None:
    world = desk.world
    case = world.case(facts=NEEDS_A_BED).id
    where = world.services["haven"]
    new = NewSuspension(
        SuspensionReason.SAFETY, SuspensionExtent.ADMISSIONS, service_id=where
    )
    world.mechanism.suspend(world["coordinator"], new)
    page = desk.get("outreach", f"/desk/cases/{case}/offers/new").text
    assert "Ask another service, or the coordinator." in page
    haven = f"/desk/cases/{case}/offers/new/{where}"
    assert haven not in page
    refused = desk.get("outreach", haven)
    assert refused.status_code == 409
    assert "Others of its kind can be asked" in refused.text


@pytest.mark.parametrize("order", ["then", "beside"])
def test_others_are_ticked_and_asked_in_order_or_at_once(
    desk: Desk, order: str
) -> None:
    world = desk.world
    case = world.case(facts=NEEDS_A_BED).id
    world.consent(case)
    haven = str(world.services["haven"])
    page = f"/desk/cases/{case}/offers/new/{world.services['shelter']}"
    assert haven in desk.get("outreach", page).text
    assert str(world.services["shelter"]) not in re.findall(
        'name="others.." [^>]*value="([^"]*)"', desk.get("outreach", page).text
    )
    sent = desk.fill("outreach", page, page, others=[haven], order=order)
    assert sent.status_code == 303
    shown = desk.get("outreach", sent.headers["location"]).text
    heads = {"then": "Asked in this order", "beside": "Asked at the same time"}
    assert heads[order] in shown
    assert world.mechanism.offers(world["warden"]) == []
    world.clock.moment += UNDO_FOR
    asked = world.mechanism.offers(world["warden"])
    assert len(asked) == (1 if order == "beside" else 0)


def test_two_organisations_agree_whom_they_ask(desk: Desk) -> None:
    world = desk.world
    haven = str(world.bodies["haven"])
    assert ALLOWED in desk.get("outreach", ROOT).text
    assert "Set the rule" not in desk.get("outreach", ALLOWED).text
    ruled = desk.fill("coordinator", ALLOWED, "-rule", rule="both_listed")
    assert ruled.status_code == 303
    wrong = desk.fill("coordinator", ALLOWED, "-rule", rule="both_listed")
    assert "This is the rule already." in wrong.text
    case = world.case(facts=NEEDS_A_BED).id
    choosing = f"/desk/cases/{case}/offers/new"
    where = f"{choosing}/{world.services['haven']}"
    assert where not in desk.get("outreach", choosing).text

    ngo = str(world.bodies["ngo"])
    for who, other in (("outreach", haven), ("warden", ngo)):
        assert desk.fill(who, ALLOWED, f"/{other}").status_code == 303
    page = desk.get("outreach", ALLOWED).text
    assert "Agree no more" in page
    assert where in desk.get("outreach", choosing).text
    assert desk.fill("outreach", ALLOWED, f"/{haven}").status_code == 303
    assert where not in desk.get("outreach", choosing).text


def test_all_services_of_an_organisation_are_suspended_at_once(desk: Desk) -> None:
    world = desk.world
    case, offer = world.accepted()
    world.mechanism.answer_offer(world["host"], offer.id, "arrived")
    action = f"/{world.bodies['shelter']}/suspension"
    bare = desk.fill("coordinator", ALLOWED, action)
    assert bare.status_code == 422
    done = desk.fill(
        "coordinator", ALLOWED, action, reason="safety", extent="everybody", days="7"
    )
    assert done.status_code == 303
    assert "Let it be asked again" in desk.get("coordinator", ROOT).text
    assert lists(world, case.id)[0] == ["place_lost"]


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
