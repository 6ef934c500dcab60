from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.rules.deadlines import OPEN_ENDED, due, last_day, protected_until
from tests.rules.situations import NEUTRAL
from workflows.schema import LEAST_REFLECTION, Clock, Span
from workflows.vocabulary import ClockEnd, ClockUnit, Counting

VIENNA, SKOPJE = "Europe/Vienna", "Europe/Skopje"


def clock(
    n: int,
    unit: ClockUnit,
    counts: Counting = Counting.FROM,
    ends: ClockEnd = ClockEnd.EXPIRY,
    floor: Span | None = None,
) -> Clock:
    ground = LEAST_REFLECTION.ground
    return Clock(n=n, unit=unit, counts=counts, ends=ends, floor=floor, ground=ground)


def at(text: str, zone: str = VIENNA) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def ends_on(rule: Clock, start: str, zone: str = VIENNA) -> date:
    moment = due(rule, at(start, zone), zone)
    assert moment is not None
    assert moment.tzinfo is UTC
    return last_day(moment, zone)


@pytest.mark.parametrize(
    ("start", "last"),
    [
        ("2025-12-31 10:00", date(2026, 2, 28)),
        ("2027-12-31 10:00", date(2028, 2, 29)),
        ("2026-01-15 10:00", date(2026, 3, 15)),
    ],
)
def test_two_months_end_on_the_same_day_or_on_the_last_of_the_month(
    start: str, last: date
) -> None:
    rule = clock(2, ClockUnit.CALENDAR_MONTH)
    assert ends_on(rule, start, SKOPJE) == last


@pytest.mark.parametrize(
    ("n", "start", "last"),
    [
        (1, "2026-03-01", date(2026, 3, 31)),
        (2, "2025-12-31", date(2026, 2, 28)),
        (3, "2026-03-15", date(2026, 6, 14)),
        (12, "2028-02-29", date(2029, 2, 28)),
    ],
)
def test_months_that_begin_with_the_day_end_the_day_before(
    n: int, start: str, last: date
) -> None:
    rule = clock(n, ClockUnit.CALENDAR_MONTH, Counting.FROM_INCLUSIVE)
    assert ends_on(rule, f"{start} 08:00") == last


def test_thirty_days_beginning_with_1_march_protect_through_30_march() -> None:
    inclusive = clock(30, ClockUnit.DAY, Counting.FROM_INCLUSIVE)
    assert ends_on(inclusive, "2026-03-01 16:00") == date(2026, 3, 30)
    assert ends_on(clock(30, ClockUnit.DAY), "2026-03-01 16:00") == date(2026, 3, 31)
    assert due(inclusive, at("2026-03-01 16:00"), VIENNA) == at("2026-03-31 00:00")


def test_a_day_belongs_to_the_mechanisms_zone_and_not_to_greenwich() -> None:
    late = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    rule = clock(1, ClockUnit.DAY)
    assert due(rule, late, VIENNA) == at("2026-03-04 00:00")
    assert due(rule, late, "UTC") == datetime(2026, 3, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "hours"), [("2026-03-28 00:00", 47), ("2026-10-24 00:00", 49)]
)
def test_days_are_whole_when_the_clocks_change_and_hours_are_hours(
    start: str, hours: int
) -> None:
    begun = at(start)
    two_days = due(clock(2, ClockUnit.DAY, Counting.FROM_INCLUSIVE), begun, VIENNA)
    two_times_24 = due(clock(48, ClockUnit.HOUR), begun, VIENNA)
    assert two_days == begun.astimezone(UTC) + timedelta(hours=hours)
    assert two_times_24 == begun.astimezone(UTC) + timedelta(hours=48)


def test_a_midnight_that_the_clocks_skip_is_the_first_moment_of_the_day() -> None:
    zone = "Africa/Cairo"
    moment = due(clock(1, ClockUnit.DAY), at("2026-04-22 12:00", zone), zone)
    assert moment == datetime(2026, 4, 23, 22, tzinfo=UTC)
    assert moment.astimezone(ZoneInfo(zone)).hour == 1
    assert last_day(moment, zone) == date(2026, 4, 23)


@pytest.mark.parametrize(
    ("decision", "last"),
    [("2026-03-10 12:00", date(2026, 3, 30)), ("2026-04-20 12:00", date(2026, 4, 20))],
)
def test_the_later_of_thirty_days_and_the_decision(decision: str, last: date) -> None:
    rule = clock(30, ClockUnit.DAY, Counting.FROM_INCLUSIVE, ClockEnd.LATER_OF)
    moment = due(rule, at("2026-03-01 12:00"), VIENNA, at(decision))
    assert moment is not None
    assert last_day(moment, VIENNA) == last


def test_while_a_decision_is_awaited_no_moment_is_made_up() -> None:
    start = at("2026-03-01 12:00")
    later = clock(30, ClockUnit.DAY, ends=ClockEnd.LATER_OF)
    only = clock(30, ClockUnit.DAY, ends=ClockEnd.DECISION)
    earlier = clock(30, ClockUnit.DAY, ends=ClockEnd.EARLIER_OF)
    assert due(later, start, VIENNA) is None
    assert due(only, start, VIENNA) is None
    assert due(earlier, start, VIENNA) == at("2026-04-01 00:00")
    assert protected_until(later, start, VIENNA) == OPEN_ENDED


