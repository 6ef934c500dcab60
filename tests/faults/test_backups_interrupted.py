"""Backups and restores that are killed, or meet a full disk: whole, or not there."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from referral.errors import BackupFailed, StoreUnavailable
from tests.backed_up import Shelf, onto
from tests.faults.processes import SOAK
from tests.faults.test_full_disk import LARGE, fill_up, small_disk
from tests.world import World

__all__ = ["small_disk"]

NIGHT = settings().max_examples > SOAK
POINTS = 60 if NIGHT else 5
ROOT = Path(__file__).parents[2]


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "shelf")


def stepping(what: str, world: World, shelf: Shelf, *steps: int) -> list[int]:
    """The process that is killed; what it counted."""
    place = [world.location, str(world.key_file), str(shelf.folder)]
    done = subprocess.run(  # noqa: S603 # ours
        [sys.executable, "-m", "tests.faults.backing_up", what, *place]
        + [str(each) for each in steps],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return [int(each) for each in done.stdout.split()]


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("what", ["backup", "restore"])
def test_killed_anywhere_it_is_whole_or_not_there(
    embedded_world: World, shelf: Shelf, what: str
) -> None:
    world = embedded_world
    world.case()
    world.offered()
    shelf.take(world.mechanism)
    shelf.take(world.mechanism)
    world.mechanism.close()

    (total,) = stepping(what, world, shelf)
    shutil.rmtree(shelf.folder / "machine" / "data", ignore_errors=True)
    assert total > 2 * POINTS
    points = [1 + (total - 1) * n // (POINTS - 1) for n in range(POINTS)]
    assert stepping(what, world, shelf, *points) == points


def test_a_full_disk_ends_a_backup_and_leaves_the_others(
    embedded_world: World, small_disk: Path, tmp_path: Path
) -> None:
    world, shelf = embedded_world, Shelf(small_disk / "shelf")
    first = shelf.take(world.mechanism)
    filling = small_disk / "filling"
    for room in (0, 4096, 100_000, 300_000):
        with pytest.raises(OSError, match="No space left"):
            fill_up(filling)
        with filling.open("r+b") as rubbish:
            rubbish.truncate(filling.stat().st_size - room)
        with pytest.raises(BackupFailed):
            shelf.take(world.mechanism)
        for folder in (shelf.records, shelf.keys):
            assert [each.name for each in folder.iterdir()] == [first.manifest.name]
        filling.unlink()
    again = shelf.take(world.mechanism)
    to = onto(tmp_path / "new", world.key_file, world.clock)
    assert shelf.back(again, to).verdict.broken == ()


def test_a_full_disk_ends_a_restore_and_leaves_nothing(
    embedded_world: World, small_disk: Path, shelf: Shelf
) -> None:
    world = embedded_world
    for _ in range(3):
        world.case(content=LARGE)
    made = shelf.take(world.mechanism)
    filling, place = small_disk / "filling", small_disk / "data"
    to = onto(place, world.key_file, world.clock)
    for room in (0, 50_000, 400_000):
        with pytest.raises(OSError, match="No space left"):
            fill_up(filling)
        with filling.open("r+b") as rubbish:
            rubbish.truncate(filling.stat().st_size - room)
        with pytest.raises(StoreUnavailable):
            shelf.back(made, to)
        assert list(small_disk.iterdir()) == [filling]
        filling.unlink()
    assert shelf.back(made, to).verdict.broken == ()
