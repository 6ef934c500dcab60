"""Whether somebody who arrived still lives there: asked weekly, never taken as so.

Nothing is stored but the answer. A week without one is a task of the house, and stays
one until somebody answers.
"""

from datetime import datetime, timedelta

from referral.errors import OffThePath
from referral.rules.after_offer import ARRIVED
from workflows.vocabulary import ReferralStage

EVERY = timedelta(days=7)
"""How long an answer counts: our own number. A bed that is thought to be taken is lost
to somebody else, and a person who has left is looked for from then on."""


def asked_at(arrived_at: datetime, said_at: datetime | None) -> datetime:
    """When it is asked (again).

    Args:
        arrived_at: When the person was there first, in UTC.
        said_at: When somebody said last that they are still there; None for nobody.

    Returns:
        A moment in UTC: a week after the newer of the two.
    """
    return max(arrived_at, said_at or arrived_at) + EVERY


def check_housed(stage: ReferralStage, *, houses: bool) -> None:
    """Pass silently if an offer's person lives with the service now.

    Raises:
        OffThePath: if nobody arrived, they have left, or nobody lives there.
    """
    if stage not in ARRIVED or not houses:
        raise OffThePath("Nobody lives here by this offer.", missing=("arrived",))
