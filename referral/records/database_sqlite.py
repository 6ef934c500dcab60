"""The embedded store: one writer thread, group commit, readers that cannot write.

Many acts that arrive together share one durable commit; each has a savepoint of its
own, so one that is refused leaves the others whole. Two files: the records and, apart
from them, the wrapped keys, which are committed first.
"""

from concurrent.futures import Future
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from queue import Empty, Full, Queue
from threading import Lock, Thread
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoConnection

from referral.clock import Clock
from referral.errors import StoreUnavailable
from referral.records.database import (
    Act,
    Copies,
    Guard,
    Number,
    T,
    Within,
    guarded,
    work_in,
)
from referral.records.database_sqlite_copy import Files, copy_files
from referral.records.database_sqlite_fence import (
    HARDENED,
    READS_KEYS,
    READS_RECORDS,
    WRITES_KEYS,
    WRITES_RECORDS,
)
from referral.records.database_sqlite_files import (
    emptied_log,
    engine_for,
    identity,
    job_engine_for,
)
from referral.records.database_sqlite_jobs import Job, Outcome, empty_log, refuse
from referral.records.keys import WrapName, destroy_wraps
from referral.records.protection import protections
from referral.records.protection_found import Protection

BATCH = 64
WAITING = 1024


class SqliteStore:
    """Records in `path`, wrapped keys in `keys_path`."""

    def __init__(
        self, path: Path, keys_path: Path, file_key: bytes | None, clock: Clock
    ) -> None:
        self._clock = clock
        self._file, self._keys_path = (path, file_key), keys_path
        self._both = (keys_path, file_key), (path, file_key)
        records, wraps = (path, file_key), (keys_path, file_key)
        self._main, self.name = engine_for(*records, fence=WRITES_RECORDS)
        self._keys, _ = engine_for(*wraps, fence=WRITES_KEYS)
        self._readers, _ = engine_for(*records, readers=8, fence=READS_RECORDS)
        self._key_readers, _ = engine_for(*wraps, readers=8, fence=READS_KEYS)
        self._jobs: Queue[Job | None] = Queue(WAITING)
        self._doomed: list[WrapName] = []
        self._number: Number | None = None
        self._guard: Guard | None = None
        self._door = Lock()
        self._open = True
        self._files = {each: identity(each) for each in (path, keys_path)}
        self._broken: Exception | None = None
        self._writer = Thread(target=self._write, name="writer", daemon=True)
        self._writer.start()

    def act(
        self,
        act: Act[T],
        within: Within | None = None,  # noqa: ARG002 # rows have no fence here
        *,
        anyway: bool = False,
    ) -> T:
        """Hand the act to the writer and wait until it is durable."""
        run = act if anyway else guarded(self._guard, act)
        done: Future[T] = Future()
        with self._door:
            if not self._open:
                raise StoreUnavailable("the store is closed") from self._broken
            try:
                self._jobs.put_nowait((run, done))
            except Full:
                raise StoreUnavailable("too much is waiting to be written") from None
        return done.result()

    def read(self, read: Act[T], within: Within | None = None) -> T:  # noqa: ARG002 # as `act`
        """Run on a connection that cannot write; goes on when the writer is broken."""
        if not self._open and self._broken is None:
            raise StoreUnavailable("the store is closed")
        try:
            with self._readers.begin() as main, self._key_readers.begin() as keys:
                return work_in(main, keys, self._clock(), read)[0]
        except (DBAPIError, NoConnection) as broken:
            raise StoreUnavailable("the store cannot be read now") from broken

    def clear_logs(self) -> bool:
        """Write both logs into their files, and empty them.

        Waits a moment for whoever reads. False if somebody still does: then old pages
        stay in a log until it is tried again.
        """
        emptied = [emptied_log(*file) for file in self._both]  # one in use stops none
        return all(emptied)

    def guard_with(self, guard: Guard) -> None:
        """Each act begins with it."""
        self._guard = guard

    def number_with(self, number: Number) -> None:
        """In the same transaction, once a commit."""
        self._number = number

    def job_engine(self) -> Engine:
        """Connections to the records' file, encrypted like all others."""
        return job_engine_for(*self._file)

    def job_maker(self) -> Engine:
        """The same, past the fence."""
        return job_engine_for(*self._file, makes_tables=True)

    def worker_name(self) -> AbstractContextManager[str]:
        """One process serves an embedded store, so there is one name."""
        return nullcontext("embedded")

    def protections(self) -> list[Protection]:
        """Triggers, and the settings that every connection sees to."""
        engine = self.job_engine()
        try:
            return [*protections(engine), HARDENED]
        except DBAPIError as broken:
            raise StoreUnavailable("the store cannot be read now") from broken
        finally:
            engine.dispose()

    def copy(self, look: Act[T], into: Copies) -> T:
        """Copy both files, encrypted as they are."""
        (path, file_key), keys_path = self._file, self._keys_path
        return copy_files(Files(path, keys_path, file_key), look, into, self._clock)

    def at_its_place(self) -> bool:
        """A file that was moved or replaced stays open here, and is lost later."""
        still = all(identity(path) == first for path, first in self._files.items())
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
                    self._serve(main, keys, jobs)
        except Exception as broken:  # noqa: BLE001 # told to everybody who comes
            self._broken = broken
        finally:
            self._turn_away()

    def _serve(self, main: Connection, keys: Connection, jobs: list[Job]) -> None:
        """Answer every job, whatever happens: nobody waits for ever."""
        try:
            if not self._batch(main, keys, jobs) and len(jobs) > 1:
                for job in jobs:
                    self._batch(main, keys, [job])
        except Exception as broken:  # noqa: BLE001 # those answered were kept
            refuse([each for each in jobs if not each[1].done()], broken)

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

    def _waiting(self) -> list[Job]:
        first = self._jobs.get()
        jobs: list[Job] = []
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

    def _batch(self, main: Connection, keys: Connection, jobs: list[Job]) -> bool:
        """Commit jobs together. False if a batch of several must be split up.

        A full disk may have undone the whole transaction, also what earlier jobs of
        the batch wrote: so a store that fails ends the batch, and each is run again.
        """
        outcomes: list[Outcome] = []
        began = False
        try:
            with main.begin(), keys.begin():
                began = True
                outcomes.extend(self._one(main, keys, act) for act, _ in jobs)
                self._into_the_log(main, keys, outcomes)
        except Exception as broken:  # noqa: BLE001 # whatever it was, nothing was kept
            if began and len(jobs) > 1:
                return False
            refuse(jobs, broken)
            return True
        try:
            self._destroy(keys, outcomes)
        finally:  # it is durable, and is told so
            for (_, done), outcome in zip(jobs, outcomes, strict=True):
                if outcome.refused is None:
                    done.set_result(outcome.result)
                else:
                    done.set_exception(outcome.refused)
        return True

    def _one(self, main: Connection, keys: Connection, act: Act[Any]) -> Outcome:
        """One act in its savepoint. A store that fails ends the whole batch."""
        try:
            result, unit = work_in(main, keys, self._clock(), act)
        except IntegrityError as refused:
            return Outcome(refused=refused)
        except DBAPIError:
            raise
        except BaseException as refused:  # noqa: BLE001 # the act's own answer
            return Outcome(refused=refused)
        return Outcome(result, None, unit.doomed, unit.written)

    def _into_the_log(
        self, main: Connection, keys: Connection, outcomes: list[Outcome]
    ) -> None:
        """What this commit makes durable gets its leaves, and one checkpoint."""
        number = self._number
        written = [entry for outcome in outcomes for entry in outcome.written]
        if written and number is not None:
            work_in(main, keys, self._clock(), lambda unit: number(unit, written))

    def _destroy(self, keys: Connection, outcomes: list[Outcome]) -> None:
        """Delete doomed wraps, from the write-ahead log too.

        What cannot be deleted now is with the next batch, or swept at the next start;
        the records already say that these keys are destroyed.
        """
        for outcome in outcomes:
            self._doomed.extend(outcome.doomed)
        if not self._doomed:
            return
        try:
            with keys.begin():
                destroy_wraps(keys, self._doomed)
        except DBAPIError:
            return
        self._doomed.clear()
        with suppress(Exception):  # the wraps are deleted; their pages go with the next
            empty_log(keys)
