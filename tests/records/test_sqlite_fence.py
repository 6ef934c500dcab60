"""What no connection of the embedded store does, whoever wrote the statement."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from referral.clock import SetClock
from referral.delivery.jobs import Jobs
from referral.errors import StoreUnavailable
from referral.records.database import Unit
from referral.records.database_sqlite import SqliteStore
from referral.records.database_sqlite_fence import harden
from referral.records.database_sqlite_files import driver
from referral.records.fences import KEYS, RECORDS
from referral.records.opening import open_store
from referral.vault.providers.file import FileKek
from tests.records.bare import mark, marks
from tests.records.raw import unfenced
from tests.world import START

FORBIDDEN = r"not authorized|prohibited|may not be modified"
ANYWHERE = (
    "ATTACH DATABASE ':memory:' AS other",
    "CREATE TABLE one (a)",
    "CREATE TEMP TABLE one (a)",
    "CREATE VIEW one AS SELECT 1",
    "CREATE TRIGGER one AFTER INSERT ON entry BEGIN SELECT 1; END",
    "CREATE TEMP TRIGGER one AFTER INSERT ON entry BEGIN SELECT 1; END",
    "CREATE INDEX one ON entry (at)",
    "CREATE VIRTUAL TABLE one USING fts5 (a)",
    "DROP TRIGGER entry_no_update",
    "DROP TABLE entry",
    "ALTER TABLE entry RENAME TO entries",
    "ANALYZE",
    "REINDEX",
    "PRAGMA writable_schema = ON",
    "PRAGMA recursive_triggers = OFF",
    "PRAGMA query_only = OFF",
    "PRAGMA secure_delete = OFF",
    "PRAGMA trusted_schema = ON",
    "PRAGMA foreign_keys = OFF",
    "PRAGMA synchronous = OFF",
    "PRAGMA rekey = 'x'",
    "PRAGMA cipher_version",
    "PRAGMA integrity_check",
    "SELECT load_extension('x')",
    "SELECT sqlcipher_export('main')",
    "SELECT randomblob(1000000000)",
    "SELECT fts3_tokenizer('x')",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
    "SELECT name FROM sqlite_master",
    "UPDATE sqlite_master SET sql = ''",
    "UPDATE entry SET seq = 1",
    "DELETE FROM entry",
    "INSERT INTO schema_version VALUES ('9999')",
)
"""Never, on a connection of an act or of a read."""
ON_RECORDS = (
    *ANYWHERE,
    "DELETE FROM case_file",
    "DELETE FROM referral",
    "UPDATE sealed_value SET box = x''",
    "UPDATE pathway_text SET text = ''",
    "DELETE FROM workflow_status",
    "PRAGMA wal_checkpoint(TRUNCATE)",
)
POSSIBLE = (
    "ATTACH DATABASE ':memory:' AS other",
    "CREATE TABLE one (a)",
    "PRAGMA secure_delete = OFF",
    "PRAGMA integrity_check",
    "SELECT name FROM sqlite_master",
    "DELETE FROM case_file",
    "UPDATE sealed_value SET box = x''",
    "DROP TRIGGER entry_no_update",
    "DROP TABLE entry",
)


def tries(statement: str, *, keys: bool = False) -> Callable[[Unit], None]:
    """Run one statement on the connection at hand."""

    def run(unit: Unit) -> None:
        session = unit.keys if keys else unit.session
        session.connection().execute(text(statement.replace(":memory:", r"\:memory\:")))

    return run


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    """One store for all that is refused."""
    folder = tmp_path_factory.mktemp("fenced")
    key = FileKek.create(folder / "kek")
    made = open_store(str(folder / "data"), key, SetClock(START), make=True).store
    assert isinstance(made, SqliteStore)
    Jobs(made).prepare()
    yield made
    made.close()


@pytest.mark.parametrize("statement", ON_RECORDS)
def test_nobody_who_acts_or_reads_does_it(opened: SqliteStore, statement: str) -> None:
    for work in (opened.act, opened.read):
        with pytest.raises(StoreUnavailable) as refused:
            work(tries(statement))
        assert re.search(FORBIDDEN, str(refused.value.__cause__))


@pytest.mark.parametrize("statement", [*ANYWHERE, "SELECT wrapped FROM sealed_value"])
def test_nor_beside_the_keys(opened: SqliteStore, statement: str) -> None:
    for work in (opened.act, opened.read):
        with pytest.raises(StoreUnavailable):
            work(tries(statement, keys=True))


def test_one_forbidden_statement_stands_in_nobody_elses_way(bare: SqliteStore) -> None:
    bare.act(mark)
    with pytest.raises(StoreUnavailable):
        bare.act(tries("DELETE FROM entry"))
    bare.act(lambda unit: mark(unit, b"two"))
    assert marks(bare) == [b"one", b"two"]


@pytest.mark.parametrize("statement", POSSIBLE)
def test_without_the_authorizer_the_same_connection_would(
    bare: SqliteStore, statement: str
) -> None:
    def run(unit: Unit) -> None:
        unfenced(unit)
        tries(statement)(unit)
        raise LookupError

    with pytest.raises(StoreUnavailable):
        bare.act(tries(statement))
    with pytest.raises(LookupError):
        bare.act(run)


@pytest.mark.parametrize(
    "statement",
    [
        *(f"SELECT * FROM {table}" for table in RECORDS),  # noqa: S608 - ours
        "INSERT INTO failed_sign_in VALUES (x'00', x'00', 1)",
        "WITH RECURSIVE n(i) AS (SELECT min(id) FROM entry) SELECT i FROM n",
        "CREATE TABLE one (a)",
        "DROP TABLE workflow_status",
        "PRAGMA secure_delete = OFF",
        "PRAGMA foreign_keys = OFF",
        "ATTACH DATABASE ':memory:' AS other",
    ],
)
def test_jobs_reach_their_own_tables_alone(opened: SqliteStore, statement: str) -> None:
    engine, maker = opened.job_engine(), opened.job_maker()
    run = text(statement.replace(":memory:", r"\:memory\:"))
    with engine.connect() as one, pytest.raises(DBAPIError, match=FORBIDDEN):
        one.execute(run)
    if not statement.startswith(("CREATE", "DROP", "ATTACH")):  # these would stay
        with maker.connect() as past:
            past.execute(run)
            past.rollback()
    engine.dispose()
    maker.dispose()


def test_a_reader_reads_every_table_of_its_file_and_writes_none(
    opened: SqliteStore,
) -> None:
    for keys, tables in ((False, RECORDS), (True, KEYS)):
        for table in tables:
            opened.read(tries(f"SELECT * FROM {table}", keys=keys))  # noqa: S608 - ours
            opened.read(tries(f"SELECT count(*) FROM {table}", keys=keys))  # noqa: S608
            with pytest.raises(StoreUnavailable):
                opened.read(tries(f"INSERT INTO {table} DEFAULT VALUES", keys=keys))


class Deaf:
    """A driver's connection that passes over one setting."""

    def __init__(self, real: Any, setting: str) -> None:
        self._real = real
        self._setting = setting

    def execute(self, statement: str) -> Any:
        """Run it, unless it sets what is not heard."""
        if statement.startswith(f"PRAGMA {self._setting} ="):
            return None
        return self._real.execute(statement)


@pytest.mark.parametrize(
    ("setting", "read_only"),
    [
        ("journal_mode", False),
        ("foreign_keys", False),
        ("secure_delete", False),
        ("trusted_schema", False),
        ("cell_size_check", False),
        ("query_only", True),
        ("temp_store", False),
    ],
)
def test_a_driver_that_passes_over_a_setting_is_refused(
    tmp_path: Path, setting: str, *, read_only: bool
) -> None:
    module, _ = driver()
    real = module.connect(str(tmp_path / "new.db"))
    try:
        with pytest.raises(StoreUnavailable, match=f"passes over .* {setting}$"):
            harden(Deaf(real, setting), module, read_only=read_only)
        harden(real, module, read_only=read_only)
    finally:
        real.close()
