"""What waits in the cases that somebody holds, and what is overdue in all of them.

Every list asks the one function of `rules.tasks`, over the cases whose dates the store
finds. A plan is opened only where a service should have begun: which service it is
stands there alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from referral.actions.facts import compiled_for
from referral.actions.list_lines import LinePlace
from referral.actions.plan_times import counted
from referral.actions.plans import coded
from referral.actions.waiting_outside import outside_tasks
from referral.actions.work import Work
from referral.records.cases import Case, walked
from referral.records.chains import Happening
from referral.records.offer_asks import next_on_lists
from referral.records.plans import (
    AT_ONCE,
    Plan,
    PlannedDate,
    offers_with_type,
    open_dates_of,
    plans_of,
    with_dates_before,
    without_plan,
)
from referral.rules.acts import Act
from referral.rules.plans import STARTED, Line, Listed, Offered, result_of
from referral.rules.tasks import Dated, Task, Told, tasks
from workflows.plans import lead
from workflows.vocabulary import EntryType, PlannedKind, ServiceNote, TaskKind, Track


@dataclass(frozen=True, slots=True)
class TaskView:
    """Something that waits in a case. It names nobody and no service."""

    kind: str
    case_id: UUID
    code: str
    due_at: datetime | None
    """None where nothing sets a time."""
    overdue: bool
    about: UUID | None
    """The planned service, the follow-up or the joint act; None for the plan itself."""
    result: str | None = None
    """How far a planned service is: whether somebody is asked, or said no."""


@dataclass(frozen=True, slots=True)
class TaskList:
    """A page of what waits, the first due first, and how much of it there is."""

    items: tuple[TaskView, ...]
    total: int
    """All that was asked for, whether it stands on this page or not."""
    waiting: int
    """All that waits, whatever was asked for."""
    overdue: int
    """How much of all is past its time."""
    next: LinePlace | None
    """Where the page that follows begins; None at the end."""


_WITHOUT_TIME = datetime.max.replace(tzinfo=UTC)
"""Where what has no time stands in the order: behind all that has one."""


LATER = {
    PlannedKind.SIGNS_LATER: TaskKind.SIGNS_LATER,
    PlannedKind.NEEDS_LATER: TaskKind.NEEDS_LATER,
    PlannedKind.CONSENT_LATER: TaskKind.CONSENT_LATER,
}
"""What was left for later at a first contact: no procedure sets it a time."""


def list_tasks(
    work: Work,
    limit: int,
    *,
    overdue: bool = False,
    after: LinePlace | None = None,
) -> TaskList:
    """A page of what waits in the cases that the actor's organisation holds; one entry.

    Counts and pages are taken from the same lines.

    Args:
        work: The act under way.
        limit: Lines on a page.
        overdue: True for only what is past its time.
        after: The place of the last line of the page before.
    """
    work.check(Act.LIST_TASKS)
    found = waiting_tasks(work)
    late = [view for view in found if view.overdue]
    wanted = late if overdue else found
    rest = [view for view in wanted if after is None or place_of_task(view) > after]
    items = tuple(rest[:limit])
    fields = {"list": "tasks", "shown": len(items)}
    work.enter(work.own_organisation(), Happening(EntryType.LIST_SHOWN, fields))
    more = place_of_task(items[-1]) if items and len(rest) > limit else None
    return TaskList(items, len(wanted), len(found), len(late), more)


def place_of_task(view: TaskView) -> LinePlace:
    """Where it stands: by its time, then by what tells it from every other."""
    tie = uuid5(view.case_id, f"{view.kind}:{view.about or ''}")
    return LinePlace(view.due_at or _WITHOUT_TIME, tie)


def waiting_tasks(work: Work) -> list[TaskView]:
    """The same, in order; the caller writes the entry."""
    held = _cases(work, work.actor.organisation_id)
    cases = [case for case in held if not work.kept_away(case.id)]
    found = [
        view
        for case, told in _told_of_each(work, cases)
        for view in _views(work, case, told)
    ]
    return sorted(found, key=place_of_task)


def tasks_overdue(work: Work) -> Iterator[tuple[Case, Task]]:
    """What is overdue in any case; the caller writes the entry."""
    for case, told in _told_of_each(work, _cases(work, None)):
        for each in tasks(told, work.now, lead()):
            if each.overdue:
                yield case, each


def _views(work: Work, case: Case, told: Told) -> Iterator[TaskView]:
    for each in tasks(told, work.now, lead()):
        yield TaskView(
            kind=each.kind.value,
            case_id=case.id,
            code=case.code,
            due_at=each.due_at,
            overdue=each.overdue,
            about=UUID(each.about) if each.about else None,
            result=each.result.value if each.result else None,
        )


def _cases(work: Work, holder: UUID | None) -> Sequence[Case]:
    """Cases in which something may wait: of one holder, or of everybody.

    Of everybody only what can be overdue is looked for.
    """
    session = work.unit.session
    until = work.now + lead() if holder else work.now
    found = {case.id: case for case in with_dates_before(session, until, holder)}
    for case, *_ in outside_tasks(work, None):
        if holder in (None, case.holder_id):
            found[case.id] = case
    for digest in walked(session):
        compiled = work.house.pathways.version(session, digest)
        rule = compiled.pathway.individual_plan
        if holder is None and (rule is None or rule.within is None):
            continue
        closed = sorted(compiled.closed.get(Track.PROTECTION, ()))
        for case in without_plan(session, digest, closed, work.now, holder):
            found[case.id] = case
    return [found[key] for key in sorted(found)]


def told_of(work: Work, case: Case) -> Told:
    """What the tasks of a case depend on, read from rows, entries and offers."""
    ((_, told),) = _told_of_each(work, [case])
    return told


def _told_of_each(work: Work, cases: Sequence[Case]) -> Iterator[tuple[Case, Told]]:
    """The same of many cases: their rows are read together."""
    session, ids = work.unit.session, [case.id for case in cases]
    plans, dates = plans_of(session, ids), open_dates_of(session, ids)
    outside: dict[UUID, list[tuple[TaskKind, Dated]]] = {}
    few = ids if len(ids) <= AT_ONCE else None
    for case, kind, about, at in outside_tasks(work, few) if ids else ():
        outside.setdefault(case.id, []).append((kind, Dated(str(about), at)))
    for case in cases:
        plan, dated = plans.get(case.id), dates.get(case.id, [])
        yield case, _told(work, case, plan, dated, tuple(outside.get(case.id, ())))


def _told(
    work: Work,
    case: Case,
    plan: Plan | None,
    dates: Sequence[PlannedDate],
    outside: tuple[tuple[TaskKind, Dated], ...],
) -> Told:
    compiled = compiled_for(work, case)
    rule = compiled.pathway.individual_plan
    asked = (
        counted(compiled.pathway, rule.within, case.begun_at(), rule.ground)
        if rule
        else None
    )
    return Told(
        closed=case.protection in compiled.closed.get(Track.PROTECTION, ()),
        planned=plan is not None,
        plan_due_at=asked,
        review_at=plan.review_at if plan else None,
        services=tuple(_not_begun(work, case, plan, dates)) if plan else (),
        follow_ups=tuple(
            Dated(str(each.id), each.at)
            for each in dates
            if each.kind is PlannedKind.FOLLOW_UP
        ),
        later=tuple(
            (LATER[each.kind], str(each.id)) for each in dates if each.kind in LATER
        ),
        outside=outside,
    )


def _not_begun(
    work: Work, case: Case, plan: Plan, dates: Sequence[PlannedDate]
) -> Iterator[Dated]:
    """Planned services that should begin soon, or should have, and did not."""
    soon = [
        each
        for each in dates
        if each.kind is PlannedKind.SERVICE and each.at - lead() <= work.now
    ]
    if not soon:
        return
    offers, listed = offered(work, case), asked_next(work, case)
    lines = {each["id"]: each for each in coded(work, case, plan.id)["lines"]}
    for each in soon:
        result = result_of(line_of(lines[str(each.id)]), offers, listed).result
        if result not in STARTED:
            yield Dated(str(each.id), each.at, result)


def offered(work: Work, case: Case) -> tuple[Offered, ...]:
    """The offers of a case, as the result of a planned service is read from them."""
    return tuple(
        Offered(
            id=str(row.id),
            service=service,
            addressee=str(row.addressee_id),
            stage=row.stage,
            at=row.offered_at,
        )
        for row, service in offers_with_type(work.unit.session, case.id)
    )


def asked_next(work: Work, case: Case) -> tuple[Listed, ...]:
    """Who is asked next for the person, on the lists that go on."""
    return tuple(
        Listed(each.service_type, str(each.organisation_id))
        for each in next_on_lists(work.unit.session, case.id, case.holder_id)
    )


def line_of(words: Mapping[str, Any]) -> Line:
    """A planned service as the rules read it."""
    note = words["note"]
    return Line(
        service=words["service"],
        organisation=words["organisation"],
        added_at=datetime.fromisoformat(words["added_at"]),
        note=ServiceNote(note) if note else None,
    )
