"""When the clock of an offer strikes, stands still, and ends an offer."""

from datetime import datetime, timedelta

from referral.errors import Malformed
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


def answer_due(
    stated: datetime | None, limit: timedelta | None, now: datetime
) -> datetime | None:
    """Until when an answer is asked for.

    Args:
        stated: What the sender says, in UTC; None for nothing.
        limit: What the pathway sets; None where no time is known.
        now: The moment of the offer, in UTC.

    Returns:
        The moment in UTC; None where neither sets one.

    Raises:
        Malformed: for a moment that is over, or later than the pathway lets it be.
    """
    latest = None if limit is None else now + limit
    if stated is None:
        return latest
    if stated <= now:
        raise Malformed(
            "The answer cannot be due in the past. Name a later moment, or none.",
            faults=(("/answer_by", "past"),),
        )
    if latest is not None and stated > latest:
        raise Malformed(
            "The pathway asks for an answer sooner.",
            faults=(("/answer_by", "after_limit"),),
        )
    return stated


def reply_due(
    answer_by: datetime | None, asked_at: datetime, questions: int
) -> datetime | None:
    """Until when the sender answers a question, if the answer clock stops for it.

    It stops once, for the first question that is asked while it runs. The sender has
    as long as the addressee had left.

    Args:
        answer_by: The end of the answer clock, in UTC; None where there is none.
        asked_at: When the question is asked, in UTC.
        questions: How many were asked before it.

    Returns:
        A moment in UTC; None where the clock does not stop.
    """
    if answer_by is None or questions or answer_by <= asked_at:
        return None
    return answer_by


def gone_on(answer_by: datetime, asked_at: datetime, now: datetime) -> datetime:
    """The end of an answer clock that stood still from a question to its reply.

    Args:
        answer_by: Its end before, in UTC.
        asked_at: When it stopped, in UTC.
        now: When it goes on, in UTC; never earlier than that.
    """
    return answer_by + max(now - asked_at, timedelta(0))


def expires_at(
    answer_by: datetime | None, grace: timedelta | None, *, others_wait: bool
) -> datetime | None:
    """When an offer that nobody answers ends by itself.

    Args:
        answer_by: Until when the answer is asked for, in UTC; None for no time.
        grace: How long after it a late answer still counts; None where not set.
        others_wait: True if another service is asked next: then it ends at once.

    Returns:
        A moment in UTC; None for an offer that somebody has to end.
    """
    if answer_by is None:
        return None
    if others_wait:
        return answer_by
    return None if grace is None else answer_by + grace
