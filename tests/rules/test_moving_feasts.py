"""Working days against the laws, for every day of three years and every country."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.rules.calendars import working_days
from referral.rules.deadlines import due, last_day
from tests.rules.holiday_laws import (
    DAY,
    EASTERS,
    EIDS,
    HIJRA,
    LAWS,
    Law,
    catholic_easter,
    near,
    orthodox_easter,
    works,
)
from workflows.loader import load_shipped, shipped_names
from workflows.mechanism import Holidays
from workflows.shapes import Clock, Ground
from workflows.vocabulary import ClockUnit, Confidence, Counting

YEARS = (2026, 2027, 2028)
GROUND = Ground(confidence=Confidence.MODEL, note="a test")
PARTS = list(LAWS)
GENERIC = "convention"


def calendar_of(name: str, part: str | None) -> Holidays:
    found = load_shipped(name)[0].holidays
    assert found is not None
    return found.model_copy(update={"subdivision": part})


def days(years: tuple[int, ...] = YEARS) -> Iterator[date]:
    day = date(years[0], 1, 1)
    while day.year <= years[-1]:
        yield day
        day += DAY


def unlike(law: Law, name: str, part: str | None) -> list[date]:
    """Days on which the engine and the law differ."""
    engine = working_days(calendar_of(name, part))
    return [day for day in days() if engine(day) is not works(law, day)]


@pytest.mark.parametrize("year", YEARS)
def test_the_feasts_that_move_are_where_calendars_print_them(year: int) -> None:
    assert (catholic_easter(year), orthodox_easter(year)) == EASTERS[year]
    for (month, day), printed in zip(((10, 1), (12, 10)), EIDS[year], strict=True):
        assert abs(near(HIJRA[year], month, day) - printed) <= DAY


def test_every_country_with_holidays_has_its_law_here_and_the_generic_has_none() -> (
    None
):
    shipped = {name: load_shipped(name)[0].holidays for name in shipped_names()}
    named = {(name, found.subdivision) for name, found in shipped.items() if found}
    assert named <= set(LAWS)
    assert {name for name, found in shipped.items() if found is None} == {GENERIC}
    units = {clock.unit for clock in load_shipped(GENERIC)[0].clocks.values() if clock}
    assert ClockUnit.WORKING_DAY not in units


@pytest.mark.parametrize(("name", "part"), PARTS)
def test_offices_work_on_the_days_the_law_leaves_them(
    name: str, part: str | None
) -> None:
    assert unlike(LAWS[name, part], name, part) == []


def test_a_law_that_says_something_else_is_told_apart() -> None:
    serbia, montenegro = LAWS["serbia", None], LAWS["montenegro", None]
    assert date(2026, 4, 10) in unlike(serbia, "montenegro", None)
    assert date(2026, 7, 13) in unlike(montenegro, "serbia", None)


@pytest.mark.parametrize(
    ("name", "part", "feasts"),
    [
        ("albania", None, "2026-03-20 2026-04-06 2026-04-13 2027-05-04 2027-05-17"),
        ("bosnia_and_herzegovina", None, "2026-03-20 2026-04-06 2026-04-10"),
        ("bosnia_and_herzegovina", "BIH", "2026-04-03 2026-05-28 2027-03-10"),
        ("bosnia_and_herzegovina", "SRP", "2026-01-14 2026-04-13 2028-04-14"),
        ("bosnia_and_herzegovina", "BRC", "2026-03-09 2026-04-10 2027-05-03"),
        ("kosovo", None, "2026-04-06 2026-04-13 2027-03-29 2028-02-28"),
        ("montenegro", None, "2027-05-03 2028-05-23"),
        ("north_macedonia", None, "2026-04-13 2027-05-03 2028-04-17 2027-03-09"),
        ("serbia", None, "2026-04-10 2026-04-13 2027-05-04 2028-04-17"),
        ("united_kingdom", "ENG", "2026-04-03 2026-04-06 2027-03-26 2028-04-17"),
    ],
)
def test_a_feast_is_no_day_of_work(name: str, part: str | None, feasts: str) -> None:
    engine = working_days(calendar_of(name, part))
    for day in map(date.fromisoformat, feasts.split()):
        assert day.weekday() < 5
        assert not engine(day), day


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("montenegro", date(2026, 4, 13)),
        ("serbia", date(2026, 4, 6)),
        ("north_macedonia", date(2026, 5, 27)),
        ("bosnia_and_herzegovina", date(2026, 4, 13)),
        ("kosovo", date(2026, 4, 10)),
        ("united_kingdom", date(2026, 4, 13)),
    ],
)
def test_what_others_keep_makes_no_deadline_longer(name: str, day: date) -> None:
    assert day.weekday() < 5
    found = load_shipped(name)[0].holidays
    assert found is not None
    assert working_days(found)(day)


def counted(law: Law, start: date, n: int, *, inclusive: bool) -> date:
    """The n-th working day from a day on, counted with fingers."""
    day, left = start - DAY if inclusive else start, n
    while left:
        day += DAY
        left -= works(law, day)
    return day


@given(
    part=st.sampled_from(PARTS),
    start=st.datetimes(
        datetime(2026, 1, 1),  # noqa: DTZ001 -- the zone is the mechanism's
        datetime(2028, 10, 1),  # noqa: DTZ001 -- the zone is the mechanism's
    ),
    n=st.integers(1, 30),
    counts=st.sampled_from(Counting),
)
def test_a_period_of_working_days_ends_where_the_law_counts_it(
    part: tuple[str, str | None], start: datetime, n: int, counts: Counting
) -> None:
    zone = load_shipped(part[0])[0].time_zone
    begun = start.replace(tzinfo=ZoneInfo(zone))
    clock = Clock(n=n, unit=ClockUnit.WORKING_DAY, counts=counts, ground=GROUND)
    moment = due(clock, begun, zone, working_day=working_days(calendar_of(*part)))
    assert moment is not None
    inclusive = counts is Counting.FROM_INCLUSIVE
    here = begun.astimezone(UTC).astimezone(ZoneInfo(zone)).date()
    last = counted(LAWS[part], here, n, inclusive=inclusive)
    assert last_day(moment, zone) == last
    assert last_day(moment + timedelta(microseconds=1), zone) == last + DAY
    wall = moment.astimezone(ZoneInfo(zone))
    assert (wall.date(), wall.hour, wall.minute) == (last + DAY, 0, 0)


@pytest.mark.parametrize("part", PARTS)
def test_five_working_days_over_both_easters_may_day_and_the_turn_of_the_year(
    part: tuple[str, str | None],
) -> None:
    zone = load_shipped(part[0])[0].time_zone
    calendar = working_days(calendar_of(*part))
    clock = Clock(n=5, unit=ClockUnit.WORKING_DAY, counts=Counting.FROM, ground=GROUND)
    for year in YEARS:
        west, east = EASTERS[year]
        fitr, adha = EIDS[year]
        turn = [date(year, 4, 29)] + [date(year, 12, 23)] * (year < YEARS[-1])
        for start in (west - 3 * DAY, east - 3 * DAY, fitr - DAY, adha - DAY, *turn):
            begun = datetime.combine(start, datetime.min.time(), ZoneInfo(zone))
            found = due(clock, begun, zone, working_day=calendar)
            assert found is not None
            expected = counted(LAWS[part], start, 5, inclusive=False)
            assert last_day(found, zone) == expected, start
