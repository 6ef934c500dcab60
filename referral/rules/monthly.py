"""What happened month by month, counted from headers of entries alone.

Entries are never changed, and what is counted lies before one moment: the same run,
named by its month, that moment and this definition, always counts the same. Figures
below five are not shown, and neither is any from which one of them could be computed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from zoneinfo import ZoneInfo

from referral.errors import Malformed
from workflows.vocabulary import EntryType

SMALLEST_SHOWN = 5
"""Our threshold for figures on a screen of those entitled; `design.md` 14: k = 5."""
MONTHS = 6
"""Months in one report, the one asked for last."""


class Measure(StrEnum):
    """What is counted."""

    IDENTIFIED = "identified"
    OFFERS = "offers"
    ANSWERED_IN_TIME = "answered_in_time"
    ANSWERED_LATE = "answered_late"
    ARRIVALS = "arrivals"
    NO_SHOWS = "no_shows"
    CLOSINGS = "closings"
    OVERDUE = "overdue"


ANSWERS = (
    EntryType.OFFER_ACCEPTED,
    EntryType.OFFER_DECLINED,
    EntryType.TELEPHONE_YES_RECORDED,
)
COUNTED: Mapping[Measure, tuple[EntryType, ...]] = {
    Measure.IDENTIFIED: (EntryType.CASE_OPENED,),
    Measure.OFFERS: (EntryType.OFFER_MADE,),
    Measure.ANSWERED_IN_TIME: ANSWERS,
    Measure.ANSWERED_LATE: ANSWERS,
    Measure.ARRIVALS: (EntryType.ARRIVAL_CONFIRMED,),
    Measure.NO_SHOWS: (EntryType.NO_SHOW_REPORTED,),
    Measure.CLOSINGS: (EntryType.STEP_TAKEN,),
    Measure.OVERDUE: (EntryType.OFFER_OVERDUE,),
}
"""The entries behind each measure. An offer counts once, however many cases it covers;
the first of its answers counts, and is late if it was noted before that its time was
over; a closing is a step of protection that leads into a closed stage."""
TYPES = frozenset(word for words in COUNTED.values() for word in words)
DEFINITION = sha256(
    ";".join(f"{m}={','.join(words)}" for m, words in COUNTED.items()).encode()
).hexdigest()[:8]
"""By which a figure is known to have been counted in this way."""


@dataclass(frozen=True, slots=True)
class Event:
    """An entry of a case, as its header says it."""

    type: EntryType
    at: datetime
    about: str
    """The offer it is about; else the case."""
    closes: bool = False
    """True where the case was closed by it."""


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of the calendar."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"

    def moved(self, by: int) -> "Month":
        """So many months later, or before."""
        at = self.year * 12 + self.month - 1 + by
        return Month(at // 12, at % 12 + 1)

    def begins(self, zone: str) -> datetime:
        """Its first moment in a zone, in UTC."""
        return datetime(self.year, self.month, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def month_of(at: datetime, zone: str) -> Month:
    """The month of a moment, as a zone's calendar has it."""
    local = at.astimezone(ZoneInfo(zone))
    return Month(local.year, local.month)


@dataclass(frozen=True, slots=True)
class Run:
    """What names a report: asked again, it says the same."""

    month: Month
    until: datetime
    """Entries up to this moment are counted; whole seconds, in UTC."""

    @property
    def id(self) -> str:
        """Month, moment and definition, such as `2026-03.1775001600.1f2e3d4c`."""
        return f"{self.month}.{int(self.until.timestamp())}.{DEFINITION}"

    def months(self) -> tuple[Month, ...]:
        """The months of the report, the oldest first."""
        return tuple(self.month.moved(back) for back in range(1 - MONTHS, 1))


def new_run(month: Month, now: datetime, zone: str) -> Run:
    """A run of a month as of now, or as of its end where that is past."""
    ends = month.moved(1).begins(zone)
    return Run(month, min(ends, now.replace(microsecond=0)))


