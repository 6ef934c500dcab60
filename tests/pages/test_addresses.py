"""Addresses on pages: written down, granted for a time, opened, taken back."""

from typing import Any
from uuid import UUID

import pytest

from tests.pages.conftest import Desk, form, forms
from workflows.vocabulary import ReferralKind

STREET, NUMBER, WAY = "Lapwing Lane", "17", "behind the mill"
PAGE = "/desk/addresses"


@pytest.fixture
def service(desk: Desk) -> UUID:
    return desk.world.services["shelter"]


def written(desk: Desk, service: UUID) -> None:
    """The shelter's people write down where it is."""
    typed: dict[str, Any] = {"street": STREET, "number": NUMBER, "directions": WAY}
    answered = desk.fill("host", PAGE, f"/{service}", **typed)
    assert (answered.status_code, answered.headers["location"]) == (303, PAGE)


def on_the_way(desk: Desk, service: UUID, within: str = "6") -> tuple[UUID, str]:
    """An accepted offer whose sender may open the address; case, offer's page."""
    written(desk, service)
    case, offer = desk.world.accepted(kind=ReferralKind.RESPONSIBILITY)
    page = f"/desk/offers/{offer.id}"
    typed: dict[str, Any] = {"service_id": str(service), "within": within}
    answered = desk.fill("host", page, "/address-grants", **typed)
    assert (answered.status_code, answered.headers["location"]) == (303, page)
    return case.id, page


def test_its_own_people_write_it_down_open_it_and_replace_it(
    desk: Desk, service: UUID
) -> None:
    assert f'href="{PAGE}"' in desk.get("host", "/desk").text
    assert "No address is written down." in desk.get("host", PAGE).text
    written(desk, service)
    shown = desk.get("host", PAGE).text
    assert "An address is written down." in shown
    assert STREET not in shown
    opened = desk.fill("host", PAGE, "/opening", purpose="protection")
    assert f"{STREET} {NUMBER}" in opened.text
    assert WAY in opened.text
    assert "This opening is written down" in opened.text
    desk.fill("host", PAGE, f"/{service}", street="Other Lane", number="3")
    again = desk.fill("host", PAGE, "/opening", purpose="protection").text
    assert "Other Lane 3" in again
    assert WAY not in again


def test_what_is_no_address_or_no_purpose_is_said_beside_its_field(
    desk: Desk, service: UUID
) -> None:
    typed: dict[str, Any] = {"street": "mill", "directions": WAY}
    refused = desk.fill("host", PAGE, f"/{service}", **typed)
    assert refused.status_code == 422
    assert f'id="street-{service}-error"' in refused.text
    assert WAY in refused.text
    written(desk, service)
    refused = desk.fill("host", PAGE, "/opening", purpose="")
    assert refused.status_code == 422
    assert "Choose what you open it for." in refused.text


def test_who_brings_the_person_opens_it_from_the_offer_until_arrival(
    desk: Desk, service: UUID
) -> None:
    _, page = on_the_way(desk, service)
    told = desk.get("host", PAGE).text
    assert "May be opened by Ngo" in " ".join(told.split())
    assert "6 hours" in told
    offer = desk.get("outreach", page).text
    assert "You may open the address of Shelter places" in " ".join(offer.split())
    assert STREET not in offer
    opened = desk.fill("outreach", page, "/address", purpose="protection")
    assert STREET in opened.text
    assert STREET not in str(opened.url) + str(opened.headers)
    desk.fill("host", page, "/arrived")
    after = desk.post("outreach", f"{page}/address", {"purpose": "protection"})
    assert after.status_code == 404
    assert '/address"' not in desk.get("outreach", page).text


def test_a_grant_is_taken_back_and_ends_with_its_time(
    desk: Desk, service: UUID
) -> None:
    _, page = on_the_way(desk, service, "2")
    assert desk.fill("host", PAGE, "/end").headers["location"] == PAGE
    assert not any(
        it.action.endswith("/end") for it in forms(desk.get("host", PAGE).text)
    )
    opening = {"purpose": "protection"}
    assert desk.post("outreach", f"{page}/address", opening).status_code == 404
    typed: dict[str, Any] = {"service_id": str(service), "within": "2"}
    desk.fill("host", page, "/address-grants", **typed)
    desk.world.clock.advance(hours=2)
    desk.door.tokens.clear()
    assert desk.post("outreach", f"{page}/address", opening).status_code == 404
    assert "Granted to nobody now." in desk.get("host", PAGE).text


def test_a_grant_says_for_how_long_and_no_longer_than_three_days(
    desk: Desk, service: UUID
) -> None:
    written(desk, service)
    _, offer = desk.world.offered()
    page = f"/desk/offers/{offer.id}"
    assert "address-grants" not in desk.get("host", page).text
    desk.world.mechanism.answer_offer(desk.world["host"], offer.id, "accept")
    for within in ("", "99"):
        typed: dict[str, Any] = {"service_id": str(service), "within": within}
        assert desk.fill("host", page, "/address-grants", **typed).status_code == 422
    spans = form(desk.get("host", page).text, "/address-grants")
    assert spans.value("within") == ""


def test_a_case_shows_that_a_token_is_held_and_one_side_can_open_it(
    desk: Desk, service: UUID
) -> None:
    case, page = on_the_way(desk, service)
    desk.fill("host", page, "/arrived")
    there = f"/desk/cases/{case}"
    assert "Only you can open what it stands for." in desk.get("host", there).text
    opened = desk.fill("host", there, "/placement", purpose="care")
    assert STREET in opened.text
    assert desk.fill("host", there, "/placement", purpose="").status_code == 422


def test_a_helper_sees_that_a_token_is_held_and_cannot_open_it(
    desk: Desk, service: UUID
) -> None:
    written(desk, service)
    case, offer = desk.world.accepted()
    desk.world.mechanism.answer_offer(desk.world["host"], offer.id, "arrived")
    there = f"/desk/cases/{case.id}"
    shown = desk.get("outreach", there).text
    assert "only the service that gave it can open" in shown
    assert "/placement" not in shown
    opening = {"purpose": "care"}
    assert desk.post("outreach", f"{there}/placement", opening).status_code == 404
    assert "Where the person is" not in desk.get("coordinator", there).text


@pytest.mark.parametrize("who", ["coordinator", "auditor", "officer", "assessor"])
def test_who_runs_no_service_has_no_such_page(desk: Desk, who: str) -> None:
    assert PAGE not in desk.get(who, "/desk").text
    assert desk.get(who, PAGE).status_code == 403


@pytest.mark.parametrize("who", ["warden", "outreach", "stranger"])
def test_nobody_opens_or_changes_the_address_of_others(
    desk: Desk, service: UUID, who: str
) -> None:
    written(desk, service)
    opening, typed = {"purpose": "care"}, {"street": "Siskin Street", "number": "4"}
    there = f"{PAGE}/{service}"
    assert desk.post(who, f"{there}/opening", opening).status_code == 404
    assert desk.post(who, there, typed).status_code == 404
    assert STREET not in desk.get(who, PAGE).text
