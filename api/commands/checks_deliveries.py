"""What `referral doctor` says of what has not arrived."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from api.commands.findings import Finding

if TYPE_CHECKING:
    from api.settings import Settings
    from referral.mechanism import Mechanism


def undelivered(chosen: "Settings", mechanism: "Mechanism") -> Iterator[Finding]:
    """How much was given up, and whether settings let partners be reached."""
    from api.commands import reaching  # noqa: PLC0415 # lazy

    reaching.reach(chosen)
    counts = mechanism.delivery_counts()
    dead = sum(number for (_, word), number in counts.items() if word == "dead")
    waiting = sum(counts.values()) - dead
    told = f"{dead} given up, {waiting} on their way"
    if dead:
        told += ": see `referral deliveries list --standing dead`"
    yield Finding("deliveries", "warning" if dead else "well", told)
