"""A process that dies at the worst moment takes nothing with it that was promised."""

import subprocess
import sys
import time
from pathlib import Path
from uuid import UUID

import pytest

from referral.errors import Erased
from referral.mechanism import Mechanism
from referral.mechanism.keeping import UNDER_WAY
from tests.faults.frontline import CRASHED
from tests.records.raw import count, run
from tests.world import World
from workflows.vocabulary import Compartment, Purpose

KILLS = 20
ROOT = Path(__file__).parents[2]


def command(world: World, *words: str) -> list[str]:
    """A process that works on the world's store."""
    place = [world.location, str(world.key_file)]
    return [sys.executable, "-m", "tests.faults.frontline", *place, *words]


def crash(world: World, *words: str) -> None:
    """Close the world, and let a process die in it."""
    world.mechanism.close()
    died = subprocess.run(command(world, *words), cwd=ROOT, check=False)  # noqa: S603 - ours
    assert died.returncode == CRASHED


def wraps(world: World) -> int:
    return count(world, "key_wrap", keys=True)


def test_a_crash_between_the_two_files_leaves_only_wraps_that_are_swept(
    embedded_world: World,
) -> None:
    world = embedded_world
    world.case()
    before = {name: count(world, name) for name in ("case_file", "data_key", "entry")}
    keys = wraps(world)

    crash(world, "between")

    with Mechanism.open(world.location, world.key_file) as world.mechanism:
        after = {name: count(world, name) for name in before}
        assert after == before
        assert wraps(world) > keys
        assert world.mechanism.verify_all().broken == ()
    later = time.time_ns() // 1_000_000 + UNDER_WAY.total_seconds() * 1_000 + 60_000
    world.clock.advance(milliseconds=later - world.clock().timestamp() * 1_000)
    with Mechanism.open(
        world.location, world.key_file, clock=world.clock
    ) as world.mechanism:
        assert wraps(world) == keys == before["data_key"]
        assert world.case().kind == "case"


def test_a_crash_before_a_wrap_is_deleted_leaves_the_copy_destroyed(
    embedded_world: World,
) -> None:
    world = embedded_world
    case, offer = world.offered()
    keys = wraps(world)

    crash(world, "after", str(offer.id))

    with Mechanism.open(
        world.location, world.key_file, clock=world.clock
    ) as world.mechanism:
        assert wraps(world) == keys - 1
        assert world.entries(case.id).count("offer_declined") == 1
        with pytest.raises(Erased):
            world.mechanism.open_package(world["host"], offer.id, Purpose.CARE)
        assert world.mechanism.verify_all().broken == ()


def test_every_case_that_was_acknowledged_outlives_being_killed(
    embedded_world: World,
) -> None:
    """Killed at random moments, again and again, on the same two files."""
    world = embedded_world
    world.mechanism.close()
    asked = command(world, "killed", str(KILLS))
    ended = subprocess.run(asked, cwd=ROOT, check=True, stdout=subprocess.PIPE)  # noqa: S603 - ours
    acknowledged = [line.split() for line in ended.stdout.decode().splitlines()]
    assert len(acknowledged) >= KILLS

    with Mechanism.open(
        world.location, world.key_file, clock=world.clock
    ) as world.mechanism:
        assert world.mechanism.verify_all().broken == ()
        assert run(world, "PRAGMA integrity_check") == [("ok",)]
        assert run(world, "PRAGMA integrity_check", keys=True) == [("ok",)]
        for case, receipt in acknowledged:
            entries = world.mechanism.timeline(world["auditor"], UUID(case))
            chain, seq, h = receipt.split(";")
            assert (chain, h) == (case, entries[int(seq) - 1].h)
            world.clock.advance(minutes=3)  # who opens thirty in an hour is stopped
            held = world.mechanism.open_content(
                world["outreach"], UUID(case), Compartment.IDENTITY, Purpose.CARE
            )
            assert held["first_name"] == "Kestrel"
