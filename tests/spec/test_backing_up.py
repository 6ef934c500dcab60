"""Backups: taken while everybody works, put back whole, and no longer than they may."""

import json
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import select

from referral.errors import BackupFailed, WrongRole
from referral.mechanism import Mechanism
from referral.records.backups import BackupFolder, Group, read_manifest
from referral.records.database import Unit
from referral.records.keys import KeyWrap
from referral.records.referrals import disclosures_of
from referral.records.timeline import chain_entries
from referral.vault.providers.file import FileKeys
from tests.backed_up import Shelf, onto
from tests.world import CONTENT, World
from workflows.vocabulary import Compartment, Purpose

DRAWER, PURPOSE = Compartment.IDENTITY, Purpose.CARE


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "shelf")


def entries_of_office(world: World) -> list[str]:
    chain = world.system.organisation_id
    read = world.mechanism._house.store.read
    return [e.type.value for e in read(lambda u: chain_entries(u.session, chain))]


def test_the_copy_says_that_it_was_taken_and_what_is_restored_says_so(
    embedded_world: World, shelf: Shelf, tmp_path: Path
) -> None:
    world = embedded_world
    case = world.case()
    assert world.mechanism.last_backup() is None
    made = shelf.take(world.mechanism)
    assert entries_of_office(world)[-2:] == ["backup_begun", "backup_made"]
    last = world.mechanism.last_backup()
    assert last is not None
    assert (last.made_at, last.recipients) == (world.clock(), 2)

    later = world.case()
    world.clock.advance(minutes=14)
    to = onto(tmp_path / "new", world.key_file, world.clock)
    done = shelf.back(made, to, "ben")
    assert done.age == timedelta(minutes=14)
    with Mechanism.open(to.location, to.ring, clock=world.clock) as restored:
        world.mechanism, first = restored, world.mechanism
        assert entries_of_office(world)[-2:] == ["backup_begun", "backup_restored"]
        assert {each.id for each in restored.cases(world["outreach"])} == {case.id}
        assert later.id not in {each.id for each in restored.cases(world["outreach"])}
        assert not restored.is_as_backed_up(made.manifest)
    world.mechanism = first


def test_a_manifest_names_nobody_and_nothing_lies_open(
    embedded_world: World, shelf: Shelf
) -> None:
    world = embedded_world
    world.case()
    made = shelf.take(world.mechanism)
    files = [each for each in shelf.folder.rglob("*") if each.is_file()]
    backups = [each for each in files if each.suffix != ".identity"]
    assert sorted(each.name for each in backups) == [
        "backup.json",
        "backup.json",
        "file-key.json.age",
        "keys.db.age",
        "records.db.age",
    ]
    assert {each.stat().st_mode & 0o777 for each in backups} == {0o600}
    for folder in shelf.parts(made):
        assert folder.stat().st_mode & 0o777 == 0o700
    said = (shelf.parts(made)[0] / "backup.json").read_text()
    for planted in ("Kestrel", "Alder", "office", "police", "lay-by"):
        assert planted not in said
    assert "1998" not in said
    for path in backups:
        if path.suffix == ".age":
            assert path.read_bytes().startswith(b"age-encryption.org/v1\n")


def test_one_person_is_too_few_and_only_the_operator_may(
    embedded_world: World, shelf: Shelf
) -> None:
    world, plan = embedded_world, shelf.plan()
    ada = plan.recipients[0]
    for few in ((), (ada,), (ada, ada), (ada, "age1qqqq")):
        with pytest.raises(BackupFailed):
            world.mechanism.back_up(
                world.system, type(plan)(plan.folder, plan.keys_folder, few, 9, "0")
            )
    with pytest.raises(BackupFailed, match="two folders"):
        world.mechanism.back_up(
            world.system,
            type(plan)(plan.folder, plan.folder, plan.recipients, 9, "0"),
        )
    for name in ("coordinator", "outreach"):
        with pytest.raises(WrongRole):
            world.mechanism.back_up(world[name], plan)
    assert list(shelf.records.glob("*")) == list(shelf.keys.glob("*")) == []


def test_as_many_are_kept_as_was_said_and_another_mechanisms_are_left_alone(
    embedded_world: World, shelf: Shelf, tmp_path: Path
) -> None:
    world = embedded_world
    other = shelf.records / "20200101T000000Z-00000000"
    made = []
    for _ in range(4):
        made.append(shelf.take(world.mechanism, keep=2))
        world.clock.advance(minutes=10)
        other.mkdir(exist_ok=True)
    names = [each.manifest.name for each in made]
    assert sorted(each.name for each in shelf.records.glob("2*")) == sorted(
        [other.name, *names[2:]]
    )
    assert sorted(each.name for each in shelf.keys.glob("2*")) == names[2:]
    assert made[2].gone == made[2].keys_gone == (names[0],)
    to = onto(tmp_path / "new", world.key_file, world.clock)
    assert shelf.back(made[3], to).verdict.broken == ()


