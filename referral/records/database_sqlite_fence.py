"""What a SQLite connection is held to: an authorizer, and settings that took hold.

SQLite asks the authorizer about every table, column, function and pragma of a
statement when it is prepared, not when it runs; prepared statements are kept, so the
question is rarely asked. What is not allowed here is refused, whoever wrote the
statement. An `INSERT OR REPLACE` shows itself as an insert alone: the triggers on
`entry`, with `recursive_triggers`, are what refuses that.
"""

import sqlite3
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from referral.errors import StoreUnavailable
from referral.records.fences import JOB_TABLES, KEYS, RECORDS, Fence
from referral.records.protection_found import Protection

BUSY_SECONDS, JOB_BUSY_SECONDS = 5, 30
"""How long an act, and how long a job, waits for the other's transaction to end."""
TURN_MILLIS = 50
"""How long SQLite itself waits for a turn to write, before it is asked anew."""
CLEARING_SECONDS = 1
"""How long emptying a log waits for readers. Writers wait for it, and longer."""

Authorizer = Callable[[int, str | None, str | None, str | None, str | None], int]
_Allowed = dict[int, frozenset[str]]

_FUNCTIONS = frozenset({"coalesce", "count", "max", "min", "sum"})
_JOB_FUNCTIONS = _FUNCTIONS | {
    "hex",
    "json",
    "json_set",
    "json_type",
    "lower",
    "random",
    "randomblob",
    "row_number",
    "strftime",
    "unixepoch",
}
_SCHEMA = frozenset({"sqlite_master", "sqlite_schema"})
_DESTROYING = frozenset(
    {"busy_timeout=0", f"busy_timeout={TURN_MILLIS}", "wal_checkpoint=TRUNCATE"}
)
"""Pragmas by which a destroyed wrap leaves the write-ahead log, too."""
_ASKED = frozenset({"read_uncommitted"})
"""What SQLAlchemy asks of its first connection."""
_LOOKING = frozenset({"foreign_keys=ON", "table_info", "table_xinfo"})


def _rights(tables: Mapping[str, Fence]) -> _Allowed:
    return {
        sqlite3.SQLITE_READ: frozenset(tables),
        sqlite3.SQLITE_INSERT: frozenset(tables),
        sqlite3.SQLITE_UPDATE: frozenset(t for t, f in tables.items() if f.changes),
        sqlite3.SQLITE_DELETE: frozenset(t for t, f in tables.items() if f.removes),
    }


def _both(*parts: _Allowed) -> _Allowed:
    found: _Allowed = {}
    for part in parts:
        for action, names in part.items():
            found[action] = found.get(action, frozenset()) | names
    return found


_JOBS: _Allowed = {
    sqlite3.SQLITE_READ: JOB_TABLES | _SCHEMA,
    sqlite3.SQLITE_INSERT: JOB_TABLES,
    sqlite3.SQLITE_UPDATE: JOB_TABLES,
    sqlite3.SQLITE_DELETE: JOB_TABLES,
    sqlite3.SQLITE_PRAGMA: _LOOKING | _ASKED,
    sqlite3.SQLITE_FUNCTION: _JOB_FUNCTIONS,
}
_ENQUEUES: _Allowed = {
    sqlite3.SQLITE_READ: JOB_TABLES,
    sqlite3.SQLITE_INSERT: JOB_TABLES,
    sqlite3.SQLITE_UPDATE: JOB_TABLES,
}
_ALWAYS: _Allowed = {
    sqlite3.SQLITE_FUNCTION: _FUNCTIONS,
    sqlite3.SQLITE_PRAGMA: _ASKED,
}


def _reads(tables: Mapping[str, Fence]) -> _Allowed:
    return {sqlite3.SQLITE_READ: frozenset(tables), **_ALWAYS}


_RECURSION = sqlite3.SQLITE_RECURSIVE
_TRANSACTIONS = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_SAVEPOINT}
)
_IN_TABLE = frozenset(
    {
        sqlite3.SQLITE_READ,
        sqlite3.SQLITE_INSERT,
        sqlite3.SQLITE_UPDATE,
        sqlite3.SQLITE_DELETE,
    }
)


