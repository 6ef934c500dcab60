"""The store for several machines: PostgreSQL 15 or newer, each act a transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoConnection

from referral.clock import Clock, to_millis
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
from referral.records.database_no_room import cannot_write
from referral.records.database_postgres_copy import dump
from referral.records.fences_postgres import TELL
from referral.records.protection import protections
from referral.records.protection_found import Protection

TRIES = 5
WORKERS = 64
"""How many workers may run at once."""
_SLOTS = 0x5EFE
"""The class of advisory locks that number the running workers."""
_AGAIN = {"40001", "40P01", "55P03"}
"""Serialisation failure, deadlock, lock not available: run the act again."""

_ONE_STATE = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
"""Said for one transaction: said of a connection, the driver would begin the next one
as READ WRITE, past what an operator has set for the database."""
_WAITS = text("INSERT INTO log_waiting (entry_id) VALUES (:entry)")

_SESSION = (
    "-c synchronous_commit=on -c lock_timeout=2000 -c statement_timeout=15000"
    " -c idle_in_transaction_session_timeout=10000 -c timezone=UTC"
)


def _again(failed: Exception) -> bool:
    """True if another act got in between, so that the next try may succeed."""
    if isinstance(failed, IntegrityError):
        return True
    reason = failed.orig if isinstance(failed, DBAPIError) else None
    return getattr(reason, "sqlstate", None) in _AGAIN


class PostgresStore:
    """Records and wrapped keys in one PostgreSQL database."""

    name = "postgresql"

    def __init__(self, url: str, clock: Clock, migrator: str | None = None) -> None:
        self._clock = clock
        self._url = url
        self._migrator = migrator
        self._tenant: UUID | None = None
        self._guard: Guard | None = None
        self._engine = create_engine(
            url,
            hide_parameters=True,
            pool_size=10,
            max_overflow=0,
            connect_args={"options": _SESSION},
        )

    def serve(self, tenant: UUID) -> None:
        """Say whose rows these are: until then, none is shown that is fenced."""
        self._tenant = tenant

    def act(
        self, act: Act[T], within: Within | None = None, *, anyway: bool = False
    ) -> T:
        """Run in one transaction; again, if another act got in between."""
        run = act if anyway else guarded(self._guard, act)
        broken: Exception | None = None
        for _ in range(TRIES):
            try:
                with self._engine.begin() as connection:
                    now = self._tell(connection, within)
                    result, unit = work_in(connection, connection, now, run)
                    if unit.written:
                        waiting = [{"entry": each.entry_id} for each in unit.written]
                        connection.execute(_WAITS, waiting)
                    return result
            except (DBAPIError, NoConnection) as failed:
                broken = failed
                if not _again(failed):
                    break
        raise cannot_write(broken) from broken

    def read(self, read: Act[T], within: Within | None = None) -> T:
        """Run in a read-only transaction that sees one state."""
        try:
            with self._engine.connect() as connection:
                connection.execute(_ONE_STATE)
                now = self._tell(connection, within)
                return work_in(connection, connection, now, read)[0]
        except (DBAPIError, NoConnection) as broken:
            raise StoreUnavailable("the store cannot be read now") from broken

    def _tell(self, connection: Connection, within: Within | None) -> datetime:
        """Say for whom this transaction runs; answers its moment."""
        now = self._clock()
        reach = "mechanism"
        if within is not None:
            reach = "directory" if within.directory else "own"
        words = {
            "mechanism": str(self._tenant or ""),
            "organisation": str(within.organisation) if within else "",
            "reach": reach,
            "moment": str(to_millis(now)),
        }
        connection.execute(TELL, words)
        return now

    def clear_logs(self) -> bool:
        """Nothing that is ours to do: wraps were deleted in the act's transaction."""
        return True

    def guard_with(self, guard: Guard) -> None:
        """Each act begins with it."""
        self._guard = guard

    def number_with(self, number: Number) -> None:
        """Entries wait for whoever holds the log's lock (`log.number_waiting`)."""

    def job_engine(self) -> Engine:
        """A small pool of its own, which says for nobody that it runs."""
        return self._job_engine(self._url)

    def job_maker(self) -> Engine | None:
        """The same for the tables' owner, if there is an address for it."""
        return self._job_engine(self._migrator) if self._migrator else None

    def _job_engine(self, url: str) -> Engine:
        return create_engine(
            url,
            hide_parameters=True,
            pool_size=5,
            max_overflow=5,
            connect_args={"options": _SESSION},
        )

    @contextmanager
    def worker_name(self) -> Iterator[str]:
        """The first free number, locked as long as this connection lives.

        Raises:
            StoreUnavailable: if there are too many workers, or no connection.
        """
        take = text("SELECT pg_try_advisory_lock(:slots, :number)")
        try:
            with self._engine.connect().execution_options(
                isolation_level="AUTOCOMMIT"
            ) as connection:
                for number in range(1, WORKERS + 1):
                    words = {"slots": _SLOTS, "number": number}
                    if connection.execute(take, words).scalar_one():
                        break
                else:
                    raise StoreUnavailable("too many workers are running")
                try:
                    yield f"worker-{number}"
                finally:
                    connection.invalidate()
        except (DBAPIError, NoConnection) as broken:
            raise StoreUnavailable("no name for this worker") from broken

    def protections(self) -> list[Protection]:
        """Triggers, rights, policies and the server's own role."""
        try:
            return protections(self._engine)
        except (DBAPIError, NoConnection) as broken:
            raise StoreUnavailable("the store cannot be read now") from broken

    def copy(self, look: Act[T], into: Copies) -> T:
        """Dump records and keys from one snapshot, as a role that reads all of them."""
        return dump(look, into, self._clock)

    def at_its_place(self) -> bool:
        """The server sees to that; where it cannot, a read is refused."""
        return True

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()
