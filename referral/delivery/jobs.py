"""Enqueueing a job in an act's own transaction.

A job is a name and the identifier of a row. The act commits both or neither, so a job
without its row, or a row whose job was lost on the way, cannot come about.
"""

from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Engine, inspect

from referral.errors import StoreUnavailable
from referral.records.database import Store, Unit
from referral.records.fences import JOB_SCHEMA
from referral.records.protection import assert_protected
from referral.records.schema import NOT_CURRENT

if TYPE_CHECKING:
    from referral.delivery.engine import Enqueuer


class Jobs:
    """The way into the job engine of one store. Made at once, connected when needed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._door = Lock()
        self._engine: Engine | None = None
        self._enqueuer: Enqueuer | None = None

    def prepare(self) -> None:
        """Make the job engine's tables where there are none.

        Raises:
            StoreUnavailable: if nobody here may, or if the timeline is not protected
                afterwards.
        """
        engine = self.engine()
        schema = None if engine.dialect.name == "sqlite" else JOB_SCHEMA
        if not inspect(engine).has_table("workflow_status", schema=schema):
            if not self.update_tables():
                raise StoreUnavailable(NOT_CURRENT)
            assert_protected(engine)

    def update_tables(self) -> bool:
        """Make or update the job engine's tables. False if nobody here may."""
        from referral.delivery.engine import Enqueuer  # noqa: PLC0415 # loads DBOS

        maker = self._store.job_maker()
        if maker is None:
            return False
        enqueuer = Enqueuer(maker)
        try:
            enqueuer.make_tables()
        finally:
            enqueuer.close()
            maker.dispose()
        return True

    def engine(self) -> Engine:
        """Connections to the store for the job engine."""
        with self._door:
            if self._engine is None:
                self._engine = self._store.job_engine()
            return self._engine

    def _client(self) -> "Enqueuer":
        engine = self.engine()
        with self._door:
            if self._enqueuer is None:
                # Half a second to load, which a command that sends nothing saves.
                from referral.delivery.engine import Enqueuer  # noqa: PLC0415

                self._enqueuer = Enqueuer(engine)
            return self._enqueuer

    def load(self) -> None:
        """Connect now, so that the first act that sends something need not wait."""
        self._client()

    def enqueue(
        self, unit: Unit, row: UUID, number: int, partner: UUID | None = None
    ) -> None:
        """Enqueue the job `number` of an outgoing row, if this act is kept.

        Args:
            unit: The act under way.
            row: The row.
            number: How many jobs it had, with this one.
            partner: The webhook it goes to: jobs of one wait for no other's.
        """
        unit.session.flush()
        name, connection = f"{row}:{number}", unit.session.connection()
        self._client().enqueue(connection, name, row, partner)

    def forget(self, before: datetime) -> int:
        """Delete jobs that ended before a moment; answers how many."""
        return self._client().forget(before)

    def close(self) -> None:
        """Let go of the connections."""
        with self._door:
            if self._enqueuer is not None:
                self._enqueuer.close()
            if self._engine is not None:
                self._engine.dispose()
            self._enqueuer = self._engine = None
