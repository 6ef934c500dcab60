"""The clocks of a case at one moment."""

from datetime import UTC, datetime, timedelta

import pytest

from referral.rules.case_clocks import RunningClock, Standing, Started, clocks_now
from referral.rules.clock_changes import Suspended
from referral.rules.deadlines import ClockState
from tests.rules.situations import NEUTRAL
from workflows.vocabulary import ClockReason, Track

START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
NOON = START + timedelta(hours=3)
HERE = {
    Track.PROTECTION: Standing("presumed", START),
    Track.IDENTIFICATION: Standing("assessing", START),
    Track.STAY: Standing("reflection", START),
}


MISSING = {**HERE, Track.PROTECTION: Standing("missing", START)}
"""Where the stage of protection has an alarm."""


def clocks(
    *started: Started,
    now: datetime = NOON,
    here: dict[Track, Standing] | None = None,
    changes: dict[str, list[Suspended]] | None = None,
) -> dict[str, RunningClock]:
    found = clocks_now(NEUTRAL.pathway, here or HERE, started, changes or {}, now, None)
    return {each.name: each for each in found}


def test_what_no_procedure_sets_is_unset_and_never_on_time() -> None:
    decision = clocks()["decision"]
    assert (decision.state, decision.due_at) == (ClockState.UNSET, None)
    assert decision.clock is None
    late = clocks(now=START + timedelta(days=3_000))["decision"]
    assert late.state is ClockState.UNSET


def test_a_stages_clock_runs_since_the_stage_was_entered() -> None:
    reflection = clocks()["reflection"]
    assert reflection.started_at == START
    assert reflection.state is ClockState.AWAITS_DECISION
    assert reflection.track is Track.STAY


def test_a_step_that_starts_a_clock_says_since_when() -> None:
    later = START + timedelta(days=1)
    begun = Started("reflection", Track.STAY, later)
    assert clocks(begun)["reflection"].started_at == later


@pytest.mark.parametrize(
    ("seconds", "state"),
    [(-1, ClockState.RUNNING), (0, ClockState.PASSED), (1, ClockState.PASSED)],
)
def test_a_clock_of_hours_is_exact_to_the_second(
    seconds: int, state: ClockState
) -> None:
    alarm = Started("alarm", Track.PROTECTION, START)
    now = START + timedelta(hours=24, seconds=seconds)
    assert clocks(alarm, now=now, here=MISSING)["alarm"].state is state


def test_a_decided_clock_is_told_only_where_the_stage_still_names_it() -> None:
    decided = Started("reflection", Track.STAY, START, START + timedelta(days=1))
    assert "reflection" in clocks(decided)
    ended = {**HERE, Track.STAY: Standing("ended", NOON)}
    assert "reflection" not in clocks(decided, here=ended)
    alarm = Started("alarm", Track.PROTECTION, START, NOON)
    assert "alarm" not in clocks(alarm)


def test_a_clock_that_stands_still_says_so() -> None:
    alarm = Started("alarm", Track.PROTECTION, START)
    still = {"alarm": [Suspended(START, None, ClockReason.HEALTH)]}
    found = clocks(alarm, changes=still, here=MISSING)
    assert found["alarm"].state is ClockState.STANDS_STILL


def test_the_newest_start_counts() -> None:
    again = START + timedelta(hours=2)
    found = clocks(
        Started("alarm", Track.PROTECTION, START),
        Started("alarm", Track.PROTECTION, again),
        here=MISSING,
    )
    assert found["alarm"].started_at == again
    assert found["alarm"].due_at == again + timedelta(hours=24)


def test_a_clock_stops_when_the_stages_that_name_it_are_left() -> None:
    alarm = Started("alarm", Track.PROTECTION, START)
    late = START + timedelta(days=3)
    assert "alarm" in clocks(alarm, now=late, here=MISSING)
    assert "alarm" not in clocks(alarm, now=late)


def test_reflection_runs_on_whatever_the_stage() -> None:
    begun = Started("reflection", Track.STAY, START)
    ended = {**HERE, Track.STAY: Standing("ended", NOON)}
    assert "reflection" in clocks(begun, here=ended)


def test_a_stage_that_is_entered_again_begins_its_clock_anew() -> None:
    alarm = Started("alarm", Track.PROTECTION, START)
    again = START + timedelta(days=2)
    back = {**HERE, Track.PROTECTION: Standing("missing", again, anew=True)}
    found = clocks(alarm, now=again, here=back)["alarm"]
    assert (found.started_at, found.state) == (again, ClockState.RUNNING)
