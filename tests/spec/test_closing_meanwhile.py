"""A service closes while somebody offers to it: no offer is left to a closed door."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import psycopg
import pytest

from referral.actions.suspending import NewSuspension
from referral.errors import Refusal
from tests.postgres import libpq
from tests.spec.places import lists, tell
from tests.world import World
from workflows.vocabulary import SuspensionExtent, SuspensionReason

SAFETY = SuspensionReason.SAFETY
HELD = "SELECT id FROM capacity FOR UPDATE"
"""Whoever offers comes to this last: until it is let go, the offer is on its way."""
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


def closes(world: World, where: UUID) -> None:
    world.mechanism.close_service(world["coordinator"], where, SAFETY)


def suspends(world: World, where: UUID) -> None:
    new = NewSuspension(SAFETY, SuspensionExtent.ADMISSIONS, service_id=where)
    world.mechanism.suspend(world["coordinator"], new)


def suspends_all(world: World, _: UUID) -> None:
    body = world.bodies["shelter"]
    new = NewSuspension(SAFETY, SuspensionExtent.ADMISSIONS, organisation_id=body)
    world.mechanism.suspend(world["coordinator"], new)


def ends(world: World, _: UUID) -> None:
    shelter = world.bodies["shelter"]
    seen = world.mechanism.preview_closing(world.system, shelter).seen
    world.mechanism.end_organisation(world.system, shelter, seen)


def offered(world: World, case: UUID) -> bool:
    try:
        world.offer(case)
    except Refusal:
        return False
    return True


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
@pytest.mark.parametrize("way", [closes, suspends, suspends_all, ends])
def test_an_offer_on_its_way_to_a_service_that_closes_is_ended_or_never_made(
    world: World, way: Callable[[World, UUID], None]
) -> None:
    tell(world, 4, 2)
    case, where = world.case().id, world.services["shelter"]
    world.consent(case)
    with (
        psycopg.connect(libpq(world.location)) as other,
        psycopg.connect(libpq(world.location), autocommit=True) as watcher,
        ThreadPoolExecutor(2) as pool,
    ):

        def waits(how_many: int) -> bool:
            (found,) = watcher.execute(WAITING).fetchone() or (0,)
            return int(found) >= how_many

        other.execute(HELD)
        offering = pool.submit(offered, world, case)
        until = time.monotonic() + 20
        while not waits(1) and time.monotonic() < until:
            time.sleep(0.01)
        assert waits(1), "the offer is on its way"
        closing = pool.submit(way, world, where)
        until = time.monotonic() + 1
        while not (closing.done() or waits(2)) and time.monotonic() < until:
            time.sleep(0.01)
        other.rollback()
        made = offering.result(timeout=60)
        closing.result(timeout=60)

    stages = [one.stage for one in world.mechanism.offers(world["outreach"])]
    assert stages == (["provider_closed"] if made else [])
    assert lists(world, case)[0] == (["place_lost"] if made else [])
    with pytest.raises(Refusal):
        world.offer(case)
    assert world.mechanism.verify_all().whole
