"""What a service states as a form holds it: words to tick, rows of hours, numbers."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from api.pages.forms import Draft

NONE = "none"
"""Ticked where none of a list is met: that is stated; nothing ticked is not stated."""
FEWEST, MOST = 2, 14
"""Rows of hours that a form has."""
_MINUTES = 60
_LISTS = ("sexes", "age_classes", "risk_levels", "place_kinds")
_OR_NONE = ("access_needs", "languages")
_PLAIN = ("minimum_age", "maximum_age", "max_stay_days")
_WORDS = ("referred_by", "fee", "run_by")
_ROW = re.compile(r"^hours\.(\d{1,2})\.")


def clock(minutes: int) -> str:
    """Minutes after midnight as a clock shows them; the end of a day as its begin."""
    hour, minute = divmod(minutes % (24 * _MINUTES), _MINUTES)
    return f"{hour:02}:{minute:02}"


def times(said: str) -> int:
    """Minutes after midnight of what a clock shows."""
    hour, minute = re.split("[:.]", said)
    return int(hour) * _MINUTES + int(minute)


def typed(terms: Mapping[str, Any]) -> dict[str, Sequence[str]]:
    """Words that are stored, by the names of the form's fields."""
    found: dict[str, Sequence[str]] = {}
    for name in _LISTS:
        found[f"{name}[]"] = terms[name] or ()
    for name in _OR_NONE:
        words = terms[name]
        found[f"{name}[]"] = () if words is None else words or (NONE,)
    for name in (*_PLAIN, *_WORDS):
        found[name] = () if terms[name] is None else (str(terms[name]),)
    brought = terms["accepts_children"]
    found["accepts_children"] = () if brought is None else (str(brought).lower(),)
    found["always"] = ("true",) if terms["always"] else ()
    for n, (first, last, opens, closes) in enumerate(terms["hours"], 1):
        found[f"hours.{n}.from_day"] = (str(first),)
        found[f"hours.{n}.to_day"] = (str(last),)
        found[f"hours.{n}.opens"] = (clock(opens),)
        found[f"hours.{n}.closes"] = (clock(closes),)
    return found


def rows_of(draft: Draft) -> range:
    """The numbers of the rows of hours: those that are filled, and one more."""
    filled = [
        int(row[1])
        for name, values in draft.values.items()
        if any(values) and (row := _ROW.match(name))
    ]
    return range(1, max(FEWEST, min(max(filled, default=0) + 1, MOST)) + 1)
