"""The one file that knows DBOS: jobs in our database, run again after a crash.

Settings that matter: our own engine, so that whatever encrypts the file encrypts the
jobs; JSON and never the pickle it would use by default; a fixed application version,
because jobs of another version are left lying; no listening and no sleeping jobs.
"""

import json
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any
from uuid import UUID

from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions, Serializer, error
from sqlalchemy import Connection, Engine

from referral.errors import Fault, StoreUnavailable
from referral.records.fences import JOB_SCHEMA
from referral.records.schema import NOT_CURRENT

APPLICATION = "referral-engine"
VERSION = "1"
"""Raised only when a job's name or argument changes its meaning."""
QUEUE, JOB = "outgoing", "deliver"
AT_ONCE = 16
"""Jobs that one worker runs at the same time."""
PARTNERS, POST = "partners", "post"
"""A queue with a lane for each partner's system, so that a dead one delays itself."""
AT_ONCE_EACH = 8
"""Jobs of one lane that one worker runs at the same time."""
LOOKS_EVERY = 0.25
"""Seconds between two looks for new jobs."""
GRACE = 10
"""Seconds a job may take to end when the worker stops."""

FORGETS = 100
"""Ended jobs deleted at a time: a short transaction each."""

Report = Callable[[BaseException], None]


class JobEngineTrouble(Fault):
    """The job engine complained; what it said may quote a statement and stays there."""


class Identifiers(Serializer):
    """Writes JSON, and refuses everything that is not made of text and numbers."""

    def serialize(self, data: Any) -> str:  # noqa: ANN401 # what DBOS hands over
        """As JSON; `TypeError` for anything richer, an exception with words too."""
        return json.dumps(data)

    def deserialize(self, serialized_data: str) -> Any:  # noqa: ANN401 # JSON
        """What `serialize` wrote."""
        return json.loads(serialized_data)

    def name(self) -> str:
        """How rows say what wrote them."""
        return "identifiers"


class Enqueuer:
    """Writes jobs into transactions of others."""

    def __init__(self, engine: Engine) -> None:
        self._client = DBOSClient(
            system_database_engine=engine,
            dbos_system_schema=JOB_SCHEMA,
            serializer=Identifiers(),
            application_name=APPLICATION,
            lazy=True,
        )

    def make_tables(self) -> None:
        """Create or update the job engine's tables.

        Its public way takes an address only and would not open an encrypted file.
        """
        self._client._sys_db.run_migrations()  # noqa: SLF001

    def enqueue(
        self, connection: Connection, name: str, row: UUID, partner: UUID | None
    ) -> None:
        """A job that looks at a row; two of one name are one job.

        Args:
            connection: Of the act under way.
            name: Of the job.
            row: What it is about.
            partner: The lane it waits in; None for what stays in the house.
        """
        wanted: EnqueueOptions = {
            "workflow_name": JOB if partner is None else POST,
            "queue_name": QUEUE if partner is None else PARTNERS,
            "workflow_id": name,
            "app_version": VERSION,
        }
        if partner is not None:
            wanted["queue_partition_key"] = str(partner)
        self._client.enqueue_in_transaction(connection, wanted, str(row))

    def forget(self, before: datetime) -> int:
        """Delete jobs that ended before a moment; answers how many.

        Rows and timelines say what was done; an ended job says nothing more.
        """
        forgotten = 0
        while ended := self._client.list_workflows(
            status=["SUCCESS", "ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"],
            completed_before=before.isoformat(),
            limit=FORGETS,
            load_input=False,
            load_output=False,
        ):
            self._client.delete_workflows([job.workflow_id for job in ended])
            forgotten += len(ended)
        return forgotten

    def close(self) -> None:
        """Let go; the connections belong to whoever made them."""
        self._client.destroy()


Handle = Callable[[UUID], None]
_RUNNING: dict[str, Handle] = {}
"""What the jobs of this process do. DBOS is one a process, so there is one of each."""


@DBOS.workflow(name=JOB)
def _deliver(row: str) -> None:
    """Look at a row. Whatever happens, nothing is thrown that would be stored."""
    _RUNNING[JOB](UUID(row))


@DBOS.workflow(name=POST)
def _post(row: str) -> None:
    """The same, for a partner's system."""
    _RUNNING[POST](UUID(row))


class _Complaints(logging.Handler):
    """Turns the engine's warnings into a type of fault; their words go nowhere."""

    def __init__(self, report: Report) -> None:
        super().__init__(logging.WARNING)
        self._report = report

    def emit(self, record: logging.LogRecord) -> None:
        """Report that there was a warning."""
        broken = record.exc_info[1] if record.exc_info else None
        self._report(broken or JobEngineTrouble())


class Runner:
    """Runs jobs in this process until it is stopped."""

    def __init__(self, engine: Engine, name: str, report: Report) -> None:
        self._engine = engine
        self._name = name
        self._complaints = _Complaints(report)

    def start(self, deliver: Handle, post: Handle) -> None:
        """Take up what was left half done under this name, then whatever comes.

        Args:
            deliver: Called with the row of each job, in several threads, perhaps more
                than once for a row; must not raise.
            post: The same, for a partner's system.

        Raises:
            Fault: if a runner runs in this process already.
        """
        if _RUNNING:
            raise Fault("one worker runs in this process already")
        _RUNNING.update({JOB: deliver, POST: post})
        try:
            # DBOS joins the event loop of the thread it is started from, if there is
            # one, and would then block it; in a thread of its own it has none to join.
            with ThreadPoolExecutor(1, "launch") as apart:
                apart.submit(self._launch).result()
        except BaseException:
            self.stop()
            raise

    def _launch(self) -> None:
        logger = logging.getLogger("dbos")
        logger.handlers[:] = [self._complaints]
        logger.propagate = False
        config = DBOSConfig(
            name=APPLICATION,
            application_version=VERSION,
            executor_id=self._name,
            system_database_engine=self._engine,
            dbos_system_schema=JOB_SCHEMA,
            serializer=Identifiers(),
            use_listen_notify=False,
            run_migrations=False,
            enable_otlp=False,
            log_level="WARNING",
        )
        DBOS(config=config)
        try:
            DBOS.launch()
        except error.DBOSInitializationError as behind:
            raise StoreUnavailable(NOT_CURRENT) from behind
        DBOS.register_queue(
            QUEUE,
            worker_concurrency=AT_ONCE,
            polling_interval_sec=LOOKS_EVERY,
            on_conflict="always_update",
        )
        DBOS.register_queue(
            PARTNERS,
            partition_worker_concurrency=AT_ONCE_EACH,
            polling_interval_sec=LOOKS_EVERY,
            on_conflict="always_update",
        )

    def stop(self) -> None:
        """Take up nothing new, let what runs end, let go."""
        DBOS.destroy(workflow_completion_timeout_sec=GRACE)
        logging.getLogger("dbos").removeHandler(self._complaints)
        _RUNNING.clear()
