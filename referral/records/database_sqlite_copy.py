"""A copy of the embedded store while it is being written: both files, one moment.

A reading begins on the records, then one on the keys. If nothing was committed to the
records between the two, they see one moment; else both begin anew. From then on they
see that state, however long the copying takes and whatever is written meanwhile. So no
value is copied without its key, nor a key that the copied records call destroyed, but
for one that was about to be deleted: that is swept at the next start.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from referral.clock import Clock
from referral.errors import BackupFailed
from referral.records.database import Act, Copies, T, work_in
from referral.records.database_sqlite_fence import (
    READS_KEYS,
    READS_RECORDS,
    Authorizer,
)
from referral.records.database_sqlite_files import driver, engine_for

PAGES = 1000
"""Copied at a time; progress is told in between."""
TRIES, PAUSE_SECONDS = 2000, 0.003
"""Commits leave gaps of milliseconds; two readings begin within one."""


@dataclass(frozen=True, slots=True)
class Files:
    """The two files of a store, and their key."""

    records: Path
    keys: Path
    file_key: bytes | None


def copy_files(files: Files, look: Act[T], into: Copies, clock: Clock) -> T:
    """Copy records and keys, still encrypted with the same key.

    Args:
        files: What to copy.
        look: Told by exactly the state that is copied.
        into: Where to.
        clock: Where the time comes from.

    Returns:
        What `look` has answered.

    Raises:
        BackupFailed: if the store stays busy, or there is no room.
    """
    module, _ = driver()
    try:
        with _pinned(files) as (main, wraps):
            told, _ = work_in(main, wraps, clock(), look)
            _copy(main, into.records, files.file_key, into.progress)
            _copy(wraps, into.keys, files.file_key, lambda *_: None)
    except (DBAPIError, module.Error, OSError) as broken:
        raise BackupFailed("the store cannot be copied: busy, or no room") from broken
    return told


@contextmanager
def _pinned(files: Files) -> Iterator[tuple[Connection, Connection]]:
    """Readings of both files that see one moment."""
    with ExitStack() as stack:
        watch, records, keys = (
            stack.enter_context(_connected(path, files.file_key, fence))
            for path, fence in (
                (files.records, None),
                (files.records, READS_RECORDS),
                (files.keys, READS_KEYS),
            )
        )
        for _ in range(TRIES):
            before = _version(watch)
            reading = records.begin(), keys.begin()
            records.exec_driver_sql("SELECT count(*) FROM mechanism")
            keys.exec_driver_sql("SELECT count(*) FROM kek_epoch")
            if _version(watch) == before:
                yield records, keys
                return
            for each in reading:
                each.rollback()
            time.sleep(PAUSE_SECONDS)
    raise BackupFailed("the store is too busy to be copied at one moment")


@contextmanager
def _connected(
    path: Path, file_key: bytes | None, fence: Authorizer | None
) -> Iterator[Connection]:
    engine, _ = engine_for(path, file_key, readers=1, fence=fence)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _version(watch: Connection) -> int:
    """A number that another connection's commit changes."""
    raw = watch.connection.driver_connection
    (version,) = raw.execute("PRAGMA data_version").fetchone()  # type: ignore[union-attr] # the driver's
    return int(version)


def _copy(
    source: Connection,
    target: Path,
    file_key: bytes | None,
    progress: Callable[[int, int], None],
) -> None:
    """All pages of one file, as its reading sees them."""
    module, _ = driver()
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    out = module.connect(str(target), isolation_level=None)
    try:
        if file_key is not None and module is not sqlite3:
            out.execute(f"PRAGMA key = \"x'{file_key.hex()}'\"")
        out.execute("PRAGMA journal_mode = OFF")
        out.execute("PRAGMA synchronous = OFF")  # it is read, sealed and deleted
        source.connection.driver_connection.backup(  # type: ignore[union-attr] # the driver's
            out,
            pages=PAGES,
            progress=lambda _, left, total: progress(total - left, total),
        )
    finally:
        out.close()
