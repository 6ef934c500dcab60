"""What has not arrived: waiting, tried again, given up; and sending it once more.

It says whom something goes to and how often it was tried, and of no case or person.
Counts and lists come from the same rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from referral.actions.clocks import enter_on_organisation
from referral.actions.webhook_ends import end_given_up
from referral.actions.work import Done, Work
from referral.delivery.outgoing import LEASE, enqueue_next
from referral.errors import AlreadyAnswered, Fault, NotFound
from referral.records.chains import Happening
from referral.records.deliveries import count_undelivered, undelivered
from referral.records.outbox import Outgoing
from referral.records.referrals import referral_by_id
from referral.records.webhooks import Webhook, WebhookTurn, waits_behind
from referral.rules.acts import Act
from workflows.vocabulary import DeliveryStanding, EntryType, OutgoingState


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """One thing that has not arrived."""

    id: UUID
    destination: str
    organisation: str
    address: str | None
    """Of the partner's system; None for the inbox of the organisation."""
    kind: str
    standing: str
    made_at: datetime
    attempts: int
    next_at: datetime | None
    """When it is tried again; None for what is given up."""
    last_error: str | None
    behind: bool
    """True if one before it of the same case has to arrive first."""
    can_send_again: bool


@dataclass(frozen=True, slots=True)
class DeliveryList:
    """A page of it, the oldest first, and how much there is of each standing."""

    items: tuple[DeliveryView, ...]
    counts: Mapping[str, int]
    """Of every standing, whatever was asked for."""
    next: UUID | None
    """Behind which row the page that follows begins; None at the end."""


def list_deliveries(
    work: Work,
    standing: DeliveryStanding | None,
    after: UUID | None,
    limit: int,
) -> DeliveryList:
    """A page of what has not arrived; one entry."""
    work.check(Act.LIST_DELIVERIES)
    session = work.unit.session
    with work.unit.beyond():
        rows = undelivered(session, standing, after, limit + 1)
        items = tuple(_view(work, row, label) for row, label in rows[:limit])
        counted = count_undelivered(session)
    counts = dict.fromkeys((each.value for each in DeliveryStanding), 0)
    for (_, word), number in counted.items():
        counts[word] += number
    fields = {"list": "deliveries", "shown": len(items)}
    work.enter(work.own_organisation(), Happening(EntryType.LIST_SHOWN, fields))
    more = items[-1].id if len(rows) > limit else None
    return DeliveryList(items, counts, more)


def standing_of(row: Outgoing) -> DeliveryStanding:
    """How far an undelivered row is."""
    if row.state is OutgoingState.GIVEN_UP:
        return DeliveryStanding.DEAD
    return DeliveryStanding.RETRYING if row.attempts else DeliveryStanding.WAITING


def _view(work: Work, row: Outgoing, label: str) -> DeliveryView:
    session, standing = work.unit.session, standing_of(row)
    turn = session.get(WebhookTurn, row.id)
    webhook = session.get(Webhook, turn.webhook_id) if turn else None
    dead = standing is DeliveryStanding.DEAD
    return DeliveryView(
        id=row.id,
        destination=row.destination.value,
        organisation=label,
        address=webhook.address if webhook else None,
        kind=row.kind.value,
        standing=standing.value,
        made_at=row.made_at,
        attempts=row.attempts,
        next_at=None if dead else row.next_at,
        last_error=row.last_error,
        behind=not dead
        and turn is not None
        and waits_behind(session, turn, work.now - LEASE),
        can_send_again=dead,
    )


def send_again(work: Work, row_id: UUID) -> Done:
    """Send once more what was given up, at once and by the whole schedule.

    It keeps its identifier: a receiver that had it already knows it.

    Raises:
        NotFound: if nothing is sent under this identifier.
        AlreadyAnswered: if it is not given up; what went to a webhook that has ended
            is not, it was stopped with it.
    """
    work.check(Act.SEND_AGAIN)
    session = work.unit.session
    with work.unit.beyond():
        row = session.get(Outgoing, row_id)
        if row is None:
            raise NotFound
        referral_by_id(session, row.about, lock=True)
        session.refresh(row, with_for_update=True)
        if row.state is not OutgoingState.GIVEN_UP:
            raise AlreadyAnswered("This is not given up: nothing has to be sent again.")
        _wake(work, row)
        row.state, row.done_at = OutgoingState.WAITING, None
        row.attempts, row.next_at = 0, work.now
        end_given_up(work, row)
        enqueue_next(work.unit, work.house.jobs, row)
        by = str(work.actor.id)
        enter_on_organisation(work, row, EntryType.DELIVERY_SENT_AGAIN, asked_by=by)
    return Done("delivery", row.id)


def _wake(work: Work, row: Outgoing) -> None:
    """Whoever sends again has reason to: the partner is asked at once."""
    turn = work.unit.session.get(WebhookTurn, row.id)
    if turn is None:
        return
    webhook = work.unit.session.get(Webhook, turn.webhook_id, with_for_update=True)
    if webhook is None:
        raise Fault("a message goes nowhere")
    webhook.rest_until = None
    work.unit.session.add(webhook)
