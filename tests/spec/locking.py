"""Somebody opens more records within an hour than anybody works on."""

from contextlib import suppress

from referral.errors import ActorLocked
from referral.rules.permissions import LOCKED_FROM
from tests.spec.breaking import fresh
from tests.world import World
from workflows.vocabulary import Compartment, Purpose


def locked_out(world: World, who: str = "outreach") -> None:
    """They are locked out by what they opened."""
    world.people[who] = fresh(world, who)
    for _ in range(LOCKED_FROM):
        case = world.case(who).id
        with suppress(ActorLocked):
            world.mechanism.open_content(
                world[who], case, Compartment.IDENTITY, Purpose.CARE
            )
