"""A copy of the embedded store while it is being written: both files, one moment.

For an instant nobody writes; in it, a reading begins on each file. From then on both
readings see that state, however long the copying takes and whatever is written
meanwhile. So no value is copied without its key, and no key that was destroyed.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from referral.clock import Clock
from referral.errors import BackupFailed
from referral.records.database import Act, Copies, T, work_in
from referral.records.database_sqlite_fence import READS_KEYS, READS_RECORDS
from referral.records.database_sqlite_files import driver, engine_for

PAGES = 1000
"""Copied at a time; progress is told in between."""
PATIENCE_SECONDS = 30


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
    engines = [
        engine_for(path, files.file_key, readers=1, fence=fence)[0]
        for path, fence in ((files.records, READS_RECORDS), (files.keys, READS_KEYS))
    ]
    try:
        with ExitStack() as stack:
            with _nobody_writes(files):
                main, wraps = (stack.enter_context(each.begin()) for each in engines)
                main.exec_driver_sql("SELECT count(*) FROM mechanism")
                wraps.exec_driver_sql("SELECT count(*) FROM kek_epoch")
            told, _ = work_in(main, wraps, clock(), look)
            _copy(main, into.records, files.file_key, into.progress)
            _copy(wraps, into.keys, files.file_key, lambda *_: None)
    except (DBAPIError, module.Error, OSError) as broken:
        raise BackupFailed("the store cannot be copied: busy, or no room") from broken
    finally:
        for engine in engines:
            engine.dispose()
    return told


@contextmanager
def _nobody_writes(files: Files) -> Iterator[None]:
    """Hold the one right to write, and write nothing."""
    engine, _ = engine_for(files.records, files.file_key)
    try:
        with engine.connect() as connection:
            raw = connection.connection.driver_connection
            raw.execute(f"PRAGMA busy_timeout = {PATIENCE_SECONDS * 1000}")  # type: ignore[union-attr] # the driver's
            with connection.begin() as holding:
                yield
                holding.rollback()
    finally:
        engine.dispose()


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
