"""What waits for a body without an account: for how long, and what it stops meanwhile.

The token serves one act for seven days (as OpenCRVS does it; no text gives a number).
While it waits, no other step of the same track is taken: it would be confirmed for a
case that stands elsewhere. Whoever is responsible takes it back when that cannot wait.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from referral.errors import AlreadyAnswered, OffThePath
from referral.rules.joint_acts import JointAct, Requirement, Seat
from referral.rules.pathway import OUTSIDE
from workflows.vocabulary import TaskKind, Track

LASTS = timedelta(days=7)
_HOUR = timedelta(hours=1)


def seats() -> Requirement:
    """One seat, and no role that opens it: a token does."""
    seat = Seat(OUTSIDE, frozenset({OUTSIDE}))
    return Requirement((seat,), LASTS // _HOUR)


def task_of(
    ends_at: datetime, not_done_at: datetime | None, now: datetime
) -> tuple[TaskKind, datetime] | None:
    """What a person has to do about it, and since when; None while it only waits.

    Args:
        ends_at: When the token ends.
        not_done_at: When a yes came that could not be followed; None if none did.
        now: The moment, in UTC.
    """
    if not_done_at is not None:
        return TaskKind.OUTSIDE_NOT_DONE, not_done_at
    return (TaskKind.OUTSIDE_SILENT, ends_at) if ends_at <= now else None


def check_not_waiting(track: Track, waiting: Collection[Track]) -> None:
    """Refuse to move a track while a body outside is asked about it.

    Raises:
        OffThePath: naming what is waited for.
    """
    if track in waiting:
        raise OffThePath(
            "A body outside was asked to confirm a step here: wait for its answer, or "
            "take that back first.",
            missing=("outside_answer",),
        )


def take_back(joint: JointAct, now: datetime) -> JointAct:
    """End what was asked of a body outside: it lapsed, was refused, or cannot wait.

    Raises:
        AlreadyAnswered: if it was done, or taken back before.
    """
    if joint.executed_at is not None or joint.withdrawn_at is not None:
        raise AlreadyAnswered
    return replace(joint, withdrawn_at=now)
