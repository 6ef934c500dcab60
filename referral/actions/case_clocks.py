"""A case's clocks: looking at them, and changing one for a coded reason."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from referral.actions.facts import compiled_for
from referral.actions.history import History, calendar_of, history
from referral.actions.work import Done, Work, case_for
from referral.errors import Malformed, OffThePath
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.rules.case_clocks import RunningClock, Standing, Started, clocks_now
from referral.rules.clock_changes import (
    Change,
    Extended,
    Suspended,
    check_change,
)
from referral.rules.permissions import Act
from workflows.shapes import Span
from workflows.vocabulary import ClockReason, ClockUnit, EntryType, Track


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
    case = case_for(work, case_id, Act.READ_CASE)
    found = running(work, case)
    shown = Happening(EntryType.LIST_SHOWN, {"clocks": len(found)})
    work.enter(case, shown)
    return found


def running(work: Work, case: Case) -> tuple[RunningClock, ...]:
    """The clocks of a case at this moment."""
    told = history(work, case)
    pathway = compiled_for(work, case).pathway
    begun = _started(told)
    changes = {each.name: told.of(each.name, each.at) for each in begun}
    stands = _standing(case, told)
    names = {pathway.track(t).stage(s.stage).clock: s.since for t, s in stands.items()}
    for name, since in names.items():
        if name and name not in changes:
            changes[name] = told.of(name, since)
    return clocks_now(pathway, stands, begun, changes, work.now, calendar_of(pathway))


def _standing(case: Case, told: History) -> dict[Track, Standing]:
    since = {step.track: step.at for step in told.steps}
    return {
        track: Standing(stage, since.get(track, case.opened_at))
        for track, stage in case.stages().items()
        if stage
    }


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
    _check(work, now, wanted, before)
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
    work: Work, now: RunningClock, wanted: ClockChange, before: tuple[Change, ...]
) -> None:
    stands_still = any(
        isinstance(each, Suspended) and each.until is None for each in before
    )
    if (wanted.change == "resume") is not stands_still:
        still = "It stands still: resume it first." if stands_still else "It runs."
        raise OffThePath(still)
    change = _wanted(wanted, work.now, before)
    if now.clock is not None:
        check_change(now.clock, change, work.actor.roles, before)


def _wanted(wanted: ClockChange, at: datetime, before: tuple[Change, ...]) -> Change:
    """The change as the rules read it; a resumption is judged like its suspension."""
    if wanted.change == "resume":
        return next(
            each
            for each in before
            if isinstance(each, Suspended) and each.until is None
        )
    if wanted.reason is None:
        raise Malformed("Say for what.", faults=(("/reason", "missing"),))
    if wanted.change == "suspend":
        return Suspended(at, None, wanted.reason)
    if wanted.change != "extend" or wanted.n is None or wanted.unit is None:
        fault = ("/n", "how_much_longer")
        raise Malformed("Say how much longer.", faults=(fault,))
    return Extended(at, Span(n=wanted.n, unit=wanted.unit), wanted.reason)
