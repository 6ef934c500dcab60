"""What a pathway says of its mechanism beside the tracks."""

from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints

from workflows.outside import OutsideConfirmation
from workflows.parts import (
    Closure,
    Eligibility,
    FirstLine,
    FormalIdentification,
    GroundConfirmation,
    InterviewRegister,
    MilestoneRule,
    PlaceKind,
    Quorum,
    Register,
    Retention,
    RiskScheme,
    Term,
    Transnational,
    TwoKeyExit,
)
from workflows.plan_rule import IndividualPlan
from workflows.shapes import Shape, by_name, none_if_unset
from workflows.vocabulary import Role


class Holidays(Shape):
    """The public holidays by which working days are counted."""

    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] = Field(
        description="The country whose calendar applies"
    )
    subdivision: (
        Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{1,6}$")] | None
    ) = Field(default=None, description="The part of it, where parts differ")


class Mechanism(Shape):
    """The parts of a mechanism beside its tracks. Each may be left out."""

    first_line: tuple[FirstLine, ...] = Field(
        default=(), description="Who may see the first signs"
    )
    formal: FormalIdentification | None = Field(
        default=None, description="How formal identification works"
    )
    quorums: tuple[Quorum, ...] = Field(
        default=(), description="Acts of several people, by name"
    )
    risk: RiskScheme | None = Field(default=None, description="Levels of danger")
    places: tuple[PlaceKind, ...] = Field(default=(), description="Kinds of place")
    exits: tuple[TwoKeyExit, ...] = Field(
        default=(), description="Places left only with two approvals"
    )
    ground_confirmation: GroundConfirmation | None = Field(
        default=None, description="Who confirms a ground used instead of consent"
    )
    outside: tuple[OutsideConfirmation, ...] = Field(
        default=(), description="Steps that a body without an account confirms first"
    )
    registers: tuple[Register, ...] = Field(
        default=(), description="National registers and when they are told"
    )
    transnational: Transnational | None = Field(
        default=None, description="How cases cross a border"
    )
    retention: Annotated[Retention | None, BeforeValidator(none_if_unset)] = Field(
        default=None, description='How long records are kept; "unset": never purged'
    )
    terms: tuple[Term, ...] = Field(default=(), description="National terms of stages")
    interviews: InterviewRegister | None = Field(
        default=None, description="What is asked once and then known"
    )
    milestones: tuple[MilestoneRule, ...] = Field(
        default=(), description="What every case is asked about"
    )
    closure: Closure | None = Field(default=None, description="How a case ends")
    individual_plan: IndividualPlan | None = Field(
        default=None, description="How soon a plan is asked for; left out: not known"
    )
    eligibility: Eligibility | None = Field(
        default=None, description="What providers state about whom they take"
    )
    holidays: Holidays | None = Field(
        default=None, description="The calendar of working days"
    )
    escalates_to: tuple[Role, ...] = Field(
        default=(), description="Who is told when a waiting stage's clock runs out"
    )

    def quorum(self, name: str) -> Quorum:
        """The quorum of that name.

        Raises:
            KeyError: if this mechanism has none.
        """
        return by_name(self.quorums, name)

    def confirmed_outside(self, step: str) -> OutsideConfirmation | None:
        """Whose confirmation a step waits for; None if for nobody's."""
        return next((each for each in self.outside if step in each.steps), None)
