"""The embedded store's files: which SQLite opens them, and how.

The whole file is encrypted where a wheel of SQLCipher exists.
"""

import sqlite3
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool, QueuePool

from referral.errors import StoreUnavailable
from referral.records.database_sqlite_fence import (
    BUSY_SECONDS,
    CLEARING_SECONDS,
    CLEARS,
    JOB_BUSY_SECONDS,
    RUNS_JOBS,
    TURN_MILLIS,
    Authorizer,
    harden,
)

REWRITTEN_UP_TO = 256 * 2**20
"""Bytes of a file that is written anew after an erasure. That takes as much memory, and
nobody else writes meanwhile: some seconds. Larger stores belong on PostgreSQL."""
OLDEST = (3, 51, 3)
"""Older SQLite versions can corrupt a write-ahead log when it is reset."""


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
    path: Path,
    file_key: bytes | None,
    *,
    readers: int = 0,
    fence: Authorizer | None = None,
) -> tuple[Engine, str]:
    """An engine on one file: for the writer, or for `readers` read-only connections.

    Without a fence it may do everything: for making and updating tables alone.
    """
    module, name = driver()
    engine = create_engine(
        "sqlite://",
        module=module,
        creator=_connector(module, path, file_key, fence, read_only=readers > 0),
        poolclass=QueuePool if readers else NullPool,
        hide_parameters=True,
        **({"pool_size": readers, "max_overflow": 0} if readers else {}),
    )
    event.listen(engine, "begin", _begin if readers else _take_turn)
    return engine, name


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _take_turn(connection: Connection) -> None:
    """Take the place of the one who writes, asking anew many times.

    Whoever waits within SQLite looks every tenth of a second only. Beside a process
    that writes without a pause that one finds the place free too seldom.
    """
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except DBAPIError as refused:
            code = getattr(refused.orig, "sqlite_errorcode", None) or 0
            busy = code & 0xFF == sqlite3.SQLITE_BUSY  # while a log is recovered, too
            if not busy or time.monotonic() > until:
                raise
        else:
            return


def job_engine_for(
    path: Path, file_key: bytes | None, *, makes_tables: bool = False
) -> Engine:
    """An engine on one file for the job engine, which begins its own transactions.

    The driver takes the write lock before the first statement that writes and reads
    without a transaction, as the job engine expects: looking for work locks nobody.
    """
    module, _ = driver()
    fence = None if makes_tables else RUNS_JOBS
    return create_engine(
        "sqlite://",
        module=module,
        creator=_connector(module, path, file_key, fence, begin="IMMEDIATE"),
        poolclass=QueuePool,
        hide_parameters=True,
        pool_size=5,
        max_overflow=5,
    )


def _connector(
    module: ModuleType,
    path: Path,
    file_key: bytes | None,
    fence: Authorizer | None,
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
        try:
            harden(connection, module, read_only=read_only)
            if begin is None and not read_only:
                connection.execute(f"PRAGMA busy_timeout = {TURN_MILLIS}")
            connection.set_authorizer(fence)
        except BaseException:
            connection.close()
            raise
        return connection

    return connect


def emptied_log(path: Path, file_key: bytes | None) -> bool:
    """Write a file's write-ahead log into it, and cut the log off; False if in use.

    The file is written anew first: where SQLite once moved a row to another page, it
    may have left what it was, and overwriting what is deleted does not reach that.

    Raises:
        StoreUnavailable: if the file cannot be used.
    """
    module, _ = driver()
    try:
        connection = _connector(module, path, file_key, None)()
        try:
            connection.execute(f"PRAGMA busy_timeout = {CLEARING_SECONDS * 1000}")
            if not _cut_off(connection):  # or each try would fill the log anew
                return False
            if path.stat().st_size <= REWRITTEN_UP_TO:
                connection.execute("VACUUM")
            connection.set_authorizer(CLEARS)
            return _cut_off(connection)
        finally:
            connection.close()
    except module.Error as broken:
        if getattr(broken, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
            return False
        raise StoreUnavailable("the store cannot be cleared now") from broken


def _cut_off(connection: Any) -> bool:  # noqa: ANN401 # a driver's
    found = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return bool(found[0] == 0)


def identity(path: Path) -> tuple[int, int] | None:
    """Which file lies at a path; None if none can be seen there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
