"""The embedded store: how its files are opened, and what a reader may do."""

import sqlite3
import sys
import warnings
from pathlib import Path

import pytest
from sqlalchemy.pool import QueuePool

from referral.errors import StoreUnavailable
from referral.records.database import Unit
from referral.records.database_sqlite import SqliteStore
from referral.records.database_sqlite_files import OLDEST, driver, engine_for
from referral.records.opening import KEYS, RECORDS
from tests.records.bare import mark, marks
from tests.records.raw import count, run, store, unfenced
from tests.world import World


def pragma(unit: Unit, name: str, *, keys: bool = False) -> object:
    """What a pragma says on the connection at hand, its fence opened."""
    session = unit.keys if keys else unit.session
    unfenced(unit, keys=keys)
    return session.connection().exec_driver_sql(f"PRAGMA {name}").scalar()


def test_the_sqlite_in_use_is_new_enough_and_encrypts_the_file() -> None:
    module, name = driver()

    assert module.sqlite_version_info >= OLDEST >= (3, 51, 3)
    assert name == "sqlcipher"


@pytest.mark.parametrize("keys", [False, True])
def test_every_connection_is_opened_to_last_and_to_forget(
    bare: SqliteStore, *, keys: bool
) -> None:
    names = (
        "journal_mode",
        "synchronous",
        "foreign_keys",
        "secure_delete",
        "trusted_schema",
        "recursive_triggers",
        "temp_store",
        "mmap_size",
        "cell_size_check",
    )
    expected = ["wal", 2, 1, 1, 0, 1, 2, 0, 1]

    for work in (bare.act, bare.read):
        assert work(lambda u: [pragma(u, n, keys=keys) for n in names]) == expected
    assert bare.act(lambda u: pragma(u, "query_only", keys=keys)) == 0
    assert bare.read(lambda u: pragma(u, "query_only", keys=keys)) == 1
    assert bare.read(lambda u: pragma(u, "wal_autocheckpoint", keys=keys)) == 0
    assert bare.act(lambda u: pragma(u, "cipher_version", keys=keys))


def test_who_reads_cannot_write(bare: SqliteStore) -> None:
    with pytest.raises(StoreUnavailable) as refused:
        bare.read(mark)

    assert "not authorized" in str(refused.value.__cause__)
    assert marks(bare) == []


def test_a_reader_that_finds_no_free_connection_is_told_so(bare: SqliteStore) -> None:
    assert isinstance(bare._readers.pool, QueuePool)
    bare._readers.pool._timeout = 0.05
    busy = [bare._readers.connect() for _ in range(8)]

    with pytest.raises(StoreUnavailable):
        marks(bare)
    for connection in busy:
        connection.close()
    assert marks(bare) == []


def test_the_files_do_not_open_without_their_key(embedded_world: World) -> None:
    embedded_world.case()
    embedded_world.mechanism.close()
    folder = Path(embedded_world.location)

    for file in (RECORDS, KEYS):
        assert b"SQLite format" not in (folder / file).read_bytes()[:16]
        for key in (None, bytes(32)):
            engine, _ = engine_for(folder / file, key)
            with pytest.raises(Exception, match="not a database"):
                engine.connect()
        plain = sqlite3.connect(folder / file)
        with pytest.raises(sqlite3.DatabaseError):
            plain.execute("SELECT count(*) FROM sqlite_master")
        plain.close()


def test_without_the_encrypting_driver_only_a_safe_sqlite_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The driver is absent on some platforms: as if it were not installed here."""
    monkeypatch.setitem(sys.modules, "sqlcipher3", None)
    if sqlite3.sqlite_version_info < OLDEST:
        with pytest.raises(StoreUnavailable, match=r"3\.51\.3 or newer"):
            driver()
    monkeypatch.setattr(sqlite3, "sqlite_version_info", OLDEST)
    with pytest.warns(RuntimeWarning, match="file itself is not encrypted"):
        assert driver() == (sqlite3, "sqlite")
    with warnings.catch_warnings(action="ignore", category=RuntimeWarning):
        engine, name = engine_for(tmp_path / "plain.db", bytes(32))
    with engine.begin() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    engine.dispose()
    assert name == "sqlite"


def test_a_destroyed_copy_leaves_no_wrap_in_the_key_file_or_its_log(
    embedded_world: World,
) -> None:
    world = embedded_world
    _, offer = world.offered()
    wrap = "SELECT hex(wrapped) FROM key_wrap WHERE recipient_kind = 'organisation'"
    assert len(run(world, wrap, keys=True)) == 1

    world.mechanism.answer_offer(world["host"], offer.id, "decline", reason="full")

    assert run(world, wrap, keys=True) == []
    log = Path(world.location) / f"{KEYS}-wal"
    assert log.stat().st_size == 0
    assert count(world, "key_wrap", keys=True) > 0


def test_a_wrap_that_cannot_be_deleted_now_is_deleted_with_the_next_act(
    embedded_world: World,
) -> None:
    world = embedded_world
    _, offer = world.offered()
    run(
        world,
        "CREATE TRIGGER stop BEFORE DELETE ON key_wrap BEGIN "
        "SELECT RAISE(ABORT, 'not now'); END",
        keys=True,
    )

    world.mechanism.answer_offer(world["host"], offer.id, "decline", reason="full")
    wraps = "SELECT count(*) FROM key_wrap WHERE recipient_kind = 'organisation'"
    assert run(world, wraps, keys=True) == [(1,)]

    run(world, "DROP TRIGGER stop", keys=True)
    store(world).act(lambda _unit: None)
    assert run(world, wraps, keys=True) == [(0,)]
    assert store(world).name == "sqlcipher"
