"""Where work on the store begins and ends. Only the files `database*.py` commit.

An act is a function of one open `Unit`. It may be run again (a conflict on
PostgreSQL, a batch that met a full disk), so nothing outside the database
happens in it. Either everything it wrote is kept, or nothing is.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, NamedTuple, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from referral.records.keys import WrapName, destroy_wraps
from referral.records.protection_found import Protection
from referral.vault.keys import DataKey, KeyName

T = TypeVar("T")
_REACH = text("SELECT current_setting('app.reach')")
_SET_REACH = text("SELECT set_config('app.reach', :reach, true)")
_UNHURRIED = text(
    "SELECT set_config('idle_in_transaction_session_timeout', '0', true),"
    " set_config('statement_timeout', '0', true)"
)


@dataclass(frozen=True, slots=True)
class Within:
    """For whom work is done, and so which rows a forgotten filter could show."""

    organisation: UUID
    directory: bool = False
    """True if it administers organisations and who acts for them."""


class Written(NamedTuple):
    """A timeline entry that was written, as the log takes it in."""

    entry_id: UUID
    chain_id: UUID
    seq: int
    h: bytes


@dataclass
class Unit:
    """One open piece of work: one transaction, one moment."""

    session: Session
    keys: Session
    """The key tables: a file of its own on SQLite, the same database otherwise."""
    now: datetime
    written: list[Written] = field(default_factory=list)
    """The timeline entries this work has written so far."""
    opened: dict[KeyName, DataKey] = field(default_factory=dict)
    """Data keys unwrapped for this work; gone when it ends."""
    doomed: list[WrapName] = field(default_factory=list)
    """Wraps to delete once what this work wrote is durable."""

    @contextmanager
    def beyond(self) -> Iterator[None]:
        """Let what is done in this block reach every row of the mechanism.

        For what a rule decides about rows that the actor may not see: whether a text
        tells somebody else's address, whether a person is known to another body.
        Without effect where rows have no fence (SQLite).
        """
        self.session.flush()
        connection = self.session.connection()
        if connection.dialect.name == "sqlite":
            yield
            return
        before = connection.execute(_REACH).scalar_one()
        connection.execute(_SET_REACH, {"reach": "mechanism"})
        try:
            yield
            self.session.flush()
        finally:
            with suppress(DBAPIError):  # nothing more is done in a broken transaction
                connection.execute(_SET_REACH, {"reach": before})

    def stay_beyond(self) -> None:
        """Let the rest of this work reach every row: the rules opened a foreign case.

        It ends with the transaction. Without effect where rows have no fence.
        """
        self.session.flush()
        connection = self.session.connection()
        if connection.dialect.name != "sqlite":
            connection.execute(_SET_REACH, {"reach": "mechanism"})

    def unhurried(self) -> None:
        """Let this transaction take its time: it looks at everything there is.

        A server ends a transaction that computes for long without asking it anything.
        For an operator's command that only reads; without effect on SQLite.
        """
        connection = self.session.connection()
        if connection.dialect.name != "sqlite":
            connection.execute(_UNHURRIED)


Act = Callable[[Unit], T]
Guard = Callable[[Unit], None]
"""Looks, in the transaction of an act, whether anything may be written now."""
Number = Callable[[Unit, Sequence[Written]], None]
"""Takes entries into the log, at the end of the transaction that wrote them."""


@dataclass(frozen=True, slots=True)
class Copies:
    """Where copies of a store go: two files that are not there yet."""

    records: Path
    keys: Path
    reader: str | None
    """On PostgreSQL, the address for the role that reads everything."""
    progress: Callable[[int, int], None]
    """Told how much of the records is copied, of how much."""
    seal: Callable[[IO[bytes], Path], None]
    """Takes all that can be read, in place of one of the files, and seals it.

    For a store whose copies would lie open.
    """


class Store(Protocol):
    """A place that runs acts and reads."""

    @property
    def name(self) -> str:
        """`sqlcipher`, `sqlite` or `postgresql`."""
        ...

    def act(
        self, act: Act[T], within: Within | None = None, *, anyway: bool = False
    ) -> T:
        """Run an act and keep what it wrote, durably, before returning.

        Args:
            act: What to do.
            within: The rows it may reach where the database sees to that
                (PostgreSQL); None for the mechanism itself, which reaches all.
            anyway: True for what the guard does not keep back.

        Raises:
            StoreUnavailable: if it cannot be kept; nothing was changed.
            LogForked: as the guard says; nothing was changed.
        """
        ...

    def read(self, read: Act[T], within: Within | None = None) -> T:
        """Run a function that only reads, on one consistent state."""
        ...

    def clear_logs(self) -> bool:
        """Leave nothing of what was deleted in the store's own write-ahead logs.

        True if there is nothing left in them. Where a server keeps the files, its own
        logs are not ours to clear: there only the end of the old key helps.

        Raises:
            StoreUnavailable: if the files cannot be used.
        """
        ...

    def guard_with(self, guard: Guard) -> None:
        """Say what is asked at the beginning of every act, in its transaction."""
        ...

    def number_with(self, number: Number) -> None:
        """Say how entries get into the log.

        On the embedded store it is done in the same transaction, once a commit; on
        PostgreSQL entries wait for it instead, so that acts wait for nobody.
        """
        ...

    def job_engine(self) -> Engine:
        """Connections for the job engine, which keeps its tables in this database.

        It is a second writer beside the acts: on the embedded store each waits for
        the other's short transactions. It reaches its own tables and none of ours.
        Whoever asks disposes of it.
        """
        ...

    def job_maker(self) -> Engine | None:
        """Connections that may make and change the job engine's tables.

        None where nobody here may: then an operator does it beforehand.
        """
        ...

    def worker_name(self) -> AbstractContextManager[str]:
        """A name that one running worker has at a time, and the next one takes over.

        Jobs that a killed worker left half done are found by this name.
        """
        ...

    def protections(self) -> list[Protection]:
        """What protects the store now, and what is wrong with it."""
        ...

    def copy(self, look: Act[T], into: Copies) -> T:
        """Copy records and keys as they are at one moment, while others write.

        Args:
            look: Told by exactly the state that is copied.
            into: Where to.

        Returns:
            What `look` has answered.

        Raises:
            BackupFailed: if it cannot be done.
        """
        ...

    def at_its_place(self) -> bool:
        """True if what is written lands where the next start will look for it."""
        ...

    def close(self) -> None:
        """Finish what was begun and let go."""
        ...


def guarded(guard: Guard | None, act: Act[T]) -> Act[T]:
    """The act behind its guard, in one transaction."""
    if guard is None:
        return act

    def run(unit: Unit) -> T:
        guard(unit)
        return act(unit)

    return run


def work_in(
    main: Connection, keys: Connection, now: datetime, act: Act[T]
) -> tuple[T, Unit]:
    """Run an act inside the transactions that are open on two connections.

    The key tables are flushed and released first: a key that nothing uses is
    swept later, a value without its key would be lost. For the same reason doomed
    wraps of a separate key file are left to the caller, who deletes them last.
    """
    own = keys is not main
    with (
        Session(
            main, expire_on_commit=False, join_transaction_mode="create_savepoint"
        ) as session,
        Session(
            keys, expire_on_commit=False, join_transaction_mode="create_savepoint"
        ) as key_session,
    ):
        unit = Unit(session, key_session if own else session, now)
        try:
            result = act(unit)
            session.flush()
            if own:
                key_session.commit()
            elif unit.doomed:
                with unit.beyond():
                    destroy_wraps(main, unit.doomed)
            session.commit()
        finally:
            unit.opened.clear()
    return result, unit
