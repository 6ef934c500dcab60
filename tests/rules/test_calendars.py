"""Working days by the public holidays of each mechanism's country."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.rules.calendars import _year, is_known, working_days
from referral.rules.deadlines import due, last_day
from workflows.loader import load_shipped, shipped_names
from workflows.mechanism import Holidays
from workflows.schema import Clock, Ground
from workflows.vocabulary import ClockUnit, Confidence, Counting

GROUND = Ground(confidence=Confidence.MODEL, note="a test")
COUNTRIES = [name for name in shipped_names() if name != "convention"]


def calendar_of(name: str) -> Holidays:
    calendar = load_shipped(name)[0].holidays
    assert calendar is not None
    return calendar


@pytest.mark.parametrize("name", COUNTRIES)
def test_the_holidays_of_every_country_are_known(name: str) -> None:
    calendar = calendar_of(name)
    assert is_known(calendar.country, calendar.subdivision)
    works = working_days(calendar)
    assert not works(date(2026, 1, 1))
    assert not works(date(2026, 3, 7))
    assert works(date(2026, 3, 10))


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("albania", date(2026, 11, 30)),
        ("bosnia_and_herzegovina", date(2026, 5, 1)),
        ("kosovo", date(2026, 2, 17)),
        ("montenegro", date(2026, 7, 13)),
        ("north_macedonia", date(2026, 9, 8)),
        ("serbia", date(2027, 2, 15)),
        ("united_kingdom", date(2026, 8, 31)),
    ],
)
def test_a_day_that_only_this_country_keeps_is_no_working_day(
    name: str, day: date
) -> None:
    assert day.weekday() < 5
    assert not working_days(calendar_of(name))(day)


def test_the_parts_of_a_country_differ() -> None:
    day = date(2026, 11, 30)
    assert not working_days(Holidays(country="GB", subdivision="SCT"))(day)
    assert working_days(Holidays(country="GB", subdivision="ENG"))(day)


def test_a_country_or_part_without_holidays_is_refused() -> None:
    assert not is_known("QZ")
    for calendar in (
        Holidays(country="QZ"),
        Holidays(country="GB", subdivision="QQ"),
    ):
        with pytest.raises(ValueError, match="not known"):
            working_days(calendar)


def test_a_day_the_office_was_closed_besides_does_not_count() -> None:
    mourning = date(2026, 3, 10)
    calendar = calendar_of("serbia")
    assert working_days(calendar)(mourning)
    assert not working_days(calendar, [mourning])(mourning)


def five(start: datetime, name: str, zone: str) -> date:
    clock = Clock(n=5, unit=ClockUnit.WORKING_DAY, counts=Counting.FROM, ground=GROUND)
    moment = due(clock, start, zone, working_day=working_days(calendar_of(name)))
    assert moment is not None
    return last_day(moment, zone)


def test_five_working_days_over_easter_end_by_each_countrys_easter() -> None:
    maundy_thursday = datetime(2026, 4, 2, 10, tzinfo=UTC)
    assert five(maundy_thursday, "united_kingdom", "Europe/London") == date(2026, 4, 13)
    assert five(maundy_thursday, "kosovo", "Europe/Tirane") == date(2026, 4, 14)
    assert five(maundy_thursday, "serbia", "Europe/Belgrade") == date(2026, 4, 9)


def test_five_working_days_over_the_turn_of_the_year() -> None:
    start = datetime(2026, 12, 30, 10, tzinfo=UTC)
    assert five(start, "serbia", "Europe/Belgrade") == date(2027, 1, 8)


@given(
    start=st.dates(date(2024, 1, 1), date(2032, 12, 31)),
    n=st.integers(1, 30),
    name=st.sampled_from(COUNTRIES),
)
def test_a_period_of_working_days_holds_exactly_so_many(
    start: date, n: int, name: str
) -> None:
    works = working_days(calendar_of(name))
    clock = Clock(n=n, unit=ClockUnit.WORKING_DAY, counts=Counting.FROM, ground=GROUND)
    begun = datetime(start.year, start.month, start.day, 9, tzinfo=UTC)
    moment = due(clock, begun, "UTC", working_day=works)
    assert moment is not None
    last = last_day(moment, "UTC")
    days = [start + timedelta(days=d) for d in range(1, (last - start).days + 1)]
    assert sum(map(works, days)) == n
    assert works(last)


def test_threads_that_ask_for_a_year_at_once_hear_the_same() -> None:
    _year.cache_clear()
    calendar = calendar_of("albania")
    days = [date(2040, 1, 1) + timedelta(days=n) for n in range(366)]

    def ask(_: int) -> list[bool]:
        return [working_days(calendar)(day) for day in days]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(16)))
    assert all(answer == answers[0] for answer in answers)
