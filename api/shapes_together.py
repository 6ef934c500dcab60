"""What goes in: joint acts, clocks, other versions of a pathway."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from api.shapes import Code, NewStep, Shape, example_of
from api.values import counted
from referral.actions.case_clocks import ClockChange
from referral.actions.protect import StepRequest
from referral.actions.together import Answer
from referral.actions.upgrade import UpgradeRequest
from workflows.vocabulary import ClockReason, ClockUnit, Track

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]


class NewJointStep(NewStep):
    """A step that several people decide, and who is asked beside them."""

    model_config = example_of(step="leave_facility", reason="as_assessed")
    step: Name
    invited: list[UUID] = Field(
        default=[], max_length=20, description="Organisations asked to fill a seat"
    )

    def asked(self) -> StepRequest:
        """As the action takes it."""
        handed_in = self.model_dump(exclude={"step", "invited"})
        return StepRequest(self.step, **handed_in)


class JointAnswer(Shape):
    """A yes or a no to exactly what was seen."""

    model_config = example_of(content_sha256="9f" * 32)
    content_sha256: Sha256 = Field(description="`content_sha256` of what you saw")
    seat: Name | None = Field(
        default=None, description="Left out: the first that your roles open"
    )

    def answer(self) -> Answer:
        """As the action takes it."""
        return Answer(self.content_sha256, self.seat)


class NewClockChange(Shape):
    """What is decided about a clock."""

    model_config = example_of(
        change="extend", reason="child_best_interests", n=1, unit="calendar_month"
    )
    change: Literal["suspend", "resume", "extend"]
    reason: ClockReason | None = None
    n: Annotated[int, Field(ge=1, le=10_000), counted] | None = None
    unit: ClockUnit | None = None

    def wanted(self, clock: str) -> ClockChange:
        """As the action takes it."""
        return ClockChange(clock, self.change, self.reason, self.n, self.unit)


class NewUpgrade(Shape):
    """Why, and where the case shall stand if its stage is gone."""

    model_config = example_of(reason="new_procedure", stages={"protection": "assisted"})
    reason: Code
    stages: dict[Track, Name] = Field(default={}, max_length=3)

    def request(self) -> UpgradeRequest:
        """As the action takes it."""
        return UpgradeRequest(self.reason, self.stages)


class NewPathway(Shape):
    """The text of a changed pathway."""

    model_config = example_of(text='name = "convention"')
    text: Annotated[str, StringConstraints(min_length=1, max_length=600_000)]
