"""A period of retention, counted as the law counts months and years."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.rules.retention import RetentionState, kept
from workflows.parts import Retention
from workflows.shapes import Ground, Span
from workflows.vocabulary import ClockUnit, Confidence

ZONE = "Europe/Tirane"
GROUND = Ground(confidence=Confidence.MODEL, note="Invented for this test.")
moments = st.datetimes(
    datetime(2020, 1, 1),  # noqa: DTZ001 # made aware below
    datetime(2080, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


def rule(n: int, unit: ClockUnit = ClockUnit.CALENDAR_MONTH) -> Retention:
    return Retention(keep=Span(n=n, unit=unit), ground=GROUND)


@pytest.mark.parametrize(
    ("n", "closed", "over"),
    [
        (12, (2026, 3, 2, 12), (2027, 3, 2, 23)),
        (60, (2024, 2, 29, 12), (2029, 2, 28, 23)),
        (1, (2026, 1, 31, 12), (2026, 2, 28, 23)),
        (6, (2026, 1, 15, 23, 30), (2026, 7, 16, 22)),
    ],
    ids=["a year", "five from a leap day", "the month's end", "past midnight there"],
)
def test_calendar_months_end_with_the_last_day_there(
    n: int, closed: tuple[int, ...], over: tuple[int, ...]
) -> None:
    end = datetime(*over, tzinfo=UTC)  # type: ignore[arg-type,misc] # parts of a moment
    began = datetime(*closed, tzinfo=UTC)  # type: ignore[arg-type,misc]
    before = kept(rule(n), began, ZONE, end - timedelta(milliseconds=1))
    assert (before.state, before.over_at) == (RetentionState.KEPT, end)
    assert kept(rule(n), began, ZONE, end).state is RetentionState.OVER


@given(moments, moments)
def test_without_a_period_nothing_is_ever_over(closed: datetime, now: datetime) -> None:
    found = kept(None, closed, ZONE, now)
    assert (found.state, found.over_at) == (RetentionState.UNSET, None)


@given(moments, st.integers(1, 400))
def test_an_open_case_is_never_due(now: datetime, n: int) -> None:
    found = kept(rule(n), None, ZONE, now)
    assert (found.state, found.over_at) == (RetentionState.NOT_CLOSED, None)


@given(moments, st.integers(1, 600), st.integers(0, 600 * 31))
def test_once_over_it_stays_over_and_never_before_its_length(
    closed: datetime, n: int, days: int
) -> None:
    now = closed + timedelta(days=days)
    found = kept(rule(n), closed, ZONE, now)
    assert (found.state is RetentionState.OVER) == (
        found.over_at is not None and found.over_at <= now
    )
    assert found.over_at is not None
    assert found.over_at > closed + timedelta(days=28 * n - 1)
