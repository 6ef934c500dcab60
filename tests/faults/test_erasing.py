"""Killed in mid erasure: nothing was done, or the next start finishes it."""

import random
import subprocess
import sys
from pathlib import Path
from uuid import UUID

from hypothesis import settings
from sqlmodel import col as column
from sqlmodel import select

from referral.mechanism import Mechanism
from referral.records.database import Unit
from referral.records.keys import DataKeyRow, KeyWrap
from tests.faults.processes import SOAK
from tests.records.raw import act
from tests.spec.evidence import case_row
from tests.spec.test_erasing import ask, execute
from tests.world import World
from workflows.vocabulary import Compartment, Purpose

NIGHT = settings().max_examples > SOAK
KILLS = 40 if NIGHT else 6
ROOT = Path(__file__).parents[2]


def agreed(world: World) -> tuple[UUID, UUID]:
    """A case and the erasure that two people agreed to."""
    case = world.case().id
    joint = ask(world, case)
    world.agree(joint, "coordinator")
    return case, joint


def run(world: World, what: str, *joints: str) -> list[int]:
    """The numbers that the process prints."""
    asked = [sys.executable, "-m", "tests.faults.erasing"]
    asked += [world.location, str(world.key_file), what, *joints]
    done = subprocess.run(asked, cwd=ROOT, check=True, stdout=subprocess.PIPE)  # noqa: S603 # ours
    return [int(line) for line in done.stdout.split()]


def dead_wraps(world: World) -> int:
    """Wraps of keys that are destroyed."""

    def look(unit: Unit) -> int:
        gone = column(DataKeyRow.destroyed_at).is_not(None)
        dead = {
            (row.owner_id, row.drawer, row.generation)
            for row in unit.session.exec(select(DataKeyRow).where(gone))
        }
        wraps = unit.keys.exec(select(KeyWrap))
        return sum((w.owner_id, w.drawer, w.generation) in dead for w in wraps)

    return act(world, look)


def test_killed_anywhere_it_was_not_begun_or_the_next_start_finishes_it(
    world: World,
) -> None:
    _, first = agreed(world)
    planned = [agreed(world) for _ in range(KILLS)]
    world.mechanism.close()
    (steps,) = run(world, "count", str(first))
    assert steps > KILLS or NIGHT
    chosen = random.Random(KILLS)  # noqa: S311 # a repeatable choice
    at = sorted(chosen.choices(range(1, steps + 1), k=KILLS))
    asked = [f"{joint}:{step}" for (_, joint), step in zip(planned, at, strict=True)]
    assert run(world, "killed", *asked) == at

    with Mechanism.open(
        world.location, world.key_file, clock=world.clock
    ) as world.mechanism:
        assert world.mechanism.erasures().uncleared == 0
        assert dead_wraps(world) == 0
        assert world.mechanism.verify_all().broken == ()
        erased = [case for case, _ in planned if case_row(world, case).erased_at]
        for case, joint in planned:
            told = world.entries(case)
            if case in erased:
                assert told.count("person_erased") == 1
                assert told.count("erasure_cleared") == 1
                continue
            assert "person_erased" not in told
            held = world.mechanism.open_content(
                world["outreach"], case, Compartment.IDENTITY, Purpose.CARE
            )
            assert held["first_name"] == "Kestrel"
            assert execute(world, joint).details["cleared"]
        assert erased, "every kill came too early to show anything"
        assert dead_wraps(world) == 0
