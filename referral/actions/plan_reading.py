"""Reading a plan: as it stands, or as it stood; with what came of each service.

What came of a service is read from the offers of the case at every look. A service
reads nothing of this: it has what an offer disclosed to it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from referral.actions.facts import compiled_for
from referral.actions.plans import CODED, DRAWERS, SAID
from referral.actions.tasks import asked_next, line_of, offered, told_of
from referral.actions.work import Asked, Work, case_for
from referral.errors import Malformed
from referral.records.cases import Case
from referral.records.chains import Happening, payload_of
from referral.records.keyed_values import open_value
from referral.records.organisations import label_of
from referral.records.plans import (
    Plan,
    PlannedDate,
    completions_of,
    dates_of,
    plan_of,
)
from referral.records.sealed_values import SealedValue, versions_of
from referral.records.timeline import latest_of
from referral.rules.acts import Act
from referral.rules.plans import Found, result_of
from referral.rules.tasks import Task, tasks
from workflows.parts import Closure
from workflows.plan_rule import IndividualPlan
from workflows.plans import lead
from workflows.vocabulary import EntryType, PlannedKind, Purpose


@dataclass(frozen=True, slots=True)
class LineView:
    """A planned service, and how far it is."""

    id: UUID
    service: str
    organisation_id: UUID | None
    organisation: str | None
    begins_on: date
    until_on: date | None
    added_at: datetime
    note: str | None
    """What the holder noted of it."""
    result: str
    offer_id: UUID | None
    """The offer that says so; None where the plan itself does."""
    outcome: str | None
    """The coded outcome that the service gave when it completed its part."""


@dataclass(frozen=True, slots=True)
class FollowUpView:
    """A follow-up contact, and what came of it."""

    id: UUID
    at: datetime
    channel: str
    source: str
    """`by_hand`, or `pathway` where the procedure asks for it."""
    ended_at: datetime | None
    result: str | None
    used: str | None
    made_at: datetime | None
    outside_rule: bool
    """True if the person was reached in a way, or at an hour, they did not agree to."""
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class OutcomesView:
    """How far each outcome was reached, as it was looked at last."""

    at: datetime
    results: Mapping[str, str]
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version of a plan: when it was written, and for whom."""

    version: int
    at: datetime
    organisation: str


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan as it stands, or stood; version 0 where there is none."""

    case_id: UUID
    code: str
    version: int
    newest: int
    needs: tuple[str, ...]
    agreement: str | None
    child_view: str | None
    review_on: date | None
    review_at: datetime | None
    goals: str = field(repr=False)
    wishes: str = field(repr=False)
    lines: tuple[LineView, ...]
    follow_ups: tuple[FollowUpView, ...]
    outcomes: OutcomesView | None
    versions: tuple[VersionView, ...]
    tasks: tuple[Task, ...]
    rule: IndividualPlan | None
    """How soon the pathway asks for a plan; None where it does not say."""
    closure: Closure | None
    """When the pathway has the person asked again, and by which outcomes it ends."""


def read_plan(
    work: Work, case_id: UUID, purpose: Purpose, version: int | None = None
) -> PlanView:
    """The plan, its follow-up and its outcomes, opened for a purpose.

    Raises:
        Malformed: if there is no such version.
        UseRestricted: if the drawers are only kept, and the purpose does not open them.
    """
    case = case_for(work, case_id, Act.READ_PLAN, Asked(DRAWERS, purpose))
    for drawer in sorted(DRAWERS):
        fields = {"drawer": drawer.value, "of": "plan"}
        work.enter(case, Happening(EntryType.CONTENT_OPENED, fields, purpose=purpose))
    plan = plan_of(work.unit.session, case.id)
    rows = versions_of(work.unit.session, plan.id, CODED) if plan else []
    row = _wanted(rows, version)
    words = _opened(work, case, row, purpose) if row else {}
    texts = _texts(work, case, plan, row, purpose)
    pathway = compiled_for(work, case).pathway
    day = words.get("review_on")
    return PlanView(
        case_id=case.id,
        code=case.code,
        version=row.row_version if row else 0,
        newest=len(rows),
        needs=tuple(words.get("needs", ())),
        agreement=words.get("agreement"),
        child_view=words.get("child_view"),
        review_on=date.fromisoformat(day) if day else None,
        review_at=plan.review_at if plan else None,
        goals=texts.get("goals", ""),
        wishes=texts.get("wishes", ""),
        lines=tuple(_lines(work, case, words)),
        follow_ups=tuple(_follow_ups(work, case, purpose)),
        outcomes=_outcomes(work, case, purpose),
        versions=tuple(_version(work, each) for each in rows),
        tasks=tasks(told_of(work, case), work.now, lead()),
        rule=pathway.individual_plan,
        closure=pathway.closure,
    )


def _wanted(rows: Sequence[SealedValue], version: int | None) -> SealedValue | None:
    if version is None:
        return rows[-1] if rows else None
    if not 1 <= version <= len(rows):
        raise Malformed("There is no such version.", faults=(("/version", "unknown"),))
    return rows[version - 1]


def _opened(
    work: Work, case: Case, row: SealedValue, purpose: Purpose
) -> Mapping[str, Any]:
    found: Mapping[str, Any] = open_value(
        work.unit, work.house.keyring, case.id, row, purpose
    )
    return found


def _texts(
    work: Work,
    case: Case,
    plan: Plan | None,
    row: SealedValue | None,
    purpose: Purpose,
) -> Mapping[str, Any]:
    """The texts that stood when a version was written: those sealed last until then."""
    if plan is None or row is None:
        return {}
    said = versions_of(work.unit.session, plan.id, SAID)
    stood = [each for each in said if each.stored_at <= row.stored_at]
    return _opened(work, case, stood[-1], purpose) if stood else {}


def _version(work: Work, row: SealedValue) -> VersionView:
    body = row.author_organisation_id
    label = label_of(work.unit.session, body) if body else None
    return VersionView(row.row_version, row.stored_at, label or "")


def _lines(work: Work, case: Case, words: Mapping[str, Any]) -> Iterator[LineView]:
    lines = words.get("lines", ())
    offers = offered(work, case) if lines else ()
    listed = asked_next(work, case) if lines else ()
    ends = completions_of(work.unit.session, case.id) if lines else {}
    for line in lines:
        found = result_of(line_of(line), offers, listed)
        end = ends.get(UUID(found.offer)) if found.offer else None
        said = payload_of(work.unit, work.house.keyring, end) if end else {}
        yield _line(work, line, found, said.get("outcome"))


def _line(
    work: Work, line: Mapping[str, Any], found: Found, outcome: str | None
) -> LineView:
    body = UUID(line["organisation"]) if line["organisation"] else None
    return LineView(
        id=UUID(line["id"]),
        service=line["service"],
        organisation_id=body,
        organisation=label_of(work.unit.session, body) if body else None,
        begins_on=date.fromisoformat(line["begins_on"]),
        until_on=date.fromisoformat(line["until_on"]) if line["until_on"] else None,
        added_at=datetime.fromisoformat(line["added_at"]),
        note=line["note"],
        result=found.result.value,
        offer_id=UUID(found.offer) if found.offer else None,
        outcome=outcome,
    )


def _follow_ups(work: Work, case: Case, purpose: Purpose) -> Iterator[FollowUpView]:
    for row in dates_of(work.unit.session, case.id):
        if row.kind is PlannedKind.FOLLOW_UP:
            yield _follow_up(work, case, row, purpose)


def _follow_up(
    work: Work, case: Case, row: PlannedDate, purpose: Purpose
) -> FollowUpView:
    words = work.open(case.id, row.id, CODED, purpose)
    texts = work.open(case.id, row.id, SAID, purpose)
    made = words.get("made_at")
    return FollowUpView(
        id=row.id,
        at=row.at,
        channel=words["channel"],
        source=words["source"],
        ended_at=row.ended_at,
        result=words.get("result"),
        used=words.get("used"),
        made_at=datetime.fromisoformat(made) if made else None,
        outside_rule=words.get("outside_rule", False),
        note=texts.get("note", ""),
    )


def _outcomes(work: Work, case: Case, purpose: Purpose) -> OutcomesView | None:
    entry = latest_of(work.unit.session, case.id, EntryType.OUTCOMES_RECORDED)
    if entry is None:
        return None
    said = payload_of(work.unit, work.house.keyring, entry)
    texts = work.open(case.id, entry.id, SAID, purpose)
    return OutcomesView(entry.at, said["results"], texts.get("note", ""))
