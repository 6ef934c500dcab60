"""After which time a hand-over that nobody arranged is stalled: data, or `unset`."""

from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path

from pydantic import Field

from workflows.loader import read, text_of
from workflows.places import Problem
from workflows.shapes import Ground, Shape, SpanOrUnset
from workflows.silences import LENGTHS
from workflows.tables import Table, table, text
from workflows.vocabulary import ClockUnit

FILE = Path(__file__).parent / "catalogue" / "handover.toml"


class Arranging(Shape):
    """How long an accepted offer may be without an agreed hand-over."""

    within: SpanOrUnset = Field(description='How long, counted from the yes; "unset"')
    ground: Ground = Field(description="Where the number comes from")


class HandoverFile(Shape):
    """The file."""

    arranging: Arranging = Field(description="Time to agree who meets whom")


def read_file(said: str) -> timedelta | None:
    """The time that a file sets, None where it says `unset`.

    Raises:
        PathwayInvalid: with everything that is wrong with it.
    """
    found = read(HandoverFile, said, FILE.name, _problems).arranging.within
    return None if found is None else found.n * LENGTHS[found.unit]


@cache
def arrange_within() -> timedelta | None:
    """After which time it stalls that nothing is agreed; None for never."""
    return read_file(text_of(FILE))


def _problems(data: Table) -> Iterator[Problem]:
    arranging = table(data, "arranging")
    place, ground = ("arranging",), table(arranging, "ground")
    if text(table(arranging, "within"), "unit") in set(ClockUnit) - set(LENGTHS):
        yield Problem((*place, "within"), "it is counted in hours or days")
    own = ground.get("confidence") == "model"
    if own and not ground.get("note"):
        yield Problem((*place, "ground"), "a model says why in a note")
    if ground and not own and not ground.get("source"):
        yield Problem((*place, "ground"), "name the source, or say it is a model")
