"""What a mechanism says of individual plans, and the coded results with their ground.

How long a plan may take, and how often it is looked at again, stands in the pathway: a
pathway that leaves it out says nothing of it, and nothing takes its place.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path

from pydantic import Field

from workflows.loader import read, text_of
from workflows.places import Problem
from workflows.shapes import Ground, Line, Shape, Span, Word
from workflows.silences import LENGTHS
from workflows.tables import Table, rows, table, text, twice
from workflows.vocabulary import FollowUpResult, LifeResult

FILE = Path(__file__).parent / "catalogue" / "plans.toml"
_LISTS: Mapping[str, type[StrEnum]] = {
    "follow_up_results": FollowUpResult,
    "life_results": LifeResult,
}


class CodedResult(Shape):
    """A coded result, and where the code comes from."""

    name: Word = Field(description="The code")
    label: Line = Field(description="What people read")
    ground: Ground = Field(description="Where it comes from")


class Lead(Shape):
    """How long before its time a task is shown."""

    before: Span = Field(description="In hours or days of 24 hours")
    ground: Ground = Field(description="Where the number comes from")


class Plans(Shape):
    """The file."""

    shown: Lead = Field(description="When a task is shown")
    follow_up_results: tuple[CodedResult, ...] = Field(description="Of a follow-up")
    life_results: tuple[CodedResult, ...] = Field(description="Of one of five outcomes")


@cache
def plans() -> Plans:
    """What the file says."""
    return read(Plans, text_of(FILE), FILE.name, plan_problems)


@cache
def lead() -> timedelta:
    """How long before its time a task is shown."""
    span = plans().shown.before
    return span.n * LENGTHS[span.unit]


def plan_problems(data: Table) -> list[Problem]:
    """Codes missing, unknown or twice; models that do not say so; odd units."""
    unit = text(table(table(data, "shown"), "before"), "unit")
    odd = Problem(("shown", "before"), "it is counted in hours or days")
    return [
        *([odd] if unit not in [each.value for each in LENGTHS] else []),
        *(
            problem
            for name, words in _LISTS.items()
            for problem in _listed(name, rows(data, name), [*words])
        ),
    ]


def _listed(
    name: str, listed: Sequence[Table], words: Sequence[str]
) -> Iterator[Problem]:
    codes = [text(each, "name") for each in listed]
    yield from twice((name,), codes, "there are two of")
    for word in sorted(set(words) ^ set(codes)):
        told = "it says nothing of" if word in words else "there is no code"
        yield Problem((name,), f"{told} '{word}'")
    for n, raw in enumerate(listed):
        ground = table(raw, "ground")
        if ground.get("confidence") == "model" and not ground.get("note"):
            yield Problem((name, n, "ground"), "a model says why in a note")
