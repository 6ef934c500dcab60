"""The clocks of one case at one moment: which run, since when, until when.

A clock runs where a step started it, until a step ends it or its stage is left; a
stage may name one too, or `unset`. Nothing of this is stored.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from referral.rules.clock_changes import Change
from referral.rules.deadlines import ClockState, WorkingDay, due, state
from workflows.schema import Clock, Pathway
from workflows.vocabulary import Track


@dataclass(frozen=True, slots=True)
class Started:
    """A clock that a step started, and the moment a later step decided it."""

    name: str
    track: Track
    at: datetime
    decided: datetime | None = None


@dataclass(frozen=True, slots=True)
class RunningClock:
    """One clock of a case, with what it rests on."""

    name: str
    track: Track
    state: ClockState
    started_at: datetime
    due_at: datetime | None
    clock: Clock | None
    """None where the procedure sets no deadline; that is never "on time"."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands on one track, and since when."""

    stage: str
    since: datetime


def clocks_now(
    pathway: Pathway,
    stands: Mapping[Track, Standing],
    started: Sequence[Started],
    changes: Mapping[str, Sequence[Change]],
    now: datetime,
    working_day: WorkingDay | None,
) -> tuple[RunningClock, ...]:
    """Every clock that matters where a case stands, in the order of the tracks.

    A stage's clock that no step has started runs since the stage was entered.

    Args:
        pathway: The version the case walks.
        stands: Where it stands on each track.
        started: What steps have started and decided, oldest first.
        changes: Suspensions and extensions of each clock since it started.
        now: The moment asked about, in UTC.
        working_day: The calendar; needed where working days are counted.
    """
    found: list[RunningClock] = []
    for track, here in stands.items():
        last = {each.name: each for each in started if each.track is track}
        open_ones = [name for name, each in last.items() if each.decided is None]
        of_stage = pathway.track(track).stage(here.stage).clock
        names = dict.fromkeys([*open_ones, *([of_stage] if of_stage else [])])
        for name in names:
            begun = last.get(name) or Started(name, track, here.since)
            clock = pathway.clocks.get(name)
            made = changes.get(name, ())
            ends = due(
                clock, begun.at, pathway.time_zone, begun.decided, working_day, made
            )
            shows = state(clock, ends, now, made)
            found.append(RunningClock(name, track, shows, begun.at, ends, clock))
    return tuple(found)
