"""Tickets: for some minutes they spare somebody without an account what let them in.

Nothing is stored of one: it says which row it is of and until when, under a keyed tag
that differs from one kind of ticket to another.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from referral.actions.work import House, Work
from referral.clock import from_millis, to_millis
from referral.errors import NotFound
from referral.records.database import Unit
from referral.vault.secrets import same


def ticket(work: Work, kind: str, of: UUID, until: datetime) -> str:
    """A ticket of a kind for a row, good until a moment in UTC."""
    said = f"{of.hex}.{to_millis(until)}"
    return f"{said}.{work.house.keyring.tag(work.unit, kind, said.encode()).hex()}"


def from_ticket(
    house: House, kind: str, shown: str, over: Callable[[], NotFound]
) -> UUID:
    """Which row a ticket of a kind was given for.

    Raises:
        NotFound: as `over` says it, if it is none of ours or was given too long ago.
    """
    said, _, mac = shown.rpartition(".")

    def check(unit: Unit) -> UUID:
        ours = house.keyring.tag(unit, kind, said.encode("utf-8", "replace"))
        if not same(ours.hex().encode(), mac.encode("utf-8", "replace")):
            raise over()
        of, _, until = said.partition(".")
        if from_millis(int(until)) <= unit.now:
            raise over()
        return UUID(hex=of)

    return house.store.read(check)
