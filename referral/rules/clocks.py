"""When the clock of an offer strikes."""

from datetime import datetime

from workflows.vocabulary import TimerKind


def answer_clock(
    offered_at: datetime, answer_by: datetime
) -> tuple[tuple[TimerKind, datetime], ...]:
    """What falls due while an offer waits for its answer, in order of time.

    Args:
        offered_at: When it was offered, in UTC.
        answer_by: Until when the answer is asked for, in UTC, later than that.

    Returns:
        A reminder at half of the time, and the end of the time.
    """
    half = offered_at + (answer_by - offered_at) / 2
    return (
        (TimerKind.OFFER_REMINDER, half),
        (TimerKind.OFFER_OVERDUE, answer_by),
    )
