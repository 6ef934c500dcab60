"""The public holidays of each mechanism's country, written down from the laws.

Nothing of what the engine counts with is used here: feasts that move are computed from
published algorithms, and what becomes of a holiday on a weekend is each law's own rule.
Laws are named as they are usually cited; their rules are written down as reported.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import count

DAY = timedelta(days=1)
SATURDAY, SUNDAY = 5, 6

EASTERS = {
    2026: (date(2026, 4, 5), date(2026, 4, 12)),
    2027: (date(2027, 3, 28), date(2027, 5, 2)),
    2028: (date(2028, 4, 16), date(2028, 4, 16)),
}
"""Catholic and Orthodox Easter as the calendars of the churches print them."""
EIDS = {
    2026: (date(2026, 3, 20), date(2026, 5, 27)),
    2027: (date(2027, 3, 9), date(2027, 5, 16)),
    2028: (date(2028, 2, 26), date(2028, 5, 5)),
}
"""First days of Eid al-Fitr and Eid al-Adha by the Umm al-Qura calendar (R. H. van
Gent, Utrecht). Each country's community says the day when it comes: see `near`."""
HIJRA = {2026: 1447, 2027: 1448, 2028: 1449}


def catholic_easter(year: int) -> date:
    """By the algorithm of Meeus, Jones and Butcher (Astronomical Algorithms, ch. 8)."""
    century, of_century = divmod(year, 100)
    golden = year % 19
    leap, rest = divmod(century, 4)
    shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap - shift + 15) % 30
    leaps, over = divmod(of_century, 4)
    weekday = (32 + 2 * rest + 2 * leaps - epact - over) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def orthodox_easter(year: int) -> date:
    """By Meeus's algorithm for the Julian calendar, 13 days behind in this century."""
    moon = (19 * (year % 19) + 15) % 30
    sunday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
    month, day = divmod(moon + sunday + 114, 31)
    return date(year, month, day + 1) + 13 * DAY


def near(hijri_year: int, month: int, day: int) -> date:
    """A day of the tabular Islamic calendar: a day or so from what is seen.

    Years of 354 days, eleven of thirty with one more; 1 Muharram of year 1 is the
    Julian day 1948440 (civil epoch).
    """
    months = (59 * (month - 1) + 1) // 2
    leaps = (3 + 11 * hijri_year) // 30
    julian_day = day + months + (hijri_year - 1) * 354 + leaps + 1948440 - 1
    return date.fromordinal(julian_day - 1721425)


def moved_on(off: set[date], days: Iterable[date], weekend: frozenset[int]) -> None:
    """For each of these on such a day of the week, the next day that is still free."""
    for day in sorted(day for day in days if day.weekday() in weekend):
        later = (day + n * DAY for n in count(1))
        off.add(next(d for d in later if d.weekday() < SATURDAY and d not in off))


@dataclass(frozen=True)
class Law:
    """What one country keeps."""

    fixed: tuple[tuple[int, int], ...]
    """Month and day."""
    catholic: tuple[int, ...] = ()
    """Days from Catholic Easter Sunday."""
    orthodox: tuple[int, ...] = ()
    fitr: int = 0
    """Days of Eid al-Fitr."""
    adha: int = 0
    moves: frozenset[int] = frozenset()
    """Days of the week from which a holiday moves on to a working day."""
    moving: Callable[[int, int], bool] = lambda *_: True
    """Which of the fixed ones do, by month and day."""
    to_monday: bool = False
    """True if it is the Monday that is free, whatever else that day is."""
    feasts_move: bool = False
    others: Callable[[int], set[date]] = lambda _: set()

    def days_off(self, year: int) -> set[date]:
        """Every holiday of a year that may fall on a day of work."""
        west, east = catholic_easter(year), orthodox_easter(year)
        fitr, adha = EIDS[year]
        feasts = {
            *(west + n * DAY for n in self.catholic),
            *(east + n * DAY for n in self.orthodox),
            *(fitr + n * DAY for n in range(self.fitr)),
            *(adha + n * DAY for n in range(self.adha)),
        }
        fixed = {date(year, *each) for each in self.fixed}
        off = fixed | feasts | self.others(year)
        on = {each for each in fixed if self.moving(each.month, each.day)}
        if self.to_monday:
            return off | {each + DAY for each in on if each.weekday() in self.moves}
        moved_on(off, on | (feasts if self.feasts_move else set()), self.moves)
        return off


def mondays_of_england(year: int) -> set[date]:
    """The first and the last Monday of May, and the last one of August."""
    may = [date(year, 5, 1) + n * DAY for n in range(31)]
    august = [date(year, 8, 1) + n * DAY for n in range(31)]
    in_may = [day for day in may if day.weekday() == 0]
    return {in_may[0], in_may[-1], [d for d in august if d.weekday() == 0][-1]}


