"""The smallest shapes of a pathway: words, lines, grounds, spans and clocks.

A number needs a *ground*: the text it rests on and how sure we are of it. Where the
source gives no number a clock is `"unset"`, which means "your procedure sets no
deadline" and never "on time".
"""

from collections.abc import Iterable
from typing import Annotated, Protocol, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from workflows.vocabulary import (
    ClockEnd,
    ClockReason,
    ClockUnit,
    Confidence,
    Counting,
    Role,
)

UNSET = "unset"

Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
"""A name as code and addresses use it: small letters, digits, underscore."""

Line = Annotated[str, StringConstraints(max_length=400, pattern=r"^\P{C}+$")]
"""One line for people. Control and direction-changing characters are refused."""

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?$")]
"""A language and, where it has several, its script: `sq`, `sr-Latn`, `sr-Cyrl`."""


def none_if_unset(value: object) -> object:
    """None where the file says `"unset"`."""
    return None if value == UNSET else value


class _Named(Protocol):
    @property
    def name(self) -> str: ...


N = TypeVar("N", bound=_Named)


def by_name(things: Iterable[N], name: str) -> N:
    """The first thing of that name.

    Raises:
        KeyError: if there is none.
    """
    for thing in things:
        if thing.name == name:
            return thing
    raise KeyError(name)


class Shape(BaseModel):
    """Base of every shape: closed to unknown keys, never changed once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Ground(Shape):
    """What a step or a number rests on."""

    source: Line | None = Field(
        default=None, description="The law or report; left out for our own model"
    )
    article: Line | None = Field(default=None, description="Where in the source")
    confidence: Confidence = Field(description="How sure we are of it")
    note: Line | None = Field(
        default=None, description="What the reader must know; required for a model"
    )


class Span(Shape):
    """A length of time as a law writes it."""

    n: int = Field(strict=True, ge=1, le=10_000, description="How many units")
    unit: ClockUnit = Field(description="The unit the law counts in")


SpanOrUnset = Annotated[Span | None, BeforeValidator(none_if_unset)]
"""A span, or None where the file says `"unset"`."""


class Extension(Shape):
    """How a period may be made longer by a decision with a reason."""

    by: SpanOrUnset = Field(description='How much longer; "unset": as long as decided')
    times: int | None = Field(
        default=None, strict=True, ge=1, description="How often; left out: no limit set"
    )
    reasons: tuple[ClockReason, ...] = Field(min_length=1, description="For what")
    roles: tuple[Role, ...] = Field(min_length=1, description="Who decides it")
    ground: Ground = Field(description="What allows it")


class Suspension(Shape):
    """For what a period may stand still; the time lost is added at its end."""

    reasons: tuple[ClockReason, ...] = Field(min_length=1, description="For what")
    roles: tuple[Role, ...] = Field(min_length=1, description="Who decides it")
    ground: Ground = Field(description="What allows it")


class Clock(Span):
    """A period a law or a procedure sets."""

    counts: Counting = Field(description="Whether the day of the start is day 1")
    ends: ClockEnd = Field(default=ClockEnd.EXPIRY, description="What ends the period")
    floor: Span | None = Field(
        default=None, description="The period never ends before this much has passed"
    )
    extension: Extension | None = Field(
        default=None, description="How it may be extended; left out: it may not"
    )
    suspension: Suspension | None = Field(
        default=None, description="For what it may stand still; left out: for nothing"
    )
    ground: Ground = Field(description="Where the number comes from")


LEAST_REFLECTION = Clock(
    n=30,
    unit=ClockUnit.DAY,
    counts=Counting.FROM,
    ground=Ground(source="CETS 197", article="art 13(1)", confidence=Confidence.FOUND),
)
"""What protects a person where a procedure sets no reflection period."""

ClockOrUnset = Annotated[Clock | None, BeforeValidator(none_if_unset)]
"""A clock, or None where the file says `"unset"`."""
