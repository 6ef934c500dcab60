"""What of a case waits for a body outside now, and what it stops meanwhile."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from referral.actions.facts import compiled_for
from referral.actions.joint import hold
from referral.actions.work import Work
from referral.errors import OffThePath, Refusal
from referral.records.cases import Case
from referral.records.outside_tokens import OutsideToken, awaited_outside
from referral.rules.explain import Reason, StepAnswer
from referral.rules.outside import check_not_waiting, task_of
from referral.rules.refusal import is_nameless
from workflows.vocabulary import OutsideAnswer, TaskKind, Track


def tracks_waiting(work: Work, case: Case) -> frozenset[Track]:
    """The tracks of a case that a body outside is asked about and may still answer."""
    steps = compiled_for(work, case).steps
    with work.unit.beyond():
        rows = [
            row
            for row, token, _ in awaited_outside(work.unit.session, [case.id])
            if overdue(token, work.now) is None
        ]
        asked = [hold(work, row).joint.act for row in rows]
    return frozenset(steps[step][0].name for step in asked if step in steps)


def overdue(token: OutsideToken, now: datetime) -> tuple[TaskKind, datetime] | None:
    """What somebody has to do about a token; None while it only waits."""
    refused = token.answer is OutsideAnswer.REFUSE
    since = token.not_done_at or (token.answered_at if refused else None)
    return task_of(token.ends_at, since, now)


def check_not_awaited(work: Work, case: Case, step: str) -> None:
    """Refuse a step that would move a track which a body outside is asked about.

    Whoever wants nothing at all waits for nobody: such a step is never stopped.

    Raises:
        OffThePath: naming what is waited for.
    """
    compiled = compiled_for(work, case)
    if step not in compiled.steps:
        return
    track, wanted = compiled.steps[step]
    if not is_nameless(compiled, track.name, wanted.to):
        check_not_waiting(track.name, tracks_waiting(work, case))


def check_nothing_awaited(work: Work, case: Case) -> None:
    """Refuse to change the pathway of a case under what a body is asked about.

    Raises:
        OffThePath: naming what is waited for.
    """
    for track in sorted(tracks_waiting(work, case)):
        check_not_waiting(track, {track})


def stopped_outside(
    work: Work, case: Case, told: tuple[StepAnswer, ...]
) -> Iterator[StepAnswer]:
    """The same answers, with what a body outside keeps from being done now."""
    waiting = tracks_waiting(work, case)
    for each in told:
        reason = _reason(each, waiting) if each.on_path else None
        if reason is None or is_nameless(
            compiled_for(work, case), each.track, each.to_stage
        ):
            yield each
        else:
            refusals = (*each.refusals, reason)
            yield replace(each, allowed=False, refusals=refusals, lifted_by=())


def _reason(told: StepAnswer, waiting: frozenset[Track]) -> Reason | None:
    try:
        check_not_waiting(told.track, waiting)
    except OffThePath as refusal:
        return _as_reason(refusal)
    return None


def _as_reason(refusal: Refusal) -> Reason:
    return Reason(refusal.code, refusal.sentence, refusal.missing)


def outside_tasks(
    work: Work, case_ids: list[UUID] | None
) -> list[tuple[Case, TaskKind, UUID, datetime]]:
    """What bodies outside left to be done: case, what, which joint act, since when."""
    with work.unit.beyond():
        rows = awaited_outside(work.unit.session, case_ids)
    return [
        (case, *found)
        for row, token, case in rows
        for found in _task(row.id, token, work.now)
    ]


def _task(
    joint_id: UUID, token: OutsideToken, now: datetime
) -> Iterator[tuple[TaskKind, UUID, datetime]]:
    found = overdue(token, now)
    if found is not None:
        yield found[0], joint_id, found[1]
