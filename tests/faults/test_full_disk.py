"""A disk that is full: nothing is half written, reading goes on, and it recovers."""

import itertools
import resource
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event, Thread
from uuid import UUID

import pytest
from sqlmodel import SQLModel

from referral.errors import StoreFull
from referral.records.database import Unit
from referral.records.database_sqlite import SqliteStore
from referral.records.keys import KeyRow, KeyWrap, RecipientKind, WrapAlgorithm
from tests.records.bare import HOLDS_UP, mark
from tests.records.conftest import bare
from tests.records.raw import run, store, unfenced
from tests.world import CONTENT, World, a_world
from workflows.vocabulary import Compartment, Purpose

__all__ = ["bare"]

UNLIMITED = 4_294_967_294
LARGE = {Compartment.NARRATIVE: {"account": "They took my papers. " * 400}}
POINTS = 16


def limit(world: World, pages: int | None, *, keys: bool) -> None:
    """Let a file grow by so many pages, or without limit."""

    def set_limit(unit: Unit) -> None:
        session = unit.keys if keys else unit.session
        unfenced(unit, keys=keys)
        sql = session.connection().exec_driver_sql
        top = UNLIMITED
        if pages is not None:
            top = int(sql("PRAGMA page_count").scalar_one()) + pages
        sql(f"PRAGMA max_page_count = {top}")

    store(world).act(set_limit)


def sizes(world: World) -> list[int]:
    """How many rows every table has, and how far every case has come."""

    def look(unit: Unit) -> list[int]:
        found = [
            session.connection().exec_driver_sql(f"SELECT count(*) FROM {table}")  # noqa: S608 - ours
            for base, session in ((SQLModel, unit.session), (KeyRow, unit.keys))
            for table in base.metadata.tables
        ]
        versions = "SELECT coalesce(sum(version), 0) + sum(seq) FROM case_file"
        found.append(unit.session.connection().exec_driver_sql(versions))
        return [int(result.scalar_one()) for result in found]

    return store(world).act(look)


def until_full(world: World, *acts: Callable[[], object]) -> None:
    """Do acts in turn until one finds no room, and see that it left nothing."""
    for do in itertools.cycle(acts):
        before = sizes(world)
        try:
            do()
        except StoreFull:
            assert sizes(world) == before
            return


@pytest.mark.parametrize("keys", [False, True], ids=["records", "keys"])
def test_wherever_the_disk_ends_nothing_is_half_written(
    embedded_world: World, *, keys: bool
) -> None:
    world = embedded_world
    case = world.case()
    world.consent(case.id)
    acts: tuple[Callable[[], object], ...] = (
        lambda: world.case(content=LARGE),
        lambda: world.offer(case.id),
        lambda: world.mechanism.record_content(world["outreach"], case.id, LARGE),
    )

    for pages in range(3 if keys else POINTS):
        limit(world, pages % 8, keys=keys)
        until_full(world, *acts)
        assert world.mechanism.verify_all().broken == ()
        assert world.mechanism.cases(world["outreach"])
        limit(world, None, keys=keys)
        for do in acts:
            do()
    assert run(world, "PRAGMA integrity_check", keys=keys) == [("ok",)]


def test_an_opening_that_cannot_be_noted_is_refused(embedded_world: World) -> None:
    world = embedded_world
    case = world.case()
    drawer, purpose = Compartment.IDENTITY, Purpose.CARE
    look = partial(
        world.mechanism.open_content, world["outreach"], case.id, drawer, purpose
    )

    limit(world, 0, keys=False)
    until_full(world, look)
    assert world.mechanism.read_case(world["outreach"], case.id).facts
    limit(world, None, keys=False)
    assert look() == CONTENT[Compartment.IDENTITY]


def fill(unit: Unit) -> None:
    """Ask for more room than there is."""
    unfenced(unit)
    sql = unit.session.connection().exec_driver_sql
    sql("CREATE TABLE filling (rubbish BLOB)")
    sql("INSERT INTO filling VALUES (zeroblob(4000000))")