WEEKEND, SUNDAYS = frozenset({SATURDAY, SUNDAY}), frozenset({SUNDAY})
COMMON = ((1, 1), (1, 2), (1, 7), (5, 1), (5, 2), (12, 25))
_EVERY_EASTER = {"catholic": (-2, 0, 1), "orthodox": (-2, 0, 1)}
_LABOUR_OR_NEW_YEAR = frozenset({(1, 1), (1, 2), (5, 1), (5, 2)})

LAWS: Mapping[tuple[str, str | None], Law] = {
    # Law 7651 of 21.12.1992 on official holidays, as amended
    ("albania", None): Law(
        (
            *((1, 1), (1, 2), (3, 14), (3, 22), (5, 1), (9, 5)),
            *((11, 22), (11, 28), (11, 29), (12, 8), (12, 25)),
        ),
        catholic=(0,),
        orthodox=(0,),
        fitr=1,
        adha=1,
        moves=WEEKEND,
        feasts_move=True,
    ),
    # No law of the state; what both entities and the district keep
    ("bosnia_and_herzegovina", None): Law(
        COMMON, catholic=(1,), orthodox=(-2,), fitr=1, adha=1
    ),
    # Federation: Law on holidays (taken over from RBiH); feasts by the believers
    ("bosnia_and_herzegovina", "BIH"): Law(
        (*COMMON, (1, 6), (3, 1), (5, 9), (11, 25), (12, 24)),
        fitr=2,
        adha=2,
        catholic=_EVERY_EASTER["catholic"],
        orthodox=_EVERY_EASTER["orthodox"],
    ),
    # Republika Srpska: Law on holidays, OG RS 43/07
    ("bosnia_and_herzegovina", "SRP"): Law(
        (*COMMON, (1, 6), (1, 14), (5, 9), (11, 21), (12, 24)),
        fitr=2,
        adha=2,
        catholic=_EVERY_EASTER["catholic"],
        orthodox=_EVERY_EASTER["orthodox"],
        moves=SUNDAYS,
        moving=lambda *day: day in _LABOUR_OR_NEW_YEAR,
        to_monday=True,
    ),
    # Brcko District: Law on holidays, OG BD 19/02
    ("bosnia_and_herzegovina", "BRC"): Law(
        (*COMMON, (3, 8)),
        catholic=(1,),
        orthodox=(-2,),
        fitr=1,
        adha=1,
        moves=SUNDAYS,
        moving=lambda *day: day in _LABOUR_OR_NEW_YEAR | {(3, 8)},
        to_monday=True,
    ),
    # Law 03/L-064 on official holidays
    ("kosovo", None): Law(
        ((1, 1), (1, 2), (1, 7), (2, 17), (4, 9), (5, 1), (5, 9), (12, 25)),
        catholic=(0,),
        orthodox=(0,),
        fitr=1,
        adha=1,
        moves=WEEKEND,
        feasts_move=True,
    ),
    # Law on state and other holidays, OG ME 27/07, 36/13; feasts are each believer's
    ("montenegro", None): Law(
        (
            *((1, 1), (1, 2), (5, 1), (5, 2), (5, 21), (5, 22)),
            *((7, 13), (7, 14), (11, 13)),
        ),
        moves=SUNDAYS,
    ),
    # Law on holidays, OG RM 21/98, 18/07
    ("north_macedonia", None): Law(
        (
            *((1, 1), (1, 7), (5, 1), (5, 24), (8, 2), (9, 8)),
            *((10, 11), (10, 23), (12, 8)),
        ),
        orthodox=(1,),
        fitr=1,
        moves=SUNDAYS,
    ),
    # Law on state and other holidays, OG RS 43/01, 101/07, 92/11
    ("serbia", None): Law(
        ((1, 1), (1, 2), (1, 7), (2, 15), (2, 16), (5, 1), (5, 2), (11, 11)),
        orthodox=(-2, -1, 0, 1),
        moves=SUNDAYS,
        moving=lambda *day: day != (1, 7),
    ),
    # Banking and Financial Dealings Act 1971, and common law
    ("united_kingdom", "ENG"): Law(
        ((1, 1), (12, 25), (12, 26)),
        catholic=(-2, 1),
        moves=WEEKEND,
        others=mondays_of_england,
    ),
}
"""By pathway and part of the country."""


@cache
def _off(law: Law, year: int) -> frozenset[date]:
    return frozenset(law.days_off(year))


def works(law: Law, day: date) -> bool:
    """True if offices work on a day of 2026, 2027 or 2028."""
    return day.weekday() < SATURDAY and day not in _off(law, day.year)
