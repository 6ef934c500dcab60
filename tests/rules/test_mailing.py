"""When somebody is told: quiet hours, digests, what is urgent; and in which order."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.errors import Malformed
from referral.rules.acts import Act
from referral.rules.mailing import (
    KIND_OF,
    TOLD_OF,
    URGENT,
    URGENT_ON_LIST,
    Line,
    Wishes,
    check_may_ask_code,
    check_wishes,
    in_order,
    is_quiet,
    masked,
    send_at,
)
from referral.rules.permissions import PERMISSIONS
from workflows.vocabulary import ExceptionKind, MailKind, NoticeKind, Rhythm

BELGRADE = "Europe/Belgrade"
NIGHT = Wishes(quiet_from=time(22), quiet_until=time(7), zone=BELGRADE)
ZONES = ("UTC", BELGRADE, "Europe/London", "Australia/Lord_Howe", "Pacific/Chatham")


def at(text: str, zone: str = BELGRADE, fold: int = 0) -> datetime:
    """A moment by the clock on a wall; the second of two with `fold`."""
    local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)
    return local.astimezone(UTC)


def test_every_line_of_an_inbox_counts_as_something() -> None:
    assert set(KIND_OF) == set(NoticeKind)
    assert set(TOLD_OF) == set(MailKind)
    assert set(NoticeKind) >= URGENT
    assert set(ExceptionKind) >= URGENT_ON_LIST


def test_nobody_is_told_of_a_line_they_could_not_look_at() -> None:
    for kind, roles in TOLD_OF.items():
        act = Act.LIST_EXCEPTIONS if kind is MailKind.LIST else Act.LIST_NOTICES
        assert roles <= set(PERMISSIONS[act])


def test_by_day_somebody_is_told_at_once() -> None:
    noon = at("2026-03-02T12:00")
    assert send_at(NIGHT, noon) == noon
    assert send_at(Wishes(), at("2026-03-02T03:00")) == at("2026-03-02T03:00")


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ("2026-03-02T22:00", "2026-03-03T07:00"),
        ("2026-03-02T21:59", "2026-03-02T21:59"),
        ("2026-03-03T00:30", "2026-03-03T07:00"),
        ("2026-03-03T06:59", "2026-03-03T07:00"),
        ("2026-03-03T07:00", "2026-03-03T07:00"),
    ],
)
def test_a_night_is_quiet_until_the_morning(now: str, told: str) -> None:
    assert send_at(NIGHT, at(now)) == at(told)


def test_the_night_the_clocks_go_forward_is_an_hour_shorter() -> None:
    """29 March 2026 in Belgrade: 02:00 is followed by 03:00."""
    evening, morning = at("2026-03-28T22:00"), at("2026-03-29T07:00")
    assert send_at(NIGHT, evening) == morning
    assert morning - evening == timedelta(hours=8)
    half_past_two = Wishes(quiet_from=time(22), quiet_until=time(2, 30), zone=BELGRADE)
    # There is no half past two that night: it is over when the wall says three.
    assert send_at(half_past_two, evening) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_the_night_the_clocks_go_back_is_an_hour_longer() -> None:
    """25 October 2026 in Belgrade: 03:00 is followed by 02:00."""
    evening, morning = at("2026-10-24T22:00"), at("2026-10-25T07:00")
    assert send_at(NIGHT, evening) == morning
    assert morning - evening == timedelta(hours=10)
    half_past_two = Wishes(quiet_from=time(22), quiet_until=time(2, 30), zone=BELGRADE)
    first, second = (at("2026-10-25T02:30", fold=fold) for fold in (0, 1))
    assert send_at(half_past_two, evening) == first
    # The wall shows a quarter past two once more, and it is quiet once more.
    assert send_at(half_past_two, first + timedelta(minutes=45)) == second


def test_a_digest_comes_on_the_hour_or_once_a_day() -> None:
    hourly = Wishes(rhythm=Rhythm.HOURLY, zone="Asia/Kolkata")
    assert send_at(hourly, at("2026-03-02T10:05", "Asia/Kolkata")) == at(
        "2026-03-02T11:00", "Asia/Kolkata"
    )
    daily = Wishes(rhythm=Rhythm.DAILY, daily_at=time(8), zone=BELGRADE)
    assert send_at(daily, at("2026-03-02T07:59")) == at("2026-03-02T08:00")
    assert send_at(daily, at("2026-03-02T08:00")) == at("2026-03-03T08:00")
    assert send_at(daily, at("2026-03-28T12:00")) == at("2026-03-29T08:00")


def test_a_day_whose_hour_is_left_out_has_its_digest_all_the_same() -> None:
    daily = Wishes(rhythm=Rhythm.DAILY, daily_at=time(2, 30), zone=BELGRADE)
    assert send_at(daily, at("2026-03-28T12:00")) == at("2026-03-29T03:00")
    # In autumn half past two comes twice; the digest does not.
    first = at("2026-10-25T02:30")
    assert send_at(daily, at("2026-10-24T12:00")) == first
    assert send_at(daily, first) == at("2026-10-26T02:30")


def test_a_digest_in_the_night_waits_for_the_morning() -> None:
    asked = Wishes(
        rhythm=Rhythm.DAILY,
        daily_at=time(5),
        quiet_from=time(22),
        quiet_until=time(7),
        zone=BELGRADE,
    )
    assert send_at(asked, at("2026-03-02T12:00")) == at("2026-03-03T07:00")


def test_what_is_urgent_passes_only_where_somebody_chose_so() -> None:
    night, morning = at("2026-03-02T23:00"), at("2026-03-03T07:00")
    woken = Wishes(
        quiet_from=time(22), quiet_until=time(7), urgent_passes=True, zone=BELGRADE
    )
    assert send_at(NIGHT, night, urgent=True) == morning
    assert send_at(woken, night, urgent=True) == night
    assert send_at(woken, night) == morning
    before, after = at("2026-03-03T06:00"), at("2026-03-03T09:00")
    assert send_at(NIGHT, night, answer_by=before) == morning
    assert send_at(woken, night, answer_by=before) == night
    assert send_at(woken, night, answer_by=after) == morning
    assert send_at(woken, night, answer_by=night - timedelta(hours=1)) == morning


clocks = st.times().map(lambda each: each.replace(second=0, microsecond=0))


@given(
    st.sampled_from(ZONES),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),  # noqa: DTZ001
    clocks,
    clocks,
    st.sampled_from(Rhythm),
    clocks,
)
def test_nobody_is_ever_told_in_a_quiet_hour(
    zone: str, now: datetime, since: time, until: time, rhythm: Rhythm, daily: time
) -> None:
    wishes = Wishes(rhythm=rhythm, daily_at=daily, zone=zone)
    if since != until:
        wishes = replace(wishes, quiet_from=since, quiet_until=until)
    moment = now.replace(tzinfo=UTC)
    told = send_at(wishes, moment)
    assert moment <= told <= moment + timedelta(days=3)
    assert not is_quiet(wishes, told)
    if rhythm is Rhythm.AT_ONCE and told > moment:
        minute = timedelta(minutes=1)
        assert is_quiet(wishes, told - minute), "not a minute later than it has to be"


def test_a_digest_begins_with_what_is_asked_for_first() -> None:
    now = at("2026-03-02T12:00")
    hours = [now + timedelta(hours=n) for n in range(5)]
    lines = (
        Line("E", None, hours[1]),
        Line("B", hours[3], hours[0]),
        Line("D", None, hours[0]),
        Line("A", hours[2], hours[1]),
        Line("B", hours[4], hours[0]),
        Line("A", None, hours[0]),
    )
    assert [line.code for line in in_order(lines)] == ["A", "B", "D", "E"]
    assert in_order(lines)[1].answer_by == hours[3]


@pytest.mark.parametrize(
    ("wishes", "fault"),
    [
        (Wishes(zone="Europe/Nowhere"), ("/zone", "unknown_zone")),
        (Wishes(zone="../etc/passwd"), ("/zone", "unknown_zone")),
        (Wishes(language="xx"), ("/language", "unknown_language")),
        (Wishes(quiet_from=time(1)), ("/quiet_until", "both_or_neither")),
        (
            Wishes(quiet_from=time(1), quiet_until=time(1)),
            ("/quiet_until", "no_hours"),
        ),
    ],
)
def test_wishes_that_cannot_be_kept_are_refused(
    wishes: Wishes, fault: tuple[str, str]
) -> None:
    with pytest.raises(Malformed) as refused:
        check_wishes(wishes, frozenset({"en"}))
    assert refused.value.faults == (fault,)
    check_wishes(NIGHT, frozenset({"en"}))


def test_three_codes_an_hour_and_no_more() -> None:
    now = at("2026-03-02T12:00")
    earlier = tuple(now - timedelta(minutes=m) for m in (1, 2, 61))
    check_may_ask_code(earlier, now)
    with pytest.raises(Malformed):
        check_may_ask_code((*earlier, now), now)


def test_an_address_is_shown_by_its_first_letter() -> None:
    assert masked("lena@mail.example") == "l…@mail.example"
    assert masked("+38344000000") == "+…"
