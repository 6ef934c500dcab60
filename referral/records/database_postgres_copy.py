"""A dump of a PostgreSQL store and its way back: `pg_dump`, `pg_restore`, `psql`.

Two dumps of one snapshot, the key tables in a file of their own. Row-level security is
forced on the owner too, so the dump is made as a role that passes by it and can only
read (`docs/deploy/postgresql-roles.sql`).
"""

import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError

from referral.clock import Clock
from referral.errors import BackupFailed, BackupUnusable
from referral.records.database import Act, Copies, T, work_in
from referral.records.fences import JOB_SCHEMA, KEYS

_KEY_TABLES = tuple(sorted(KEYS))
_DUMP = ("--format=custom", "--no-owner", "--no-privileges", "--no-password")
_SCRIPT = ("--no-owner", "--no-privileges", "--file=-")
_TAKES = ("--set=ON_ERROR_STOP=1", "--quiet", "--no-psqlrc", "--no-password")
ENDS_WITHIN = 2.0
"""Seconds in which a program that failed has ended; the others would wait for more."""


def dump(look: Act[T], into: Copies, clock: Clock) -> T:
    """Dump records and keys of one snapshot.

    Raises:
        BackupFailed: if there is no such role or program, or it does not succeed.
    """
    if into.reader is None:
        raise BackupFailed(
            "set store_backup: the address for the role that reads everything "
            "(docs/deploy/postgresql-roles.sql)"
        )
    engine = create_engine(driven(into.reader), hide_parameters=True)
    try:
        with engine.connect().execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        ) as connection:
            _must_see_everything(connection)
            snapshot = connection.execute(text("SELECT pg_export_snapshot()"))
            told, _ = work_in(connection, connection, clock(), look)
            _dump_both(into, into.reader, f"--snapshot={snapshot.scalar_one()}")
    except (DBAPIError, OSError) as broken:
        raise BackupFailed("the database cannot be dumped") from broken
    finally:
        engine.dispose()
    return told


def _must_see_everything(connection: Connection) -> None:
    query = text(
        "SELECT rolbypassrls OR rolsuper FROM pg_roles WHERE rolname = current_user"
    )
    if not connection.execute(query).scalar_one():
        raise BackupFailed("the role of store_backup sees no rows: it needs BYPASSRLS")


def _dump_both(into: Copies, address: str, snapshot: str) -> None:
    without = [f"--exclude-table={name}" for name in _KEY_TABLES]
    alone = [f"--table={name}" for name in _KEY_TABLES]
    into.progress(0, 1)
    for path, tables in ((into.records, without), (into.keys, alone)):
        with _program("pg_dump", address, [*_DUMP, snapshot, *tables]) as dumping:
            into.seal(_end(dumping.stdout), path)
    into.progress(1, 1)


def undump(
    parts: Iterable[tuple[str, Callable[[IO[bytes]], object]]], owner: str
) -> None:
    """Put dumps into an empty database, in one transaction; none lies open on the way.

    The transaction ends with a word that is said when all of them were whole. Whatever
    ends before it, this process as well, leaves the database empty.

    Args:
        parts: Dumps as `dump` made them, by name, each with what writes it.
        owner: The address for the role that owns the tables.

    Raises:
        BackupUnusable: if there is something already, or it does not succeed.
    """
    must_be_empty(owner)
    try:
        with _program("psql", owner, _TAKES, subprocess.DEVNULL) as taking:
            script = _end(taking.stdin)
            _say(script, "BEGIN;")
            for _, pour in parts:
                with _program("pg_restore", None, _SCRIPT, script) as reading:
                    pour(_end(reading.stdin))
            _say(script, "COMMIT;")
    except BackupFailed as broken:
        raise BackupUnusable(f"the dumps were not put back: {broken}") from broken


def _say(script: IO[bytes], word: str) -> None:
    script.write(f"{word}\n".encode())
    script.flush()


def must_be_empty(owner: str) -> None:
    """Refuse a database with anything in it.

    Raises:
        BackupUnusable: if it holds a table, or cannot be reached.
    """
    query = text(
        "SELECT count(*) FROM pg_tables WHERE schemaname IN (current_schema(), :jobs)"
    )
    with _owning(owner) as connection:
        if connection.execute(query, {"jobs": JOB_SCHEMA}).scalar_one():
            raise BackupUnusable(
                "the database is not empty: something is there already"
            )


