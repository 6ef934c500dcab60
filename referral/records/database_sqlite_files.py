"""The embedded store's files: which SQLite opens them, and how.

The whole file is encrypted where a wheel of SQLCipher exists.
"""

import sqlite3
import warnings
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool, QueuePool

from referral.errors import StoreUnavailable

OLDEST = (3, 51, 3)
"""Older SQLite versions can corrupt a write-ahead log when it is reset."""
BUSY_SECONDS, JOB_BUSY_SECONDS = 5, 30
"""How long an act, and how long a job, waits for the other's transaction to end."""


def driver() -> tuple[ModuleType, str]:
    """The SQLite to use: encrypting the whole file where a wheel exists.

    Raises:
        StoreUnavailable: if only a SQLite older than 3.51.3 is there.
    """
    try:
        from sqlcipher3 import dbapi2  # noqa: PLC0415 # absent on some platforms
    except ImportError:
        if sqlite3.sqlite_version_info < OLDEST:
            raise StoreUnavailable(
                f"this SQLite is {sqlite3.sqlite_version}; 3.51.3 or newer is needed"
            ) from None
        warnings.warn(
            "sqlcipher3 is not installed: the database file itself is not encrypted "
            "(sealed values still are)",
            RuntimeWarning,
            stacklevel=2,
        )
        return sqlite3, "sqlite"
    return dbapi2, "sqlcipher"


def engine_for(
    path: Path, file_key: bytes | None, *, readers: int = 0
) -> tuple[Engine, str]:
    """An engine on one file: for the writer, or for `readers` read-only connections."""
    module, name = driver()
    engine = create_engine(
        "sqlite://",
        module=module,
        creator=_connector(module, path, file_key, read_only=readers > 0),
        poolclass=QueuePool if readers else NullPool,
        hide_parameters=True,
        **({"pool_size": readers, "max_overflow": 0} if readers else {}),
    )
    start = "BEGIN" if readers else "BEGIN IMMEDIATE"

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(start)

    return engine, name


def job_engine_for(path: Path, file_key: bytes | None) -> Engine:
    """An engine on one file for the job engine, which begins its own transactions.

    The driver takes the write lock before the first statement that writes and reads
    without a transaction, as the job engine expects: looking for work locks nobody.
    """
    module, _ = driver()
    return create_engine(
        "sqlite://",
        module=module,
        creator=_connector(module, path, file_key, begin="IMMEDIATE"),
        poolclass=QueuePool,
        hide_parameters=True,
        pool_size=5,
        max_overflow=5,
    )


def _connector(
    module: ModuleType,
    path: Path,
    file_key: bytes | None,
    *,
    read_only: bool = False,
    begin: str | None = None,
) -> Callable[[], Any]:
    def connect() -> Any:  # noqa: ANN401 # a driver's connection has no common type
        connection = module.connect(
            str(path),
            timeout=BUSY_SECONDS if begin is None else JOB_BUSY_SECONDS,
            isolation_level=begin,
            check_same_thread=False,
        )
        if file_key is not None and module is not sqlite3:
            connection.execute(f"PRAGMA key = \"x'{file_key.hex()}'\"")
        for pragma in _PRAGMAS + (_READER if read_only else _WRITER):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    return connect


_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "secure_delete = ON",
    "trusted_schema = OFF",
    "recursive_triggers = ON",  # else INSERT OR REPLACE passes by the delete trigger
    "temp_store = MEMORY",
)
_WRITER = ("wal_autocheckpoint = 1000",)
_READER = ("wal_autocheckpoint = 0", "query_only = ON")


def identity(path: Path) -> tuple[int, int] | None:
    """Which file lies at a path; None if none can be seen there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
