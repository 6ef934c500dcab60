"""Partners' systems: where they are told, and what has not arrived there."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from uuid import UUID

from referral.actions import deliveries, webhook_ends, webhooks
from referral.actions.work import Done, OnDuty, RequestKey
from referral.delivery.addresses import Reach
from referral.mechanism.acts import Acts
from referral.records.database import Unit
from referral.records.deliveries import count_undelivered, count_unsent_mails
from referral.rules.acts import Act
from referral.rules.machine_scope import LONGEST_OVERLAP
from workflows.vocabulary import DeliveryStanding


class Webhooks(Acts):
    """Registered by two, rotated, ended; and looking after what was sent."""

    def reaches(self, reach: Reach) -> None:
        """Say what this process may reach, and how long it waits."""
        self._house.outside.reach = reach

    def ask_webhook(
        self,
        actor: OnDuty,
        new: webhooks.NewWebhook,
        request: RequestKey | None = None,
    ) -> Done:
        """Ask a coordinator for a webhook, or register it where nobody could agree.

        What is answered is a joint act that waits, or to the system alone, which
        sends no key of a request, `details["secret"]`, told once.
        """
        act = partial(webhooks.ask_webhook, new=new)
        return self._do(actor, Act.ADMINISTER, act, request)

    def fetch_webhook(self, actor: OnDuty, joint_id: UUID) -> Done:
        """Make the webhook that was agreed to.

        `details["secret"]` is told this once, `details["public_key"]` whenever listed.
        """
        act = partial(webhooks.fetch_webhook, joint_id=joint_id)
        return self._do(actor, Act.ADMINISTER, act)

    def rotate_webhook(
        self, actor: OnDuty, webhook_id: UUID, overlap: timedelta = LONGEST_OVERLAP
    ) -> Done:
        """Draw the keys after these, which sign beside them for the overlap still."""
        act = partial(webhooks.rotate_webhook, webhook_id=webhook_id, overlap=overlap)
        return self._do(actor, Act.ADMINISTER, act)

    def end_webhook(
        self, actor: OnDuty, webhook_id: UUID, request: RequestKey | None = None
    ) -> Done:
        """Tell a partner's system nothing any more."""
        act = partial(webhook_ends.end_webhook, webhook_id=webhook_id)
        return self._do(actor, Act.ADMINISTER, act, request)

    def webhooks(self, actor: OnDuty) -> tuple[webhooks.WebhookView, ...]:
        """Every webhook there was; never a secret."""
        return self._do(actor, Act.ADMINISTER, webhooks.list_webhooks)

    def deliveries(
        self,
        actor: OnDuty,
        standing: DeliveryStanding | None = None,
        after: UUID | None = None,
        *,
        limit: int = 50,
    ) -> deliveries.DeliveryList:
        """A page of what has not arrived, and how much there is of each standing."""
        act = partial(
            deliveries.list_deliveries, standing=standing, after=after, limit=limit
        )
        return self._do(actor, Act.LIST_DELIVERIES, act)

    def send_again(
        self, actor: OnDuty, delivery_id: UUID, request: RequestKey | None = None
    ) -> Done:
        """Send once more what was given up."""
        act = partial(deliveries.send_again, row_id=delivery_id)
        return self._do(actor, Act.SEND_AGAIN, act, request)

    def delivery_counts(self) -> Mapping[tuple[str, str], int]:
        """How much has not arrived, by destination and standing; for whoever measures.

        Mails among it. It tells numbers and nothing else, and leaves no entry.
        """

        def count(unit: Unit) -> Mapping[tuple[str, str], int]:
            session = unit.session
            return {**count_undelivered(session), **count_unsent_mails(session)}

        return self._house.store.read(count)
