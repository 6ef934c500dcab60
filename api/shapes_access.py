"""What goes in: conflicts, broken glasses, reviews."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from api.shapes import Shape, example_of
from referral.actions.break_glass import NewGlass
from referral.actions.conflicts import NewConflict
from referral.rules.breaking_glass import LONGEST_TEXT, SHORTEST
from workflows.vocabulary import (
    Compartment,
    ConflictReason,
    GlassOutcome,
    GlassReason,
)

_CODE = r"^[A-Za-z0-9]{4}-[A-Za-z0-9]{4}$"
ShortCode = Annotated[str, StringConstraints(strip_whitespace=True, pattern=_CODE)]
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)
]
Why = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=SHORTEST.n, max_length=LONGEST_TEXT
    ),
]


class NewCaseConflict(Shape):
    """Who must have nothing to do with a case, and why."""

    model_config = example_of(
        organisation_id="0195f1a0-0000-7000-8000-000000000002",
        actor="lena",
        reason="related",
    )
    organisation_id: UUID
    actor: Name | None = Field(
        default=None, description="Sign-in name; left out: the whole organisation"
    )
    reason: ConflictReason

    def conflict(self) -> NewConflict:
        """As the action takes it."""
        return NewConflict(self.organisation_id, self.reason, self.actor)


class NewBrokenGlass(Shape):
    """Which case you open, what of it, and why, in words of your own."""

    model_config = example_of(
        code="K7TM-2Q4R",
        reason="medical_emergency",
        text="The person is here, unconscious, and nobody answers.",
        drawers=["health"],
    )
    code: ShortCode = Field(description="The short code of the case")
    reason: GlassReason
    text: Why = Field(description="A sentence, sealed for whoever reviews it")
    drawers: list[Compartment] = Field(min_length=1, max_length=8)

    def glass(self) -> NewGlass:
        """As the action takes it."""
        drawers = frozenset(self.drawers)
        return NewGlass(self.code, self.reason, self.text, drawers)


class GlassReview(Shape):
    """Whether it was needed."""

    model_config = example_of(outcome="upheld")
    outcome: GlassOutcome
