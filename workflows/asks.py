"""What is read aloud at a first contact, once there is time. Data.

Each question is one purpose and one answer. How long a yes counts is set by no law that
was read: it is ours, is marked as a model, and says so.
"""

from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path

from pydantic import Field

from workflows.loader import read, text_of
from workflows.places import Problem, quoted
from workflows.shapes import Ground, Line, Shape, Span, Word
from workflows.sheets import MOST_WORDS, NOT_NEUTRAL
from workflows.tables import Table, rows, table, text, texts, twice
from workflows.vocabulary import ClockUnit, Compartment, ConsentPurpose

FILE = Path(__file__).parent / "catalogue" / "asks.toml"


class AskTo(StrEnum):
    """Whom a yes reaches."""

    ANY_SERVICE = "any_service"
    AUTHORITY = "authority"


class Ask(Shape):
    """One question, and what a yes to it lets happen."""

    name: Word = Field(description="A word for it, unique in the file")
    say: tuple[Line, ...] = Field(min_length=1, description="Read aloud, in English")
    purpose: ConsentPurpose = Field(description="What it is for")
    to: AskTo = Field(description="Whom a yes reaches")
    compartments: tuple[Compartment, ...] = Field(
        min_length=1, description="The drawers that may be told of"
    )
    items: tuple[Word, ...] = Field(
        min_length=1, description="Which of the seven things the sentences say"
    )
    ends: Span = Field(description="How long a yes counts")


class Asks(Shape):
    """The file."""

    asks: tuple[Ask, ...] = Field(min_length=1, description="In the order asked")
    ground: Ground = Field(description="Where words and numbers come from")


@cache
def first_asks() -> tuple[Ask, ...]:
    """What the file says, in its order."""
    return read(Asks, text_of(FILE), FILE.name, ask_problems).asks


def ask_problems(data: Table) -> list[Problem]:
    """Questions named twice, sentences nobody can hear or everybody may guess from."""
    listed = rows(data, "asks")
    names = [text(each, "name") for each in listed]
    return [
        *twice(("asks",), names, "there are two questions named"),
        *(problem for n, raw in enumerate(listed) for problem in _ask(n, raw)),
        *_ground(data),
    ]


def _ask(n: int, raw: Table) -> Iterator[Problem]:
    for sentence in texts(raw, "say"):
        if len(sentence.split()) > MOST_WORDS:
            told = f"more than {MOST_WORDS} words: {quoted(sentence)}"
            yield Problem(("asks", n, "say"), told)
        if NOT_NEUTRAL.search(sentence):
            yield Problem(("asks", n, "say"), f"not neutral: {quoted(sentence)}")
    if Compartment.OPERATIONAL in texts(raw, "compartments"):
        yield Problem(
            ("asks", n, "compartments"), "coded facts are asked for by nobody"
        )
    if text(table(raw, "ends"), "unit") != ClockUnit.DAY:
        yield Problem(("asks", n, "ends", "unit"), "it is counted in days")


def _ground(data: Table) -> Iterator[Problem]:
    ground = table(data, "ground")
    if ground.get("confidence") == "model" and not ground.get("note"):
        yield Problem(("ground",), "a model says why in a note")
