"""G4: time to recover and reflect, at least thirty days of it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from referral.rules.deadlines import last_day, protected_until
from referral.rules.guarantee import Finding, own_wish, own_wish_reads, stays, taken
from referral.rules.situations import Position, Reflection
from referral.rules.worlds import Where, World, relations_of, roles_of
from workflows.checks import REFLECTION, REFLECTION_DAYS
from workflows.schema import Clock, Stage, Step
from workflows.vocabulary import (
    Counting,
    Entitlement,
    Relation,
    Role,
    StepInput,
    Track,
)

FIRST_DAY, LAST_DAY = date(2024, 1, 1), date(2028, 12, 31)
"""Five years of starts: two leap years, and both changes of the clocks in each."""
TIMES = (time(0, 0), time(12, 0), time(23, 59, 59))
REASONED = frozenset({StepInput.REASON, StepInput.REASON_CODE})


def thirty_days_at_least(world: World) -> Iterator[Finding]:
    """Every reflection clock gives thirty days, from whatever moment it starts.

    Where a procedure counts the day of the start, that day is the first of them.
    """
    pathway = world.pathway
    named = {name: c for name, c in pathway.clocks.items() if governs(name) and c}
    for name, clock in {**named, REFLECTION: pathway.reflection_clock()}.items():
        world.looked += (LAST_DAY - FIRST_DAY).days * len(TIMES)
        short = shortest(clock, pathway.time_zone)
        if short < REFLECTION_DAYS:
            yield Finding(name, f"it protects for {short} days, not for thirty")


def governs(clock: str | None) -> bool:
    """True for the name of a clock of recovery and reflection."""
    return clock is not None and clock.startswith(REFLECTION)


@cache
def shortest(clock: Clock, zone: str) -> int:
    """The fewest days the clock protects, by its own counting, from any start.

    Every day counts as a working day here: that makes such a clock shortest.
    """
    first = 1 if clock.counts is Counting.FROM_INCLUSIVE else 0
    fewest = REFLECTION_DAYS
    day = FIRST_DAY
    while day <= LAST_DAY:
        for at in TIMES:
            start = datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)
            ends = protected_until(clock, start, zone, start, lambda _: True)
            fewest = min(fewest, (last_day(ends, zone) - day).days + first)
        day += timedelta(days=1)
    return fewest


def whoever_reflects_is_protected(world: World) -> Iterator[Finding]:
    """Whoever enters reflection starts its clock, in lawful stay, and not removed."""
    governed = [stage for _, stage in world.stages() if governs(stage.clock)]
    if not governed:
        yield Finding(Track.STAY, "no stage gives time to recover and reflect")
    for stage in governed:
        wanted = {Entitlement.LAWFUL_STAY, Entitlement.NO_REMOVAL}
        for word in sorted(wanted - set(stage.entitles)):
            told = f"reflection is not entitled to {word.value} here"
            yield Finding(stage.name, told)
    for track, step in world.steps():
        world.looked += 1
        into = _stage_of(world, track, step.to)
        elsewhere = set(step.from_stages) - {step.to}
        enters = governs(into.clock) and bool(elsewhere)
        starts = world.compiled.starts_reflection(track, step.name)
        if enters and not starts:
            yield Finding(step.name, "it enters reflection and starts no clock")
        if governs(step.starts_clock) and not (starts and governs(into.clock)):
            told = "it starts the reflection clock outside reflection"
            yield Finding(step.name, told)


def _stage_of(world: World, track: Track, name: str) -> Stage:
    return world.pathway.track(track).stage(name)


def reflection_ends_by_the_persons_choice(world: World) -> Iterator[Finding]:
    """While it runs it ends by the person's wish, or on a ground of art 13(3)."""
    for track, step in world.steps():
        found = world.at(step, *own_wish_reads(), where=_ending(world, track, step))
        for situation, ground in taken(world, step, found):
            if own_wish(situation):
                continue
            if not step.exceptions:
                told = "it ends reflection early, and the person did not ask for it"
                yield Finding(step.name, told, situation, step.name, ground)
            for missing in _missing(world, track, step, situation.position):
                told = f"it ends reflection early without {missing}"
                yield Finding(step.name, told, situation, step.name, ground)


def _ending(world: World, track: Track, step: Step) -> Where:
    """Positions in which it takes lawful stay, of whatever stage, while it runs."""

    def ends(position: Position) -> bool:
        runs = position.reflection is Reflection.RUNS
        if not runs or not stays(world, position):
            return False
        return not stays(world, world.after(position, track, step))

    return ends


def _missing(
    world: World, track: Track, step: Step, position: Position
) -> Iterator[str]:
    """What art 13(3) needs and a step with exceptions lacks."""
    if not step.exceptions:
        return
    if not set(step.needs) >= REASONED:
        yield "a reason in words and a coded one"
    takers = world.takers(step)
    if relations_of(takers) != {Relation.AUTHORITY} or Role.SYSTEM in roles_of(takers):
        yield "an authority that decides it"
    review = step.negative and world.compiled.steps.get(step.negative.review)
    after = world.after(position, track, step)
    if not review or not world.possible(review[1], after):
        yield "a review where it leads"
