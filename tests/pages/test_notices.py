"""Being told outside the desk, and confirming from outside, on pages."""

from html import unescape
from typing import Any

import httpx2
import pytest

from tests.pages.conftest import Desk, form
from tests.pages.test_own_page import words_of
from tests.properties.acts_notices import code_in, told_by
from tests.spec.test_confirmed_outside import STEP, returning, stage
from workflows.vocabulary import MailKind, Rhythm

PAGE = "/desk/account/notices"
LOUD = ("traffick", "victim", "exploit", "referral", "shelter", "returning", "kestrel")
"""What a page that anybody may look at does not say."""


def shown(desk: Desk, who: str = "host") -> str:
    """The page, as text."""
    answered = desk.get(who, PAGE)
    assert answered.status_code == 200
    return unescape(answered.text)


def coded(answered: httpx2.Response) -> str:
    """What is shown once, in a box of its own."""
    return unescape(answered.text.partition("desk-code")[2].partition(">")[2]).split(
        "<"
    )[0]


def test_nothing_is_asked_where_nobody_can_be_told(desk: Desk) -> None:
    page = shown(desk)
    assert "This desk tells nobody anything outside" in page
    assert "Send a code there" not in page
    assert "A calendar of your clocks" not in page


def test_an_address_is_given_confirmed_and_deleted(desk: Desk) -> None:
    kept = told_by(desk.world)
    asked = desk.fill("host", PAGE, "/address", address="host@mail.example")
    assert (asked.status_code, asked.headers["location"]) == (303, PAGE)
    assert "A code is on its way to" in shown(desk)
    desk.world.mechanism.post_due()
    wrong = desk.fill("host", PAGE, "/code", code="1")
    assert wrong.status_code == 403
    assert "This is not the code." in unescape(wrong.text)
    right = desk.fill("host", PAGE, "/code", code=code_in(kept.messages))
    assert right.status_code == 303
    page = shown(desk)
    assert "h…@mail.example" in page
    assert "host@mail.example" not in page
    assert desk.fill("host", PAGE, "/remove").status_code == 303
    assert "h…@mail.example" not in shown(desk)


def test_wishes_stand_there_again_as_they_were_said(desk: Desk) -> None:
    told_by(desk.world)
    said: dict[str, Any] = {
        "kinds": ["answer", "alarm"],
        "rhythm": "daily",
        "quiet_from": "22:00",
        "quiet_until": "07:00",
        "zone": "Europe/Skopje",
    }
    assert desk.fill("host", PAGE, "/wishes", **said).status_code == 303
    again = form(desk.get("host", PAGE).text, "/wishes")
    found = {value for name, value in again.fields if name == "kinds[]"}
    assert found == {"answer", "alarm"}
    assert [again.value(name) for name in ("rhythm", "quiet_from", "zone")] == [
        *("daily", "22:00", "Europe/Skopje"),
    ]
    seen = desk.world.mechanism.mail_settings(desk.world["host"]).wishes
    assert seen.kinds == {MailKind.ANSWER, MailKind.ALARM}
    assert seen.rhythm is Rhythm.DAILY


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"quiet_from": "22:00", "quiet_until": ""}, "Fill in both hours, or neither."),
        ({"zone": "Mars/Olympus"}, "Choose a place from the list."),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    desk: Desk, typed: dict[str, Any], told: str
) -> None:
    told_by(desk.world)
    answered = desk.fill("host", PAGE, "/wishes", **typed)
    assert answered.status_code == 422
    assert told in unescape(answered.text)


def test_who_has_no_list_is_not_asked_about_one(desk: Desk) -> None:
    told_by(desk.world)
    assert "coordinators' list" not in shown(desk)
    assert "coordinators' list" in shown(desk, "coordinator")


