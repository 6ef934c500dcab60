"""Which days offices work, by the public holidays of a country or a part of it.

The answer for a year is computed once and never changed afterwards, so that it may be
asked from any thread.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

import holidays

from referral.rules.deadlines import WorkingDay
from workflows.mechanism import Holidays


def is_known(country: str, subdivision: str | None = None) -> bool:
    """True if holidays of this country, and of this part of it, are known."""
    parts = holidays.list_supported_countries(include_aliases=False).get(country)
    return parts is not None and (subdivision is None or subdivision in parts)


def working_days(calendar: Holidays, besides: Iterable[date] = ()) -> WorkingDay:
    """A function that answers whether offices work on a day.

    Args:
        calendar: The country, and the part of it, whose public holidays apply.
        besides: Further days on which no office works, such as a day of mourning.

    Raises:
        ValueError: if no holidays of this country or part are known.
    """
    if not is_known(calendar.country, calendar.subdivision):
        raise ValueError("the holidays of this country or part are not known")
    closed = frozenset(besides)

    def works(day: date) -> bool:
        off = _year(calendar.country, calendar.subdivision, day.year)
        return day.weekday() in off[0] and day not in off[1] and day not in closed

    return works


@lru_cache(maxsize=256)
def _year(
    country: str, subdivision: str | None, year: int
) -> tuple[frozenset[int], frozenset[date]]:
    """The weekdays of work, and the public holidays of one year."""
    kept = holidays.country_holidays(
        country, subdiv=subdivision, years=year, expand=False
    )
    week = frozenset(range(7)) - frozenset(kept.weekend)
    return week, frozenset(day for day in kept if day.year == year)
