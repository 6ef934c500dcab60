"""What data-protection law asks of the keepers of records: data, with its ground."""

from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path

from pydantic import Field

from workflows.loader import read, text_of
from workflows.places import Problem
from workflows.shapes import Ground, Line, Shape, Span, Word
from workflows.tables import Table, rows, table, text, twice
from workflows.vocabulary import ClockUnit, Compartment, Purpose, Regime

FILE = Path(__file__).parent / "catalogue" / "data_protection.toml"


class BreachClock(Shape):
    """Until when the authority has to be told of a breach."""

    tell_authority: Span = Field(description="How long after becoming aware of it")
    ground: Ground = Field(description="Where the number comes from")


class ProcessingPurpose(Shape):
    """Why records are kept and used."""

    purpose: Purpose = Field(description="The purpose that openings state")
    label: Line = Field(description="What people read")
    drawers: tuple[Compartment, ...] = Field(
        min_length=1, description="The categories of data it needs"
    )
    regimes: tuple[Regime, ...] = Field(min_length=1, description="Under which law")
    grounds: tuple[Ground, ...] = Field(min_length=1, description="What it rests on")


class Named(Shape):
    """Something with a word and a line for people."""

    name: Word = Field(description="A word for it")
    label: Line = Field(description="What people read")


class DataProtectionDuties(Shape):
    """The file."""

    breach: BreachClock
    purposes: tuple[ProcessingPurpose, ...] = Field(min_length=1)
    people: tuple[Named, ...] = Field(min_length=1)
    measures: tuple[Named, ...] = Field(min_length=1)


@cache
def duties() -> DataProtectionDuties:
    """What the file says."""
    return read(DataProtectionDuties, text_of(FILE), FILE.name, duty_problems)


def time_to_tell_authority() -> timedelta:
    """How long after becoming aware of a breach the authority has to be told."""
    return timedelta(hours=duties().breach.tell_authority.n)


def duty_problems(data: Table) -> list[Problem]:
    """A breach clock in other units than hours; purposes that are missing or twice."""
    listed = [text(each, "purpose") for each in rows(data, "purposes")]
    return [
        *_clock(table(data, "breach")),
        *twice(("purposes",), listed, "there are two entries for"),
        *(
            Problem(("purposes",), f"it says nothing of '{purpose}'")
            for purpose in Purpose
            if purpose not in listed
        ),
    ]


def _clock(breach: Table) -> Iterator[Problem]:
    unit = text(table(breach, "tell_authority"), "unit")
    if unit in set(ClockUnit) - {ClockUnit.HOUR}:
        yield Problem(("breach", "tell_authority"), "it is counted in hours")
