"""What partners' systems are told, as it would leave this moment."""

from collections.abc import Iterator

from sqlmodel import select

from referral.actions.actors import system_actor
from referral.actions.partner_post import gathered
from referral.actions.work import Work
from referral.delivery.webhooks import written
from referral.records.database import Unit
from referral.records.outbox import Outgoing
from referral.records.webhooks import Webhook, WebhookTurn
from tests.world import World


def to_partners(world: World) -> Iterator[bytes]:
    """Headers and body of every message there is, whether it was sent or not."""
    house = world.mechanism._house

    def read(unit: Unit) -> list[bytes]:
        work, found = Work(unit, house, system_actor(unit)), []
        for turn in unit.session.exec(select(WebhookTurn)).all():
            row = unit.session.get(Outgoing, turn.outgoing_id)
            webhook = unit.session.get(Webhook, turn.webhook_id)
            assert row is not None
            assert webhook is not None
            message = written(gathered(work, row, webhook))
            found.append(repr(dict(message.headers)).encode() + message.body)
        return found

    yield from house.store.read(read)
