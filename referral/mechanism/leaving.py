"""What leaves: inboxes, the coordinator's list, and the worker that fills them."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from referral.actions import (
    answers,
    break_glass,
    clocks,
    drafts,
    ending_consents,
    erasure_ends,
    handover_clock,
    log,
    offer_timers,
    partner_post,
    place_holds,
    posting,
    read_alarms,
    read_breaches,
    read_lists,
    suspending,
    witnessing,
)
from referral.actions.outside import Fork
from referral.actions.witnessing import Quorum, Seen, WitnessStanding
from referral.actions.work import Done, OnDuty
from referral.delivery.outgoing import Handlers
from referral.delivery.timers import Watch
from referral.delivery.witnesses import Policy
from referral.delivery.worker import Worker
from referral.mechanism.acts import Acts
from referral.records.breaches import breaches_due
from referral.records.database import Unit
from referral.records.drafts import drafts_over
from referral.records.outbox import left_lying
from referral.records.services import suspensions_over
from referral.rules.acts import Act

PATIENCE = timedelta(minutes=5)
"""How long something due may lie before a person has to know that it does."""


def no_report(broken: BaseException) -> None:
    """For callers that keep no log."""
    _ = broken


class Leaving(Acts):
    """Notices, exceptions, and whoever sees to it that they come about."""

    _worker: Worker | None = None

    def notices(self, actor: OnDuty, *, limit: int = 50) -> list[read_lists.NoticeView]:
        """What stands in the inbox of the actor's organisation, newest first."""
        act = partial(read_lists.list_notices, limit=limit)
        return self._look(actor, Act.LIST_NOTICES, act)

    def needing_place(self, actor: OnDuty) -> list[read_lists.NoticeView]:
        """Cases of the actor's organisation for whom a place is needed: all of them."""
        return self._look(actor, Act.LIST_NOTICES, read_alarms.needing_place)

    def ending_consents(
        self, actor: OnDuty, *, limit: int = 50
    ) -> list[ending_consents.EndingConsent]:
        """What the person said in cases the actor's organisation holds, and ends."""
        act = partial(ending_consents.list_ending_consents, limit=limit)
        return self._look(actor, Act.LIST_NOTICES, act)

    def behind(self) -> bool:
        """True if nobody does what is due: no worker runs, or it gets nowhere."""

        def look(unit: Unit) -> bool:
            since = unit.now - PATIENCE
            lying = left_lying(unit.session, since)
            missed = (handover_clock.due, breaches_due, suspensions_over, drafts_over)
            return lying or any(each(unit.session, since, 1) for each in missed)

        return self._house.store.read(look)

    def watched_by(self, policy: Policy) -> dict[str, Seen]:
        """Have the log witnessed outside, and compare it with what was seen there.

        Where a witness shows another log under our own signature, nothing is changed
        any more until two people have acknowledged it.
        """
        self._house.outside.policy = policy
        return self.visit_witnesses()

    def visit_witnesses(self) -> dict[str, Seen]:
        """Have every witness cosign the newest checkpoint; how each visit ended."""
        if self._house.outside.policy.witnesses:
            log.settle(self._house)
        return witnessing.visit_all(self._house)

    def witnesses(self) -> list[WitnessStanding]:
        """How far each witness has seen the log."""
        house = self._house
        return house.store.read(lambda unit: witnessing.standings(unit, house))

    def witness_quorum(self) -> Quorum:
        """Whether as many witnesses as have to saw the log in time."""
        house = self._house
        return house.store.read(lambda unit: witnessing.quorum(unit, house))

    @property
    def fork(self) -> Fork | None:
        """What a witness saw instead of this log, as long as nobody acknowledged it."""
        house = self._house
        return house.store.read(lambda unit: witnessing.fork_now(unit, house))

    def ask_acknowledgement(self, actor: OnDuty) -> Done:
        """Ask a coordinator to take note that the log is not what a witness saw."""
        act = witnessing.ask_acknowledgement
        return self._do(actor, Act.ACKNOWLEDGE_FORK, act)

    def _handlers(self) -> Handlers:
        return Handlers(
            fire=partial(offer_timers.fire, self._house),
            breach_over=partial(
                clocks.as_system, self._house, read_breaches.enter_overdue
            ),
            glass_over=partial(
                clocks.as_system, self._house, break_glass.enter_expired
            ),
            hold_over=partial(clocks.as_system, self._house, place_holds.enter_run_out),
            suspension_over=partial(
                clocks.as_system, self._house, suspending.enter_over
            ),
            draft_over=partial(clocks.as_system, self._house, drafts.enter_over),
            handover_over=partial(
                clocks.as_system, self._house, handover_clock.raise_alarm
            ),
            handovers_due=handover_clock.due,
            deliver=partial(clocks.as_system, self._house, clocks.deliver),
            give_up=partial(clocks.as_system, self._house, clocks.give_up),
            tell=partial(partner_post.post, self._house),
            tidy=self._tidy,
            number=partial(log.settle, self._house),
            witness=self.visit_witnesses,
            post=partial(posting.post, self._house),
            hang_up=partial(posting.hang_up, self._house),
        )

    def _tidy(self) -> int:
        """Delete what nobody asks for any more, and what deleting left in logs."""
        forgotten = self._house.store.act(answers.forget)
        forgotten += posting.tidy(self._house)
        return forgotten + erasure_ends.clear_logs(self._house)

    def fire_due(self, report: Callable[[BaseException], None] = no_report) -> int:
        """Look once at what has fallen due, without a worker.

        Returns:
            How many timers fired and how many deliveries were enqueued again.
        """
        house = self._house
        return Watch(house.store, house.jobs, self._handlers(), report).look()

    def start_worker(self, report: Callable[[BaseException], None] = no_report) -> None:
        """Run the worker inside this process until it is stopped.

        Args:
            report: Told of every fault it meets; the worker goes on.

        Raises:
            Fault: if a worker runs in this process already.
        """
        house = self._house
        worker = Worker(house.store, house.jobs, self._handlers(), report)
        worker.start()
        self._worker = worker

    def stop_worker(self) -> None:
        """Let what runs end, and take up nothing new."""
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.stop()

    def load_jobs(self) -> None:
        """Connect the way out before the first act that needs it."""
        self._house.jobs.load()
