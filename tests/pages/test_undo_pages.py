"""What is sent from a page can be undone there for ten seconds, with its form kept."""

from typing import Any
from uuid import UUID

import httpx2
import pytest

from api.pages.entrance import COOKIE
from referral.rules.undoing import UNDO_FOR
from tests.pages.conftest import Desk, form
from tests.pages.test_levers_pages import OFFERS
from tests.world import World

SEND = "/desk/cases/{}/offers/new/{}"


def to_shelter(world: World) -> tuple[UUID, str]:
    """A case that can be offered, and the form for it."""
    case = world.case().id
    world.consent(case)
    return case, SEND.format(case, world.services["shelter"])


def followed(desk: Desk, who: str, answered: httpx2.Response) -> str:
    """The page that a form leads to, with what it tells once."""
    assert answered.status_code == 303, answered.text
    jar = [each.partition(";")[0] for each in answered.headers.get_list("set-cookie")]
    session = f"{COOKIE}={desk.door.token(who)}"
    path = answered.headers["location"]
    return desk.get(who, path, Cookie="; ".join([session, *jar])).text


def sent(desk: Desk, path: str, **words: Any) -> str:
    """The page of an offer that was just sent."""
    return followed(desk, "outreach", desk.fill("outreach", path, path, **words))


def test_the_page_says_until_when_and_undo_leads_back_to_the_form(desk: Desk) -> None:
    world = desk.world
    _, path = to_shelter(world)
    haven = str(world.services["haven"])
    page = sent(desk, path, kind="service", within="6", others=[haven], order="beside")
    assert "The offer is sent. It leaves in ten seconds" in page
    assert "30:10" in page
    assert "<strong data-left>10</strong>" in page
    assert "Take the offer back" not in page
    assert "A letter for somebody outside" not in page
    assert desk.get("host", "/desk/offers").text.count("desk-code") == 0
    found = form(page, "/undo")
    back = desk.post("outreach", found.action, found.fields)
    again = followed(desk, "outreach", back)
    assert "Undone. Nobody was told." in again
    said = form(again, path)
    assert said.value("kind") == "service"
    assert said.value("within") == "6"
    assert said.value("order") == "beside"
    assert ("others[]", haven) in said.fields
    twice = desk.post("outreach", found.action, found.fields)
    assert twice.headers["location"] == back.headers["location"]
    world.clock.moment += UNDO_FOR
    assert world.mechanism.offers(world["host"]) == []


def test_a_press_too_late_is_told_and_leads_to_taking_it_back(desk: Desk) -> None:
    world = desk.world
    _, path = to_shelter(world)
    found = form(sent(desk, path), "/undo")
    world.clock.moment += UNDO_FOR
    late = desk.post("outreach", found.action, found.fields)
    assert late.status_code == 409
    assert "It has left: the other side may have seen it." in late.text
    back = form(late.text, "/withdraw")
    assert desk.post("outreach", back.action, back.fields).status_code == 303


@pytest.mark.parametrize("within", ["2", "24", "72", "none"])
def test_the_time_that_was_chosen_is_chosen_again(desk: Desk, within: str) -> None:
    _, path = to_shelter(desk.world)
    found = form(sent(desk, path, within=within), "/undo")
    again = desk.post("outreach", found.action, found.fields).headers["location"]
    assert form(desk.get("outreach", again).text, path).value("within") == within


def test_another_case_is_not_filled_in_from_an_offer(desk: Desk) -> None:
    world = desk.world
    _, offer = world.offered()
    _, path = to_shelter(world)
    page = desk.get("outreach", f"{path}?again={offer.id}").text
    assert form(page, path).value("kind") == "responsibility"
    assert desk.get("outreach", f"{path}?again=nothing").status_code == 404


def test_many_offers_are_undone_by_one_press(desk: Desk) -> None:
    world = desk.world
    cases = [to_shelter(world)[0] for _ in range(2)]
    service = str(world.services["shelter"])
    shown = desk.fill("outreach", OFFERS, "/look", service_id=service, within="72")
    found = form(shown.text, "/responsibility-offers")
    kept = [pair for pair in found.fields if pair[0] != "leave_out[]"]
    page = followed(desk, "outreach", desk.post("outreach", found.action, kept))
    assert page.count("About to leave") == len(cases)
    undo = form(page, "/offers/undo")
    assert desk.post("outreach", undo.action, undo.fields).status_code == 303
    world.clock.moment += UNDO_FOR
    assert world.mechanism.offers(world["host"]) == []
    late = desk.post("outreach", undo.action, [("_key", "another-press-1")])
    assert late.status_code == 409
    assert "It has left" in late.text
