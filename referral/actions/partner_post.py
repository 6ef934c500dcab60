"""Telling a partner's system: claimed, sent, and written down how it ended.

Nothing is sent from within a transaction. A row is claimed first, so that nothing is
sent where the end of it could not be written down; a process that is killed in between
sends the same message again, under the same identifier.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from referral.actions.actors import system_actor
from referral.actions.clocks import enter_on_organisation, give_up_on
from referral.actions.house import House
from referral.actions.webhook_ends import end_with
from referral.actions.work import Work
from referral.delivery.cloudevents import Event
from referral.delivery.outgoing import BEHIND, LEASE, RETRY, enqueue_next
from referral.delivery.partner_lines import LINES
from referral.delivery.webhooks import (
    NOT_LOOKED_AT,
    RESTING,
    RESTS,
    RESTS_AFTER,
    Going,
    Outcome,
    next_try,
    tell,
)
from referral.errors import Fault
from referral.records.database import Unit
from referral.records.organisations import organisation
from referral.records.outbox import Outgoing
from referral.records.referrals import referral_by_id
from referral.records.webhooks import (
    Webhook,
    WebhookTurn,
    behind,
    hold_cases,
    hurry,
    keys_now,
    waits_behind,
)
from referral.vault.webhook_signatures import WebhookKeys
from workflows.vocabulary import (
    Compartment,
    EntryType,
    OutgoingState,
    Purpose,
    WebhookEnd,
)

T = TypeVar("T")
LOOKED_AT = 20
"""How many of those behind a message are asked whether it is their turn now."""


def post(house: House, row_id: UUID) -> bool:
    """Tell a partner's system what a row says, if it is its turn.

    Returns:
        False if there was nothing to do.
    """
    if LINES.are_closed():
        return False
    claimed = _as_system(house, lambda work: _claim(work, row_id))
    if claimed is None:
        return False
    reach = house.outside.reach
    outcome = tell(claimed, reach) if isinstance(claimed, Going) else claimed
    if LINES.are_closed() and not outcome.arrived:  # cut here: no partner's fault
        return False
    return _as_system(house, lambda work: _note(work, row_id, outcome))


def _as_system(house: House, act: Callable[[Work], T]) -> T:
    def run(unit: Unit) -> T:
        return act(Work(unit, house, system_actor(unit)))

    return house.store.act(run)


def message_id(row: Outgoing) -> str:
    """What a message is called outside, however often it is sent."""
    return f"msg_{row.id.hex}"


def _claim(work: Work, row_id: UUID) -> Going | Outcome | None:
    """Everything one try needs; None if there is nothing to send now."""
    session = work.unit.session
    row = session.get(Outgoing, row_id, with_for_update=True)
    turn = session.get(WebhookTurn, row_id)
    if row is None or turn is None or row.state is not OutgoingState.WAITING:
        return None
    if _is_too_early(row, work.now):
        return None
    session.add(row)
    if waits_behind(session, turn, work.now - LEASE):
        row.lease_until = work.now + BEHIND
        return None
    webhook = session.get(Webhook, turn.webhook_id)
    if webhook is None:
        raise Fault("a message goes nowhere")
    if webhook.ended_at is not None:  # while the act that sent it was under way
        row.state, row.done_at = OutgoingState.STOPPED, work.now
        return None
    row.lease_until, row.claimed_at = work.now + LEASE, work.now
    if webhook.rest_until is not None and webhook.rest_until > work.now:
        return Outcome(fault=RESTING)
    return gathered(work, row, webhook)


def _is_too_early(row: Outgoing, now: datetime) -> bool:
    """Whether what failed has to wait; another server's clock may be ahead of ours."""
    return bool(row.attempts) and row.next_at > now


