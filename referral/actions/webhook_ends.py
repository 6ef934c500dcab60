"""A partner's system is told nothing any more: somebody ended it, or it is gone."""

from uuid import UUID

from referral.actions.alarms import raise_alarm
from referral.actions.clocks import given_up_by
from referral.actions.work import Done, Work
from referral.errors import Fault, NotFound
from referral.records.chains import Happening
from referral.records.organisations import organisation
from referral.records.outbox import UNDELIVERED, Outgoing, exceptions_called
from referral.records.webhooks import Webhook, live_webhooks_of, rows_to
from referral.rules.acts import Act
from workflows.vocabulary import EntryType, ExceptionKind, OutgoingState, WebhookEnd


def end_webhook(work: Work, webhook_id: UUID) -> Done:
    """Tell a partner's system nothing any more. What waits for it is not sent.

    Raises:
        NotFound: if there is no such webhook, or it has ended.
    """
    webhook = live_webhook(work, webhook_id)
    with work.unit.beyond():
        stopped = end_with(work, webhook, WebhookEnd.ENDED)
    return Done("webhook", webhook.id, details={"stopped": stopped})


def live_webhook(work: Work, webhook_id: UUID) -> Webhook:
    """A webhook that has not ended, held until the act ends.

    Raises:
        NotFound: if there is none.
    """
    work.check(Act.ADMINISTER)
    row = work.unit.session.get(Webhook, webhook_id, with_for_update=True)
    if row is None or row.ended_at is not None:
        raise NotFound
    return row


def end_with(work: Work, webhook: Webhook, why: WebhookEnd) -> int:
    """End it, with whatever waits for it or was given up; how much that was.

    That nobody listens there any more becomes a line for the coordinators: the
    organisation is told in its inbox alone from now on, and may not look there.
    """
    if webhook.ended_at is not None:
        return 0
    session = work.unit.session
    webhook.ended_at, webhook.ended_why = work.now, why
    session.add(webhook)
    rows = rows_to(session, webhook.id, UNDELIVERED)
    for row in rows:
        row.state, row.done_at = OutgoingState.STOPPED, work.now
        session.add(row)
        end_given_up(work, row)
    body = organisation(session, webhook.organisation_id)
    if body is None:
        raise Fault("a webhook of nobody")
    fields = {"why": why.value, "stopped": len(rows)}
    what = EntryType.WEBHOOK_ENDED
    work.enter(body, Happening(what, fields, about=webhook.id))
    if why is WebhookEnd.GONE:
        kind = ExceptionKind.WEBHOOK_GONE
        raise_alarm(work, kind, about=webhook.id, of=webhook.organisation_id)
    return len(rows)


def end_given_up(work: Work, row: Outgoing) -> None:
    """Nobody has to send it again: what stands because of it ends."""
    session = work.unit.session
    for line in exceptions_called(session, row.about, given_up_by(row)):
        line.ended_at = work.now
        session.add(line)


def end_webhooks_of(work: Work, organisation_id: UUID) -> None:
    """An organisation takes part no more: its systems are told nothing either."""
    for webhook in live_webhooks_of(work.unit.session, organisation_id):
        end_with(work, webhook, WebhookEnd.ENDED)
