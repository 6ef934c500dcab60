"""When something is due, counted as a law counts it.

A law counts days in its own zone; the answer is a moment in UTC. A period of days
ends with its last day: the moment answered is the midnight after it, so that
`now < due` is true on the whole last day, however long that day is.
"""

import calendar
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from workflows.schema import Clock, Span
from workflows.vocabulary import ClockEnd, ClockUnit, Counting

WorkingDay = Callable[[date], bool]
"""Answers whether offices work on a day."""

OPEN_ENDED = datetime(9999, 12, 31, tzinfo=UTC)
"""Stands for "until a decision that was not made yet"."""

_MONTHS = 12
_LONGEST_BREAK = 60
"""Days without a single working day after which a calendar must be wrong."""


def due(
    clock: Clock | None,
    start: datetime,
    zone: str,
    decision: datetime | None = None,
    working_day: WorkingDay | None = None,
) -> datetime | None:
    """The moment a clock ends.

    Args:
        clock: The clock, or None where the procedure sets none.
        start: The moment it started, with a zone.
        zone: The mechanism's IANA zone, in which days and months are counted.
        decision: The moment of the decision that may end it, with a zone.
        working_day: The calendar; needed only where working days are counted.

    Returns:
        A moment in UTC; None for an unset clock, and where only a decision that was
        not made yet can end it. None never means "on time".

    Raises:
        ValueError: if a moment has no zone, or working days lack a calendar.
    """
    for moment in (start, decision):
        if moment is not None and moment.tzinfo is None:
            raise ValueError("a moment needs a zone")
    if clock is None:
        return None
    counted = _Counted(start, ZoneInfo(zone), clock.counts, working_day)
    ends = _ends(clock.ends, counted.end_of(clock), decision)
    if ends is None or clock.floor is None:
        return ends
    return max(ends, counted.end_of(clock.floor))


def protected_until(
    clock: Clock,
    start: datetime,
    zone: str,
    decision: datetime | None = None,
    working_day: WorkingDay | None = None,
) -> datetime:
    """Until when a clock protects: `due`, or `OPEN_ENDED` while a decision is awaited.

    For guards that read "no moment" as "not protected".

    Raises:
        ValueError: as `due`.
    """
    return due(clock, start, zone, decision, working_day) or OPEN_ENDED


def last_day(moment: datetime, zone: str) -> date:
    """The last day that lies before a due moment, as people in `zone` name it."""
    before = moment.astimezone(UTC) - timedelta(microseconds=1)
    return before.astimezone(ZoneInfo(zone)).date()


def _ends(
    rule: ClockEnd, expiry: datetime, decision: datetime | None
) -> datetime | None:
    decided = None if decision is None else decision.astimezone(UTC)
    if rule is ClockEnd.EXPIRY:
        return expiry
    if decided is None:
        return expiry if rule is ClockEnd.EARLIER_OF else None
    if rule is ClockEnd.LATER_OF:
        return max(expiry, decided)
    return min(expiry, decided) if rule is ClockEnd.EARLIER_OF else decided


class _Counted:
    """A start, and the way in which its mechanism counts from it."""

    def __init__(
        self,
        start: datetime,
        zone: ZoneInfo,
        counts: Counting,
        working_day: WorkingDay | None,
    ) -> None:
        self.start = start.astimezone(UTC)
        self.zone = zone
        self.inclusive = counts is Counting.FROM_INCLUSIVE
        self.working_day = working_day

    def end_of(self, span: Span) -> datetime:
        """The end of a span: a moment for hours, a midnight for days and months."""
        if span.unit is ClockUnit.HOUR:
            return self.start + timedelta(hours=span.n)
        first = self.start.astimezone(self.zone).date()
        return self._midnight_after(self._last_day(span, first))

    def _last_day(self, span: Span, first: date) -> date:
        if span.unit is ClockUnit.DAY:
            return first + timedelta(days=span.n - self.inclusive)
        if span.unit is ClockUnit.CALENDAR_MONTH:
            return _months_later(first, span.n, inclusive=self.inclusive)
        return self._working_days_later(first, span.n)

    def _working_days_later(self, day: date, n: int) -> date:
        if self.working_day is None:
            raise ValueError("a clock of working days needs a calendar")
        counted, idle = 0, 0
        if self.inclusive:
            day -= timedelta(days=1)
        while counted < n:
            day += timedelta(days=1)
            works = self.working_day(day)
            counted, idle = counted + works, 0 if works else idle + 1
            if idle > _LONGEST_BREAK:
                raise ValueError("this calendar has no working days")
        return day

    def _midnight_after(self, day: date) -> datetime:
        """The first moment of the next day, also where the clocks skip midnight."""
        midnight = datetime.combine(day + timedelta(days=1), time(), self.zone)
        return midnight.astimezone(UTC)


def _months_later(first: date, n: int, *, inclusive: bool) -> date:
    """The last day of `n` calendar months; the month's end where no such day exists."""
    years, month = divmod(first.month - 1 + n, _MONTHS)
    year, month = first.year + years, month + 1
    length = calendar.monthrange(year, month)[1]
    if first.day > length:
        return date(year, month, length)
    return date(year, month, first.day) - timedelta(days=int(inclusive))
