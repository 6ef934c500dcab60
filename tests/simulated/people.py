"""Whose course is walked, and who works on it."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from uuid import UUID

from sqlmodel import select

from referral.errors import Refusal
from referral.records.cases import Case
from tests.records.raw import store
from tests.world import World

SERVED_BY = {"shelter": "host", "haven": "warden"}
WORKERS = ("outreach", "host", "warden", "officer")
"""Who may come to hold a case."""


@dataclass
class Life:
    """One person's course, as far as those who work on it remember it."""

    case: UUID
    met_by: str
    began: datetime
    child: bool
    held_by: str = ""
    """Who works on it now; empty once somebody else may."""
    looked_for: UUID | None = None
    """The offer after which they did not arrive."""
    unasked: bool = False
    """True if something was refused for want of their consent."""
    place_lost: bool = False
    closed: bool = False
    services: list[UUID] = field(default_factory=list)
    """Planned services that nobody noted anything about."""
    follow_ups: list[UUID] = field(default_factory=list)
    turns: int = 0
    did: list[str] = field(default_factory=list)


class Doing:
    """Somebody does something in a world, by lot."""

    def __init__(self, world: World, lot: Random) -> None:
        self.world, self.lot, self.mechanism = world, lot, world.mechanism

    def holder(self, life: Life) -> str:
        """Who works on it now; asked anew only when that may have changed."""
        if life.held_by:
            return life.held_by
        for name in dict.fromkeys((life.met_by, *WORKERS)):
            with suppress(Refusal):
                seen = self.mechanism.read_case(self.world[name], life.case)
                if "holder" in seen.relations:
                    life.held_by = name
                    return name
        return life.met_by

    def rarely(self, share: float) -> bool:
        """True in this share of all times."""
        return self.lot.random() < share


def is_closed(world: World, life: Life) -> bool:
    """True if nobody has to do anything for this person any more."""
    query = select(Case.protection).where(Case.id == life.case)
    (stage,) = store(world).read(lambda unit: unit.session.exec(query).all())
    return stage in ("closed", "anonymous_record")
