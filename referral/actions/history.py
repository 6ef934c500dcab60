"""What a case's entries say of its clocks: steps taken, versions walked, changes.

Clocks are computed from these each time and stored nowhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from referral.actions.pathways import Pathways
from referral.actions.work import Work
from referral.records.cases import Case
from referral.records.chains import payload_of
from referral.records.timeline import Entry, Only, chain_entries
from referral.rules.calendars import working_days
from referral.rules.clock_changes import Change, Extended, Suspended
from referral.rules.deadlines import WorkingDay, protected_until
from referral.rules.pathway import CompiledPathway
from workflows.checks import REFLECTION
from workflows.schema import Pathway
from workflows.shapes import Span
from workflows.vocabulary import ClockReason, ClockUnit, EntryType, Track


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken, and the version of the pathway it was taken on."""

    at: datetime
    track: Track
    step: str
    from_stage: str
    to_stage: str
    compiled: CompiledPathway


@dataclass(frozen=True, slots=True)
class Changed:
    """A clock that was suspended, resumed or extended."""

    clock: str
    change: Change


@dataclass(frozen=True, slots=True)
class History:
    """What happened to a case, as far as clocks go, oldest first."""

    steps: tuple[Taken, ...]
    versions: tuple[CompiledPathway, ...]
    """Every version it walked, the present one last."""
    changes: tuple[Changed, ...]

    def until(self, at: datetime) -> "History":
        """The same as it was just before a moment."""
        return History(
            tuple(step for step in self.steps if step.at < at),
            self.versions,
            tuple(each for each in self.changes if moment_of(each.change) < at),
        )

    def of(self, clock: str, since: datetime) -> tuple[Change, ...]:
        """The changes of a clock since it started last."""
        return tuple(
            each.change
            for each in self.changes
            if each.clock == clock and moment_of(each.change) >= since
        )


def moment_of(change: Change) -> datetime:
    """When a change was made."""
    return change.since if isinstance(change, Suspended) else change.at


_READ = Only(
    types=frozenset(
        {EntryType.STEP_TAKEN, EntryType.CASE_UPGRADED, EntryType.CLOCK_CHANGED}
    )
)


def history(work: Work, case: Case) -> History:
    """Read a case's entries."""
    session = work.unit.session
    entries = chain_entries(session, case.id, only=_READ)
    words = {e.id: payload_of(work.unit, work.house.keyring, e) for e in entries}
    walked = [
        bytes.fromhex(words[e.id]["from_pathway"])
        for e in entries
        if e.type is EntryType.CASE_UPGRADED
    ]
    pathways = work.house.pathways
    versions = _versions(work, pathways, [*walked, case.pathway_digest])
    steps: list[Taken] = []
    changes: list[Changed] = []
    at = 0
    for entry in entries:
        said = words[entry.id]
        if entry.type is EntryType.CASE_UPGRADED:
            at += 1
        elif entry.type is EntryType.STEP_TAKEN and entry.track:
            steps.append(_taken(entry, said["step"], versions[at]))
        elif entry.type is EntryType.CLOCK_CHANGED:
            changes = [*_applied(changes, said, entry.at)]
    return History(tuple(steps), versions, tuple(changes))


def _versions(
    work: Work, pathways: Pathways, digests: list[bytes]
) -> tuple[CompiledPathway, ...]:
    return tuple(pathways.version(work.unit.session, each) for each in digests)


def _taken(entry: Entry, step: str, compiled: CompiledPathway) -> Taken:
    return Taken(
        entry.at,
        entry.track or Track.PROTECTION,
        step,
        entry.from_stage or "",
        entry.to_stage or "",
        compiled,
    )


def _applied(
    before: list[Changed], said: dict[str, object], at: datetime
) -> Iterator[Changed]:
    """The changes so far and one more; a resumption ends the suspension that runs."""
    clock, kind = str(said["clock"]), said["change"]
    reason = ClockReason(str(said["reason"])) if "reason" in said else None
    for each in before:
        open_one = isinstance(each.change, Suspended) and each.change.until is None
        if kind == "resume" and each.clock == clock and open_one:
            suspended = each.change
            assert isinstance(suspended, Suspended)  # noqa: S101 # said just above
            yield Changed(clock, Suspended(suspended.since, at, suspended.reason))
        else:
            yield each
    if kind == "suspend" and reason:
        yield Changed(clock, Suspended(at, None, reason))
    if kind == "extend" and reason:
        span = Span(n=int(str(said["n"])), unit=ClockUnit(str(said["unit"])))
        yield Changed(clock, Extended(at, span, reason))


def calendar_of(pathway: Pathway) -> WorkingDay | None:
    """The working days of a pathway's country; None where it names no holidays."""
    return working_days(pathway.holidays) if pathway.holidays else None


def reflection_ends(found: History) -> datetime | None:
    """When recovery and reflection ends; None if it never began.

    A pathway that leaves the length unset protects as 30 days (CETS 197 art 13). An
    upgrade never shortens a period that runs: the longest of the versions counts.
    """
    began: Taken | None = None
    decided: datetime | None = None
    for step in found.steps:
        if step.compiled.starts_reflection(step.track, step.step):
            began, decided = step, None
        elif step.compiled.pathway.step(step.step).ends_clock == REFLECTION:
            decided = step.at
    if began is None:
        return None
    since = [each is began.compiled for each in found.versions].index(True)
    walked = found.versions[since:]
    changes = found.of(REFLECTION, began.at)
    return max(
        protected_until(
            each.pathway.reflection_clock(),
            began.at,
            each.pathway.time_zone,
            decided,
            calendar_of(each.pathway),
            changes,
        )
        for each in walked
    )
