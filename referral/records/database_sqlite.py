"""The embedded store: one writer thread, group commit, readers that cannot write.

Many acts that arrive together share one durable commit; each has a savepoint of its
own, so one that is refused leaves the others whole. Two files: the records and, apart
from them, the wrapped keys, which are committed first.
"""

import sqlite3
import warnings
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from queue import Empty, Full, Queue
from threading import Thread
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool, QueuePool

from referral.clock import Clock
from referral.errors import StoreUnavailable
from referral.records.database import Act, T, work_in

OLDEST = (3, 51, 3)
"""Older SQLite versions can corrupt a write-ahead log when it is reset."""
BATCH = 64
WAITING = 1024
BUSY_SECONDS = 5

_Job = tuple[Act[Any], "Future[Any]"]


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


def _connector(
    module: ModuleType, path: Path, file_key: bytes | None, *, read_only: bool
) -> Callable[[], Any]:
    def connect() -> Any:  # noqa: ANN401 # a driver's connection has no common type
        connection = module.connect(
            str(path),
            timeout=BUSY_SECONDS,
            isolation_level=None,
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
    "temp_store = MEMORY",
)
_WRITER = ("wal_autocheckpoint = 1000",)
_READER = ("wal_autocheckpoint = 0", "query_only = ON")


class SqliteStore:
    """Records in `path`, wrapped keys in `keys_path`."""

    def __init__(
        self, path: Path, keys_path: Path, file_key: bytes | None, clock: Clock
    ) -> None:
        self._clock = clock
        self._main, self.name = engine_for(path, file_key)
        self._keys, _ = engine_for(keys_path, file_key)
        self._readers, _ = engine_for(path, file_key, readers=8)
        self._key_readers, _ = engine_for(keys_path, file_key, readers=8)
        self._jobs: Queue[_Job | None] = Queue(WAITING)
        self._writer = Thread(target=self._write, name="writer", daemon=True)
        self._writer.start()

    def act(self, act: Act[T]) -> T:
        """Hand the act to the writer and wait until it is durable."""
        if not self._writer.is_alive():
            raise StoreUnavailable("the store is closed")
        done: Future[T] = Future()
        try:
            self._jobs.put_nowait((act, done))
        except Full:
            raise StoreUnavailable("too much is waiting to be written") from None
        return done.result()

    def read(self, read: Act[T]) -> T:
        """Run on a connection that cannot write."""
        try:
            with self._readers.begin() as main, self._key_readers.begin() as keys:
                return work_in(main, keys, self._clock(), read)[0]
        except OperationalError as broken:
            raise StoreUnavailable("the store cannot be read now") from broken

    def close(self) -> None:
        """Let the writer finish what is waiting."""
        if self._writer.is_alive():
            self._jobs.put(None)
            self._writer.join()
        for engine in (self._main, self._keys, self._readers, self._key_readers):
            engine.dispose()

    def _write(self) -> None:
        with self._main.connect() as main, self._keys.connect() as keys:
            while jobs := self._waiting():
                if not self._batch(main, keys, jobs) and len(jobs) > 1:
                    for job in jobs:
                        self._batch(main, keys, [job])

    def _waiting(self) -> list[_Job]:
        first = self._jobs.get()
        jobs: list[_Job] = []
        while first is not None:
            jobs.append(first)
            if len(jobs) == BATCH:
                return jobs
            try:
                first = self._jobs.get_nowait()
            except Empty:
                return jobs
        if jobs:
            self._jobs.put(None)
        return jobs

    def _batch(self, main: Connection, keys: Connection, jobs: list[_Job]) -> bool:
        """Commit jobs together. False if a batch of several must be split up."""
        outcomes: list[tuple[Future[Any], Any, Exception | None]] = []
        try:
            with main.begin(), keys.begin():
                for act, done in jobs:
                    outcomes.append((done, *self._one(main, keys, act)))
        except Exception as broken:  # noqa: BLE001 # whatever it was, nothing was kept
            if len(jobs) == 1:
                unavailable = StoreUnavailable("the store cannot write now")
                unavailable.__cause__ = broken
                jobs[0][1].set_exception(unavailable)
            return False
        for done, result, refused in outcomes:
            if refused is None:
                done.set_result(result)
            else:
                done.set_exception(refused)
        return True

    def _one(
        self, main: Connection, keys: Connection, act: Act[T]
    ) -> tuple[T | None, Exception | None]:
        """One act in its savepoint. A store that fails ends the whole batch."""
        try:
            return work_in(main, keys, self._clock(), act)[0], None
        except OperationalError:
            raise
        except Exception as refused:  # noqa: BLE001 # the act's own answer
            return None, refused