def test_of_acts_that_arrive_together_the_small_ones_are_kept(
    embedded_world: World,
) -> None:
    """One act of a shared commit meets the full disk; the others are run again."""
    world = embedded_world
    opened = store(world)
    assert isinstance(opened, SqliteStore)
    case = world.case()
    entered, go_on = Event(), Event()

    def hold(_unit: Unit) -> None:
        entered.set()
        assert go_on.wait(HOLDS_UP)

    def note(n: int) -> int | None:
        region = {"region": f"r{n}"}
        done = world.mechanism.record_facts(world["outreach"], case.id, region)
        return done.version

    limit(world, 60, keys=False)
    with ThreadPoolExecutor(12) as people:
        people.submit(opened.act, hold)
        assert entered.wait(HOLDS_UP)
        small = [people.submit(note, n) for n in range(4)]
        large = people.submit(opened.act, fill)
        while opened._jobs.qsize() < len(small) + 1:
            pass
        go_on.set()
        assert sorted(one.result(HOLDS_UP) or 0 for one in small) == [2, 3, 4, 5]
        with pytest.raises(StoreFull):
            large.result(HOLDS_UP)

    assert run(world, "SELECT name FROM sqlite_master WHERE name = 'filling'") == []
    assert world.mechanism.verify_all().broken == ()


@contextmanager
def no_file_beyond(size: int) -> Iterator[None]:
    """Let no file of this process grow past a size in bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def wraps(unit: Unit, numbers: range, *, doomed: int = 0) -> None:
    """Wraps that nothing uses, side by side; so many of them given up."""
    kek, nobody = RecipientKind.KEK, UUID(int=0)
    for n in numbers:
        unit.keys.add(
            KeyWrap(
                owner_id=UUID(int=n),
                drawer="identity",
                generation=1,
                recipient_kind=kek,
                recipient_id=nobody,
                algorithm=WrapAlgorithm.KWP,
                epoch="file-0",
                wrapped=bytes(200),
                created_at=unit.now,
            )
        )
    names = [(UUID(int=n), "identity", 1, kek, nobody) for n in numbers[:doomed]]
    unit.doomed.extend(names)


def test_destroyed_keys_that_find_no_room_to_be_cleared_away_stop_nobody(
    bare: SqliteStore,
) -> None:
    """The wraps are gone; what empties the log would have to let the file grow."""
    bare.act(lambda unit: wraps(unit, range(1000)))
    assert bare.clear_logs()
    size = bare._keys_path.stat().st_size
    told: list[str] = []

    def erase() -> None:
        bare.act(lambda unit: wraps(unit, range(1000, 1200), doomed=1))
        told.append("kept")

    asking = Thread(target=erase, daemon=True)
    with no_file_beyond(size):
        asking.start()
        asking.join(HOLDS_UP)
    log = bare._keys_path.with_name(f"{bare._keys_path.name}-wal")
    assert log.stat().st_size, "the log could be emptied: nothing was tried"

    assert told == ["kept"]
    bare.act(mark)
    assert bare.clear_logs()
    assert bare._keys_path.stat().st_size > size


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of eight megabytes, where this account may make one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(place)]
    try:
        made = subprocess.run(mount, check=False, capture_output=True)  # noqa: S603 - as root only
    except OSError:
        pytest.skip("no disk could be mounted here")
    if made.returncode:
        pytest.skip("no disk could be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)  # noqa: S603, S607 - ours


def fill_up(path: Path) -> None:
    """Leave not one block of a disk free."""
    with path.open("wb", buffering=0) as rubbish:
        while True:
            rubbish.write(bytes(4096))


def test_a_real_disk_that_is_full_is_survived_without_a_restart(
    small_disk: Path, tmp_path: Path
) -> None:
    filling = small_disk / "filling"
    with a_world(str(small_disk / "data"), tmp_path / "kek") as world:
        case = world.case()
        more = partial(
            world.mechanism.record_content, world["outreach"], case.id, LARGE
        )
        for _ in range(3):
            with pytest.raises(OSError, match="No space left"):
                fill_up(filling)
            until_full(world, more)
            filling.unlink()
            more()
            assert world.mechanism.verify_all().broken == ()
            assert run(world, "PRAGMA integrity_check") == [("ok",)]
        said = world.mechanism.open_content(
            world["outreach"], case.id, Compartment.IDENTITY, Purpose.CARE
        )
        assert said["first_name"] == "Kestrel"
