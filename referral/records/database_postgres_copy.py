"""A dump of a PostgreSQL store and its way back: `pg_dump`, `pg_restore`, `psql`.

Two dumps of one snapshot, the key tables in a file of their own. Row-level security is
forced on the owner too, so the dump is made as a role that passes by it and can only
read (`docs/deploy/postgresql-roles.sql`).
"""

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError

from referral.clock import Clock
from referral.errors import BackupFailed, BackupUnusable
from referral.records.database import Act, Copies, T, work_in
from referral.records.fences import JOB_SCHEMA, KEYS

_KEY_TABLES = tuple(sorted(KEYS))
_DUMP = ("--format=custom", "--no-owner", "--no-privileges", "--no-password")


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
        words = [*_DUMP, snapshot, *tables, f"--file={path}"]
        if why := run("pg_dump", address, words):
            raise BackupFailed(f"pg_dump did not succeed: {why}")
        path.chmod(0o600)
    into.progress(1, 1)


def undump(records: Path, keys: Path, owner: str) -> None:
    """Put both dumps into an empty database, in one transaction.

    Args:
        records: A dump as `dump` made it.
        keys: The dump of the key tables.
        owner: The address for the role that owns the tables.

    Raises:
        BackupUnusable: if there is something already, or it does not succeed.
    """
    must_be_empty(owner)
    with TemporaryDirectory(dir=records.parent) as folder:
        scripts = []
        for dumped in (records, keys):
            script = Path(folder) / f"{dumped.name}.sql"
            words = ["--no-owner", "--no-privileges", f"--file={script}", str(dumped)]
            if why := run("pg_restore", None, words):
                raise BackupUnusable(f"{dumped.name} cannot be read: {why}")
            scripts.append(f"--file={script}")
        words = ["--single-transaction", "--set=ON_ERROR_STOP=1", "--quiet", "-X"]
        if why := run("psql", owner, [*words, "--no-password", *scripts]):
            raise BackupUnusable(f"the database does not take the dump: {why}")


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


def run(program: str, address: str | None, words: Sequence[str]) -> str | None:
    """Run one of PostgreSQL's programs; what it complained of, if it failed.

    The password goes into a file that nobody else reads: words of a command line are
    seen by everybody on the machine.
    """
    found = shutil.which(program)
    if found is None:
        return f"{program} is not installed (Debian: postgresql-client)"
    with TemporaryDirectory() as folder:
        named = [f"--dbname={_named(address, Path(folder))}"] if address else []
        done = subprocess.run(  # noqa: S603 # found by name; no shell
            [found, *named, *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    if done.returncode == 0:
        return None
    return _complaint(done.stderr)


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
