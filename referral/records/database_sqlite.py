"""The embedded store: one writer thread, group commit, readers that cannot write.

Many acts that arrive together share one durable commit; each has a savepoint of its
own, so one that is refused leaves the others whole. Two files: the records and, apart
from them, the wrapped keys, which are committed first.
"""

import sqlite3
import warnings
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from queue import Empty, Full, Queue
from threading import Lock, Thread
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.pool import NullPool, QueuePool

from referral.clock import Clock
from referral.errors import StoreUnavailable
from referral.records.database import Act, T, work_in
from referral.records.keys import WrapName, destroy_wraps

OLDEST = (3, 51, 3)
"""Older SQLite versions can corrupt a write-ahead log when it is reset."""
BATCH = 64
WAITING = 1024
BUSY_SECONDS, JOB_BUSY_SECONDS = 5, 30
"""How long an act, and how long a job, waits for the other's transaction to end."""

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


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file lies at a path; None if none can be seen there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


class SqliteStore:
    """Records in `path`, wrapped keys in `keys_path`."""

    def __init__(
        self, path: Path, keys_path: Path, file_key: bytes | None, clock: Clock
    ) -> None:
        self._clock = clock
        self._file = path, file_key
        self._main, self.name = engine_for(path, file_key)
        self._keys, _ = engine_for(keys_path, file_key)
        self._readers, _ = engine_for(path, file_key, readers=8)
        self._key_readers, _ = engine_for(keys_path, file_key, readers=8)
        self._jobs: Queue[_Job | None] = Queue(WAITING)
        self._doomed: list[WrapName] = []
        self._door = Lock()
        self._open = True
        self._files = {each: _identity(each) for each in (path, keys_path)}
        self._broken: Exception | None = None
        self._writer = Thread(target=self._write, name="writer", daemon=True)
        self._writer.start()

    def act(self, act: Act[T]) -> T:
        """Hand the act to the writer and wait until it is durable."""
        done: Future[T] = Future()
        with self._door:
            if not self._open:
                raise StoreUnavailable("the store is closed") from self._broken
            try:
                self._jobs.put_nowait((act, done))
            except Full:
                raise StoreUnavailable("too much is waiting to be written") from None
        return done.result()

    def read(self, read: Act[T]) -> T:
        """Run on a connection that cannot write; goes on when the writer is broken."""
        if not self._open and self._broken is None:
            raise StoreUnavailable("the store is closed")
        try:
            with self._readers.begin() as main, self._key_readers.begin() as keys:
                return work_in(main, keys, self._clock(), read)[0]
        except (DBAPIError, NoConnection) as broken:
            raise StoreUnavailable("the store cannot be read now") from broken

    def job_engine(self) -> Engine:
        """Connections to the records' file, encrypted like all others."""
        return job_engine_for(*self._file)

    def worker_name(self) -> AbstractContextManager[str]:
        """One process serves an embedded store, so there is one name."""
        return nullcontext("embedded")

    def at_its_place(self) -> bool:
        """A file that was moved or replaced stays open here, and is lost later."""
        still = all(_identity(path) == first for path, first in self._files.items())
        return still and self._open and self._writer.is_alive()

    def close(self) -> None:
        """Let the writer finish what is waiting."""
        with self._door:
            was_open, self._open = self._open, False
        if was_open:
            self._jobs.put(None)
        self._writer.join()
        for engine in (self._main, self._keys, self._readers, self._key_readers):
            engine.dispose()

    def _write(self) -> None:
        try:
            with self._main.connect() as main, self._keys.connect() as keys:
                while jobs := self._waiting():
                    if not self._batch(main, keys, jobs) and len(jobs) > 1:
                        for job in jobs:
                            self._batch(main, keys, [job])
        except Exception as broken:  # noqa: BLE001 # told to everybody who comes
            self._broken = broken
        finally:
            self._turn_away()

    def _turn_away(self) -> None:
        """Nobody waits for a writer that has ended."""
        with self._door:
            self._open = False
        while not self._jobs.empty():
            job = self._jobs.get()
            if job is not None:
                closed = StoreUnavailable("the store is closed")
                closed.__cause__ = self._broken
                job[1].set_exception(closed)

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
        """Commit jobs together. False if a batch of several must be split up.

        A full disk may have undone the whole transaction, also what earlier jobs of
        the batch wrote: so a store that fails ends the batch, and each is run again.
        """
        outcomes: list[_Outcome] = []
        began = False
        try:
            with main.begin(), keys.begin():
                began = True
                outcomes.extend(self._one(main, keys, act) for act, _ in jobs)
        except Exception as broken:  # noqa: BLE001 # whatever it was, nothing was kept
            if began and len(jobs) > 1:
                return False
            for _, done in jobs:
                unavailable = StoreUnavailable("the store cannot write now")
                unavailable.__cause__ = broken
                done.set_exception(unavailable)
            return True
        self._destroy(keys, outcomes)
        for (_, done), (result, refused, _) in zip(jobs, outcomes, strict=True):
            if refused is None:
                done.set_result(result)
            else:
                done.set_exception(refused)
        return True

    def _one(self, main: Connection, keys: Connection, act: Act[Any]) -> "_Outcome":
        """One act in its savepoint. A store that fails ends the whole batch."""
        try:
            result, unit = work_in(main, keys, self._clock(), act)
        except IntegrityError as refused:
            return None, refused, []
        except DBAPIError:
            raise
        except BaseException as refused:  # noqa: BLE001 # the act's own answer
            return None, refused, []
        return result, None, unit.doomed

    def _destroy(self, keys: Connection, outcomes: list["_Outcome"]) -> None:
        """Delete doomed wraps, from the write-ahead log too.

        What cannot be deleted now is with the next batch, or swept at the next start;
        the records already say that these keys are destroyed.
        """
        for _, _, doomed in outcomes:
            self._doomed.extend(doomed)
        if not self._doomed:
            return
        try:
            with keys.begin():
                destroy_wraps(keys, self._doomed)
        except DBAPIError:
            return
        self._doomed.clear()
        raw = keys.connection.cursor()
        raw.execute("PRAGMA busy_timeout = 0")  # a reader is not waited for
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        raw.close()


_Outcome = tuple[Any, BaseException | None, list[WrapName]]
"""What an act answered, or why it refused, and the wraps it gave up."""
