"""Keeping the keys: one key takes the place of another, and the old one is ended."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import col, update

from referral.errors import (
    KeyMissing,
    Malformed,
    NotPermitted,
    SealBroken,
    WrongRole,
)
from referral.mechanism import Mechanism
from referral.records.keys import KeyWrap
from referral.vault.providers.file import FileKeys
from referral.vault.providers.ring import KeyRing
from tests.records.raw import act, keyring, run, store
from tests.vault.places import passphrase_place, transit_place
from tests.world import World
from workflows.vocabulary import Compartment, Purpose


def rotated(world: World) -> tuple[str, str]:
    """The old key and the new one."""
    (old,) = [each.name for each in world.mechanism.keys().epochs if each.current]
    world.mechanism.prepare_key()
    return old, world.mechanism.rotate_keys(world.system).epoch


def first_name(world: World, case_id: UUID) -> Any:
    held = world.mechanism.open_content(
        world["outreach"], case_id, Compartment.IDENTITY, Purpose.CARE
    )
    return held["first_name"]


def told(world: World) -> list[str]:
    """Entries of the office's chain that are about keys."""
    rows = run(world, "SELECT type FROM entry WHERE type LIKE 'key%' ORDER BY seq")
    return [word for (word,) in rows]


def test_everything_sealed_opens_under_the_new_key_and_needs_the_old_no_more(
    world: World,
) -> None:
    case, offer = world.accepted()
    old, new = rotated(world)

    assert {
        epoch for (epoch,) in run(world, "SELECT epoch FROM key_wrap", keys=True)
    } == {new}
    assert first_name(world, case.id) == "Kestrel"
    world.mechanism.open_package(world["host"], offer.id, Purpose.CARE)
    world.mechanism.close()
    world.key_file.unlink()
    with Mechanism.open(
        world.location, world.key_file, clock=world.clock
    ) as world.mechanism:
        assert first_name(world, case.id) == "Kestrel"
        package = world.mechanism.open_package(world["host"], offer.id, Purpose.CARE)
        assert package
        assert world.mechanism.verify_all().broken == ()
        assert world.case().version == 1
    assert old != new


def test_a_rotation_is_in_the_timeline_and_does_nothing_twice(world: World) -> None:
    world.case()
    rotated(world)
    assert told(world) == ["key_epoch_begun", "keys_rewrapped", "keys_rewrapped"]

    again = world.mechanism.rotate_keys(world.system)
    assert (again.exchanged, again.left) == (0, 0)
    assert len(world.mechanism.keys().epochs) == 2


def test_only_who_administers_rotates(world: World) -> None:
    world.mechanism.prepare_key()
    with pytest.raises(WrongRole):
        world.mechanism.rotate_keys(world["coordinator"])
    assert world.mechanism.keys().prepared
    assert told(world) == []


def test_an_old_key_is_ended_by_two_people_and_then_destroyed(world: World) -> None:
    case = world.case()
    old, new = rotated(world)
    mechanism = world.mechanism
    asked = mechanism.ask_retirement(world.system, old)
    assert asked.details["standing"] == "asked"
    assert mechanism.ask_retirement(world.system, old).details["standing"] == "waiting"
    with pytest.raises(KeyMissing, match="not retired"):
        mechanism.destroy_key(world.system, old)

    with pytest.raises(NotPermitted):
        mechanism.answer_joint(world.system, asked.id, "execute")
    world.agree(asked.id, "coordinator")
    assert mechanism.ask_retirement(world.system, old).details["standing"] == "ready"
    mechanism.answer_joint(world["coordinator"], asked.id, "execute")
    assert mechanism.ask_retirement(world.system, old).details["standing"] == "retired"
    mechanism.destroy_key(world.system, old)

    assert not world.key_file.exists()
    assert FileKeys(world.key_file).epochs() == [new]
    assert first_name(world, case.id) == "Kestrel"
    assert told(world)[-2:] == ["key_epoch_retired", "key_destroyed"]
    ended = {each.name: each.retired_at for each in mechanism.keys().epochs}
    assert ended[old] is not None
    assert ended[new] is None
    assert mechanism.verify_all().broken == ()


def test_a_key_that_something_rests_on_is_not_ended(world: World) -> None:
    world.case()
    (present,) = [each.name for each in world.mechanism.keys().epochs]
    with pytest.raises(Malformed, match="are wrapped with this key"):
        world.mechanism.ask_retirement(world.system, present)
    with pytest.raises(KeyMissing):
        world.mechanism.ask_retirement(world.system, "file-0123456789abcdef")

    old, _ = rotated(world)
    asked = world.mechanism.ask_retirement(world.system, old)
    world.agree(asked.id, "coordinator")
    epoch_of_one_wrap(world, old)
    with pytest.raises(Malformed, match="rotate first"):
        world.mechanism.answer_joint(world["coordinator"], asked.id, "execute")
    with pytest.raises(WrongRole):
        world.mechanism.ask_retirement(world["coordinator"], old)