_HERE = frozenset({"main", None})
"""SQLite names no database where a statement reads rows and none of their columns."""
_NONE: frozenset[str] = frozenset()


def _precisely(action: int, first: str | None, second: str | None) -> str | None:
    """A function by its name, a pragma with its value."""
    if action == sqlite3.SQLITE_FUNCTION:
        return second
    if action == sqlite3.SQLITE_PRAGMA and second is not None:
        return f"{first}={second}"
    return first


def _authorizer(allowed: _Allowed, *, recursive: bool = False) -> Authorizer:
    """Answers from a list; what is not on it is denied.

    Args:
        allowed: The list.
        recursive: True for whoever may ask a question that builds on itself; of its
            tables and functions it is asked all the same.
    """

    def answer(
        action: int,
        first: str | None,
        second: str | None,
        database: str | None,
        inner: str | None,
    ) -> int:
        _ = inner
        if action in _TRANSACTIONS or (recursive and action == _RECURSION):
            return sqlite3.SQLITE_OK
        if not {first, _precisely(action, first, second)} & allowed.get(action, _NONE):
            return sqlite3.SQLITE_DENY
        if action in _IN_TABLE and database not in _HERE:
            return sqlite3.SQLITE_DENY
        return sqlite3.SQLITE_OK

    return answer


WRITES_RECORDS = _authorizer(_both(_rights(RECORDS), _ENQUEUES, _ALWAYS))
WRITES_KEYS = _authorizer(
    _both(_rights(KEYS), _ALWAYS, {sqlite3.SQLITE_PRAGMA: _DESTROYING})
)
READS_RECORDS = _authorizer(_reads(RECORDS))
READS_KEYS = _authorizer(_reads(KEYS))
_CLEARING = {f"busy_timeout={CLEARING_SECONDS * 1000}", "wal_checkpoint=TRUNCATE"}
CLEARS = _authorizer({sqlite3.SQLITE_PRAGMA: frozenset(_CLEARING)})
RUNS_JOBS = _authorizer(_JOBS, recursive=True)
"""The lanes of a queue are found so, one after the other."""

_SETTINGS: tuple[tuple[str, str, object], ...] = (
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", 2),
    ("foreign_keys", "ON", 1),
    ("secure_delete", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("cell_size_check", "ON", 1),
    # else INSERT OR REPLACE passes by the trigger against deleting
    ("recursive_triggers", "ON", 1),
    ("temp_store", "MEMORY", 2),
    ("mmap_size", "0", 0),
)
_WRITER = (("wal_autocheckpoint", "1000", 1000),)
_READER = (("wal_autocheckpoint", "0", 0), ("query_only", "ON", 1))


HARDENED = Protection(
    "connections",
    (),
    "an authorizer on each; "
    + ", ".join(f"{name} {value}" for name, value, _ in _SETTINGS[:6]),
)
"""What was seen to take hold before a connection is used at all."""


def harden(connection: Any, module: ModuleType, *, read_only: bool) -> None:  # noqa: ANN401 # a driver's
    """Set what every connection must have, and see that it took hold.

    Raises:
        StoreUnavailable: if the driver passes over one of them; the text names it.
    """
    for name, value, expected in _SETTINGS + (_READER if read_only else _WRITER):
        connection.execute(f"PRAGMA {name} = {value}")
        found = connection.execute(f"PRAGMA {name}").fetchone()
        if found is None or found[0] != expected:
            raise StoreUnavailable(f"this SQLite passes over the setting {name}")
    if module is not sqlite3 and not _encrypts(connection):
        raise StoreUnavailable("this SQLite does not encrypt the file")
    if hasattr(connection, "enable_load_extension"):
        connection.enable_load_extension(False)  # the driver's


def _encrypts(connection: Any) -> bool:  # noqa: ANN401 # a driver's connection
    found = connection.execute("PRAGMA cipher_version").fetchone()
    return found is not None and bool(found[0])
