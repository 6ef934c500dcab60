"""Looking at what has fallen due, again and again, the oldest first.

Due moments are rows and the store's clock says what time it is, so a process that
was away, or a clock that jumped, changes nothing: what was missed fires at the next
look, once.
"""

import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlmodel import Session

from referral.delivery.jobs import Jobs
from referral.delivery.outgoing import Handlers, Report, enqueue_again
from referral.records.breaches import breaches_due
from referral.records.database import Store, Unit
from referral.records.drafts import drafts_over
from referral.records.glass import glasses_run_out
from referral.records.outbox import deliveries_astray, timers_due
from referral.records.paging import Due
from referral.records.services import holds_over, suspensions_over

AT_ONCE = 100
"""Rows read at a time."""
HELD = 30.0
"""Seconds for which a row is left alone that could not be dealt with."""
TIDIES_EVERY = 30.0
"""Seconds between two tries to clear what was deleted."""

Finds = Callable[[Session, datetime, int], list[Due]]
Deal = Callable[[UUID], bool]


def _due(finds: Finds, limit: int, unit: Unit) -> list[Due]:
    return finds(unit.session, unit.now, limit)


class Watch:
    """Whoever looks at the rows of one store."""

    def __init__(
        self, store: Store, jobs: Jobs, handlers: Handlers, report: Report
    ) -> None:
        self._store = store
        self._jobs = jobs
        self._handlers = handlers
        self._report = report
        self._held: dict[UUID, float] = {}
        self._tidies = 0.0

    def look(self, until: Callable[[], bool] = lambda: False) -> int:
        """Fire every timer that is due, enqueue deliveries that went astray, tidy up.

        A row that cannot be dealt with stands in nobody else's way.

        Args:
            until: Asked before each row; stops the look when it says yes.

        Returns:
            How many rows there was something to do about.
        """
        self._number()
        now = time.monotonic()
        self._held = {row: end for row, end in self._held.items() if end > now}
        done, seen = 0, set(self._held)
        while rows := self._next(seen):
            for row, deal in rows:
                if until():
                    return done
                done += self._deal(row, deal)
        return done + self._tidy()

    def _tidy(self) -> int:
        """Not at every look: whoever tidies may keep others from writing a moment."""
        now = time.monotonic()
        if now < self._tidies:
            return 0
        self._tidies = now + TIDIES_EVERY
        try:
            return self._handlers.tidy()
        except Exception as broken:  # noqa: BLE001 # the next look may succeed
            self._report(broken)
            return 0

    def _number(self) -> None:
        try:
            self._handlers.number()
        except Exception as broken:  # noqa: BLE001 # what falls due is dealt with
            self._report(broken)

    def _next(self, seen: set[UUID]) -> list[tuple[UUID, Deal]]:
        """The rows that fell due first of those not looked at, whatever their kind."""
        limit = AT_ONCE + len(seen)
        found: list[tuple[Due, Deal]] = []
        for due, deal in self._kinds():
            told = self._store.read(partial(_due, due, limit))
            found += [(each, deal) for each in told if each[1] not in seen]
        found.sort(key=lambda each: each[0])
        rows = [(row, deal) for (_, row), deal in found[:AT_ONCE]]
        seen.update(row for row, _ in rows)
        return rows

    def _kinds(self) -> tuple[tuple[Finds, Deal], ...]:
        """What finds the rows of each kind that are due, and what is done about one."""
        todo = self._handlers
        return (
            (timers_due, todo.fire),
            (breaches_due, todo.breach_over),
            (glasses_run_out, todo.glass_over),
            (holds_over, todo.hold_over),
            (suspensions_over, todo.suspension_over),
            (drafts_over, todo.draft_over),
            (todo.handovers_due, todo.handover_over),
            (deliveries_astray, self._again),
        )

    def _deal(self, row: UUID, deal: Deal) -> bool:
        try:
            return deal(row)
        except Exception as broken:  # noqa: BLE001 # the others are dealt with
            self._report(broken)
            self._held[row] = time.monotonic() + HELD
            return False

    def _again(self, row: UUID) -> bool:
        return self._store.act(lambda unit: enqueue_again(unit, self._jobs, row))
