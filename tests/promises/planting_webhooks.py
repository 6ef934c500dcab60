"""A partner's system that is told of the shelter's offers, before there are any."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlmodel import select

from referral.records.database import Unit
from referral.records.webhooks import WebhookTurn
from tests.properties.acts_webhooks import made
from tests.world import World


def of_webhooks(world: World) -> UUID:
    """A webhook of the shelter; nothing is ever sent to its address."""
    return made(world, "shelter").id


def on_its_way(world: World, webhook: UUID) -> Mapping[str, Sequence[UUID]]:
    """What there is to ask for: the webhook, and something that goes to it."""

    def read(unit: Unit) -> UUID:
        row = unit.session.exec(select(WebhookTurn)).first()
        assert row is not None
        return row.outgoing_id

    going = world.mechanism._house.store.read(read)
    return {"webhook_id": [webhook], "delivery_id": [going]}


OF_WEBHOOKS = (
    (
        "INSERT INTO webhook SELECT gen_random_uuid(), id, 'x', 'x', 1, 0"
        " FROM organisation"
    ),
    (
        "INSERT INTO webhook_key SELECT gen_random_uuid(), id, uuid_send(id), 1"
        " FROM webhook"
    ),
    (
        "INSERT INTO webhook_turn SELECT o.id, w.id, o.about, 1 FROM outbox o"
        " JOIN webhook w ON w.organisation_id = o.organisation_id"
    ),
)
"""The same, written past everything, for looking at what a fence shows."""
FOREIGN = (
    *("SELECT * FROM webhook_key", "SELECT * FROM webhook_turn"),
    "UPDATE webhook_key SET ends_at = 1",
)
"""What of it nobody sees who has nothing to do with it."""
