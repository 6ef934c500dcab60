"""Every byte that is written: files of a folder, a database server's, a process's."""

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from tests.postgres import SUPERUSER, as_role, libpq

PROC = Path("/proc")
Found = Iterator[tuple[str, bytes]]
"""Where something lies, and its bytes."""


def files_under(*folders: Path) -> Found:
    """Every file below some folders: its name, and what is in it."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            yield "file names", path.name.encode()
            if path.is_file():
                yield path.name, path.read_bytes()


def open_files(pid: int | str = "self") -> Found:
    """What a process holds open, files without a name among it."""
    for entry in (PROC / str(pid) / "fd").iterdir():
        try:
            if stat.S_ISREG(entry.stat().st_mode):
                yield f"open {entry.readlink()}", entry.read_bytes()
        except OSError:  # closed in between
            continue


def told_to_the_machine(pid: int) -> Found:
    """What any account may see of a process and its children: words, names."""
    for one in (pid, *_children(pid)):
        for name in ("cmdline", "comm", "environ"):
            yield f"{name} of a process", (PROC / str(one) / name).read_bytes()


def _children(pid: int) -> list[int]:
    tasks = (PROC / str(pid) / "task").glob("*/children")
    return [int(word) for task in tasks for word in task.read_text().split()]


def core_size(pid: int) -> str:
    """The largest core dump a process may leave, softly and at most."""
    lines = (PROC / str(pid) / "limits").read_text().splitlines()
    (told,) = [line.split()[4:6] for line in lines if line.startswith("Max core")]
    return " ".join(told)


def _administered(url: str) -> psycopg.Connection[Any]:
    return psycopg.connect(libpq(as_role(url, SUPERUSER)), autocommit=True)


def rows_by_table(url: str) -> dict[str, str]:
    """All rows of all tables of a database as text, the job engine's among them."""
    with _administered(url) as connection:
        tables: list[tuple[str, str]] = connection.execute(
            "SELECT table_schema, table_name FROM information_schema.tables "
            "WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        found = {}
        for schema, table in tables:
            name = psycopg.sql.Identifier(schema, table)
            query = psycopg.sql.SQL("SELECT * FROM {}").format(name)
            found[table] = repr(connection.execute(query).fetchall())
    return found


def server_files(url: str) -> Found:
    """The files of this database, the write-ahead log, and what the server said."""
    with _administered(url) as connection:
        connection.execute("CHECKPOINT")
        found = connection.execute(
            "SELECT current_setting('data_directory'), oid::text "
            "FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    assert found is not None
    folder, number = Path(str(found[0])), str(found[1])
    yield from files_under(folder / "base" / number, folder / "pg_wal")
    yield "the server's log", (folder.parent / "log").read_bytes()
