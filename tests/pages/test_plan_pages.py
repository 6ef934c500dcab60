"""The plan at the desk: written, followed, ended, and what waits shown as counted."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

from tests.pages.conftest import Desk, filled, form
from tests.properties.acts_plan import END, IN_PERSON, LOOKED_AT, PLAN

WORDS = {"goals": "A room of her own.", "wishes": "Not near the river."}


def opened(desk: Desk, case: UUID, who: str = "outreach") -> str:
    answer = desk.fill(who, f"/desk/cases/{case}/plan", "/plan/opening", purpose="care")
    assert answer.status_code == 200, answer.text
    return answer.text


def send(desk: Desk, page: str, ends: str, **typed: object) -> int:
    """Fill a form of a page that is there already, and send it."""
    found = form(page, ends)
    return desk.post("outreach", found.action, filled(found, typed)).status_code


def test_a_plan_is_written_followed_and_shows_what_came_of_it(desk: Desk) -> None:
    case = desk.world.case().id
    first = opened(desk, case)
    assert "There is no plan yet." in first
    assert send(desk, first, "/plan", agreement="agrees", **WORDS) == 303

    page = opened(desk, case)
    assert WORDS["wishes"] in page
    day = (desk.world.clock() + timedelta(days=4)).date().isoformat()
    assert send(desk, page, "/plan/services", service="medical", begins_on=day) == 303
    page = opened(desk, case)
    assert "Planned, nobody asked yet" in page
    follow = {"on": day, "hour": "09:00", "channel": "in_person"}
    assert send(desk, page, "/plan/follow-ups", **follow) == 303
    page = opened(desk, case)
    (call,) = re.findall(r'action="[^"]*(/plan/follow-ups/[0-9a-f-]{36})"', page)
    assert send(desk, page, call, result="well", channel="in_person", note="Ok") == 303
    assert "Reached, and well" in opened(desk, case)


def test_what_was_typed_stays_where_a_plan_is_not_taken(desk: Desk) -> None:
    case = desk.world.case().id
    page = opened(desk, case)
    found = form(page, "/plan")
    late = {"agreement": "agrees", "review_on": "2020-01-01", **WORDS}
    answer = desk.post("outreach", found.action, filled(found, late))
    assert answer.status_code == 422
    assert "This lies in the past." in answer.text
    assert WORDS["goals"] in answer.text
    unsafe = {"on": "2026-03-20", "hour": "09:00", "channel": "call"}
    found = form(page, "/plan/follow-ups")
    answer = desk.post("outreach", found.action, filled(found, unsafe))
    assert answer.status_code == 409
    assert "The person may not be reached in this way then." in answer.text


def test_what_came_of_a_follow_up_stays_as_typed_where_it_is_not_taken(
    desk: Desk,
) -> None:
    world, me = desk.world, desk.world["outreach"]
    case = world.case().id
    at = world.clock() + timedelta(days=1)
    due = world.mechanism.set_follow_up(me, case, at, IN_PERSON).id
    world.clock.advance(days=2)
    path = f"/desk/cases/{case}/plan/follow-ups/{due}"
    said = {"result": "well", "note": "She sounded glad."}
    refused = desk.post("outreach", path, said)
    assert refused.status_code == 422
    back = form(refused.text, f"/follow-ups/{due}")
    assert (back.value("result"), back.value("note")) == ("well", "She sounded glad.")
    done = desk.post("outreach", path, filled(back, {"channel": "in_person"}))
    assert done.status_code == 303


def test_as_many_wait_as_are_counted_and_the_coordinator_sees_what_is_late(
    desk: Desk,
) -> None:
    world, me = desk.world, desk.world["outreach"]
    case = world.case().id
    world.mechanism.write_plan(me, case, PLAN)
    at = world.clock() + timedelta(days=1)
    world.mechanism.set_follow_up(me, case, at, IN_PERSON)
    for _ in range(13):
        world.case()
    world.clock.advance(days=2)

    work = desk.get("outreach", "/desk").text
    tasks = desk.get("outreach", "/desk/tasks")
    assert "What waits in your cases (14)" in work
    assert tasks.text.count('/plan">') == 14
    assert "Past their time: 1" in re.sub(r"\s+", " ", work)
    shown = desk.get("coordinator", "/desk").text
    assert "Ask the person how they are" in shown
    assert f"/desk/cases/{case}/questions?entry=" in shown
    assert desk.get("stranger", f"/desk/cases/{case}/plan").status_code == 404


def test_a_case_is_closed_with_its_outcomes_and_opened_again(desk: Desk) -> None:
    case = desk.world.case().id
    path = f"/desk/cases/{case}/ending"
    words: dict[str, Any] = {
        **{f"results__{word.value}": "partly" for word in LOOKED_AT.results},
        "step": END.step,
        "outcome": "recovered",
        "reason": END.reason,
    }
    some = dict(list(words.items())[1:])
    assert desk.fill("outreach", path, "/ending", **some).status_code == 422
    assert desk.fill("outreach", path, "/ending", **words).status_code == 303
    again = desk.fill("outreach", path, "/reopening", reason_code="person_asks")
    assert again.status_code == 303
    assert "Nothing closes" not in desk.get("outreach", path).text