def epoch_of_one_wrap(world: World, epoch: str) -> None:
    """Let one wrap name an epoch, as where a database was put back."""
    lay = update(KeyWrap).where(col(KeyWrap.drawer) == "index").values(epoch=epoch)
    store(world).act(lambda unit: unit.keys.connection().execute(lay).rowcount)


def test_a_version_of_a_service_is_not_ended_while_an_older_one_is_needed(
    embedded_world: World, tmp_path: Path
) -> None:
    """A key service forgets versions up to a number, and never one alone."""
    world = embedded_world
    world.mechanism.close()
    with transit_place(tmp_path) as there:
        chosen = there.again()
        ring = KeyRing([FileKeys(world.key_file), chosen], chosen.kind)
        ring.prepare()
        with Mechanism.open(world.location, ring, clock=world.clock) as moved:
            world.mechanism = moved
            first = moved.rotate_keys(world.system).epoch
            second, third = (rotated(world)[1] for _ in range(2))

            epoch_of_one_wrap(world, first)
            with pytest.raises(Malformed, match="older key would end"):
                moved.ask_retirement(world.system, second)
            epoch_of_one_wrap(world, third)
            asked = moved.ask_retirement(world.system, second)
            world.agree(asked.id, "coordinator")
            moved.answer_joint(world["coordinator"], asked.id, "execute")

            epoch_of_one_wrap(world, first)
            with pytest.raises(Malformed, match="older key would end"):
                moved.destroy_key(world.system, second)
            assert chosen.epochs() == [first, second, third]
            epoch_of_one_wrap(world, third)
            moved.destroy_key(world.system, second)
            assert chosen.epochs() == [third]


def test_what_was_erased_stays_out_of_reach_of_an_old_backup(world: World) -> None:
    case = world.case()
    name = (case.id, "identity", 1, "kek", keyring(world).tenant)
    stolen = act(world, lambda unit: unit.keys.get_one(KeyWrap, name).model_dump())
    old, _ = rotated(world)
    asked = world.mechanism.ask_retirement(world.system, old)
    world.agree(asked.id, "coordinator")
    world.mechanism.answer_joint(world["coordinator"], asked.id, "execute")
    world.mechanism.destroy_key(world.system, old)

    def restore(unit: Any) -> None:
        unit.keys.delete(unit.keys.get_one(KeyWrap, name))
        unit.keys.flush()
        unit.keys.add(KeyWrap(**stolen))

    act(world, restore)
    with pytest.raises(KeyMissing):
        first_name(world, case.id)
    world.mechanism.close()
    with pytest.raises(KeyMissing, match=old):
        Mechanism.open(world.location, world.key_file)


def test_a_broken_wrap_stops_no_other_and_keeps_its_old_key_alive(
    world: World,
) -> None:
    broken, whole = world.case(), world.case()

    def turn(unit: Any) -> None:
        name = (broken.id, "identity", 1, "kek", keyring(world).tenant)
        wrap = unit.keys.get_one(KeyWrap, name)
        wrap.wrapped = bytes(56)
        unit.keys.add(wrap)

    act(world, turn)
    (old,) = [each.name for each in world.mechanism.keys().epochs]
    world.mechanism.prepare_key()
    assert world.mechanism.rotate_keys(world.system).left == 1
    assert first_name(world, whole.id) == "Kestrel"
    with pytest.raises(SealBroken):
        first_name(world, broken.id)
    with pytest.raises(Malformed):
        world.mechanism.ask_retirement(world.system, old)
    assert world.mechanism.keys().unfinished


def test_a_key_that_only_another_machine_has_is_named_and_waited_for(
    world: World,
) -> None:
    """A server that has not been given the new key yet says which one it lacks."""
    case = world.case()
    _, new = rotated(world)
    successor = world.key_file.with_name(world.key_file.name + ".2")
    kept = successor.read_bytes()
    world.mechanism.close()
    successor.unlink()
    with pytest.raises(KeyMissing, match=new):
        Mechanism.open(world.location, world.key_file)
    successor.write_bytes(kept)
    successor.chmod(0o400)
    with Mechanism.open(
        world.location, world.key_file, clock=world.clock
    ) as world.mechanism:
        assert first_name(world, case.id) == "Kestrel"


@pytest.mark.parametrize("place", [transit_place, passphrase_place])
def test_a_mechanism_moves_from_a_key_file_to_another_place_by_rotating(
    world: World, tmp_path: Path, place: Any
) -> None:
    case, offer = world.accepted()
    world.mechanism.close()
    with place(tmp_path) as there:
        chosen = there.again()
        ring = KeyRing([FileKeys(world.key_file), chosen], chosen.kind)
        ring.prepare()
        with Mechanism.open(world.location, ring, clock=world.clock) as moved:
            done = moved.rotate_keys(world.system)
            assert (done.left, done.epoch) == (0, chosen.epochs()[-1])
        only = there.again()
        with Mechanism.open(
            world.location, KeyRing([only], only.kind), clock=world.clock
        ) as world.mechanism:
            assert first_name(world, case.id) == "Kestrel"
            world.mechanism.open_package(world["host"], offer.id, Purpose.CARE)
            assert world.case().version == 1
            assert world.mechanism.verify_all().broken == ()
