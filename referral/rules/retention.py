"""How long a closed case is kept, as its pathway says. Nothing is erased by it.

A period that is over puts the case on the coordinator's list; two people decide. Where
the procedure sets no period, none is ever over.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from referral.rules.deadlines import WorkingDay, due
from workflows.parts import Retention
from workflows.shapes import Clock
from workflows.vocabulary import Counting


class RetentionState(StrEnum):
    """What is to be said of how long a case is kept. `unset` is never over."""

    UNSET = "unset"
    NOT_CLOSED = "not_closed"
    KEPT = "kept"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Kept:
    """How long a case is kept, at one moment."""

    state: RetentionState
    closed_at: datetime | None
    over_at: datetime | None
    """The first moment at which the period is over; None while none runs."""
    rule: Retention | None
    """What the procedure says, with its source; None where it says nothing."""


def kept(
    rule: Retention | None,
    closed_at: datetime | None,
    zone: str,
    now: datetime,
    working_day: WorkingDay | None = None,
) -> Kept:
    """How long a case is kept.

    The period begins with the day after the one on which the case was closed, in the
    mechanism's zone, and ends with its last day (Regulation 1182/71 art 3).

    Args:
        rule: What the pathway that the case walks says; None if it is unset.
        closed_at: When the case was closed last; None while it is open, also when it
            was opened again.
        zone: The mechanism's IANA zone.
        now: The moment it is asked.
        working_day: The calendar, for a period counted in working days.

    Raises:
        ValueError: if a moment has no zone, or working days lack a calendar.
    """
    if rule is None:
        return Kept(RetentionState.UNSET, closed_at, None, None)
    if closed_at is None:
        return Kept(RetentionState.NOT_CLOSED, None, None, rule)
    counts = Counting.FROM
    span = Clock(n=rule.keep.n, unit=rule.keep.unit, counts=counts, ground=rule.ground)
    over_at = due(span, closed_at, zone, working_day=working_day)
    over = over_at is not None and over_at <= now
    state = RetentionState.OVER if over else RetentionState.KEPT
    return Kept(state, closed_at, over_at, rule)
