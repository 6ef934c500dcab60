"""Helplines by pathway: whom somebody can call, with where that was read and when."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints

from workflows.loader import read, text_of
from workflows.places import Problem
from workflows.shapes import Line, Shape, Word, none_if_unset
from workflows.tables import Table, rows, text, twice

_FILE = Path(__file__).parent / "catalogue" / "helplines.toml"
Number = Annotated[str, StringConstraints(pattern=r"^\+?[0-9][0-9 ]{1,20}$")]


class Helpline(Shape):
    """A number that somebody answers."""

    name: Line = Field(description="What it calls itself")
    number: Number = Field(description="As it is dialled in the country")
    hours: Annotated[Line | None, BeforeValidator(none_if_unset)] = Field(
        description='When somebody answers; "unset" where no source says'
    )
    source: Line = Field(description="The page it was read on")
    read_on: date = Field(description="The day it was read there")
    note: Line = Field(description="What the reader must know of the source")


class Helplines(Shape):
    """The helplines of one pathway."""

    pathway: Word = Field(description="The pathway's name")
    helplines: Annotated[tuple[Helpline, ...] | None, BeforeValidator(none_if_unset)]
    """None where the file says `"unset"`."""


class HelplineFile(Shape):
    """The file of helplines."""

    mechanisms: tuple[Helplines, ...] = Field(description="One for each pathway")


def helpline_problems(data: Table) -> list[Problem]:
    """Pathways that stand there twice."""
    names = [text(each, "pathway") for each in rows(data, "mechanisms")]
    return list(twice(("mechanisms",), names, "there are two mechanisms of"))


@cache
def all_helplines() -> dict[str, tuple[Helpline, ...]]:
    """The helplines of every pathway that the file names."""
    found = read(HelplineFile, text_of(_FILE), _FILE.name, helpline_problems)
    return {each.pathway: each.helplines or () for each in found.mechanisms}


def helplines_of(pathway: str) -> tuple[Helpline, ...]:
    """Whom somebody can call in a mechanism that walks this pathway; may be nobody."""
    return all_helplines().get(pathway, ())
