"""What the person is told in writing: sentences short enough to be read aloud."""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path

from pydantic import Field

from workflows.loader import read, text_of
from workflows.places import Problem, quoted
from workflows.shapes import Ground, Line, Shape, Word
from workflows.tables import Table, rows, text, texts, twice

FILE = Path(__file__).parent / "catalogue" / "sheet.toml"
MOST_WORDS = 15
"""Words of the longest sentence."""
ALWAYS = "always"
RETENTION = "retention"
"""The one period that is no clock of a pathway."""
NOT_NEUTRAL = re.compile(
    r"traf+i[ck]|victim|viktim|exploit|slave|prostit|sexual|anti-thb", re.IGNORECASE
)
"""What nobody may read on a sheet, in the languages of the interface."""


class Section(StrEnum):
    """The parts of a sheet, in the order they are read."""

    NEXT = "next"
    RIGHTS = "rights"
    CONSENT = "consent"
    ITEMS = "items"
    WITHDRAWAL = "withdrawal"
    KEEPING = "keeping"
    ASKING = "asking"


class SheetItem(Shape):
    """One numbered item: a few sentences and where they are written."""

    name: Word = Field(description="A word for it, unique in its section")
    section: Section = Field(description="Where it stands")
    say: tuple[Line, ...] = Field(min_length=1, description="The sentences, in English")
    unset: tuple[Line, ...] = Field(
        default=(), description="What is said where the period is unset"
    )
    when: Word = Field(default=ALWAYS, description="What must be true of the pathway")
    period: Word | None = Field(
        default=None, description="A clock, or retention, whose length is told"
    )
    grounds: tuple[Ground, ...] = Field(default=(), description="Where it is written")


class SheetText(Shape):
    """The file."""

    items: tuple[SheetItem, ...] = Field(min_length=1, description="In reading order")


@cache
def sheet_items() -> tuple[SheetItem, ...]:
    """What the file says, in its order."""
    return read(SheetText, text_of(FILE), FILE.name, sheet_problems).items


def sheet_problems(data: Table) -> list[Problem]:
    """Sentences too long or not neutral, names twice, periods with nothing to say."""
    listed = rows(data, "items")
    names = [f"{text(each, 'section')}.{text(each, 'name')}" for each in listed]
    return [
        *twice(("items",), names, "there are two items named"),
        *(problem for n, raw in enumerate(listed) for problem in _item(n, raw)),
    ]


def _item(n: int, raw: Table) -> Iterator[Problem]:
    for sentence in (*texts(raw, "say"), *texts(raw, "unset")):
        if len(sentence.split()) > MOST_WORDS:
            told = f"more than {MOST_WORDS} words: {quoted(sentence)}"
            yield Problem(("items", n, "say"), told)
        if NOT_NEUTRAL.search(sentence):
            yield Problem(("items", n, "say"), f"not neutral: {quoted(sentence)}")
    counted = "{span}" in " ".join(texts(raw, "say"))
    if counted != bool(text(raw, "period")):
        yield Problem(("items", n, "period"), "a {span} and a period go together")
    if text(raw, "period") and not texts(raw, "unset"):
        yield Problem(("items", n, "unset"), "say what is told where it is unset")
