"""How long a case may be silent before somebody has to look: data, with its ground.

No law read sets these lengths. They are ours, are marked as a model, and say so.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType

from pydantic import Field

from workflows.loader import read, text_of
from workflows.places import Problem
from workflows.shapes import Ground, Shape, Span
from workflows.tables import Table, rows, table, text, twice
from workflows.vocabulary import ClockUnit, SilenceKind

FILE = Path(__file__).parent / "catalogue" / "silences.toml"
LENGTHS = {ClockUnit.HOUR: timedelta(hours=1), ClockUnit.DAY: timedelta(days=1)}
"""What passes is counted, not the calendar: a day is 24 hours whatever the zone."""
WAITED_FOR = frozenset(
    {SilenceKind.GAP, SilenceKind.OFFER_UNREAD, SilenceKind.QUESTION_OPEN}
)
"""Silences that begin after a time. The others begin with what they are about."""


class Silent(Shape):
    """After which time one kind of silence begins."""

    kind: SilenceKind = Field(description="The kind of silence")
    after: Span = Field(description="How long nothing may happen before it is one")
    ground: Ground = Field(description="Where the number comes from")


class Silences(Shape):
    """The file of lengths."""

    silences: tuple[Silent, ...] = Field(min_length=1, description="One of each kind")


@cache
def silences() -> Mapping[SilenceKind, Silent]:
    """What the file says, by kind."""
    listed = read(Silences, text_of(FILE), FILE.name, silence_problems).silences
    return MappingProxyType({each.kind: each for each in listed})


def length(kind: SilenceKind) -> timedelta:
    """After how long a silence of this kind begins.

    Raises:
        KeyError: for a kind that begins with what it is about.
    """
    span = silences()[kind].after
    return span.n * LENGTHS[span.unit]


def silence_problems(data: Table) -> list[Problem]:
    """Kinds that are missing, twice or timeless; units and grounds that do not do."""
    listed = rows(data, "silences")
    kinds = [text(each, "kind") for each in listed]
    return [
        *twice(("silences",), kinds, "there are two lengths for"),
        *(problem for n, raw in enumerate(listed) for problem in _one(n, raw)),
        *(
            Problem(("silences",), f"it says nothing of '{kind}'")
            for kind in sorted(WAITED_FOR)
            if kind not in kinds
        ),
    ]


def _one(n: int, raw: Table) -> Iterator[Problem]:
    place, ground = ("silences", n), table(raw, "ground")
    if text(raw, "kind") in set(SilenceKind) - WAITED_FOR:
        yield Problem((*place, "kind"), "this kind begins with what it is about")
    if text(table(raw, "after"), "unit") in set(ClockUnit) - set(LENGTHS):
        yield Problem((*place, "after"), "it is counted in hours or days")
    own = ground.get("confidence") == "model"
    if own and not ground.get("note"):
        yield Problem((*place, "ground"), "a model says why in a note")
    if ground and not own and not ground.get("source"):
        yield Problem((*place, "ground"), "name the source, or say it is a model")
