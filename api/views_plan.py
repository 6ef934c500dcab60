"""What answers look like about a plan, its follow-up, and what waits."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from api.views import Ground, View


class PlannedService(View):
    """A planned service, and how far it is."""

    id: UUID
    service: str
    organisation_id: UUID | None
    organisation: str | None
    begins_on: date
    until_on: date | None
    added_at: datetime
    note: str | None = Field(description="What the holder noted of it")
    result: str = Field(description="Read from the offers of the case at every look")
    offer_id: UUID | None = Field(description="The offer that says so")
    outcome: str | None = Field(description="What the service said when it completed")


class FollowUp(View):
    """A follow-up contact, and what came of it."""

    id: UUID
    at: datetime
    channel: str
    source: str = Field(description="by_hand, or pathway where the procedure asks")
    ended_at: datetime | None
    result: str | None
    used: str | None = Field(description="The way it was tried")
    made_at: datetime | None
    outside_rule: bool = Field(
        description="True if the person had not agreed to this way, or this hour"
    )
    note: str


class LookedAt(View):
    """How far each outcome was reached, as it was looked at last."""

    at: datetime
    results: dict[str, str]
    note: str


class PlanVersion(View):
    """One version of a plan."""

    version: int
    at: datetime
    organisation: str


class Task(View):
    """Something that waits in this case."""

    kind: str
    due_at: datetime | None = Field(description="Null where nothing sets a time")
    overdue: bool
    about: UUID | None = Field(description="The planned service, or the follow-up")
    result: str | None = Field(description="How far a planned service is")


class Length(View):
    """A length of time as a procedure writes it."""

    n: int
    unit: str


class PlanRule(View):
    """How soon a procedure asks for a plan, and for looking at it again."""

    within: Length | None
    review_every: Length | None
    ground: Ground


class PlanClosure(View):
    """By which outcomes a case ends, and when the person is asked again."""

    outcomes: list[str]
    outcomes_ground: Ground
    follow_up: list[Length] | None = Field(description="Null: no source says")
    follow_up_ground: Ground | None
    reopen_reasons: list[str]


class Plan(View):
    """A plan as it stands, or stood; version 0 where there is none."""

    case_id: UUID
    code: str
    version: int
    newest: int = Field(description="The newest version")
    needs: list[str]
    agreement: str | None
    child_view: str | None
    review_on: date | None
    review_at: datetime | None
    goals: str
    wishes: str
    lines: list[PlannedService]
    follow_ups: list[FollowUp]
    outcomes: LookedAt | None
    versions: list[PlanVersion]
    tasks: list[Task]
    rule: PlanRule | None = Field(description="Null: the procedure does not say")
    closure: PlanClosure | None


class CaseTask(View):
    """Something that waits in one of your cases. It names nobody and no service."""

    kind: str
    case_id: UUID
    code: str
    due_at: datetime | None
    overdue: bool
    about: UUID | None
    result: str | None = Field(description="How far a planned service is")


class Tasks(View):
    """A page of what waits, the first due first, without a time last."""

    items: list[CaseTask]
    total: int = Field(description="How many there are of what was asked for")
    waiting: int = Field(description="How many wait in all")
    overdue: int = Field(description="How many of all are past their time")
    next: str | None = Field(description="Cursor of the next page")
