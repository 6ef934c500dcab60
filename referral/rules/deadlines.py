"""When something is due, counted as a law counts it.

A law counts days in its own zone; the answer is a moment in UTC. A period of days
ends with its last day: the moment answered is the midnight after it, so that
`now < due` is true on the whole last day, however long that day is.
"""

import calendar
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from referral.rules.clock_changes import Change, Extended, Suspended, in_order
from workflows.shapes import Clock, Span
from workflows.vocabulary import ClockEnd, ClockUnit, Counting

WorkingDay = Callable[[date], bool]
"""Answers whether offices work on a day."""

OPEN_ENDED = datetime(9999, 12, 31, tzinfo=UTC)
"""Stands for "until a decision that was not made yet"."""

_MONTHS = 12
_LONGEST_BREAK = 60
"""Days without a single working day after which a calendar must be wrong."""


class ClockState(StrEnum):
    """What a clock shows. `unset` is never "on time"."""

    UNSET = "unset"
    STANDS_STILL = "stands_still"
    AWAITS_DECISION = "awaits_decision"
    RUNNING = "running"
    PASSED = "passed"


def due(
    clock: Clock | None,
    start: datetime,
    zone: str,
    decision: datetime | None = None,
    working_day: WorkingDay | None = None,
    changes: Sequence[Change] = (),
) -> datetime | None:
    """The moment a clock ends.

    Args:
        clock: The clock, or None where the procedure sets none.
        start: The moment it started, with a zone.
        zone: The mechanism's IANA zone, in which days and months are counted.
        decision: The moment of the decision that may end it, with a zone.
        working_day: The calendar; needed only where working days are counted.
        changes: When it stood still, and by how much it was extended.

    Returns:
        A moment in UTC; None for an unset clock, while it stands still, and where
        only a decision that was not made yet can end it. None never means "on time".

    Raises:
        ValueError: if a moment has no zone, or working days lack a calendar.
    """
    for moment in (start, decision):
        if moment is not None and moment.tzinfo is None:
            raise ValueError("a moment needs a zone")
    if clock is None:
        return None
    counted = _Counted(start, ZoneInfo(zone), clock.counts, working_day)
    ends = _ends(clock.ends, counted.end_of(clock, in_order(changes)), decision)
    least = counted.end_of(clock.floor) if clock.floor else None
    return max(ends, least) if ends and least else ends


def protected_until(
    clock: Clock,
    start: datetime,
    zone: str,
    decision: datetime | None = None,
    working_day: WorkingDay | None = None,
    changes: Sequence[Change] = (),
) -> datetime:
    """Until when a clock protects: `due`, or `OPEN_ENDED` while a decision is awaited.

    For guards that read "no moment" as "not protected".

    Raises:
        ValueError: as `due`.
    """
    return due(clock, start, zone, decision, working_day, changes) or OPEN_ENDED


def state(
    clock: Clock | None,
    ends: datetime | None,
    now: datetime,
    changes: Sequence[Change] = (),
) -> ClockState:
    """What a clock shows at a moment, given what `due` answered."""
    if clock is None:
        return ClockState.UNSET
    if ends is not None:
        return ClockState.RUNNING if now < ends else ClockState.PASSED
    still = any(isinstance(each, Suspended) and each.until is None for each in changes)
    return ClockState.STANDS_STILL if still else ClockState.AWAITS_DECISION


def last_day(moment: datetime, zone: str) -> date:
    """The last day that lies before a due moment, as people in `zone` name it."""
    before = moment.astimezone(UTC) - timedelta(microseconds=1)
    return before.astimezone(ZoneInfo(zone)).date()


def _ends(
    rule: ClockEnd, expiry: datetime | None, decision: datetime | None
) -> datetime | None:
    decided = None if decision is None else decision.astimezone(UTC)
    if rule is ClockEnd.EXPIRY:
        return expiry
    if decided is None:
        return expiry if rule is ClockEnd.EARLIER_OF else None
    if rule is ClockEnd.LATER_OF:
        return max(expiry, decided) if expiry else None
    if rule is ClockEnd.EARLIER_OF and expiry:
        return min(expiry, decided)
    return decided


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

    def end_of(self, span: Span, changes: Sequence[Change] = ()) -> datetime | None:
        """The end of a span: a moment for hours, a midnight for days and months.

        None while the clock stands still.
        """
        ends = self._after(self.start, span, inclusive=self.inclusive)
        for change in changes:
            moment = change.since if isinstance(change, Suspended) else change.at
            if moment >= ends:
                continue
            if isinstance(change, Extended):
                last = ends - timedelta(microseconds=1)
                hours = change.by.unit is ClockUnit.HOUR
                ends = self._after(ends if hours else last, change.by, inclusive=False)
            elif change.until is None:
                return None
            elif change.until > self.start:
                since = max(change.since, self.start)
                ends = self._resumed(span.unit, ends, since, change.until)
        return ends

    def _after(self, start: datetime, span: Span, *, inclusive: bool) -> datetime:
        if span.unit is ClockUnit.HOUR:
            return start.astimezone(UTC) + timedelta(hours=span.n)
        first = self._day(start)
        return self._midnight_after(self._last_day(span, first, inclusive=inclusive))

    def _resumed(
        self, unit: ClockUnit, ends: datetime, since: datetime, until: datetime
    ) -> datetime:
        """The end after time was lost; the day of the suspension does not count."""
        if unit is ClockUnit.HOUR:
            return ends + (until - since)
        last, stopped, resumed = map(
            self._day, (ends - timedelta(microseconds=1), since, until)
        )
        if unit is not ClockUnit.WORKING_DAY:
            return self._midnight_after(last + (resumed - stopped))
        left = self._worked(stopped, last)
        if resumed == stopped or not left:
            return ends
        return self._midnight_after(
            self._working_days_later(resumed, left, inclusive=True)
        )

    def _worked(self, first: date, last: date) -> int:
        """Working days from `first` to `last`, both included."""
        days = range((last - first).days + 1)
        return sum(self._works(first + timedelta(days=n)) for n in days)

    def _works(self, day: date) -> bool:
        if self.working_day is None:
            raise ValueError("a clock of working days needs a calendar")
        return self.working_day(day)

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def _last_day(self, span: Span, first: date, *, inclusive: bool) -> date:
        if span.unit is ClockUnit.DAY:
            return first + timedelta(days=span.n - inclusive)
        if span.unit is ClockUnit.CALENDAR_MONTH:
            return _months_later(first, span.n, inclusive=inclusive)
        return self._working_days_later(first, span.n, inclusive=inclusive)

    def _working_days_later(self, day: date, n: int, *, inclusive: bool) -> date:
        counted, idle = 0, 0
        if inclusive:
            day -= timedelta(days=1)
        while counted < n:
            day += timedelta(days=1)
            works = self._works(day)
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
