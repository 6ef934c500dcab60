"""A partner is away for three days: everything arrives or lies with people, and
nobody else notices."""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from referral.records.outbox import Outgoing
from tests.delivery.going_out import messages
from tests.delivery.receiver import Partner, partner, registered
from tests.delivery.waiting import until
from tests.spec.test_leaving import keeper
from tests.world import World
from workflows.vocabulary import DeliveryStanding, OutgoingState

AWAY = timedelta(hours=76)
STEPS = (timedelta(seconds=6), timedelta(minutes=6), timedelta(minutes=31))
TWO = timedelta(hours=2)


@pytest.fixture
def two(world: World, tmp_path: Path) -> Iterator[tuple[World, Partner, Partner]]:
    """A mechanism whose worker runs, and two partners, of which one goes away."""
    world.case()
    world.people["registrar"] = keeper(world, "registrar")
    folders = [tmp_path / name for name in ("away", "there")]
    for folder in folders:
        folder.mkdir()
    faults: list[BaseException] = []
    with (
        partner(folders[0], world.clock) as away,
        partner(folders[1], world.clock) as there,
    ):
        registered(world, away, "shelter")
        registered(world, there, "haven")
        both = folders[0] / "both.pem"
        both.write_bytes(away.ca_file.read_bytes() + there.ca_file.read_bytes())
        away.ca_file = there.ca_file = both
        world.mechanism.reaches(there.reach())
        world.mechanism.start_worker(faults.append)
        yield world, away, there
        world.mechanism.stop_worker()
    assert faults == []


def waits(world: World, row: Outgoing) -> bool:
    """True for what is due now, and stands behind nothing."""
    due = row.state is OutgoingState.WAITING and row.next_at <= world.clock()
    return due and row.lease_until <= world.clock() + 2 * timedelta(minutes=1)


def quiet(world: World) -> bool:
    """True once everything that is due was tried."""
    return not any(waits(world, row) for row in messages(world))


@pytest.mark.timeout(900)
def test_everything_arrives_or_lies_with_people(
    two: tuple[World, Partner, Partner],
) -> None:
    world, away, there = two
    away.answers = lambda _, __: None
    began, made = world.clock(), 0
    for step in (*STEPS, *[TWO] * 60):
        gone = world.clock() - began
        if gone >= AWAY:
            away.answers = lambda _, __: 204
        if gone < AWAY and made < 12:
            world.offered(to="shelter")
            world.offered(to="haven")
            made += 1
        until(lambda: quiet(world), patience=60)
        arrived = [
            row for row in messages(world) if row.organisation_id == haven(world)
        ]
        assert all(row.state is OutgoingState.DELIVERED for row in arrived), (
            "whoever is there waits for nobody"
        )
        if gone > AWAY and not any(
            row.state is OutgoingState.WAITING for row in messages(world)
        ):
            break
        world.clock.moment += step
    rows = messages(world)
    assert made == 12
    assert {row.state for row in rows} <= {
        OutgoingState.DELIVERED,
        OutgoingState.GIVEN_UP,
        OutgoingState.STOPPED,
    }
    check_people(world, [row for row in rows if row.state is OutgoingState.GIVEN_UP])
    done = {one.msg_id for one in (*away.effects, *there.effects)}
    arrived = [row for row in rows if row.state is OutgoingState.DELIVERED]
    assert done == {f"msg_{row.id.hex}" for row in arrived}
    assert len(away.effects) >= 12, "once it was back it got what it had missed"


def haven(world: World) -> object:
    return world.bodies["haven"]


def check_people(world: World, dead: list[Outgoing]) -> None:
    """Whatever did not arrive stands before somebody, and nothing else does."""
    seen = world.mechanism.deliveries(
        world["coordinator"], DeliveryStanding.DEAD, limit=200
    )
    assert {one.id for one in seen.items} >= {row.id for row in dead}
    found = world.mechanism.exception_list(world["coordinator"], limit=200)
    assert found.counts.get("delivery_given_up", 0) == len(seen.items)


@pytest.mark.timeout(300)
def test_a_partner_that_never_answers_takes_no_time_of_others(
    two: tuple[World, Partner, Partner],
) -> None:
    """Twenty messages wait for one that takes lines and says nothing."""
    world, away, there = two
    world.mechanism.reaches(there.reach(patience=40))
    silent = {"until": False}

    def nothing(*_: object) -> int | None:
        until(lambda: silent["until"], patience=60)
        return None

    away.answers = nothing
    for _ in range(20):
        world.offered(to="shelter")
    until(lambda: len(away.heard) >= 8)
    for _ in range(3):
        world.offered(to="haven")
    until(lambda: len(there.effects) == 3, patience=8)
    assert len(away.heard) == 8, "as many as it may have at once, and no more"
    began = time.monotonic()
    world.mechanism.stop_worker()
    assert time.monotonic() - began < 8, "whoever stops waits for no partner"
    assert {row.last_error for row in messages(world)} == {None}
    silent["until"] = True
