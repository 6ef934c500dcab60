"""How long an offer stands with its sender before it leaves, and when it has left.

One rule for whoever asks: a moment on the row, held against the mechanism's clock.
The store asks the same in SQL (`records.referrals.left_by`).
"""

from datetime import datetime, timedelta

from referral.errors import OffThePath
from workflows.vocabulary import ReferralStage

UNDO_FOR = timedelta(seconds=10)
"""How long an offer that somebody presses waits for a second thought: our own number,
long enough to read a line again, short beside every answer clock."""
NEVER_LEFT = (ReferralStage.DRAFT, ReferralStage.UNDONE)
"""Stages of what its addressee never sees, whatever the clock says."""


def leaves_at(now: datetime, *, stands: bool) -> datetime | None:
    """When what is pressed now leaves.

    Args:
        now: The moment of the press, in UTC.
        stands: True if it stands with its sender first.

    Returns:
        A moment in UTC; None for what leaves with the press.
    """
    return now + UNDO_FOR if stands else None


def has_left(at: datetime | None, now: datetime) -> bool:
    """True from the very moment on at which something leaves."""
    return at is None or at <= now


def is_theirs(stage: ReferralStage, at: datetime | None, now: datetime) -> bool:
    """True if the addressee of an offer may know of it."""
    return stage not in NEVER_LEFT and has_left(at, now)


def check_stands(at: datetime | None, now: datetime) -> None:
    """Pass silently while something can be undone.

    Raises:
        OffThePath: from the moment on at which it has left.
    """
    if has_left(at, now):
        raise OffThePath(
            "It has left: the other side may have seen it. Take it back instead.",
            missing=("still_here",),
        )


def check_left(at: datetime | None, now: datetime) -> None:
    """Pass silently once something has left.

    Raises:
        OffThePath: while its sender can still undo it.
    """
    if not has_left(at, now):
        raise OffThePath(
            "It has not left yet: its sender can still undo it.",
            missing=("has_left",),
        )
