"""When something happened that is written down later: what can be, and in which zone.

What people write on paper is a day and an hour on the wall of the mechanism's own zone.
Twice a year that names no moment, or two (ADR 0088).
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from referral.errors import Malformed

FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Between them every moment can be counted in every zone."""
LONGEST_AGO = timedelta(days=366)
"""How old an identification may be that is typed in by hand: our own number. A year
that was written wrongly is older as a rule; older records are imported."""


def check_happened(at: datetime, now: datetime) -> None:
    """Refuse a moment at which nothing can have happened.

    Args:
        at: When it is said to have happened, in UTC.
        now: The present moment, in UTC.

    Raises:
        Malformed: for the future, and for what is too long ago.
    """
    if at > now:
        fault = ("/occurred_at", "in_the_future")
        raise Malformed("It cannot have happened yet.", faults=(fault,))
    if at < now - LONGEST_AGO:
        fault = ("/occurred_at", "too_long_ago")
        raise Malformed("It is more than a year ago. Look at it.", faults=(fault,))


def moment_on_the_wall(
    day: date, hour: time, zone: str, *, later: bool | None = None
) -> datetime:
    """The moment that a day and an hour on the wall name.

    Args:
        day: The day, as it was written.
        hour: The hour, as it was written.
        zone: IANA name of the mechanism's zone.
        later: Which of the two, where the clocks went back: True for the second.

    Returns:
        A moment in UTC.

    Raises:
        Malformed: for an hour that the clocks left out, and for one that was there
            twice while `later` does not say which.
    """
    wall = datetime.combine(day, hour.replace(tzinfo=None))
    first = wall.replace(tzinfo=ZoneInfo(zone))
    second = first.replace(fold=1)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        fault = (
            "/happened/on",
            "too_long_ago" if day.year < FIRST_YEAR else "in_the_future",
        )
        raise Malformed("This is no year of ours.", faults=(fault,))
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    there = first.astimezone(UTC).astimezone(first.tzinfo)
    if there.replace(tzinfo=None) != wall:
        fault = ("/happened/hour", "no_such_hour")
        raise Malformed("The clocks left this hour out.", faults=(fault,))
    if later is None:
        fault = ("/happened/later", "there_twice")
        raise Malformed("This hour was there twice.", faults=(fault,))
    return (second if later else first).astimezone(UTC)


def written_later(at: datetime, occurred_at: datetime | None) -> bool:
    """True if an entry tells of something that happened before its own minute."""
    return occurred_at is not None and at - occurred_at >= timedelta(minutes=1)
