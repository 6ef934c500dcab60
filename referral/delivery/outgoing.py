"""Sending something, and trying again what did not arrive."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from referral.delivery.jobs import Jobs
from referral.records.columns import new_id
from referral.records.database import Store, Unit
from referral.records.outbox import Outgoing
from referral.records.paging import Due
from referral.records.webhooks import (
    Webhook,
    WebhookTurn,
    hold_cases,
    next_turn,
    waits_behind,
    webhooks_for,
)
from workflows.vocabulary import Destination, NoticeKind, OutgoingState

RETRY = (
    timedelta(0),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""How long after a failure the next try follows; the schedule of Standard Webhooks."""
LEASE = timedelta(minutes=1)
"""How long a job is trusted to be on its way before another is enqueued."""
BEHIND = timedelta(minutes=10)
"""The same for a message that waits for the one before it, which passes the turn on."""

Report = Callable[[BaseException], None]
Deal = Callable[[UUID], bool]


@dataclass(frozen=True, slots=True)
class Handlers:
    """What is done about rows: acts of the system, handed in by the wiring.

    Each answers whether there was anything to do, and may be called twice.
    """

    fire: Callable[[UUID], bool]
    """A timer has fallen due."""
    deliver: Callable[[UUID], bool]
    """An outgoing row is to be delivered now."""
    give_up: Callable[[UUID], bool]
    """An outgoing row was tried often enough."""
    number: Callable[[], None]
    """Entries may wait for a place in the log."""
    witness: Callable[[], object]
    """The log may have grown since somebody outside saw it."""
    tell: Callable[[UUID], bool] = lambda _: False
    """A partner's system is to be told now."""
    tidy: Callable[[], int] = lambda: 0
    """Nothing is due, and something that was deleted may still lie about."""
    breach_over: Callable[[UUID], bool] = lambda _: False
    """The time to tell the authority of a breach is over."""
    glass_over: Callable[[UUID], bool] = lambda _: False
    """The time of a broken glass is over."""
    hold_over: Callable[[UUID], bool] = lambda _: False
    """The time for which places are held is over."""
    suspension_over: Callable[[UUID], bool] = lambda _: False
    """The time for which a service takes nobody is over."""
    draft_over: Callable[[UUID], bool] = lambda _: False
    """The time of a draft that nobody finished is over."""
    handover_over: Callable[[UUID], bool] = lambda _: False
    """The window of an agreed hand-over is over, and nobody told of an arrival."""
    handovers_due: Callable[[Session, datetime, int], list[Due]] = lambda *_: []
    """Which hand-overs that is true of: their rows."""
    post: Callable[[Report, Callable[[], bool]], int] = lambda *_: 0
    """People may have to be told outside the desk; the second says whether to stop."""
    hang_up: Callable[[], None] = lambda: None
    """End what is being sent to them."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent, to whom, about which offer."""

    kind: NoticeKind
    organisation_id: UUID
    about: UUID
    msg_id: str
    """Unique: the same message is never sent twice."""


def send(unit: Unit, jobs: Jobs, letter: Letter) -> None:
    """Write the row and enqueue its job, in the transaction of the act.

    The organisation's systems are told as well, those that asked for this kind.
    """
    row = _written(unit, letter, Destination.INBOX, letter.msg_id)
    jobs.enqueue(unit, row.id, row.jobs)
    session = unit.session
    if found := webhooks_for(session, letter.organisation_id, letter.kind):
        with unit.beyond():
            hold_cases(session, letter.about)
            for webhook in found:
                _send_to(unit, jobs, letter, webhook)


def _send_to(unit: Unit, jobs: Jobs, letter: Letter, webhook: Webhook) -> None:
    """The same for a partner's system, behind what went to it about these cases."""
    turn = next_turn(unit.session, webhook.id, letter.about)
    row = _written(
        unit, letter, Destination.WEBHOOK, f"{letter.msg_id}@{webhook.id.hex}"
    )
    unit.session.flush()
    own = WebhookTurn(
        outgoing_id=row.id, webhook_id=webhook.id, about=letter.about, turn=turn
    )
    unit.session.add(own)
    jobs.enqueue(unit, row.id, row.jobs, webhook.id)


def _written(unit: Unit, letter: Letter, to: Destination, msg_id: str) -> Outgoing:
    row = Outgoing(
        id=new_id(unit.now),
        destination=to,
        organisation_id=letter.organisation_id,
        kind=letter.kind,
        about=letter.about,
        msg_id=msg_id,
        state=OutgoingState.WAITING,
        attempts=0,
        jobs=1,
        made_at=unit.now,
        next_at=unit.now,
        lease_until=unit.now + LEASE,
    )
    unit.session.add(row)
    return row


def enqueue_again(unit: Unit, jobs: Jobs, row_id: UUID) -> bool:
    """Enqueue another job for a row whose next try is due. False if it is not."""
    row = unit.session.get(Outgoing, row_id, with_for_update=True)
    if row is None or row.state is not OutgoingState.WAITING:
        return False
    if max(row.next_at, row.lease_until) > unit.now:
        return False
    turn = unit.session.get(WebhookTurn, row.id)
    if turn is not None and waits_behind(unit.session, turn, unit.now - LEASE):
        row.lease_until = unit.now + BEHIND  # no job for what only waits its turn
        unit.session.add(row)
        return False
    enqueue_next(unit, jobs, row)
    return True


def enqueue_next(unit: Unit, jobs: Jobs, row: Outgoing) -> None:
    """Enqueue the next job of a row, whoever waits for one before it."""
    row.jobs += 1
    row.lease_until = unit.now + LEASE
    unit.session.add(row)
    turn = unit.session.get(WebhookTurn, row.id)
    jobs.enqueue(unit, row.id, row.jobs, turn.webhook_id if turn else None)


def _note_failure(unit: Unit, row_id: UUID, fault: str) -> bool:
    """Write down that a try failed. True if it was the last one."""
    row = unit.session.get(Outgoing, row_id, with_for_update=True)
    if row is None or row.state is not OutgoingState.WAITING:
        return False
    row.attempts += 1
    row.last_error = fault
    last = row.attempts >= len(RETRY)
    row.next_at = row.lease_until = unit.now + RETRY[-1 if last else row.attempts]
    unit.session.add(row)
    return last


def attempt(store: Store, handlers: Handlers, report: Report, row_id: UUID) -> None:
    """One try to deliver a row. Never raises: a job stores what is raised.

    Where not even the failure can be written down, the lease runs out and the row is
    found again.
    """
    _attempt(store, handlers.deliver, handlers.give_up, report, row_id)


def attempt_post(
    store: Store, handlers: Handlers, report: Report, row_id: UUID
) -> None:
    """The same for a partner's system.

    That it does not answer is no fault of ours: the handler writes it down itself.
    """
    _attempt(store, handlers.tell, handlers.give_up, report, row_id)


def _attempt(
    store: Store, todo: Deal, give_up: Deal, report: Report, row_id: UUID
) -> None:
    try:
        todo(row_id)
    except Exception as broken:  # noqa: BLE001 # whatever it was, it is tried again
        report(broken)
        fault = type(broken).__name__
        try:
            if store.act(lambda unit: _note_failure(unit, row_id, fault)):
                give_up(row_id)
        except Exception as worse:  # noqa: BLE001 # the lease brings it back
            report(worse)