def test_the_address_of_a_calendar_is_shown_once(desk: Desk) -> None:
    told_by(desk.world)
    given = desk.fill("host", PAGE, "/calendar")
    address = coded(given)
    (ours,) = desk.world.mechanism.addresses
    assert address.startswith(f"{ours}/calendar/"), "not what a proxy calls it"
    path = address.removeprefix(ours)
    assert given.headers["cache-control"] == "no-store"
    assert "There is one since" in shown(desk)
    assert address not in shown(desk)
    assert desk.client.get(path).status_code == 200
    assert desk.fill("host", PAGE, "/calendar/end").status_code == 303
    assert desk.client.get(path).status_code == 404


def test_a_body_outside_confirms_on_a_page_that_says_nothing_else(desk: Desk) -> None:
    world = desk.world
    case = returning(world)
    page = f"/desk/cases/{case.id}"
    given = desk.fill("outreach", page, f"/outside/{STEP.step}")
    assert given.status_code == 200
    token = coded(given)
    assert "The receiving body abroad" in given.text
    assert f"{world.mechanism.addresses[0]}/confirm" in given.text
    assert "desk.test" not in given.text, "an address that whoever asks could choose"

    asked = desk.get(None, "/confirm")
    seen = desk.post(None, "/confirm", {"token": token.upper().replace("-", " ")})
    assert asked.status_code == seen.status_code == 200
    assert "set-cookie" not in seen.headers
    code = world.mechanism.read_case(world["outreach"], case.id).code
    assert code in seen.text
    for answered in (asked, seen):
        read = words_of(answered.text)
        assert [word for word in LOUD if word in read] == []
        assert 'href="/desk' not in read
    later = form(seen.text, "/answer")
    assert later.value("token")
    typed = {"token": token, "answer": "later"}
    assert "stays good" in desk.post(None, "/confirm/answer", typed).text
    done = desk.post(None, "/confirm/answer", {**typed, "answer": "accept"})
    assert "Your yes is recorded." in unescape(done.text)
    assert token not in done.text
    assert stage(world, case.id) == "monitoring"
    again = desk.post(None, "/confirm/answer", {**typed, "answer": "accept"})
    assert again.status_code == 409
    assert token not in again.text


def test_a_wrong_code_is_asked_for_again_and_not_repeated(desk: Desk) -> None:
    wrong = desk.post(None, "/confirm", {"token": "qzq7-qzq7"})
    assert wrong.status_code == 404
    assert "This code opens nothing." in unescape(wrong.text)
    assert "qzq7" not in wrong.text
    empty = desk.post(None, "/confirm", {"token": ""})
    assert empty.status_code == 422
    foreign = desk.post(None, "/confirm", {"token": "x"}, Sec_Fetch_Site="cross-site")
    assert foreign.status_code == 403
    assert 'href="/desk' not in words_of(foreign.text)


def test_what_waits_outside_is_renewed_and_taken_back_at_the_desk(desk: Desk) -> None:
    world = desk.world
    case = returning(world)
    world.mechanism.ask_outside(world["outreach"], case.id, STEP)
    renewed = desk.fill("outreach", "/desk/together", "/outside/token")
    assert renewed.status_code == 200
    stopped = desk.get("outreach", f"/desk/cases/{case.id}").text
    assert "A body outside was asked to confirm a step here" in unescape(stopped)
    back = desk.fill("coordinator", "/desk/together", "/outside/end")
    assert (back.status_code, back.headers["location"]) == (303, "/desk/together")
    gone = desk.post(None, "/confirm", {"token": coded(renewed)})
    assert gone.status_code == 404


def test_a_refusal_stands_among_what_waits(desk: Desk) -> None:
    world = desk.world
    case = returning(world)
    done = world.mechanism.ask_outside(world["outreach"], case.id, STEP)
    typed = {"token": done.details["token"], "answer": "refuse"}
    desk.post(None, "/confirm/answer", typed)
    for who, path in (("outreach", "/desk/tasks"), ("coordinator", "/desk/exceptions")):
        assert "A body outside said no" in desk.get(who, path).text
    assert desk.fill("outreach", "/desk/together", "/outside/end").status_code == 303
    assert "A body outside said no" not in desk.get("outreach", "/desk/tasks").text
