"""How soon a mechanism asks for an individual plan, and for looking at it again."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from workflows.shapes import Ground, Shape, Span, none_if_unset

_SpanOrUnset = Annotated[Span | None, BeforeValidator(none_if_unset)]


class IndividualPlan(Shape):
    """When a plan has to be there, and when it is looked at again."""

    within: _SpanOrUnset = Field(
        default=None, description='How long after the case was opened; or "unset"'
    )
    review_every: _SpanOrUnset = Field(
        default=None, description='How long after it was written; or "unset"'
    )
    ground: Ground = Field(description="Where it says so")