def test_the_earlier_of_and_the_decision_itself() -> None:
    start, decided = at("2026-03-01 12:00"), at("2026-03-10 09:00")
    for ends in (ClockEnd.EARLIER_OF, ClockEnd.DECISION):
        assert due(clock(30, ClockUnit.DAY, ends=ends), start, VIENNA, decided) == (
            decided
        )


def test_a_floor_holds_against_an_early_decision_and_a_short_month() -> None:
    floor = Span(n=30, unit=ClockUnit.DAY)
    early = clock(90, ClockUnit.DAY, ends=ClockEnd.EARLIER_OF, floor=floor)
    start, decided = at("2026-02-01 12:00"), at("2026-02-05 12:00")
    assert due(early, start, VIENNA, decided) == at("2026-03-04 00:00")
    month = clock(1, ClockUnit.CALENDAR_MONTH, floor=floor)
    assert ends_on(month, "2026-02-01 12:00") == date(2026, 3, 3)


def test_working_days_leave_out_the_weekend_and_the_holiday() -> None:
    def works(day: date) -> bool:
        return day.weekday() < 5 and day != date(2026, 3, 9)

    start = at("2026-03-05 15:00")  # a Thursday
    five = clock(5, ClockUnit.WORKING_DAY)
    inclusive = clock(5, ClockUnit.WORKING_DAY, Counting.FROM_INCLUSIVE)
    after = due(five, start, VIENNA, working_day=works)
    within = due(inclusive, start, VIENNA, working_day=works)
    assert after is not None
    assert within is not None
    assert last_day(after, VIENNA) == date(2026, 3, 13)
    assert last_day(within, VIENNA) == date(2026, 3, 12)


def test_a_missing_or_empty_calendar_is_refused() -> None:
    five, start = clock(5, ClockUnit.WORKING_DAY), at("2026-03-05 15:00")
    with pytest.raises(ValueError, match="needs a calendar"):
        due(five, start, VIENNA)
    with pytest.raises(ValueError, match="no working days"):
        due(five, start, VIENNA, working_day=lambda _: False)


@pytest.mark.parametrize("moments", [(datetime(2026, 3, 1), None), "decision"])  # noqa: DTZ001 -- that is the point
def test_a_moment_without_a_zone_is_refused(moments: object) -> None:
    naive = datetime(2026, 3, 1)  # noqa: DTZ001 -- that is the point
    start = at("2026-03-01 12:00") if moments == "decision" else naive
    with pytest.raises(ValueError, match="needs a zone"):
        due(clock(1, ClockUnit.DAY), start, VIENNA, naive)


def test_an_unset_clock_is_never_due() -> None:
    assert due(None, at("2026-03-01 12:00"), VIENNA) is None


def test_the_reflection_of_a_pathway_that_sets_none_is_thirty_days() -> None:
    silent = NEUTRAL.pathway.model_copy(update={"clocks": {"reflection": None}})
    assert silent.reflection_clock() is LEAST_REFLECTION
    assert ends_on(silent.reflection_clock(), "2026-03-01 12:00") == date(2026, 3, 31)


moments = st.datetimes(
    datetime(2000, 1, 1),  # noqa: DTZ001 -- the zone is drawn beside it
    datetime(2100, 1, 1),  # noqa: DTZ001 -- the zone is drawn beside it
    timezones=st.just(UTC),
)
zones = st.sampled_from([VIENNA, SKOPJE, "UTC", "Africa/Cairo", "Pacific/Apia"])


@given(start=moments, n=st.integers(1, 400), zone=zones)
def test_in_every_zone_a_period_of_days_covers_its_days_and_ends_with_the_last(
    start: datetime, n: int, zone: str
) -> None:
    moment = due(clock(n, ClockUnit.DAY), start, zone)
    assert moment is not None
    first = start.astimezone(ZoneInfo(zone)).date()
    assert last_day(moment, zone) == first + timedelta(days=n)
    assert moment.astimezone(ZoneInfo(zone)).date() > first + timedelta(days=n)


@given(start=moments, n=st.integers(1, 48), zone=zones)
def test_counting_the_first_day_never_makes_a_period_longer(
    start: datetime, n: int, zone: str
) -> None:
    for unit in (ClockUnit.DAY, ClockUnit.CALENDAR_MONTH):
        after = due(clock(n, unit), start, zone)
        within = due(clock(n, unit, Counting.FROM_INCLUSIVE), start, zone)
        assert after is not None
        assert within is not None
        assert timedelta(0) <= after - within <= timedelta(hours=25)


def test_what_protects_ends_when_it_is_due_and_not_before_a_decision() -> None:
    start = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    ends = due(LEAST_REFLECTION, start, "UTC")
    assert ends is not None
    assert protected_until(LEAST_REFLECTION, start, "UTC") == ends < OPEN_ENDED
    waits = LEAST_REFLECTION.model_copy(update={"ends": ClockEnd.DECISION})
    assert protected_until(waits, start, "UTC") == OPEN_ENDED
    assert protected_until(waits, start, "UTC", ends) == ends


def test_a_period_that_ends_with_the_decision_ends_then_even_after_its_length() -> None:
    rule = clock(5, ClockUnit.DAY, ends=ClockEnd.DECISION)
    start, late = at("2026-03-02T09:30"), at("2026-04-20T10:00")
    assert due(rule, start, "Europe/Vienna", late) == late
    assert due(rule, start, "Europe/Vienna") is None
