"""Bodies without an account that have to confirm an act before it is done: data.

Such a confirmation takes days. So it never stands before a step by which help begins,
and only what a file names waits for one.
"""

from collections.abc import Iterator, Mapping

from pydantic import Field

from workflows.places import Place, Problem, quoted
from workflows.shapes import Ground, Line, Shape, Word
from workflows.tables import Table, rows, text, texts, twice


class OutsideConfirmation(Shape):
    """Who confirms which steps from outside, and what they are asked to confirm."""

    name: Word = Field(description="A word for it")
    label: Line = Field(
        description="What the body reads; it names nobody, and no reason for anything"
    )
    body: Line = Field(description="Who confirms it, as people here call them")
    steps: tuple[Word, ...] = Field(
        min_length=1, description="The steps that wait for it"
    )
    ground: Ground = Field(description="Where it says so")


def outside_problems(data: Table) -> Iterator[Problem]:
    """Steps that are not there, that wait twice, or that help would begin with."""
    steps = _steps(data)
    waiting: list[str] = []
    for n, raw in enumerate(rows(data, "outside")):
        place: Place = ("outside", n, "steps")
        for word in texts(raw, "steps"):
            waiting.append(word)
            if word not in steps:
                yield Problem(place, f"the step {quoted(word)} does not exist")
            else:
                yield from _fits(place, word, *steps[word])
    yield from twice(("outside",), waiting, "two confirmations stand before")


def _steps(data: Table) -> Mapping[str, tuple[Table, Table]]:
    return {
        text(step, "name"): (track, step)
        for track in rows(data, "tracks")
        for step in rows(track, "steps")
    }


def _fits(place: Place, word: str, track: Table, step: Table) -> Iterator[Problem]:
    if text(step, "quorum"):
        told = f"{quoted(word)} is decided by several people: they sit at one table"
        yield Problem(place, told)
    gives = {
        text(stage, "name"): frozenset(texts(stage, "entitles"))
        for stage in rows(track, "stages")
    }
    to = gives.get(text(step, "to"), frozenset())
    if any(to - gives.get(origin, to) for origin in texts(step, "from")):
        yield Problem(place, f"help begins with {quoted(word)}: it waits for nobody")
