"""The least that is asked at night: a bed, and a way to reach the person. Data.

How long it counts is set by no law that was read. It is ours, is marked as a model, and
says so.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pydantic import Field

from workflows.catalogues import service_types
from workflows.loader import read, text_of
from workflows.places import Problem, quoted
from workflows.shapes import Ground, Line, Shape, Span, Word
from workflows.sheets import MOST_WORDS, NOT_NEUTRAL
from workflows.tables import Table, table, text, texts, twice
from workflows.vocabulary import ClockUnit, Compartment, ConsentPurpose

FILE = Path(__file__).parent / "catalogue" / "minimal_consent.toml"


class MinimalConsent(Shape):
    """What is read aloud, and what a yes to it lets happen."""

    say: tuple[Line, ...] = Field(min_length=1, description="Read aloud, in English")
    purpose: ConsentPurpose = Field(description="What it is for")
    services: tuple[Word, ...] = Field(
        min_length=1, description="The kinds of service it reaches, each by its name"
    )
    compartments: tuple[Compartment, ...] = Field(
        min_length=1, description="The drawers they may be told of"
    )
    items: tuple[Word, ...] = Field(
        min_length=1, description="Which of the seven things the sentences say"
    )
    ends: Span = Field(description="How long it counts")
    ground: Ground = Field(description="Where the number comes from")


@cache
def minimal_consent() -> MinimalConsent:
    """What the file says."""
    return read(MinimalConsent, text_of(FILE), FILE.name, minimal_problems)


def minimal_problems(data: Table) -> list[Problem]:
    """Services that house nobody, drawers that say who, sentences nobody can hear."""
    asked = texts(data, "services")
    return [
        *twice(("services",), asked, "it reaches twice"),
        *_services(asked),
        *_sentences(texts(data, "say")),
        *_rest(data),
    ]


def _services(asked: tuple[str, ...]) -> Iterator[Problem]:
    known = service_types()
    for name in asked:
        if name not in known:
            yield Problem(("services",), f"there is no service type {quoted(name)}")
        elif not known[name].houses or known[name].own_consent:
            yield Problem(("services",), f"{quoted(name)} is no place to sleep")


def _sentences(said: tuple[str, ...]) -> Iterator[Problem]:
    for sentence in said:
        if len(sentence.split()) > MOST_WORDS:
            yield Problem(("say",), f"a sentence has over {MOST_WORDS} words")
        if NOT_NEUTRAL.search(sentence):
            yield Problem(("say",), "a sentence would tell what this is about")


def _rest(data: Table) -> Iterator[Problem]:
    for name in texts(data, "compartments"):
        if name != Compartment.CONTACT:
            yield Problem(("compartments",), "it tells how to reach them, and no more")
    if text(table(data, "ends"), "unit") != ClockUnit.DAY:
        yield Problem(("ends", "unit"), "it is counted in days")
    ground = table(data, "ground")
    if ground.get("confidence") == "model" and not ground.get("note"):
        yield Problem(("ground",), "a model says why in a note")
