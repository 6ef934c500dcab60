"""The worker: watches what falls due and runs the jobs, until it is stopped."""

import time
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from threading import Event, Thread

from referral.delivery.jobs import Jobs
from referral.delivery.outgoing import Handlers, Report, attempt, attempt_post
from referral.delivery.partner_lines import LINES
from referral.delivery.timers import Watch
from referral.records.database import Store
from referral.records.protection import assert_protected

EVERY = 1.0
"""Seconds between two looks at what has fallen due."""
SEEN_EVERY = 10.0
"""Seconds between two visits to the witnesses."""
POSTS_EVERY = 2.0
"""Seconds between two looks at who has to be told outside the desk."""
TIDIES_EVERY = 3600.0
"""Seconds between two deletions of jobs that ended."""
KEPT = timedelta(days=7)
"""How long a job that ended is kept, for whoever looks for a fault."""


class Worker:
    """One worker in this process. Stop it before the store is closed."""

    def __init__(
        self, store: Store, jobs: Jobs, handlers: Handlers, report: Report
    ) -> None:
        self._store = store
        self._jobs = jobs
        self._handlers = handlers
        self._report = report
        self._watch = Watch(store, jobs, handlers, report)
        self._stopped = Event()
        self._thread = Thread(target=self._look, name="watch", daemon=True)
        self._outside = Thread(target=self._have_seen, name="witness", daemon=True)
        self._posts = Thread(target=self._post, name="post", daemon=True)
        self._resources = ExitStack()

    def start(self) -> None:
        """Take up what was left behind, then keep on.

        Raises:
            StoreUnavailable: if the store cannot be used, or its timeline is not
                protected once the job engine has updated its tables.
            Fault: if a worker runs in this process already.
        """
        from referral.delivery.engine import Runner  # noqa: PLC0415 # loads DBOS

        with ExitStack() as stack:
            name = stack.enter_context(self._store.worker_name())
            self._jobs.update_tables()
            LINES.open()
            runner = Runner(self._jobs.engine(), name, self._report)
            parts = (self._store, self._handlers, self._report)
            runner.start(partial(attempt, *parts), partial(attempt_post, *parts))
            stack.callback(runner.stop)
            assert_protected(self._jobs.engine())
            self._thread.start()
            self._outside.start()
            self._posts.start()
            self._resources = stack.pop_all()

    def stop(self) -> None:
        """End the look under way, let running jobs end, give the name back.

        What a partner has not answered by now is sent again by whoever works next.
        """
        self._stopped.set()
        LINES.close()
        self._thread.join()
        self._outside.join()
        while self._posts.is_alive():
            self._handlers.hang_up()
            self._posts.join(timeout=1)
        self._resources.close()
        LINES.open()  # for whoever goes on in this process

    def _have_seen(self) -> None:
        """Show the log to its witnesses; a slow one keeps nothing else waiting."""
        while not self._stopped.is_set():
            try:
                self._handlers.witness()
            except Exception as broken:  # noqa: BLE001 # the next visit may succeed
                self._report(broken)
            self._stopped.wait(SEEN_EVERY)

    def _post(self) -> None:
        """Tell people outside the desk; a dead post server keeps nothing else waiting.

        No job: a post server is one destination, and its mails go one after the other.
        """
        while not self._stopped.is_set():
            try:
                self._handlers.post(self._report, self._stopped.is_set)
            except Exception as broken:  # noqa: BLE001 # the next look may succeed
                self._report(broken)
            self._stopped.wait(POSTS_EVERY)

    def _look(self) -> None:
        tidied = -TIDIES_EVERY
        while not self._stopped.is_set():
            try:
                self._watch.look(until=self._stopped.is_set)
                if time.monotonic() - tidied >= TIDIES_EVERY:
                    tidied = time.monotonic()
                    now = self._store.read(lambda unit: unit.now)
                    self._jobs.forget(now - KEPT)
            except Exception as broken:  # noqa: BLE001 # the next look may succeed
                self._report(broken)
            self._stopped.wait(EVERY)
