"""Clocks that stand still, run on longer, or wait; and the rules of laws as tables."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.errors import OffThePath, WrongRole
from referral.rules.calendars import working_days
from referral.rules.clock_changes import (
    Extended,
    Suspended,
    check_change,
    in_order,
)
from referral.rules.deadlines import ClockState, due, last_day, protected_until, state
from workflows.loader import load_shipped
from workflows.mechanism import Holidays
from workflows.schema import Clock, Ground, Span
from workflows.shapes import Extension, Suspension
from workflows.vocabulary import (
    ClockReason,
    ClockUnit,
    Confidence,
    Counting,
    Role,
)

ZONE = "Europe/Belgrade"
GROUND = Ground(confidence=Confidence.MODEL, note="a test")
HEALTH = ClockReason.HEALTH


def clock(n: int, unit: ClockUnit, counts: Counting = Counting.FROM) -> Clock:
    return Clock(n=n, unit=unit, counts=counts, ground=GROUND)


def at(text: str, zone: str = ZONE) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def shipped(name: str, word: str) -> tuple[Clock, str]:
    pathway = load_shipped(name)[0]
    found = pathway.clocks[word]
    assert found is not None
    return found, pathway.time_zone


@pytest.mark.parametrize(
    ("decided", "last"),
    [
        ("2026-03-10 12:00", date(2026, 3, 30)),
        ("2026-03-30 23:59", date(2026, 3, 30)),
        ("2026-04-20 12:00", date(2026, 4, 20)),
    ],
)
def test_the_recovery_period_is_thirty_days_with_the_first_or_until_the_decision(
    decided: str, last: date
) -> None:
    rule, zone = shipped("united_kingdom", "reflection")
    moment = due(rule, at("2026-03-01 16:00", zone), zone, at(decided, zone))
    assert moment is not None
    assert last_day(moment, zone) == last


def test_a_request_on_day_thirty_is_in_time_and_on_day_thirty_one_is_not() -> None:
    rule, zone = shipped("united_kingdom", "reconsideration")
    ends = due(rule, at("2026-03-01 16:00", zone), zone)
    assert ends is not None
    assert at("2026-03-31 23:59", zone) < ends
    assert at("2026-04-01 00:00", zone) == ends


@pytest.mark.parametrize(
    ("start", "last"),
    [
        ("2025-12-31 10:00", date(2026, 2, 28)),
        ("2027-12-31 10:00", date(2028, 2, 29)),
        ("2026-07-31 10:00", date(2026, 9, 30)),
        ("2026-01-15 10:00", date(2026, 3, 15)),
    ],
)
def test_two_calendar_months_from_the_end_of_the_year(start: str, last: date) -> None:
    rule, zone = shipped("north_macedonia", "reflection")
    moment = due(rule, at(start, zone), zone)
    assert moment is not None
    assert last_day(moment, zone) == last


def test_the_panel_has_twenty_four_hours_to_the_minute_when_the_clocks_change() -> None:
    rule, zone = shipped("serbia", "take_up")
    begun = at("2026-03-28 12:00", zone)
    ends = due(rule, begun, zone)
    assert ends == at("2026-03-29 13:00", zone)
    assert ends is not None
    assert state(rule, ends, ends - timedelta(minutes=1)) is ClockState.RUNNING
    assert state(rule, ends, ends) is ClockState.PASSED


def test_days_a_clock_stood_still_are_added_at_its_end() -> None:
    ten, start = clock(10, ClockUnit.DAY), at("2026-03-02 09:00")
    ill = Suspended(at("2026-03-05 15:00"), at("2026-03-09 08:00"), HEALTH)
    ends = due(ten, start, ZONE, changes=[ill])
    assert ends == at("2026-03-17 00:00")


def test_hours_a_clock_stood_still_are_added_exactly() -> None:
    day, start = clock(24, ClockUnit.HOUR), at("2026-03-02 09:00")
    away = Suspended(at("2026-03-02 10:00"), at("2026-03-02 12:30"), HEALTH)
    assert due(day, start, ZONE, changes=[away]) == at("2026-03-03 11:30")


def test_working_days_go_on_with_the_day_the_clock_is_resumed() -> None:
    works = working_days(Holidays(country="GB", subdivision="ENG"))
    five, start = clock(5, ClockUnit.WORKING_DAY), at("2026-03-02 09:00")
    ill = Suspended(at("2026-03-04 09:00"), at("2026-03-10 09:00"), HEALTH)
    ends = due(five, start, ZONE, working_day=works, changes=[ill])
    assert ends is not None
    assert last_day(ends, ZONE) == date(2026, 3, 13)


def test_two_suspensions_that_overlap_lose_the_shared_days_once() -> None:
    ten, start = clock(10, ClockUnit.DAY), at("2026-03-02 09:00")
    first = Suspended(at("2026-03-03 09:00"), at("2026-03-08 09:00"), HEALTH)
    second = Suspended(at("2026-03-05 09:00"), at("2026-03-10 09:00"), HEALTH)
    inside = Suspended(at("2026-03-04 09:00"), at("2026-03-05 09:00"), HEALTH)
    whole = Suspended(at("2026-03-03 09:00"), at("2026-03-10 09:00"), HEALTH)
    several = due(ten, start, ZONE, changes=[second, inside, first])
    assert several == due(ten, start, ZONE, changes=[whole])


def test_while_a_clock_stands_still_no_moment_is_made_up() -> None:
    ten, start = clock(10, ClockUnit.DAY), at("2026-03-02 09:00")
    still = [Suspended(at("2026-03-05 15:00"), None, HEALTH)]
    assert due(ten, start, ZONE, changes=still) is None
    assert state(ten, None, start, still) is ClockState.STANDS_STILL
    assert protected_until(ten, start, ZONE, changes=still).year == 9999
    assert state(ten, None, start) is ClockState.AWAITS_DECISION
    assert state(None, None, start) is ClockState.UNSET


def test_what_happened_before_the_start_or_after_the_end_changes_nothing() -> None:
    ten, start = clock(10, ClockUnit.DAY), at("2026-03-02 09:00")
    before = Suspended(at("2026-02-01 09:00"), at("2026-02-05 09:00"), HEALTH)
    after = Suspended(at("2026-04-01 09:00"), at("2026-04-05 09:00"), HEALTH)
    late = Extended(at("2026-04-01 09:00"), Span(n=5, unit=ClockUnit.DAY), HEALTH)
    plain = due(ten, start, ZONE)
    assert due(ten, start, ZONE, changes=[before, after, late]) == plain


def test_an_extension_counts_on_from_the_last_day_in_its_own_unit() -> None:
    two, start = clock(2, ClockUnit.CALENDAR_MONTH), at("2025-12-31 10:00")
    month = Extended(
        at("2026-02-01 09:00"), Span(n=1, unit=ClockUnit.CALENDAR_MONTH), HEALTH
    )
    ends = due(two, start, ZONE, changes=[month])
    assert ends is not None
    assert last_day(ends, ZONE) == date(2026, 3, 28)
    day = clock(24, ClockUnit.HOUR)
    more = Extended(at("2026-03-28 13:00"), Span(n=6, unit=ClockUnit.HOUR), HEALTH)
    begun = at("2026-03-28 12:00")
    longer = due(day, begun, ZONE, changes=[more])
    assert longer == begun.astimezone(UTC) + timedelta(hours=30)


def test_an_extension_after_a_suspension_counts_from_the_moved_end() -> None:
    ten, start = clock(10, ClockUnit.DAY), at("2026-03-02 09:00")
    ill = Suspended(at("2026-03-05 15:00"), at("2026-03-09 08:00"), HEALTH)
    more = Extended(at("2026-03-14 09:00"), Span(n=2, unit=ClockUnit.DAY), HEALTH)
    assert due(ten, start, ZONE, changes=[more, ill]) == at("2026-03-19 00:00")


def test_the_period_of_a_minor_is_extended_in_its_interest_and_for_nothing_else() -> (
    None
):
    rule, zone = shipped("north_macedonia", "reflection")
    immigration = frozenset({Role.IMMIGRATION_AUTHORITY})
    month = Span(n=1, unit=ClockUnit.CALENDAR_MONTH)
    wanted = Extended(
        at("2026-02-01 09:00", zone), month, ClockReason.CHILD_BEST_INTERESTS
    )
    check_change(rule, wanted, immigration, [])
    with pytest.raises(WrongRole) as refused:
        check_change(rule, wanted, frozenset({Role.POLICE}), [])
    assert refused.value.missing == ("immigration_authority",)
    with pytest.raises(OffThePath) as reason:
        check_change(rule, replace(wanted, reason=HEALTH), immigration, [])
    assert reason.value.missing == ("child_best_interests",)
    still = Suspended(wanted.at, None, ClockReason.CHILD_BEST_INTERESTS)
    with pytest.raises(OffThePath):
        check_change(rule, still, immigration, [])


def test_an_extension_is_no_longer_and_no_more_often_than_the_rule_says() -> None:
    week = Span(n=7, unit=ClockUnit.DAY)
    police = frozenset({Role.POLICE})
    rule = clock(10, ClockUnit.DAY).model_copy(
        update={
            "extension": Extension(
                by=week, times=1, reasons=(HEALTH,), roles=(Role.POLICE,), ground=GROUND
            ),
            "suspension": Suspension(
                reasons=(HEALTH,), roles=(Role.POLICE,), ground=GROUND
            ),
        }
    )
    once = Extended(at("2026-03-03 09:00"), week, HEALTH)
    check_change(rule, once, police, [])
    still = Suspended(once.at, None, HEALTH)
    check_change(rule, still, police, [])
    check_change(rule, once, police, [still])
    with pytest.raises(OffThePath):
        check_change(rule, once, police, [once])
    longer = replace(once, by=Span(n=8, unit=ClockUnit.DAY))
    with pytest.raises(OffThePath):
        check_change(rule, longer, police, [])


def test_a_change_needs_a_zone_and_ends_after_it_begins() -> None:
    naive = datetime(2026, 3, 1)  # noqa: DTZ001 -- that is the point
    for wrong in (
        Suspended(naive, None, HEALTH),
        Suspended(at("2026-03-01 09:00"), naive, HEALTH),
        Suspended(at("2026-03-02 09:00"), at("2026-03-01 09:00"), HEALTH),
    ):
        with pytest.raises(ValueError, match=r"zone|after it begins"):
            in_order([wrong])


starts = st.datetimes(
    datetime(2024, 1, 1),  # noqa: DTZ001 -- the zone is drawn beside it
    datetime(2030, 1, 1),  # noqa: DTZ001 -- the zone is drawn beside it
    timezones=st.just(UTC),
)
units = st.sampled_from(ClockUnit)


@given(
    start=starts,
    unit=units,
    n=st.integers(1, 60),
    since=st.integers(-72, 24 * 40),
    lasting=st.integers(0, 24 * 30),
)
def test_standing_still_never_makes_a_period_shorter(
    start: datetime, unit: ClockUnit, n: int, since: int, lasting: int
) -> None:
    works = working_days(Holidays(country="GB", subdivision="ENG"))
    begun = start + timedelta(hours=since)
    still = Suspended(begun, begun + timedelta(hours=lasting), HEALTH)
    plain = due(clock(n, unit), start, ZONE, working_day=works)
    later = due(clock(n, unit), start, ZONE, working_day=works, changes=[still])
    assert plain is not None
    assert later is not None
    assert later >= plain
