"""Values that mean what they look like: a day is no number, a number no text.

The framework would read 0 as a moment in 1970, "2" as two and "yes" as true. A machine
that sends that has a fault, and is told.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, BeforeValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

TYPED: Mapping[str, bool] = {"typed": True}
"""The context of validating what was typed into a form, where everything is text."""


_SAID = re.compile(r"\s*(\d{1,2})[ ./-]+(\d{1,2})[ ./-]+(\d{4})[ .]*")
"""A day as people here write it: day, month, year."""


def _written(value: object, info: ValidationInfo) -> object:
    """Days and moments are text: a number would be read as seconds since 1970.

    What is a day or a moment already was made by our own code; JSON has neither. In a
    form a day may be written as people say it.
    """
    if isinstance(value, date):
        return value
    said = isinstance(value, str) and info.context == TYPED and _SAID.fullmatch(value)
    if said:
        day, month, year = said.groups()
        return f"{year}-{month:0>2}-{day:0>2}"
    if not isinstance(value, str) or not re.match(r"\d{4}-\d{2}-\d{2}", value):
        raise PydanticCustomError("date_text", "A day begins with year-month-day.")
    return value


def _counted(value: object, info: ValidationInfo) -> object:
    """A number is a number, not a text or a yes that could be read as one."""
    if isinstance(value, str | bool) and info.context != TYPED:
        raise PydanticCustomError("int_type", "A number is written as one.")
    return value


def _flagged(value: object, info: ValidationInfo) -> object:
    """A yes or no is one, not a word or a number that could be read as one."""
    if not isinstance(value, bool) and info.context != TYPED:
        raise PydanticCustomError("bool_type", "A yes or no is true or false.")
    return value


counted = BeforeValidator(_counted)
Day = Annotated[date, BeforeValidator(_written)]
Flag = Annotated[bool, BeforeValidator(_flagged)]
Moment = Annotated[
    AwareDatetime,
    BeforeValidator(_written),
    Field(description="ISO 8601 with a zone"),
]
