"""Identification aids as data: indicator packs and national screening rules.

They say what somebody may look for. Nothing here, and nothing computed from it, moves
a case: a person decides (Directive (EU) 2016/680 art 11).
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from pydantic import Field, StringConstraints

from workflows.loader import read, text_of
from workflows.places import Problem
from workflows.shapes import Ground, Line, Shape, Word
from workflows.tables import Table, rows, text, twice
from workflows.vocabulary import AgeClass, Dimension, Exploitation, Strength

_FOLDER = Path(__file__).parent / "catalogue"

Code = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}[0-9]{2}$")]


class Indicator(Shape):
    """One sign of a pack."""

    code: Code = Field(description="Its code, the same in every pack")
    dimension: Dimension = Field(description="The dimension it belongs to")
    label: Line = Field(description="What it says, in our own words")
    strength: Strength = Field(description="How much it weighs in this pack")
    unconfirmed: bool = Field(
        default=False, strict=True, description="Its strength awaits the original"
    )
    note: Line | None = Field(default=None, description="What is in doubt")


class IndicatorPack(Shape):
    """One list of indicators: for adults or children, for one form of exploitation."""

    name: Word = Field(description="Its name, as its file is called")
    label: Line = Field(description="What people read")
    age: AgeClass = Field(description="For adults or for children")
    form: Exploitation = Field(description="The form of exploitation")
    complete: bool = Field(
        strict=True, description="False while it is to be loaded from the original"
    )
    version: Line = Field(description="The version of the list")
    ground: Ground = Field(description="Where it comes from")
    indicators: tuple[Indicator, ...] = Field(description="The signs")


class ScreeningCase(Shape):
    """When a form's answers amount to a sign, for one age class."""

    age: AgeClass = Field(description="For adults or for children")
    any_of: tuple[Annotated[tuple[Word, ...], Field(min_length=1)], ...] = Field(
        min_length=1, description="Sections; all of one entry must have an answer"
    )


class ScreeningRule(Shape):
    """The rule of a national screening form."""

    name: Word = Field(description="Its name, as its file is called")
    label: Line = Field(description="What people read")
    ground: Ground = Field(description="Where it comes from")
    rules: tuple[ScreeningCase, ...] = Field(min_length=1, description="By age class")


@cache
def indicator_packs() -> Mapping[str, IndicatorPack]:
    """The packs by name."""
    paths = sorted((_FOLDER / "indicators").glob("*.toml"))
    packs = [read(IndicatorPack, text_of(p), p.name, pack_problems) for p in paths]
    return MappingProxyType({pack.name: pack for pack in packs})


@cache
def screening_rules() -> Mapping[str, ScreeningRule]:
    """The national rules by name."""
    paths = sorted((_FOLDER / "criteria").glob("*.toml"))
    rules = [read(ScreeningRule, text_of(p), p.name, _no_problems) for p in paths]
    return MappingProxyType({rule.name: rule for rule in rules})


def pack_problems(data: Table) -> list[Problem]:
    """Codes that stand there twice, and packs that say too much or too little."""
    codes = [text(raw, "code") for raw in rows(data, "indicators")]
    return [
        *twice(("indicators",), codes, "there are two indicators with the code"),
        *_completeness(data, empty=not codes),
    ]


def _completeness(data: Table, *, empty: bool) -> Iterator[Problem]:
    complete = data.get("complete")
    if complete is True and empty:
        yield Problem(("complete",), "a pack without indicators is not complete")
    if complete is False and not empty:
        yield Problem(("complete",), "a pack that is to be loaded holds no guesses")


def _no_problems(_data: Table) -> list[Problem]:
    return []
