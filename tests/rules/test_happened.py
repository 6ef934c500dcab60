"""What is written down later: when it can have happened, and what a clock shows."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.errors import Malformed
from referral.rules.happened import (
    LONGEST_AGO,
    check_happened,
    moment_on_the_wall,
    written_later,
)

NOW = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)
A_MOMENT = timedelta(milliseconds=1)
ZONES = ("Europe/Belgrade", "Europe/Tirane", "Europe/London", "UTC")
GAP, TWICE = date(2026, 3, 29), date(2026, 10, 25)


@pytest.mark.parametrize("ago", [timedelta(), A_MOMENT, LONGEST_AGO])
def test_what_can_have_happened_passes(ago: timedelta) -> None:
    check_happened(NOW - ago, NOW)


@pytest.mark.parametrize(
    ("ago", "code"),
    [(-A_MOMENT, "in_the_future"), (LONGEST_AGO + A_MOMENT, "too_long_ago")],
)
def test_what_cannot_is_refused_by_its_field(ago: timedelta, code: str) -> None:
    with pytest.raises(Malformed) as refused:
        check_happened(NOW - ago, NOW)
    assert refused.value.faults == (("/occurred_at", code),)


@pytest.mark.parametrize(
    ("hour", "utc"), [(time(1, 59), time(0, 59)), (time(3, 0), time(1, 0))]
)
def test_around_the_hour_that_was_left_out(hour: time, utc: time) -> None:
    found = moment_on_the_wall(GAP, hour, "Europe/Belgrade")
    assert found == datetime.combine(GAP, utc, UTC)


@pytest.mark.parametrize("minute", [0, 30, 59])
@pytest.mark.parametrize("later", [None, True, False])
def test_an_hour_that_was_left_out_names_no_moment(
    minute: int, later: bool | None
) -> None:
    with pytest.raises(Malformed) as refused:
        moment_on_the_wall(GAP, time(2, minute), "Europe/Belgrade", later=later)
    assert refused.value.faults == (("/happened/hour", "no_such_hour"),)


def test_an_hour_that_was_there_twice_has_to_be_told_apart() -> None:
    hour, zone = time(2, 30), "Europe/Belgrade"
    with pytest.raises(Malformed) as refused:
        moment_on_the_wall(TWICE, hour, zone)
    assert refused.value.faults == (("/happened/later", "there_twice"),)
    first = moment_on_the_wall(TWICE, hour, zone, later=False)
    second = moment_on_the_wall(TWICE, hour, zone, later=True)
    assert second - first == timedelta(hours=1)
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "code"),
    [(date.min, "too_long_ago"), (date.max, "in_the_future")],
)
def test_a_year_that_nobody_counts_in_is_refused(day: date, code: str) -> None:
    with pytest.raises(Malformed) as refused:
        moment_on_the_wall(day, time(0, 30), "Europe/Belgrade")
    assert refused.value.faults == (("/happened/on", code),)


@given(
    st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    st.times(),
    st.sampled_from(ZONES),
    st.sampled_from((None, True, False)),
)
def test_every_moment_that_is_named_reads_on_the_wall_as_it_was_written(
    day: date, hour: time, zone: str, later: bool | None
) -> None:
    try:
        found = moment_on_the_wall(day, hour, zone, later=later)
    except Malformed:
        return
    wall = found.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert wall == datetime.combine(day, hour)


def test_a_minute_tells_what_was_written_later() -> None:
    minute = timedelta(minutes=1)
    assert written_later(NOW, NOW - minute)
    assert not written_later(NOW, NOW - minute + A_MOMENT)
    assert not written_later(NOW, None)
