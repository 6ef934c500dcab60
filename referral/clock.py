"""Time, handed in. Nothing else in this package reads a clock.

A moment is an aware `datetime` in UTC, cut to whole milliseconds because that is
what the timeline stores. Zones matter only where a law counts days; see
`referral.rules.deadlines`.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
"""A function without arguments that answers the present moment in UTC."""


def system_clock() -> datetime:
    """The machine's clock, in UTC, to the millisecond."""
    return from_millis(time.time_ns() // 1_000_000)


def to_millis(moment: datetime) -> int:
    """Milliseconds since 1970-01-01T00:00Z.

    Raises:
        ValueError: if the moment has no zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs a zone")
    since = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return since // timedelta(milliseconds=1)


def from_millis(millis: int) -> datetime:
    """The moment that `to_millis` wrote."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=millis)


class SetClock:
    """A clock that stands still until it is moved. For tests and demo data."""

    def __init__(self, start: datetime) -> None:
        self.moment = from_millis(to_millis(start))

    def __call__(self) -> datetime:
        """The moment it stands at."""
        return self.moment

    def advance(self, **by: float) -> datetime:
        """Move by `days`, `hours`, `minutes`, `seconds` or `milliseconds`."""
        self.moment += timedelta(**by)
        return self.moment