def empty_again(owner: str) -> None:
    """Take away what `undump` has put there.

    Raises:
        BackupUnusable: if that cannot be done.
    """
    with _owning(owner) as connection:
        names = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = "
        tables = connection.exec_driver_sql(names + "current_schema()").scalars().all()
        for table in tables:
            connection.exec_driver_sql(f"DROP TABLE {table} CASCADE")
        routines = (
            "SELECT p.oid::regprocedure::text FROM pg_proc p"
            " WHERE pronamespace = current_schema()::regnamespace"
        )
        for routine in connection.exec_driver_sql(routines).scalars().all():
            connection.exec_driver_sql(f"DROP ROUTINE {routine} CASCADE")
        connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {JOB_SCHEMA} CASCADE")


@contextmanager
def _owning(owner: str) -> Iterator[Connection]:
    engine = create_engine(driven(owner), hide_parameters=True)
    try:
        with engine.begin() as connection:
            yield connection
    except DBAPIError as broken:
        raise BackupUnusable("the database cannot be used") from broken
    finally:
        engine.dispose()


def driven(address: str) -> str:
    """An address as SQLAlchemy reads it."""
    return address.replace("postgresql://", "postgresql+psycopg://", 1)


@contextmanager
def _program(
    program: str,
    address: str | None,
    words: Sequence[str],
    into: IO[bytes] | int = subprocess.PIPE,
) -> Iterator[subprocess.Popen[bytes]]:
    """One of PostgreSQL's programs while it runs; killed if this does not end well.

    The password goes into a file that nobody else reads: words of a command line are
    seen by everybody on the machine.

    Raises:
        BackupFailed: if it is not there, or what it complained of if it failed.
    """
    found = shutil.which(program)
    if found is None:
        told = f"{program} is not installed (Debian: postgresql-client)"
        raise BackupFailed(told)
    with TemporaryDirectory() as folder, TemporaryFile() as said:
        named = [f"--dbname={_named(address, Path(folder))}"] if address else []
        with subprocess.Popen(  # noqa: S603 # found by name; no shell
            [found, *named, *words], stdin=subprocess.PIPE, stdout=into, stderr=said
        ) as running:
            try:
                yield running
                _end(running.stdin).close()
                failed = running.wait() != 0
            except Exception as broken:
                if not _failed_itself(running):
                    raise
                raise BackupFailed(_word(program, said)) from broken
            finally:
                running.kill()
                with suppress(OSError):
                    _end(running.stdin).close()
        if failed:
            raise BackupFailed(_word(program, said))


def _failed_itself(running: subprocess.Popen[bytes]) -> bool:
    """True if a program ended with a complaint, so that others met closed ends."""
    with suppress(subprocess.TimeoutExpired):
        return running.wait(ENDS_WITHIN) != 0
    return False


def _end(pipe: IO[bytes] | None) -> IO[bytes]:
    """One end of a program's pipes, which it always has here."""
    if pipe is None:
        raise ValueError("this program was given no pipe")
    return pipe


def _word(program: str, said: IO[bytes]) -> str:
    said.seek(0)
    why = _complaint(said.read().decode("utf-8", "replace"))
    return f"{program} did not succeed: {why}"


def _named(address: str, folder: Path) -> str:
    """The address without its password, which lies in a file that it names."""
    url = make_url(address)
    query = dict(url.query)
    if url.password is not None:
        kept = folder / "pgpass"
        kept.touch(mode=0o600)
        secret = str(url.password).replace("\\", "\\\\").replace(":", "\\:")
        kept.write_text(f"*:*:*:*:{secret}\n")
        query["passfile"] = str(kept)
    bare = URL.create(
        "postgresql",
        username=url.username,
        host=url.host,
        port=url.port,
        database=url.database,
        query=query,
    )
    return bare.render_as_string(hide_password=False)


def _complaint(said: str) -> str:
    """The first line that is an error, without what the statement held."""
    lines = [line for line in said.splitlines() if "error" in line.lower()]
    return (lines or said.splitlines() or ["no word"])[0][:200]
