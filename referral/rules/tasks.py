"""What waits for the holder of a case: one function over dates, and nothing stored.

What is waited for stays until it is done: time alone adds tasks and makes them
overdue, it never takes one away. Where a procedure sets no time a task has no due
moment; it is never overdue, and never on time either.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from workflows.vocabulary import PlanResult, TaskKind


@dataclass(frozen=True, slots=True)
class Dated:
    """Something of a plan with a moment: a service's begin, or a follow-up's time."""

    id: str
    at: datetime
    result: PlanResult | None = None
    """How far a planned service is; None for a follow-up."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the tasks of one case depend on."""

    closed: bool
    """True while the protection track stands in a closed stage."""
    planned: bool = False
    """True if there is a plan."""
    plan_due_at: datetime | None = None
    """Until when there has to be one; None where the procedure does not say."""
    review_at: datetime | None = None
    """When it is looked at again; None if nobody said."""
    services: tuple[Dated, ...] = ()
    """Planned services that have not begun and were not ended."""
    follow_ups: tuple[Dated, ...] = ()
    """Follow-up contacts that nobody has ended."""
    outside: tuple[tuple[TaskKind, Dated], ...] = ()
    """What a body outside did not answer in time, or said yes to in vain."""
    later: tuple[tuple[TaskKind, str], ...] = ()
    """What was left for later when the case was opened, and by which row."""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that waits."""

    kind: TaskKind
    due_at: datetime | None
    """When it should be done; None where nothing sets a time."""
    overdue: bool
    about: str | None = None
    """The service of the plan, or the follow-up; None for the plan itself."""
    result: PlanResult | None = None
    """How far a planned service is: that somebody is asked makes it no less late."""


def tasks(told: Told, now: datetime, lead: timedelta) -> tuple[Task, ...]:
    """What waits in a case at a moment, the first due first, without a time last.

    Args:
        told: Where the case stands.
        now: The moment, in UTC.
        lead: How long before its time a task is shown.
    """
    found = [
        Task(kind, due_at, due_at is not None and due_at <= now, about, result)
        for kind, due_at, about, result in _waiting(told)
        if due_at is None or due_at - lead <= now
    ]
    return tuple(sorted(found, key=_order))


_Waiting = tuple[TaskKind, datetime | None, str | None, PlanResult | None]


def _waiting(told: Told) -> Iterator[_Waiting]:
    """Everything that waits, whenever it is due.

    A closed case waits for its follow-up, and for what somebody was asked outside.
    """
    for each in told.follow_ups:
        yield TaskKind.FOLLOW_UP_DUE, each.at, each.id, None
    for kind, each in told.outside:
        yield kind, each.at, each.id, None
    if told.closed:
        return
    for kind, ident in told.later:
        yield kind, None, ident, None
    if not told.planned:
        yield TaskKind.PLAN_MISSING, told.plan_due_at, None, None
    elif told.review_at is not None:
        yield TaskKind.REVIEW_DUE, told.review_at, None, None
    for each in told.services:
        yield TaskKind.SERVICE_NOT_STARTED, each.at, each.id, each.result


def _order(task: Task) -> tuple[bool, float, str, str]:
    moment = task.due_at.timestamp() if task.due_at else 0.0
    return task.due_at is None, moment, task.kind.value, task.about or ""
