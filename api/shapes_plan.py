"""What goes in: a plan, services of it, follow-up, and how a case ends and begins."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from api.shapes import Code, Shape, example_of
from api.values import Day, Moment
from referral.actions import follow_ups, outcomes, plans
from workflows.vocabulary import (
    ChildView,
    ContactChannel,
    FollowUpResult,
    LifeOutcome,
    LifeResult,
    Outcome,
    PlanAgreement,
    ReopenReason,
    ServiceNote,
)

Said = Annotated[str, StringConstraints(max_length=plans.LONGEST)]
_BODY = "0195f1a0-0000-7000-8000-000000000004"
_RESULTS = dict.fromkeys((word.value for word in LifeOutcome), "partly")


class NewPlan(Shape):
    """What the holder and the person worked out together."""

    model_config = example_of(
        needs=["medical"], agreement="agrees", goals="A room of her own by summer."
    )
    needs: list[Code] = Field(default=[], max_length=20, description="Service types")
    agreement: PlanAgreement = Field(description="What the person says of the plan")
    child_view: ChildView | None = Field(
        default=None, description="Asked of every child, and of whoever may be one"
    )
    review_on: Day | None = Field(
        default=None, description="The day by whose end it is looked at again"
    )
    goals: Said | None = None
    wishes: Said | None = Field(default=None, description="The person's own, as said")

    def plan(self) -> plans.NewPlan:
        """As the action takes it."""
        return plans.NewPlan(
            tuple(self.needs),
            self.agreement,
            self.child_view,
            self.review_on,
            self.goals or "",
            self.wishes or "",
        )


class NewPlannedService(Shape):
    """A service that is planned."""

    model_config = example_of(service="medical", begins_on="2026-03-09")
    service: Code = Field(description="A service type of the catalogue")
    begins_on: Day = Field(description="The day by whose end it should have begun")
    until_on: Day | None = None
    organisation_id: UUID | None = Field(
        default=None, description="Who is to give it; never a person"
    )

    def line(self) -> plans.NewLine:
        """As the action takes it."""
        return plans.NewLine(
            self.service, self.begins_on, self.until_on, self.organisation_id
        )


class ServiceNoted(Shape):
    """That a planned service began without an offer, or is at an end."""

    model_config = example_of(note="not_needed")
    note: ServiceNote


class NewFollowUp(Shape):
    """A follow-up contact, in a way and at an hour that the person agreed to."""

    model_config = example_of(at="2026-04-01T08:00:00Z", channel="call")
    at: Moment
    channel: ContactChannel


class FollowUpEnded(Shape):
    """What came of a follow-up contact."""

    model_config = example_of(result="well", channel="call")
    result: FollowUpResult
    channel: ContactChannel | None = Field(
        default=None, description="The way it was tried; none where nobody tried"
    )
    at: Moment | None = Field(default=None, description="When; left out: now")
    note: Said | None = None

    def end(self) -> follow_ups.FollowUpEnd:
        """As the action takes it."""
        return follow_ups.FollowUpEnd(
            self.result, self.channel, self.at, self.note or ""
        )


class LifeResults(Shape):
    """How far each outcome was reached; the pathway names which are looked at."""

    safe_home: LifeResult | None = None
    standard_of_living: LifeResult | None = None
    well_being: LifeResult | None = None
    opportunity: LifeResult | None = None
    support: LifeResult | None = None


class NewOutcomes(Shape):
    """Every outcome looked at, and whether the person is asked again."""

    model_config = example_of(results=_RESULTS)
    results: LifeResults
    follow_up: ContactChannel | None = Field(
        default=None, description="How they want to be asked again; none: they do not"
    )
    note: Said | None = None

    def looked_at(self) -> outcomes.NewOutcomes:
        """As the action takes it."""
        results = {LifeOutcome(name): said for name, said in self.results if said}
        return outcomes.NewOutcomes(results, self.follow_up, self.note or "")


class CaseClosing(NewOutcomes):
    """The same, and the step of the pathway that closes the case."""

    model_config = example_of(
        step="close", outcome="recovered", reason="goals_met", results=_RESULTS
    )
    step: Code
    outcome: Outcome
    reason: Code

    def closing(self) -> outcomes.Closing:
        """The step, as the action takes it."""
        return outcomes.Closing(self.step, self.outcome, self.reason)


class CaseReopening(Shape):
    """Why a closed case is opened again."""

    model_config = example_of(reason_code="contact_regained")
    reason_code: ReopenReason
