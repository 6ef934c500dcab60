"""Acts on partners' systems, and on what has not arrived."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from referral.actions.webhooks import NewWebhook
from referral.actions.work import Done
from referral.mechanism import Mechanism
from tests.world import World

if TYPE_CHECKING:
    from tests.properties.acts import Stage

INSIDE = "https://127.0.0.1:9/hook"
"""An address that nothing is ever sent to, so that no test asks for a name."""


def wanted(world: World, body: str = "court") -> NewWebhook:
    """A webhook that is told of everything."""
    return NewWebhook(world.bodies[body], INSIDE)


def made(world: World, body: str = "court", mechanism: Mechanism | None = None) -> Done:
    """The same, asked for by the system, agreed to and fetched.

    Before the first case there is nobody to agree.
    """
    mechanism = mechanism or world.mechanism
    asked = mechanism.ask_webhook(world.system, wanted(world, body))
    if asked.kind == "webhook":
        return asked
    world.agree(asked.id, "coordinator")
    return mechanism.fetch_webhook(world.system, asked.id)


WEBHOOKS: dict[str, Callable[[Mechanism, "Stage"], Any]] = {
    "ask_webhook": lambda m, s: m.ask_webhook(s.world.system, wanted(s.world)),
    "fetch_webhook": lambda m, s: made(s.world, mechanism=m),
    "rotate_webhook": lambda m, s: m.rotate_webhook(s.world.system, made(s.world).id),
    "end_webhook": lambda m, s: m.end_webhook(s.world.system, made(s.world).id),
    "webhooks": lambda m, s: m.webhooks(s.world.system),
    "deliveries": lambda m, s: m.deliveries(s.world["auditor"]),
}
