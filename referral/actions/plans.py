"""The individual plan: written anew, a service planned, what became of one noted.

Every change is an entry and a version of its own; the ones before stay readable. What
is needed, wished and planned is sealed; rows hold dates alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from referral.actions.conflicts import check_not_in_conflict
from referral.actions.facts import check_may_name, person_facts
from referral.actions.plan_times import asked_again, day_ends
from referral.actions.work import Asked, Done, Work, case_for, check_version
from referral.errors import AlreadyAnswered, Malformed, NotFound, OffThePath
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.records.organisations import organisation
from referral.records.plans import Plan, PlannedDate, date_by_id, plan_of
from referral.rules.acts import Act
from workflows.catalogues import service_types
from workflows.vocabulary import (
    AgeClass,
    ChildView,
    Compartment,
    EntryType,
    PlanAgreement,
    PlannedKind,
    Purpose,
    ServiceNote,
)

LONGEST = 4_000
"""Characters of one text."""
MOST_LINES = 60
"""Services that one plan may name, ended ones among them."""
CODED, SAID = Compartment.OPERATIONAL, Compartment.NARRATIVE
DRAWERS = frozenset({CODED, SAID})
"""Where a plan lies: what is coded, and what is written in words."""
TEXTS = ("goals", "wishes")


@dataclass(frozen=True, slots=True)
class NewPlan:
    """What the holder and the person worked out together."""

    needs: tuple[str, ...]
    """Names of service types."""
    agreement: PlanAgreement
    child_view: ChildView | None = None
    """What the child says; asked of every child, and of whoever may be one."""
    review_on: date | None = None
    goals: str = field(default="", repr=False)
    wishes: str = field(default="", repr=False)
    """The person's own, as they said them."""


@dataclass(frozen=True, slots=True)
class NewLine:
    """A service that is planned: which, from when until when, and by whom."""

    service: str
    begins_on: date
    until_on: date | None = None
    organisation_id: UUID | None = None


def write_plan(work: Work, case_id: UUID, new: NewPlan, *, expects: int | None) -> Done:
    """Write the plan anew. Services planned before stay.

    Args:
        work: The act under way.
        case_id: The case.
        new: What was worked out.
        expects: The version of the plan that the writer saw; 0 where there was none.

    Raises:
        StaleCase: if the plan was changed since.
        Malformed: for a need that no service answers, a review in the past, a text that
            is too long, or a child's view that is missing or out of place.
        CaseClosed: if only a record without identifying fields is kept.
    """
    case = keep_case(work, case_id)
    plan = plan_of(work.unit.session, case.id) or _first(work, case)
    check_version(plan.version, expects)
    _check(work, case, new)
    stated = day_ends(work, case, new.review_on) if new.review_on else None
    plan.review_at = stated or asked_again(work, case)
    content = {
        **coded(work, case, plan.id),
        "needs": list(new.needs),
        "agreement": new.agreement.value,
        "child_view": new.child_view.value if new.child_view else None,
        "review_on": new.review_on.isoformat() if new.review_on else None,
    }
    texts = {"goals": new.goals.strip(), "wishes": new.wishes.strip()}
    work.seal(case, plan.id, SAID, texts)
    plan.written_at = work.now
    return _kept(work, case, plan, content, EntryType.PLAN_WRITTEN)


def plan_service(
    work: Work, case_id: UUID, new: NewLine, *, expects: int | None = None
) -> Done:
    """Plan one more service.

    Raises:
        OffThePath: if there is no plan to put it into.
        Malformed: if the catalogue has no such service, the days are the wrong way
            round, nobody knows the organisation, or the same is planned already.
    """
    case = keep_case(work, case_id)
    plan = _plan(work, case)
    check_version(plan.version, expects)
    content = coded(work, case, plan.id)
    lines = content.get("lines", [])
    _check_line(work, case, new, lines)
    row = PlannedDate(
        id=work.new_id(),
        case_id=case.id,
        kind=PlannedKind.SERVICE,
        at=day_ends(work, case, new.begins_on),
        set_at=work.now,
    )
    work.unit.session.add(row)
    line = {
        "id": str(row.id),
        "service": new.service,
        "organisation": str(new.organisation_id) if new.organisation_id else None,
        "begins_on": new.begins_on.isoformat(),
        "until_on": new.until_on.isoformat() if new.until_on else None,
        "added_at": work.now.isoformat(),
        "note": None,
        "noted_at": None,
    }
    changed = {**content, "lines": [*lines, line]}
    return _kept(work, case, plan, changed, EntryType.SERVICE_PLANNED, row.id)


