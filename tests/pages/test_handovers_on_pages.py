"""Hand-overs on pages: one short form, one button to agree, one list to look at."""

from typing import Any
from uuid import UUID

from tests.pages.conftest import Desk, forms
from workflows.vocabulary import ReferralKind

POINT = "the bench by the fountain"
DONE = 303
TYPED: dict[str, Any] = {
    "day": "3 3 2026",
    "hour_from": "8:30",
    "hour_until": "10.00",
    "meeting_point": POINT,
    "transport": "taxi",
    "brings__what": "social_worker",
    "brings__first_name": "Plover",
    "receives__what": "shelter_worker",
    "interpreter": "sqi",
    "interpreter_arranged": "true",
    "belongings": ["papers", "telephone"],
    "medication": ["carries_it"],
    "note": "inhaler in the left pocket",
}


def on_the_way(desk: Desk) -> tuple[UUID, str]:
    case, offer = desk.world.accepted(kind=ReferralKind.RESPONSIBILITY)
    return case.id, f"/desk/offers/{offer.id}"


def actions(desk: Desk, who: str, page: str) -> list[str]:
    return [one.action for one in forms(desk.get(who, page).text)]


def test_one_side_fills_in_the_form_and_the_other_one_agrees(desk: Desk) -> None:
    _, page = on_the_way(desk)
    assert "Nothing is agreed yet." in desk.get("host", page).text
    answered = desk.fill("outreach", f"{page}/handovers/new", "/new", **TYPED)
    assert (answered.status_code, answered.headers["location"]) == (DONE, page)
    shown = desk.get("host", page).text
    assert "Proposed by the other side" in shown
    assert "08:30" in shown
    assert POINT not in shown
    assert not any("/confirm" in each for each in actions(desk, "outreach", page))
    opened = desk.fill("host", page, "/opening", purpose="care").text
    for said in (POINT, "Plover", "Taxi", "Papers", "inhaler", "Albanian"):
        assert said in opened
    agreed = desk.fill("host", page, "/confirm")
    assert agreed.status_code == DONE
    assert "Agreed" in desk.get("outreach", page).text
    nothing = desk.fill("outreach", page, "/opening", purpose="")
    assert nothing.status_code == 422
    assert POINT not in nothing.text


def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(
    desk: Desk,
) -> None:
    _, page = on_the_way(desk)
    new = f"{page}/handovers/new"
    wrong = {**TYPED, "day": "1 3 2026", "brings__first_name": "Plover Heath"}
    answered = desk.fill("outreach", new, "/new", **wrong)
    assert answered.status_code == 422
    assert "This lies in the past." in answered.text
    assert "Write one first name, or none." in answered.text
    assert POINT in answered.text
    answered = desk.fill(
        "outreach", new, "/new", **{**TYPED, "hour_from": "half eight"}
    )
    assert answered.status_code == 422
    empty = desk.fill("outreach", new, "/new")
    assert empty.status_code == 422


def test_before_a_yes_there_is_nothing_to_arrange(desk: Desk) -> None:
    _, offer = desk.world.offered()
    page = f"/desk/offers/{offer.id}"
    for who in ("host", "outreach"):
        assert "handovers" not in desk.get(who, page).text
        shown = desk.get(who, f"{page}/handovers/new").text
        assert "while somebody is on the way" in shown
        assert not any("handovers" in each.action for each in forms(shown))
    assert desk.get("warden", f"{page}/handovers/new").status_code == 404


def test_a_window_that_passed_is_said_to_both_sides_and_the_coordinator(
    desk: Desk,
) -> None:
    case, page = on_the_way(desk)
    world = desk.world
    desk.fill("outreach", f"{page}/handovers/new", "/new", **TYPED)
    desk.fill("host", page, "/confirm")
    world.clock.advance(hours=13)
    desk.door.tokens.clear()
    world.mechanism.fire_due()
    for who in ("outreach", "host"):
        assert "Nobody has said that the person arrived" in desk.get(who, page).text
    assert "Nobody arrived in time" in desk.get("coordinator", "/desk").text
    desk.fill("host", page, "/no-show")
    assert "look for the person now" in desk.get("outreach", "/desk").text
    assert "has to be looked for" in desk.get("outreach", f"/desk/cases/{case}").text
    assert "look for the person now" not in desk.get("host", "/desk").text
    noted = desk.fill("outreach", "/desk", "/whereabouts", outcome="found")
    assert (noted.status_code, noted.headers["location"]) == (DONE, "/desk")
    assert "look for the person now" not in desk.get("outreach", "/desk").text
    again = f"{page}/whereabouts"
    assert desk.post("outreach", again, {"outcome": "found"}).status_code == 409


def test_what_nobody_arranged_stands_on_both_work_lists(desk: Desk) -> None:
    on_the_way(desk)
    told = "Nobody has arranged who meets whom"
    assert told not in desk.get("host", "/desk").text
    desk.world.clock.advance(hours=4)
    desk.door.tokens.clear()
    for who in ("host", "outreach"):
        assert told in desk.get(who, "/desk").text


def test_who_let_go_reads_what_became_of_it(desk: Desk) -> None:
    _, page = on_the_way(desk)
    assert "Nobody yet." in desk.get("outreach", "/desk/feedback").text
    desk.fill("host", page, "/arrived")
    assert "/desk/feedback" in desk.get("outreach", "/desk").text
    shown = desk.get("outreach", "/desk/feedback").text
    assert "2.3.2026 · Arrived" in shown
    assert "Shelter" not in shown
    assert desk.get("coordinator", "/desk/feedback").status_code == 403
