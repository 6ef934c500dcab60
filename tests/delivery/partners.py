"""A mechanism whose offers a partner's system is told of, and what becomes of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from referral.actions.deliveries import DeliveryView
from referral.records.outbox import Outgoing
from tests.delivery.going_out import go_out, messages
from tests.delivery.receiver import Partner, partner, registered
from tests.spec.test_leaving import keeper
from tests.world import World
from workflows.vocabulary import DeliveryStanding, OutgoingState


@pytest.fixture
def told(world: World, tmp_path: Path) -> Iterator[tuple[World, Partner]]:
    """A mechanism in use, and a system of the shelter that is told."""
    world.case()
    world.people["registrar"] = keeper(world, "registrar")
    with partner(tmp_path, world.clock) as made:
        registered(world, made)
        yield world, made


def listed(
    world: World, standing: DeliveryStanding | None = None, by: str = "coordinator"
) -> list[DeliveryView]:
    """What has not arrived at partners' systems, as the coordinator sees it."""
    found = world.mechanism.deliveries(world[by], standing)
    return [one for one in found.items if one.destination == "webhook"]


def until_given_up(world: World) -> list[Outgoing]:
    """Let the whole schedule pass, moment by moment."""
    while waiting := [m for m in messages(world) if m.state is OutgoingState.WAITING]:
        later = [m.next_at for m in waiting if m.next_at > world.clock()]
        world.clock.moment = min(later, default=world.clock())
        assert go_out(world) == []
    return messages(world)


def kinds(world: World) -> list[str]:
    return [line.kind for line in world.mechanism.exceptions(world["coordinator"])]
