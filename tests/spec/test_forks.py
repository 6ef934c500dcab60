"""A fork is seen by one process and holds for all: nothing is written but the way out.

Whoever reaches the database and every key wrote another history; a witness has the
first one. The process that visits it says so in a row that every act looks at.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import delete, select
from sqlmodel import col as column

from referral.actions.offer_timers import fire
from referral.errors import LogForked, NotSignedIn, SearchNotReady
from referral.mechanism import Mechanism
from referral.records.forks import LogFork
from referral.records.outbox import Timer
from tests.properties.acts import ACTS, Stage
from tests.properties.insider import Scene, rewrite_with_all_keys
from tests.records.raw import (
    act,
    closed_to_changes,
    count,
    keyring,
    open_to_changes,
    run,
)
from tests.spec.evidence import Rows, everything
from tests.spec.witnessing import log_key, policy, witness
from tests.world import World


@contextmanager
def forked(world: World, folder: Path) -> Iterator[str]:
    """One process was told by a witness; the witness goes on serving."""
    key = log_key(world.mechanism)
    case = world.case().id
    with witness(folder / "seen", key) as line:
        world.mechanism.fire_due()
        assert set(world.mechanism.watched_by(policy(line)).values()) == {"cosigned"}
        open_to_changes(world)
        scene = Scene(world, case, case, folder, seq=1)
        act(world, lambda unit: rewrite_with_all_keys(unit, scene))
        closed_to_changes(world)
        assert set(world.mechanism.visit_witnesses().values()) == {"forked"}
        yield line


@contextmanager
def another(world: World) -> Iterator[Mechanism]:
    """Another process on the same store, that knows no witness."""
    with Mechanism.open(world.location, world.key_file, clock=world.clock) as other:
        yield other


def test_a_process_that_asked_no_witness_refuses_too(
    world: World, tmp_path: Path
) -> None:
    with another(world) as before, forked(world, tmp_path):
        for m in (before, world.mechanism):
            assert m.fork is not None
            with pytest.raises(LogForked):
                world.case()
        with another(world) as later:
            world.mechanism, first = later, world.mechanism
            with pytest.raises(LogForked):
                world.case()
            world.mechanism = first


def beside_the_log(world: World) -> Rows:
    """Every row but the places that entries get in the log."""
    places = ("log_leaf", "log_node", "log_waiting", "checkpoint")
    return {
        name: rows for name, rows in everything(world).items() if name not in places
    }


SHOWN = {"joint_acts"}
"""What leads to the joint act by which people get out, and may be noted."""


def test_while_the_log_is_forked_no_act_writes_anything(
    world: World, tmp_path: Path
) -> None:
    stage = Stage(world)
    with forked(world, tmp_path), another(world) as other:
        wrote = set()
        for name, one in ACTS.items():
            before = beside_the_log(world)
            with suppress(LogForked, SearchNotReady):
                one(other, stage)
            if beside_the_log(world) != before:
                wrote.add(name)
        assert wrote == SHOWN


def test_timers_retention_keys_and_the_next_start_write_nothing(
    world: World, tmp_path: Path
) -> None:
    world.offered()
    with forked(world, tmp_path):
        world.clock.advance(hours=200)
        before, faults = everything(world), list[BaseException]()
        world.mechanism.fire_due(faults.append)
        ((timer,), *_) = run(world, select(column(Timer.id)))
        house = world.mechanism._house
        with pytest.raises(LogForked):
            fire(house, timer)
        with pytest.raises(LogForked):
            world.mechanism.rotate_keys(world.system)
        with pytest.raises(LogForked):
            world.mechanism.prepare_key()
        with another(world) as other:
            assert other.fork is not None
        assert everything(world) == before
        assert faults
        assert {type(each) for each in faults} == {LogForked}


def test_people_sign_in_and_get_out_together_and_the_log_goes_on(
    world: World, tmp_path: Path
) -> None:
    m = world.mechanism
    with forked(world, tmp_path), another(world) as other:
        with pytest.raises(NotSignedIn):
            other.sign_in("nobody", "no such password")
        assert count(world, "failed_sign_in") == 1
        asked = m.ask_acknowledgement(world.system)
        world.agree(asked.id, "coordinator")
        m.answer_joint(world["coordinator"], asked.id, "execute")
        assert (m.fork, other.fork) == (None, None)
        world.case()
        assert m.verify_all().log == ()
        assert count(world, "log_fork") == 1


def test_the_control_without_the_row_everything_is_written(
    world: World, tmp_path: Path
) -> None:
    with forked(world, tmp_path):
        open_to_changes(world)
        run(world, delete(LogFork))
        assert world.case().version == 1
        assert keyring(world) is not None