def read_month(text: str, now: datetime, zone: str) -> Month:
    """A month such as `2026-03`.

    Raises:
        Malformed: if it is none, or has not begun.
    """
    year, dash, month = text.partition("-")
    fault = Malformed("There is no such month.", faults=(("/month", "enum"),))
    digits = year.isascii() and month.isascii() and (year + month).isdigit()
    if not (dash and digits and (len(year), len(month)) == (4, 2)):
        raise fault
    found = Month(int(year), int(month))
    if not (found.year >= 1970 and 1 <= found.month <= 12):  # noqa: PLR2004 # a calendar
        raise fault
    if found > month_of(now, zone):
        raise fault
    return found


def read_run(text: str, now: datetime, zone: str) -> Run:
    """A run by what it is named by.

    Raises:
        Malformed: if it names none, lies ahead, or was counted by another definition.
    """
    month, _, rest = text.partition(".")
    moment, _, definition = rest.partition(".")
    if definition != DEFINITION or not (moment.isascii() and moment.isdigit()):
        told = "No report of this definition has this number."
        raise Malformed(told, faults=(("/run", "enum"),))
    found = read_month(month, now, zone)
    at = min(int(moment), int(now.timestamp()))
    run = new_run(found, datetime.fromtimestamp(at, UTC), zone)
    if run.id != text:
        told = "No report of this definition has this number."
        raise Malformed(told, faults=(("/run", "enum"),))
    return run


def counts(
    events: Iterable[Event], run: Run, zone: str
) -> dict[Measure, tuple[int, ...]]:
    """How often each measure happened in each month of a run, oldest month first.

    Args:
        events: Entries of `TYPES`, of offers all that there are, in the order of time.
        run: What is asked for.
        zone: The mechanism's zone, which months are of.
    """
    months = run.months()
    found = {measure: dict.fromkeys(months, 0) for measure in Measure}
    seen: set[tuple[Measure, str]] = set()
    for each in events:
        if each.at >= run.until:
            continue
        for measure in _measures(each, seen):
            month = month_of(each.at, zone)
            if month in found[measure]:
                found[measure][month] += 1
    return {measure: tuple(by.values()) for measure, by in found.items()}


def _measures(each: Event, seen: set[tuple[Measure, str]]) -> list[Measure]:
    """What one entry is counted as; an offer is counted once for each."""
    if each.type is EntryType.STEP_TAKEN:
        return [Measure.CLOSINGS] if each.closes else []
    measure = next(
        (m for m, words in COUNTED.items() if each.type in words), Measure.IDENTIFIED
    )
    if each.type in ANSWERS and (Measure.OVERDUE, each.about) in seen:
        measure = Measure.ANSWERED_LATE
    again = {(measure, each.about)}
    if each.type in ANSWERS:
        both = (Measure.ANSWERED_IN_TIME, Measure.ANSWERED_LATE)
        again = {(either, each.about) for either in both}
    if again & seen:
        return []
    seen.add((measure, each.about))
    return [measure]


@dataclass(frozen=True, slots=True)
class Shown:
    """Figures that may be shown; None stands for one that is kept back."""

    cells: tuple[int | None, ...]
    total: int | None


def shown(cells: Sequence[int], smallest: int = SMALLEST_SHOWN) -> Shown:
    """Keep back what is small, and what would tell it.

    A figure from 1 to below the threshold is kept back; nought is shown, which is
    about nobody. The least of the larger figures is kept back with them, and every
    other that is as large, so that whoever knows this rule and the total cannot say
    which of the figures is which. Where there is no larger one, the total is kept back.
    """
    small = {n for n, cell in enumerate(cells) if 0 < cell < smallest}
    if not small:
        return Shown(tuple(cells), sum(cells))
    least = min((cell for cell in cells if cell >= smallest), default=None)
    hidden = small | {n for n, cell in enumerate(cells) if cell == least}
    told = tuple(None if n in hidden else cell for n, cell in enumerate(cells))
    return Shown(told, None if least is None else sum(cells))
