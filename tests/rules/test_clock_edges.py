"""Every clock of a referral: the minute before, the minute itself, and both nights in
which the clocks of a mechanism change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.actions.plan_times import counted
from referral.errors import Malformed
from referral.rules.after_offer import Declined, cooling
from referral.rules.capacity import FRESH_FOR, HELD_FOR, Told
from referral.rules.clocks import answer_clock, expires_at, gone_on, reply_due
from referral.rules.handover import not_arranged_since, window_is_over, window_of
from referral.rules.tasks import Told as Waiting
from referral.rules.tasks import tasks
from workflows.handover import arrange_within
from workflows.loader import load_shipped, shipped_names
from workflows.shapes import Ground, Span
from workflows.vocabulary import (
    ClockUnit,
    Confidence,
    DeclineConsequence,
    PlaceKind,
    TaskKind,
    TimerKind,
)

HOUR, MINUTE, MOMENT = timedelta(hours=1), timedelta(minutes=1), timedelta.resolution
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
CHANGES = {SPRING: -HOUR, AUTUMN: HOUR}
"""How much longer the day is than 24 hours, where clocks change at all."""
PATHWAYS = {name: load_shipped(name)[0] for name in shipped_names()}
ZONES = sorted({each.time_zone for each in PATHWAYS.values()} - {"UTC"})
GROUND = Ground(confidence=Confidence.MODEL, note="a test")
NOW = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)
NIGHTS = [(zone, day) for zone in ZONES for day in CHANGES]


def midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def test_six_zones_change_their_clocks_and_the_generic_one_never_does() -> None:
    assert len(ZONES) == 6
    assert PATHWAYS["convention"].time_zone == "UTC"
    for zone, day in NIGHTS:
        length = midnight(day + timedelta(days=1), zone) - midnight(day, zone)
        assert length == 24 * HOUR + CHANGES[day]


# ---------------------------------------------------------------- offers


def struck(offered_at: datetime, end: datetime, now: datetime) -> list[TimerKind]:
    """What has fallen due, as the worker asks: at its moment, not before."""
    return [kind for kind, at in answer_clock(offered_at, end) if at <= now]


REMINDER, OVERDUE = TimerKind.OFFER_REMINDER, TimerKind.OFFER_OVERDUE


@pytest.mark.parametrize(("zone", "day"), NIGHTS)
@pytest.mark.parametrize("hours", [1, 6, 24, 72])
def test_an_offer_strikes_at_half_and_at_its_end_whatever_the_wall_says(
    zone: str, day: date, hours: int
) -> None:
    offered = midnight(day, zone) - HOUR / 2
    end = offered + hours * HOUR
    half = offered + hours * HOUR / 2
    table = {
        half - MINUTE: [],
        half: [REMINDER],
        half + MINUTE: [REMINDER],
        end - MINUTE: [REMINDER],
        end: [REMINDER, OVERDUE],
        end + MINUTE: [REMINDER, OVERDUE],
    }
    for now, expected in table.items():
        assert struck(offered, end, now) == expected
        there = now.astimezone(ZoneInfo(zone))
        assert struck(offered, end, there) == expected, "a zone is only a way to say it"


@given(
    offered=st.datetimes(
        datetime(2026, 1, 1),  # noqa: DTZ001 -- the zone is drawn beside it
        datetime(2028, 1, 1),  # noqa: DTZ001 -- the zone is drawn beside it
        timezones=st.just(UTC),
    ),
    minutes=st.integers(2, 60 * 24 * 30),
    asked=st.floats(0, 1),
    stood=st.integers(0, 60 * 24 * 30),
)
def test_a_question_takes_nothing_and_gives_nothing(
    offered: datetime, minutes: int, asked: float, stood: int
) -> None:
    end = offered + minutes * MINUTE
    at = offered + minutes * asked * MINUTE
    stopped = reply_due(end, at, 0)
    if at >= end:
        assert stopped is None
        return
    assert stopped == end, "the sender has what the addressee had left"
    back = at + stood * MINUTE
    later = gone_on(end, at, back)
    assert later - back == end - at
    assert reply_due(later, back, 1) is None, "it stops once"
    assert gone_on(end, at, at - MINUTE) == end, "a clock put back takes nothing"


def test_a_reply_is_overdue_in_its_minute() -> None:
    end = NOW + 6 * HOUR
    for asked, stops in ((end - MINUTE, True), (end, False), (end + MINUTE, False)):
        assert (reply_due(end, asked, 0) is not None) is stops
    assert reply_due(None, NOW, 0) is None


def test_an_offer_expires_at_its_end_or_after_the_time_the_pathway_sets() -> None:
    end = NOW + 6 * HOUR
    assert expires_at(end, 12 * HOUR, others_wait=True) == end
    assert expires_at(end, 12 * HOUR, others_wait=False) == end + 12 * HOUR
    assert expires_at(end, None, others_wait=False) is None
    assert expires_at(None, 12 * HOUR, others_wait=True) is None


@pytest.mark.parametrize(("late", "left_alone"), [(-1, True), (0, False), (1, False)])
def test_a_full_service_is_left_alone_to_the_minute(
    late: int, *, left_alone: bool
) -> None:
    said = Declined("a", NOW, DeclineConsequence.COOL_OFF)
    found = cooling([said], 6 * HOUR, NOW + 6 * HOUR + late * MINUTE)
    assert ("a" in found) is left_alone


@pytest.mark.parametrize(("zone", "day"), NIGHTS)
def test_a_figure_and_a_hold_last_their_hours_through_the_night(
    zone: str, day: date
) -> None:
    evening = midnight(day, zone) - HOUR / 2
    told = Told(PlaceKind.SHELTER, 3, 2, 0, evening)
    assert (FRESH_FOR, HELD_FOR) == (24 * HOUR, 2 * HOUR)
    assert told.fresh(evening + FRESH_FOR)
    assert not told.fresh(evening + FRESH_FOR + MINUTE)
    there = (evening + FRESH_FOR).astimezone(ZoneInfo(zone))
    assert told.fresh(there)
    assert not told.fresh(there.astimezone(UTC) + MOMENT)


# ------------------------------------------------------------- hand-overs


@pytest.mark.parametrize(("zone", "day"), NIGHTS)
def test_a_window_in_the_night_of_the_change_is_what_the_wall_shows(
    zone: str, day: date
) -> None:
    change = 1 if zone == "Europe/London" else 2
    half = time(change, 30)
    if day == SPRING:
        for hours in ((half, time(5)), (time(0), half)):
            with pytest.raises(Malformed):
                window_of(day, hours, zone)
        begins, ends = window_of(day, (time(change - 1, 59), time(change + 1)), zone)
        assert ends - begins == MINUTE
        return
    begins, ends = window_of(day, (half, half), zone)
    assert ends - begins == 24 * HOUR + HOUR, "from the first to the next day's"
    begins, ends = window_of(day, (time(change, 29), half), zone)
    assert ends - begins == HOUR + MINUTE, "from the first to the second"


@pytest.mark.parametrize(("zone", "day"), NIGHTS)
@pytest.mark.parametrize("hour", [0, 4, 12, 23])
def test_a_window_is_over_in_its_minute_and_not_before(
    zone: str, day: date, hour: int
) -> None:
    begins, ends = window_of(day, (time(hour), time(hour, 45)), zone)
    assert ends - begins == 45 * MINUTE
    wall = ends.astimezone(ZoneInfo(zone))
    assert (wall.date(), wall.hour, wall.minute) == (day, hour, 45)
    for late, over in ((-MINUTE, False), (-MOMENT, False), (MOMENT * 0, True)):
        assert window_is_over(ends, ends + late) is over
    assert window_is_over(ends, ends + MINUTE)


@pytest.mark.parametrize(("zone", "day"), NIGHTS)
def test_who_arranged_nothing_is_told_after_four_hours_of_that_night(
    zone: str, day: date
) -> None:
    yes = midnight(day, zone)
    since = not_arranged_since(yes, arrange_within())
    assert since is not None
    assert since == yes + 4 * HOUR
    wall = since.astimezone(ZoneInfo(zone)).time()
    assert wall == time(5 if day == SPRING else 3)


# ------------------------------------------------------------------ plans


@pytest.mark.parametrize(("name", "day"), [(n, d) for n in PATHWAYS for d in CHANGES])
@pytest.mark.parametrize(
    ("n", "unit"), [(1, ClockUnit.DAY), (1, ClockUnit.CALENDAR_MONTH)]
)
def test_a_review_is_due_with_the_end_of_a_day_across_the_change(
    name: str, day: date, n: int, unit: ClockUnit
) -> None:
    pathway = PATHWAYS[name]
    zone = pathway.time_zone
    begun = midnight(day, zone) - MINUTE
    found = counted(pathway, Span(n=n, unit=unit), begun, GROUND)
    assert found is not None
    month = day.month % 12 + 1
    last = day if unit is ClockUnit.DAY else date(2026, month, day.day - 1)
    assert found == midnight(last + timedelta(days=1), zone)
    told = Waiting(closed=False, planned=True, review_at=found)
    for late, overdue in ((-MINUTE, False), (timedelta(0), True), (MINUTE, True)):
        (task,) = tasks(told, found + late, timedelta(days=7))
        assert (task.kind, task.overdue) == (TaskKind.REVIEW_DUE, overdue)


def test_a_review_that_no_procedure_asks_for_is_unset_and_never_late() -> None:
    for pathway in PATHWAYS.values():
        assert counted(pathway, None, NOW, GROUND) is None
    told = Waiting(closed=False, planned=True)
    assert tasks(told, datetime(2100, 1, 1, tzinfo=UTC), timedelta(0)) == ()
