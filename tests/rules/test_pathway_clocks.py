"""The periods of every pathway: counted anew, at every edge, in every zone."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from referral.rules.calendars import working_days
from referral.rules.deadlines import ClockState, due, last_day, state
from tests.rules.holiday_laws import LAWS
from tests.rules.test_clock_edges import (
    AUTUMN,
    CHANGES,
    GROUND,
    HOUR,
    MINUTE,
    MOMENT,
    NIGHTS,
    PATHWAYS,
    SPRING,
    midnight,
)
from tests.rules.test_moving_feasts import counted
from workflows.shapes import Clock, Span
from workflows.vocabulary import ClockEnd, ClockUnit, Counting

CLOCKS = [
    (name, word)
    for name, pathway in PATHWAYS.items()
    for word, clock in pathway.clocks.items()
    if clock is not None
]


def of(n: int, unit: ClockUnit, counts: Counting = Counting.FROM) -> Clock:
    return Clock(n=n, unit=unit, counts=counts, ground=GROUND)


def months_later(day: date, n: int, *, inclusive: bool) -> date:
    """Counted by trying: the same day of the month, or the last one there is."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    for wanted in range(day.day, 0, -1):
        try:
            found = date(year, month + 1, wanted)
        except ValueError:
            continue
        full = wanted == day.day
        return found - timedelta(days=1) if inclusive and full else found
    raise AssertionError


def expected(name: str, clock: Span, counts: Counting, start: datetime) -> datetime:
    """The end of a period, counted anew."""
    pathway = PATHWAYS[name]
    if clock.unit is ClockUnit.HOUR:
        return start + clock.n * HOUR
    first = start.astimezone(ZoneInfo(pathway.time_zone)).date()
    inclusive = counts is Counting.FROM_INCLUSIVE
    last = first + timedelta(days=clock.n - inclusive)
    if clock.unit is ClockUnit.CALENDAR_MONTH:
        last = months_later(first, clock.n, inclusive=inclusive)
    if clock.unit is ClockUnit.WORKING_DAY:
        assert pathway.holidays is not None
        law = LAWS[name, pathway.holidays.subdivision]
        last = counted(law, first, clock.n, inclusive=inclusive)
    return midnight(last + timedelta(days=1), pathway.time_zone)


def starts(zone: str) -> Iterator[datetime]:
    """Before midnight, at it and after it, around both nights and other edges."""
    edges = (SPRING, AUTUMN, date(2026, 4, 3), date(2026, 8, 31), date(2026, 12, 31))
    for day in edges:
        for late in (-MINUTE, timedelta(0), MINUTE, 3 * HOUR, 12 * HOUR):
            yield midnight(day, zone) + late
    yield midnight(SPRING - timedelta(days=1), zone)


@pytest.mark.parametrize(("name", "word"), CLOCKS)
def test_every_clock_of_every_pathway_passes_in_its_minute(
    name: str, word: str
) -> None:
    pathway = PATHWAYS[name]
    clock, zone = pathway.clocks[word], pathway.time_zone
    assert clock is not None
    calendar = working_days(pathway.holidays) if pathway.holidays else None
    for start in starts(zone):
        decided = start + HOUR
        found = due(clock, start, zone, decided, working_day=calendar)
        ends = expected(name, clock, clock.counts, start)
        if clock.ends is ClockEnd.LATER_OF:
            ends = max(ends, decided)
        if clock.floor:
            ends = max(ends, expected(name, clock.floor, clock.counts, start))
        assert found == ends, start
        for late, shown in (
            (-MINUTE, ClockState.RUNNING),
            (-MOMENT, ClockState.RUNNING),
            (timedelta(0), ClockState.PASSED),
            (MINUTE, ClockState.PASSED),
        ):
            assert state(clock, ends, ends + late) is shown


def test_the_clocks_of_the_pathways_count_in_every_way_there_is() -> None:
    clocks = [PATHWAYS[name].clocks[word] for name, word in CLOCKS]
    found = [clock for clock in clocks if clock]
    assert {clock.unit for clock in found} == set(ClockUnit)
    assert {clock.counts for clock in found} == set(Counting)


@pytest.mark.parametrize(("zone", "day"), NIGHTS)
def test_a_day_of_the_change_is_whole_and_its_hours_are_counted(
    zone: str, day: date
) -> None:
    start = midnight(day, zone)
    whole = due(of(1, ClockUnit.DAY, Counting.FROM_INCLUSIVE), start, zone)
    assert whole is not None
    assert whole == start + 24 * HOUR + CHANGES[day]
    assert last_day(whole, zone) == last_day(whole - MINUTE, zone) == day
    assert due(of(24, ClockUnit.HOUR), start, zone) == start + 24 * HOUR