def gathered(work: Work, row: Outgoing, webhook: Webhook) -> Going:
    """What is sent of a row, with the keys that sign now."""
    body = organisation(work.unit.session, webhook.organisation_id)
    if body is None:
        raise Fault("a message is addressed to nobody")
    event = Event(
        msg_id=message_id(row),
        kind=row.kind,
        item=row.about,
        at=row.made_at,
        source=work.house.keyring.tenant,
        regime=body.regime,
    )
    rows = keys_now(work.unit.session, webhook.id, work.now)
    drawer, purpose = Compartment.OPERATIONAL, Purpose.PROTECTION
    keys = [
        WebhookKeys.read(work.open(webhook.organisation_id, key.id, drawer, purpose))
        for key in rows
    ]
    return Going(webhook.address, event, keys, work.now)


def _note(work: Work, row_id: UUID, outcome: Outcome) -> bool:
    """Write down how a try ended, and let those behind it have their turn."""
    session = work.unit.session
    row, turn = session.get(Outgoing, row_id), session.get(WebhookTurn, row_id)
    if row is None or turn is None:
        return False
    referral_by_id(session, row.about, lock=True)
    hold_cases(session, row.about)
    session.refresh(row, with_for_update=True)
    webhook = session.get(Webhook, turn.webhook_id, with_for_update=True)
    waiting = row.state is OutgoingState.WAITING
    if webhook is None or row.state is OutgoingState.DELIVERED:
        return False
    row.claimed_at = None
    session.add(row)
    if outcome.arrived:  # also what was stopped while it was on its way
        _arrived(work, row, webhook)
    elif outcome.gone:
        end_with(work, webhook, WebhookEnd.GONE)
        if row.state is OutgoingState.WAITING:  # it had ended before
            row.state, row.done_at = OutgoingState.STOPPED, work.now
    elif waiting:
        _failed(work, row, webhook, outcome)
    if row.state is not OutgoingState.WAITING:
        _pass_on(work, turn)
    return True


def _arrived(work: Work, row: Outgoing, webhook: Webhook) -> None:
    row.state, row.done_at, row.last_error = OutgoingState.DELIVERED, work.now, None
    session, was_dead = work.unit.session, webhook.failures >= RESTS_AFTER
    session.add(row)
    if webhook.failures:
        webhook.failures, webhook.failing_since = 0, None
        webhook.rest_until = _asked_for(webhook.rest_until, work.now)
        session.add(webhook)
    if was_dead:
        hurry(session, webhook.id, work.now, NOT_LOOKED_AT)
    kind, told = EntryType.WEBHOOK_DELIVERED, {"tries": row.attempts + 1}
    enter_on_organisation(work, row, kind, webhook=str(webhook.id), **told)


def _failed(work: Work, row: Outgoing, webhook: Webhook, outcome: Outcome) -> None:
    session = work.unit.session
    row.attempts += 1
    row.last_error = outcome.fault
    session.add(row)
    if outcome.fault != RESTING:
        webhook.failures += 1
        webhook.failing_since = webhook.failing_since or work.now
        rests = _rest(webhook, outcome, work.now), webhook.rest_until
        webhook.rest_until = max(filter(None, rests), default=None)
        session.add(webhook)
    if row.attempts >= len(RETRY):
        give_up_on(work, row)
        return
    row.next_at = next_try(row.attempts, work.now, webhook.rest_until)
    row.lease_until = row.next_at


def _rest(webhook: Webhook, outcome: Outcome, now: datetime) -> datetime | None:
    """Until when it is left alone: as it asked for, or because it seems dead."""
    if outcome.wait is not None:
        return now + outcome.wait
    return now + RESTS if webhook.failures >= RESTS_AFTER else None


def _asked_for(until: datetime | None, now: datetime) -> datetime | None:
    """A rest that is longer than any of ours was asked for, and stays."""
    return until if until is not None and until > now + RESTS else None


def _pass_on(work: Work, turn: WebhookTurn) -> None:
    """Those whose turn it is now go out at once, and not when somebody looks."""
    session, jobs = work.unit.session, work.house.jobs
    session.flush()
    for row in behind(session, turn, LOOKED_AT):
        own = session.get(WebhookTurn, row.id)
        if own is None or _is_too_early(row, work.now):
            continue
        if waits_behind(session, own, work.now - LEASE):
            continue
        session.refresh(row, with_for_update=True)
        enqueue_next(work.unit, jobs, row)
