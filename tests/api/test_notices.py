"""Being told outside, a calendar that others read, and confirming, by the interface."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from icalendar import Calendar

from referral.actions.post_office import PostRules, Words
from referral.delivery.mailing import Message
from referral.exchange.calendar_feed import written
from tests.api.conftest import Door
from tests.spec.evidence import everything
from tests.spec.test_confirmed_outside import STEP, returning
from tests.world import CONTENT


class Kept:
    """Carries nothing anywhere: what is said is looked at elsewhere, over a wire."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def carry(self, message: Message) -> None:
        self.messages.append(message)

    def hang_up(self) -> None:
        pass


@pytest.fixture
def kept(door: Door) -> Kept:
    """A world that tells people, and lets them have calendars."""
    carrier = Kept()
    words = {"en": Words(), "sq": Words()}
    rules = PostRules({"mail": carrier}, words, calendars=True)
    door.world.mechanism.tell_by(rules)
    return carrier


WISHES = {
    "kinds": ["answer", "reminder"],
    "rhythm": "hourly",
    "quiet_from": "22:00",
    "quiet_until": "07:00",
    "zone": "Europe/Belgrade",
    "language": "sq",
}


def test_settings_are_ones_own_and_come_back_as_they_were_said(
    door: Door, kept: Kept
) -> None:
    assert door.ask("host", "POST", "/v1/me/notices", json=WISHES).status_code == 200
    where = {"address": "host.person@mail.example"}
    asked = door.ask("host", "POST", "/v1/me/notices/address", json=where)
    assert asked.status_code == 200
    assert "host.person" not in asked.text
    door.world.mechanism.post_due()
    code = re.search(r"\d{8}", kept.messages[0].text)
    assert code
    path = "/v1/me/notices/address/code"
    wrong = door.ask("host", "POST", path, json={"code": "1"})
    assert (wrong.status_code, wrong.json()["missing"]) == (403, ["code"])
    right = door.ask("host", "POST", path, json={"code": code.group()})
    assert right.status_code == 200
    seen = door.ask("host", "GET", "/v1/me/notices").json()
    assert seen["wishes"] == {**WISHES, "daily_at": "08:00", "urgent_passes": False}
    assert (seen["state"], seen["address"]) == ("confirmed", "h…@mail.example")
    assert door.ask("warden", "GET", "/v1/me/notices").json()["address"] == ""
    assert door.ask("host", "DELETE", "/v1/me/notices/address").status_code == 200
    assert door.ask("host", "GET", "/v1/me/notices").json()["state"] is None


@pytest.mark.parametrize(
    "broken",
    [
        {"zone": "Mars/Olympus"},
        {"kinds": ["everything"]},
        {"quiet_until": None},
        {"quiet_from": "25:00"},
        {"daily_at": 8},
        {"urgent_passes": "yes"},
        {"language": "xx"},
        {"more": "than this"},
    ],
)
def test_wishes_that_mean_nothing_are_refused(
    door: Door, kept: Kept, broken: dict[str, object]
) -> None:
    refused = door.ask("host", "POST", "/v1/me/notices", json={**WISHES, **broken})
    assert refused.status_code == 422
    assert kept.messages == []


def feed(door: Door, who: str = "outreach") -> str:
    """The address of somebody's calendar."""
    made = door.ask(who, "POST", "/v1/me/calendar")
    assert made.status_code == 201
    path: str = made.json()["path"]
    return path


@pytest.mark.usefixtures("kept")
def test_a_calendar_holds_codes_and_moments_and_not_one_word(door: Door) -> None:
    world = door.world
    case, offer = world.offered()
    answered = door.client.get(feed(door))
    assert answered.status_code == 200
    assert answered.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answered.headers["cache-control"] == "no-store"
    read = Calendar.from_ical(answered.content)
    assert {str(name) for name in read} == {"VERSION", "PRODID"}
    events = read.events
    seen = world.mechanism.read_offer(world["outreach"], offer.id)
    shown = world.mechanism.read_case(world["outreach"], case.id)
    assert {str(each["SUMMARY"]) for each in events} <= {seen.code, shown.code}
    due = {event.start for event in events if str(event["SUMMARY"]) == seen.code}
    assert due == {seen.answer_by}
    for event in events:
        assert set(event) == {
            *("UID", "DTSTAMP", "DTSTART", "SUMMARY", "CLASS", "TRANSP"),
        }
    planted = [
        *(str(value) for words in CONTENT.values() for value in words.values()),
        *("helter", "referral", "outreach", str(case.id), str(offer.id)),
    ]
    assert [word for word in planted if word in answered.text] == []


