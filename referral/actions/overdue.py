"""Clocks that ran out before what they waited for was done: now, and in the past.

The coordinator's list looks at every open case. It reads headers, which say on which
track a step led from where to where; payloads are opened only for a case whose headers
do not settle which clocks ran: after an upgrade, a changed clock, or where two steps
of different effect lead the same way.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from referral.actions.case_clocks import clocks_of, running
from referral.actions.facts import compiled_for
from referral.actions.history import History, Taken, history, moment_of
from referral.actions.watch import End
from referral.actions.work import Work
from referral.records.cases import Case, walked
from referral.records.silent import Head, moves, open_cases
from referral.rules.case_clocks import RunningClock
from referral.rules.deadlines import ClockState
from referral.rules.pathway import CompiledPathway
from referral.rules.silences import Overdue
from workflows.checks import REFLECTION
from workflows.schema import Pathway
from workflows.vocabulary import EntryType, Track

Way = tuple[Track | None, str | None, str | None]
EVER = datetime.max.replace(tzinfo=UTC)
"""A moment at which every clock that ends at all has ended."""


def overdue(work: Work, case: Case) -> list[Overdue]:
    """Every clock of a case that ran out, with the moment its waiting ended."""
    told = history(work, case)
    moments = {each.at for each in told.steps}
    moments |= {moment_of(each.change) for each in told.changes}
    waited: dict[tuple[str, datetime], Overdue] = {}
    ended: list[Overdue] = []
    before: datetime | None = None
    for at in (*sorted(moments), None):
        passed = {
            (each.name, each.started_at): Overdue(
                each.name, each.due_at, started_at=each.started_at
            )
            for each in _clocks_at(work, case, told, at)
            if each.due_at
        }
        over = sorted(waited.keys() - passed.keys())
        ended += [replace(waited.pop(key), until=before) for key in over]
        waited = {**passed, **waited}
        before = at
    return [*ended, *waited.values()]


def _clocks_at(
    work: Work, case: Case, told: History, at: datetime | None
) -> tuple[RunningClock, ...]:
    """What had run out just before a moment; or by now, where none is given."""
    pathway = compiled_for(work, case).pathway
    if at is None:
        found = clocks_of(told, pathway, case.stages(), case.begun_at(), work.now)
        return waited_for(pathway, case.stages(), found)
    following = next((each for each in told.steps if each.at >= at), None)
    pathway = following.compiled.pathway if following else pathway
    until = told.until(at)
    stages = dict(_stages(pathway, until.steps))
    found = clocks_of(until, pathway, stages, case.begun_at(), at)
    return waited_for(pathway, stages, found)


def waited_for(
    pathway: Pathway, stages: Mapping[Track, str], found: Iterable[RunningClock]
) -> tuple[RunningClock, ...]:
    """Those that ran out while something is waited for.

    Recovery and reflection runs on under a permit, where it protects and nobody waits.
    """

    def waits(each: RunningClock) -> bool:
        stage = pathway.track(each.track).stage(stages[each.track])
        return each.name != REFLECTION or stage.clock == REFLECTION

    return tuple(e for e in found if e.state is ClockState.PASSED and waits(e))


def _stages(pathway: Pathway, steps: Iterable[Taken]) -> Iterator[tuple[Track, str]]:
    """Where a case stood after some steps, as far as this version knows the stage."""
    reached = {each.track: each.to_stage for each in steps}
    for track in pathway.tracks:
        stage = reached.get(track.name, track.start)
        if stage in {each.name for each in track.stages}:
            yield track.name, stage


def ends_of(
    work: Work,
    case: Case,
    compiled: CompiledPathway,
    ways: Mapping[Way, str | None],
    heads: list[Head],
) -> tuple[End, ...]:
    """When each clock of an open case will be late, if nobody acts before.

    Args:
        work: The act under way.
        case: The case.
        compiled: The version it walks, and `ways`, what `ways_of` says of that.
        ways: The same.
        heads: What `moves` says of the case.
    """
    pathway = compiled.pathway
    if not any(pathway.clocks.values()):
        return ()
    told = _by_headers(compiled, ways, heads)
    if told is None:
        told = history(work, case)
    elif not _names(pathway, case, told):
        return ()
    found = clocks_of(told, pathway, case.stages(), case.begun_at(), EVER)
    return tuple(
        End(f"{each.track}:{each.name}", each.name, each.due_at)
        for each in waited_for(pathway, case.stages(), found)
        if each.due_at
    )


def clocks_everywhere(
    work: Work, *, unset: bool = False
) -> Iterator[tuple[Case, tuple[RunningClock, ...]]]:
    """The clocks of every open case that names one with a length.

    Args:
        work: The act under way.
        unset: True for cases that only name clocks without a length, too.
    """
    session = work.unit.session
    for digest in walked(session):
        compiled = work.house.pathways.version(session, digest)
        if not (unset or any(compiled.pathway.clocks.values())):
            continue
        closed = sorted(compiled.closed.get(Track.PROTECTION, ()))
        said: dict[object, list[Head]] = {}
        for head in moves(session, digest, closed):
            said.setdefault(head.chain_id, []).append(head)
        ways = ways_of(compiled)
        for case in open_cases(session, digest, closed):
            told = _by_headers(compiled, ways, said.get(case.id, []))
            if told is None:
                yield case, running(work, case)
            elif unset or _names(compiled.pathway, case, told):
                stages, now = case.stages(), work.now
                yield (
                    case,
                    clocks_of(told, compiled.pathway, stages, case.begun_at(), now),
                )


def _names(pathway: Pathway, case: Case, told: History) -> bool:
    """True if any clock of these stages and steps has a length at all."""
    started = {pathway.step(each.step).starts_clock for each in told.steps}
    stood = {
        pathway.track(track).stage(stage).clock
        for track, stage in case.stages().items()
        if stage
    }
    return any(pathway.clocks.get(name) for name in started | stood if name)


def _by_headers(
    compiled: CompiledPathway, ways: Mapping[Way, str | None], heads: list[Head]
) -> History | None:
    """A history without opening anything; None where headers do not settle it."""
    steps: list[Taken] = []
    for head in heads:
        step = ways.get((head.track, head.from_stage, head.to_stage))
        if head.type is not EntryType.STEP_TAKEN or head.track is None or step is None:
            return None
        origin, to = head.from_stage or "", head.to_stage or ""
        steps.append(Taken(head.at, head.track, step, origin, to, compiled))
    return History(tuple(steps), (compiled,), ())


def ways_of(compiled: CompiledPathway) -> Mapping[Way, str | None]:
    """A step for every way between two stages; None where two differ in clocks."""
    found: dict[Way, str | None] = {}
    effects: dict[Way, tuple[str | None, str | None]] = {}
    for track, step in compiled.steps.values():
        for origin in step.from_stages:
            way = (track.name, origin, step.to)
            effect = (step.starts_clock, step.ends_clock)
            same = effects.setdefault(way, effect) == effect
            found[way] = step.name if same else None
    return found