def note_service(work: Work, line_id: UUID, note: ServiceNote) -> Done:
    """Note that a planned service began without an offer, or is at an end.

    Raises:
        OffThePath: if it began by somebody else: then the offer says so.
        AlreadyAnswered: if it is at an end, or this was noted before.
    """
    row, case = dated(work, line_id, PlannedKind.SERVICE)
    plan = _plan(work, case)
    content = coded(work, case, plan.id)
    line = next(each for each in content["lines"] if each["id"] == str(row.id))
    if row.ended_at is not None or line["note"] == note.value:
        raise AlreadyAnswered
    if note is ServiceNote.STARTED:
        _check_own(case, line)
    else:
        row.ended_at = work.now
        work.unit.session.add(row)
    changed = {**line, "note": note.value, "noted_at": work.now.isoformat()}
    lines = [changed if each is line else each for each in content["lines"]]
    content = {**content, "lines": lines}
    return _kept(work, case, plan, content, EntryType.SERVICE_NOTED, row.id)


def keep_case(work: Work, case_id: UUID) -> Case:
    """A case whose plan, follow-up and outcomes may be kept.

    Raises:
        CaseClosed: if only a record without identifying fields is kept.
    """
    case = case_for(work, case_id, Act.KEEP_PLAN, Asked(DRAWERS))
    check_may_name(work, case)
    return case


def dated(work: Work, date_id: UUID, kind: PlannedKind) -> tuple[PlannedDate, Case]:
    """The one door to a date of a plan: through the case that it is about.

    Raises:
        NotFound: if there is none, or none the actor may know of.
    """
    row = date_by_id(work.unit.session, date_id)
    if row is None or row.kind is not kind:
        raise NotFound
    case = keep_case(work, row.case_id)
    work.unit.session.refresh(row)
    return row, case


def _plan(work: Work, case: Case) -> Plan:
    plan = plan_of(work.unit.session, case.id)
    if plan is None:
        raise OffThePath("There is no plan yet: write it first.", missing=("plan",))
    return plan


def _first(work: Work, case: Case) -> Plan:
    return Plan(id=work.new_id(), case_id=case.id, version=0, written_at=work.now)


def coded(work: Work, case: Case, plan_id: UUID) -> Mapping[str, Any]:
    """What is coded in a plan as it stands: to reckon with, shown to nobody."""
    found: Mapping[str, Any] = work.open(case.id, plan_id, CODED, Purpose.CARE)
    return found


def _kept(  # a version has this many parts
    work: Work,
    case: Case,
    plan: Plan,
    content: Mapping[str, Any],
    kind: EntryType,
    about: UUID | None = None,
) -> Done:
    """The next version of a plan, and its entry."""
    plan.version = work.seal(case, plan.id, CODED, content)
    work.unit.session.add(plan)
    work.enter(case, Happening(kind, {"version": plan.version}, about=about))
    return Done("plan", about or plan.id, plan.version)


def _check(work: Work, case: Case, new: NewPlan) -> None:
    known = service_types()
    faults = [
        *(
            (f"/needs/{n}", "unknown_service")
            for n, word in enumerate(new.needs)
            if word not in known
        ),
        *(
            (f"/{name}", "too_long")
            for name in TEXTS
            if len(getattr(new, name)) > LONGEST
        ),
    ]
    if new.review_on and day_ends(work, case, new.review_on) <= work.now:
        faults.append(("/review_on", "in_the_past"))
    child = person_facts(work, case).age_class is not AgeClass.ADULT
    if child is (new.child_view is None):
        faults.append(("/child_view", "missing" if child else "only_of_a_child"))
    if faults:
        raise Malformed("The plan is not complete.", faults=tuple(faults))


def _check_line(
    work: Work, case: Case, new: NewLine, lines: Iterable[Mapping[str, Any]]
) -> None:
    lines, fault = list(lines), None
    if new.service not in service_types():
        fault = ("/service", "unknown_service")
    elif new.until_on is not None and new.until_on < new.begins_on:
        fault = ("/until_on", "before_the_beginning")
    elif len(lines) >= MOST_LINES:
        fault = ("/service", "too_many")
    elif any(_alike(each, new) for each in lines):
        fault = ("/service", "planned_already")
    if new.organisation_id is not None:
        body = organisation(work.unit.session, new.organisation_id)
        if body is None or not body.active:
            fault = ("/organisation_id", "unknown_organisation")
        else:
            check_not_in_conflict(work, case, body.id)
    if fault is not None:
        raise Malformed("This service cannot be planned so.", faults=(fault,))


def _alike(line: Mapping[str, Any], new: NewLine) -> bool:
    """True if an offer could be for either of two: then neither would say what came."""
    ended = line["note"] not in (None, ServiceNote.STARTED.value)
    either = {line["organisation"], str(new.organisation_id or "") or None}
    return (
        not ended
        and line["service"] == new.service
        and (None in either or len(either) == 1)
    )


def _check_own(case: Case, line: Mapping[str, Any]) -> None:
    """Only what the holder does itself begins by its word."""
    if line["organisation"] != str(case.holder_id):
        raise OffThePath(
            "Somebody else gives this service: their answer to an offer says so.",
            missing=("own_service",),
        )