@pytest.mark.usefixtures("kept")
def test_the_address_is_the_secret_and_only_its_digest_is_kept(door: Door) -> None:
    path = feed(door)
    secret = path.rpartition("/")[2]
    assert len(secret) == 43
    assert secret not in repr(everything(door.world))
    seen = door.ask("outreach", "GET", "/v1/me/notices")
    assert secret not in seen.text
    assert seen.json()["calendar_since"] is not None
    assert seen.json()["calendar_read_at"] is None
    door.client.get(path)
    seen = door.ask("outreach", "GET", "/v1/me/notices").json()
    assert seen["calendar_read_at"] is not None


@pytest.mark.usefixtures("kept")
def test_an_address_that_was_replaced_or_ended_is_as_one_that_never_was(
    door: Door,
) -> None:
    old, new = feed(door), feed(door)
    never = door.client.get("/calendar/" + "x" * 43)
    assert never.status_code == 404
    assert door.client.get(old).content == never.content
    assert door.client.get(new).status_code == 200
    assert door.ask("outreach", "DELETE", "/v1/me/calendar").status_code == 200
    assert door.client.get(new).content == never.content
    assert door.ask("outreach", "DELETE", "/v1/me/calendar").status_code == 404


@pytest.mark.usefixtures("kept")
def test_a_calendar_ends_where_it_is_not_allowed_any_more(door: Door) -> None:
    path = feed(door)
    rules = door.world.mechanism._house.post.rules
    door.world.mechanism.tell_by(replace(rules, calendars=False))
    assert door.client.get(path).status_code == 404
    assert door.ask("outreach", "POST", "/v1/me/calendar").status_code == 404


@pytest.mark.usefixtures("kept")
def test_whose_role_looks_at_no_clocks_has_none_in_a_calendar(door: Door) -> None:
    assert door.client.get(feed(door, "auditor")).status_code == 404


def test_any_text_stays_one_value_of_one_line() -> None:
    at = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)
    hostile = "a\r\nEND:VEVENT\r\nX;Y,Z\\" + "č" * 100 + "\u2028\0"
    made = written(at, [("1", hostile, at), ("2", "K7Q-4MD", at)])
    assert all(len(line) <= 75 for line in made.split(b"\r\n"))
    events = Calendar.from_ical(made).events
    assert len(events) == 2
    assert str(events[0]["SUMMARY"]) == "a\nEND:VEVENT\nX;Y,Z\\" + "č" * 100


def test_somebody_outside_confirms_by_the_interface(door: Door) -> None:
    world = door.world
    case = returning(world)
    version = door.version("outreach", case.id)
    path = f"/v1/cases/{case.id}/confirmations"
    asked = door.ask(
        "outreach", "POST", path, json={"step": STEP.step}, version=version
    )
    assert asked.status_code == 201
    key = {"token": asked.json()["outside_token"]}
    seen = door.ask(None, "POST", "/v1/outside/view", json=key)
    assert set(seen.json()) == {
        *("code", "label", "asked_at", "ends_at", "said_later", "written_in"),
    }
    later = {**key, "answer": "later"}
    yes = {**key, "answer": "accept"}
    assert door.ask(None, "POST", "/v1/outside/answers", json=later).status_code == 200
    done = door.ask(None, "POST", "/v1/outside/answers", json=yes)
    assert (done.status_code, done.json()["answer"]) == (200, "accept")
    again = door.ask(None, "POST", "/v1/outside/answers", json=yes)
    assert (again.status_code, again.json()["code"]) == (409, "already-answered")
    unknown = {"token": "aaaa-bbbb", "answer": "accept"}
    never = door.ask(None, "POST", "/v1/outside/answers", json=unknown)
    assert never.status_code == 404


def test_what_was_asked_outside_is_renewed_and_taken_back(door: Door) -> None:
    world = door.world
    case = returning(world)
    done = world.mechanism.ask_outside(world["outreach"], case.id, STEP)
    path = f"/v1/joint-acts/{done.id}"
    renewed = door.ask("outreach", "POST", f"{path}/token", version=done.version)
    assert renewed.status_code == 201
    old = door.ask(
        None, "POST", "/v1/outside/view", json={"token": done.details["token"]}
    )
    assert old.status_code == 404
    back = door.ask("coordinator", "POST", f"{path}/take-back", version=done.version)
    assert back.status_code == 200
