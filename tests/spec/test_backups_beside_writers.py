"""Backups beside people who work: records and keys of one moment."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import settings

from referral.errors import BackupFailed, BackupUnusable, KeyMissing, Refusal
from referral.mechanism import Mechanism
from referral.records.backups import BackupFolder, Group
from referral.records.database_sqlite_copy import _connected, _version
from referral.records.restoring import placing
from tests.backed_up import Shelf, onto
from tests.faults.processes import SOAK
from tests.records.raw import keyring
from tests.world import World
from workflows.vocabulary import Compartment, Purpose

NIGHT = settings().max_examples > SOAK
ROUNDS = 60 if NIGHT else 4
LOOKED_INTO = 200 if NIGHT else 40
WRITERS = 4
DRAWER, PURPOSE = Compartment.IDENTITY, Purpose.CARE


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "shelf")


@contextmanager
def writers(world: World) -> Iterator[list[UUID]]:
    """Four who open cases, offer and take back without a pause."""
    stop, opened, faults = threading.Event(), [], []

    def go() -> None:
        while not stop.is_set():
            try:
                case, offer = world.offered()
                opened.append(case.id)
                world.mechanism.answer_offer(world["outreach"], offer.id, "withdraw")
            except Refusal as refused:
                faults.append(refused)

    threads = [threading.Thread(target=go) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    try:
        yield opened
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert faults == []


def opens_everything(mechanism: Mechanism, world: World) -> int:
    """Open the drawer of many cases, the newest first; how many there are."""
    found = mechanism.cases(world["outreach"], limit=LOOKED_INTO)
    for case in found:
        content = mechanism.open_content(world["outreach"], case.id, DRAWER, PURPOSE)
        assert content["first_name"] == "Kestrel"
    return len(found)


@pytest.mark.timeout(1200)
def test_every_backup_beside_four_writers_opens_and_verifies(
    embedded_world: World, shelf: Shelf, tmp_path: Path
) -> None:
    world = embedded_world
    with writers(world) as opened:
        made = []
        for _ in range(ROUNDS):
            before = len(opened)
            made.append((before, shelf.take(world.mechanism)))

    counts = []
    for number, (before, each) in enumerate(made):
        to = onto(tmp_path / f"{number}", world.key_file, world.clock)
        done = shelf.back(each, to)
        assert done.verdict.broken == ()
        assert done.verdict.entries == each.manifest.heads.entries
        with Mechanism.open(to.location, to.ring, clock=world.clock) as restored:
            counts.append(opens_everything(restored, world))
        assert counts[-1] >= min(before, LOOKED_INTO)
    assert counts == sorted(counts)
    assert world.mechanism.verify_all().broken == ()


def test_keys_from_before_would_leave_a_value_without_its_key(
    embedded_world: World, shelf: Shelf, tmp_path: Path
) -> None:
    """The control: this is what copying keys before records could lose."""
    world = embedded_world
    early = shelf.take(world.mechanism)
    case = world.case()
    later = shelf.take(world.mechanism)
    older = shelf.parts(early)[1] / "backup.json"
    said = json.loads(older.read_text())
    older.write_text(json.dumps(said | {"made_at": "2030-01-01T00:00:00Z"}))

    to = onto(tmp_path / "new", world.key_file, world.clock)
    shelf.back(later, to, keys=early)
    with (
        Mechanism.open(to.location, to.ring, clock=world.clock) as restored,
        pytest.raises(KeyMissing),
    ):
        restored.open_content(world["outreach"], case.id, DRAWER, PURPOSE)


def test_a_commit_between_two_readings_is_seen(embedded_world: World) -> None:
    """What tells that records and keys were not read at one moment."""
    world = embedded_world
    path, file_key = Path(world.location) / "records.db", keyring(world).file_key
    assert file_key is not None
    _, key = file_key.open(keyring(world).keks)
    with _connected(path, key, None) as watch:
        before = _version(watch)
        world.mechanism.cases(world["outreach"])
        assert _version(watch) != before
        assert _version(watch) == _version(watch)


def test_two_backups_or_restores_at_once_do_not_meet(
    embedded_world: World, shelf: Shelf, tmp_path: Path
) -> None:
    world = embedded_world
    made = shelf.take(world.mechanism)
    with (
        BackupFolder(shelf.keys, Group.KEYS).alone(),
        pytest.raises(BackupFailed, match="another backup is being made"),
    ):
        shelf.take(world.mechanism)
    to = onto(tmp_path / "new" / "data", world.key_file, world.clock)
    with (
        pytest.raises(BackupUnusable, match="another restore"),
        placing(Path(to.location)),
    ):
        shelf.back(made, to)
    assert shelf.back(made, to).verdict.broken == ()
