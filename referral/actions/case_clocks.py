"""A case's clocks: looking at them, and changing one for a coded reason."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from referral.actions.facts import compiled_for
from referral.actions.history import History, calendar_of, history
from referral.actions.work import Done, Work, case_for
from referral.errors import Malformed, OffThePath
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.rules.acts import Act
from referral.rules.case_clocks import RunningClock, Standing, Started, clocks_now
from referral.rules.clock_changes import (
    Change,
    Extended,
    Suspended,
    check_change,
    check_decides,
)
from referral.rules.deadlines import OPEN_ENDED, ClockState, due
from workflows.schema import Pathway
from workflows.shapes import Span
from workflows.vocabulary import ClockReason, ClockUnit, EntryType, Track

LONGEST = timedelta(days=3653)
"""No period is made longer than ten years from its start."""


@dataclass(frozen=True, slots=True)
class ClockChange:
    """What somebody decides about a clock."""

    clock: str
    change: str
    """`suspend`, `resume` or `extend`."""
    reason: ClockReason | None = None
    n: int | None = None
    unit: ClockUnit | None = None


def case_clocks(work: Work, case_id: UUID) -> tuple[RunningClock, ...]:
    """Every clock of a case, computed now; `unset` ones say so."""
    case = case_for(work, case_id, Act.READ_WAYS)
    found = running(work, case)
    shown = Happening(EntryType.LIST_SHOWN, {"clocks": len(found)})
    work.enter(case, shown)
    return found


def running(work: Work, case: Case) -> tuple[RunningClock, ...]:
    """The clocks of a case at this moment."""
    told, pathway = history(work, case), compiled_for(work, case).pathway
    return clocks_of(told, pathway, case.stages(), case.begun_at(), work.now)


def clocks_of(
    told: History,
    pathway: Pathway,
    stages: Mapping[Track, str],
    opened_at: datetime,
    now: datetime,
) -> tuple[RunningClock, ...]:
    """The clocks of a history at one moment, where it stood in these stages."""
    begun = _started(told)
    changes = {each.name: told.of(each.name, each.at) for each in begun}
    stands = {
        track: _of_track(opened_at, told, track, stage)
        for track, stage in stages.items()
        if stage
    }
    names = {pathway.track(t).stage(s.stage).clock: s.since for t, s in stands.items()}
    for name, since in names.items():
        if name and name not in changes:
            changes[name] = told.of(name, since)
    return clocks_now(pathway, stands, begun, changes, now, calendar_of(pathway))


def _of_track(opened_at: datetime, told: History, track: Track, stage: str) -> Standing:
    """Since when the stage's clock has been named without a break on its track."""
    first = told.versions[0].pathway
    begins = {each.name: each.stage(each.start).clock or "" for each in first.tracks}
    since, named, ever = opened_at, begins.get(track, ""), set[str]()
    for step in told.steps:
        if step.track is not track:
            continue
        clock = step.compiled.pathway.track(track).stage(step.to_stage).clock or ""
        since = since if clock and clock == named else step.at
        if named != clock:
            ever.add(named)
        named = clock
    return Standing(stage, since, anew=bool(named) and named in ever)


def _started(told: History) -> tuple[Started, ...]:
    """What the steps have started, and the moment that decided each."""
    found: dict[str, Started] = {}
    for taken in told.steps:
        step = taken.compiled.pathway.step(taken.step)
        if step.ends_clock in found:
            decided = found[step.ends_clock]
            found[step.ends_clock] = replace(decided, decided=taken.at)
        if step.starts_clock:
            begun = Started(step.starts_clock, taken.track, taken.at)
            found[step.starts_clock] = begun
    return tuple(found.values())


def change_clock(
    work: Work, case_id: UUID, wanted: ClockChange, *, expects: int | None
) -> Done:
    """Suspend, resume or extend a clock, if its own rule allows it to these roles.

    Raises:
        OffThePath: if the clock does not run here, or its rule allows no such change.
        WrongRole: naming who decides it.
        Malformed: if something is missing.
    """
    case = case_for(work, case_id, Act.CHANGE_CLOCK, expects=expects)
    runs = {each.name: each for each in running(work, case)}
    if wanted.clock not in runs or runs[wanted.clock].clock is None:
        raise OffThePath("This clock does not run in this case.")
    now = runs[wanted.clock]
    before = history(work, case).of(wanted.clock, now.started_at)
    _check(work, compiled_for(work, case).pathway, now, wanted, before)
    fields = {
        "clock": wanted.clock,
        "change": wanted.change,
        "reason": wanted.reason,
        "n": wanted.n,
        "unit": wanted.unit,
    }
    told = {name: value for name, value in fields.items() if value is not None}
    case.version += 1
    work.enter(case, Happening(EntryType.CLOCK_CHANGED, told, track=now.track))
    return Done("case", case.id, case.version)


def _check(
    work: Work,
    pathway: Pathway,
    now: RunningClock,
    wanted: ClockChange,
    before: tuple[Change, ...],
) -> None:
    stands_still = any(
        isinstance(each, Suspended) and each.until is None for each in before
    )
    if (wanted.change == "resume") is not stands_still:
        still = "It stands still: resume it first." if stands_still else "It runs."
        raise OffThePath(still)
    if now.state is ClockState.PASSED:
        raise OffThePath("This clock has run out: it can no longer be changed.")
    if wanted.change == "resume":
        check_decides(now.clock, work.actor.roles)
        return
    change = _wanted(wanted, work.now)
    if now.clock is not None:
        check_change(now.clock, change, work.actor.roles, before)
        _check_ends(pathway, now, (*before, change))


def _check_ends(
    pathway: Pathway, now: RunningClock, changes: tuple[Change, ...]
) -> None:
    """Refuse what would end beyond what anybody can plan, or count.

    Raises:
        OffThePath: if it would end more than ten years after its start.
    """
    zone, calendar = pathway.time_zone, calendar_of(pathway)
    try:
        ends = due(now.clock, now.started_at, zone, None, calendar, changes)
    except (ValueError, OverflowError):
        ends = OPEN_ENDED
    if ends is not None and ends > now.started_at + LONGEST:
        raise OffThePath("That is longer than ten years.")


def _wanted(wanted: ClockChange, at: datetime) -> Change:
    """The change as the rules read it."""
    if wanted.reason is None:
        raise Malformed("Say for what.", faults=(("/reason", "missing"),))
    if wanted.change == "suspend":
        return Suspended(at, None, wanted.reason)
    if wanted.change != "extend" or wanted.n is None or wanted.unit is None:
        fault = ("/n", "how_much_longer")
        raise Malformed("Say how much longer.", faults=(fault,))
    return Extended(at, Span(n=wanted.n, unit=wanted.unit), wanted.reason)