def renamed(folder: Path, name: str) -> None:
    """What a backup says of its own name."""
    path = folder / "backup.json"
    said = json.loads(path.read_text())
    path.write_text(json.dumps(said | {"name": name}))


def test_a_manifest_that_says_another_name_has_no_other_folder_deleted(
    embedded_world: World, shelf: Shelf
) -> None:
    world = embedded_world
    oldest = shelf.take(world.mechanism)
    world.clock.advance(minutes=10)
    planted = shelf.take(world.mechanism)
    world.clock.advance(minutes=10)
    precious = shelf.folder / "precious"
    precious.mkdir()
    (precious / "kept").touch()
    folders = [each / planted.manifest.name for each in (shelf.records, shelf.keys)]
    renamed(folders[0], "../precious")
    renamed(folders[1], oldest.manifest.name)

    last = shelf.take(world.mechanism, keep=1)
    assert (precious / "kept").exists()
    assert (last.gone, last.keys_gone) == ((oldest.manifest.name,),) * 2
    for folder, group in zip(folders, (Group.RECORDS, Group.KEYS), strict=True):
        kept = BackupFolder(folder.parent, group)
        assert [each.name for each in kept.kept()] == [last.manifest.name]
        assert kept.unreadable() == [planted.manifest.name]
    with pytest.raises(BackupFailed):
        BackupFolder(shelf.records, Group.RECORDS).drop("../precious")
    assert (precious / "kept").exists()


def exchanged(world: World) -> str:
    """The next key is in use; the name of the one before."""
    before = FileKeys(world.key_file).epochs()[-1]
    FileKeys(world.key_file).prepare()
    assert world.mechanism.rotate_keys(world.system).left == 0
    return before


def retired(world: World, epoch: str) -> None:
    """The operator asks, the coordinator agrees, the key is destroyed."""
    asked = world.mechanism.ask_retirement(world.system, epoch)
    world.agree(asked.id, "coordinator")
    world.mechanism.answer_joint(world["coordinator"], asked.id, "execute")
    world.mechanism.destroy_key(world.system, epoch)


def wraps_of_copies(mechanism: Mechanism, case: UUID) -> int:
    """How many keys of what was disclosed of a case are there."""

    def look(unit: Unit) -> int:
        ids = {row.id for row in disclosures_of(unit.session, case)}
        return sum(row in ids for row in unit.keys.exec(select(KeyWrap.owner_id)))

    return mechanism._house.store.read(look)


def test_what_was_destroyed_is_opened_by_no_backup_once_its_key_is_ended(
    embedded_world: World, shelf: Shelf, tmp_path: Path
) -> None:
    world = embedded_world
    case, _ = world.accepted()
    wraps = partial(wraps_of_copies, case=case.id)
    assert wraps(world.mechanism) > 0
    early = shelf.take(world.mechanism)
    world.clock.advance(minutes=15)
    consent = world.mechanism.consents(world["outreach"], case.id)[0]
    world.mechanism.withdraw_consent(world["outreach"], case.id, consent.id)
    assert wraps(world.mechanism) == 0

    to = onto(tmp_path / "control", world.key_file, world.clock)
    shelf.back(early, to)
    with Mechanism.open(to.location, to.ring, clock=world.clock) as control:
        assert wraps(control) > 0

    old = exchanged(world)
    world.clock.advance(minutes=15)
    middle = shelf.take(world.mechanism)
    retired(world, old)
    assert world.mechanism.outlived_key_backups(shelf.keys) == (early.manifest.name,)
    world.clock.advance(minutes=15)
    late = shelf.take(world.mechanism)
    assert (middle.keys_gone, late.keys_gone) == ((), (early.manifest.name,))

    kept = {read_manifest(each, Group.KEYS).name: each for each in shelf.keys.glob("*")}
    assert set(kept) == {middle.manifest.name, late.manifest.name}
    for number, keys in enumerate((middle, late)):
        to = onto(tmp_path / f"{number}", world.key_file, world.clock)
        assert shelf.back(early, to, keys=keys).verdict.broken == ()
        with Mechanism.open(to.location, to.ring, clock=world.clock) as restored:
            assert wraps(restored) == 0
            held = restored.open_content(world["outreach"], case.id, DRAWER, PURPOSE)
            assert held == CONTENT[DRAWER]


def test_keys_reach_one_epoch_back_and_no_further(
    embedded_world: World, shelf: Shelf
) -> None:
    world, made = embedded_world, []
    for _ in range(3):
        made.append(shelf.take(world.mechanism))
        exchanged(world)
        world.clock.advance(minutes=15)
    last = shelf.take(world.mechanism)
    names = [each.manifest.name for each in made]
    assert made[2].keys_gone == (names[0],)
    assert last.keys_gone == (names[1],)
    assert {each.name for each in shelf.records.glob("2*")} == {
        *names,
        last.manifest.name,
    }
