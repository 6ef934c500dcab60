"""The clocks of one case at one moment: which run, since when, until when.

A clock runs where a step started it, until a step ends it or the stages that name it
are left; recovery and reflection runs whatever stage the case stands in. A stage may
begin one too, or name it `unset`. Nothing of this is stored.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from referral.rules.clock_changes import Change
from referral.rules.deadlines import ClockState, WorkingDay, due, state
from workflows.checks import REFLECTION
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
    """Since when its clock has run on without a break: a stage may hand it on."""
    anew: bool = False
    """True if the clock ran before, stopped, and was begun again by this stage."""


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
        for begun in _running(pathway, track, here, started):
            clock = pathway.clocks.get(begun.name)
            made = changes.get(begun.name, ())
            ends = due(
                clock, begun.at, pathway.time_zone, begun.decided, working_day, made
            )
            shows = state(clock, ends, now, made)
            found.append(RunningClock(begun.name, track, shows, begun.at, ends, clock))
    return tuple(found)


def _running(
    pathway: Pathway, track: Track, here: Standing, started: Sequence[Started]
) -> Iterator[Started]:
    """What runs on one track: started by steps, or by the stage it stands in."""
    last = {each.name: each for each in started if each.track is track}
    stages = pathway.track(track).stages
    of_stage = pathway.track(track).stage(here.stage).clock
    left = {stage.clock for stage in stages} - {of_stage, REFLECTION}
    by_steps = [n for n, each in last.items() if not each.decided and n not in left]
    for name in dict.fromkeys([*by_steps, *([of_stage] if of_stage else [])]):
        stage_begins = Started(name, track, here.since)
        begun = last.get(name) or stage_begins
        anew = name == of_stage and here.anew and begun.at < here.since
        yield stage_begins if anew else begun
