"""An offer to somebody abroad, the link that is sent, and what is told by it."""

from datetime import timedelta
from uuid import UUID

from referral.actions.link_door import Shown
from referral.actions.links import SentLink
from tests.spec.evidence import chain_of
from tests.spec.outside import PAGE, Abroad, abroad
from tests.world import World

HOUR = timedelta(hours=1)


def send(world: World, offer: UUID, by: str = "outreach") -> SentLink:
    """A link, sent by whoever asked for help, or by a coordinator."""
    return world.mechanism.send_link(world[by], offer, PAGE)


def asked(world: World) -> tuple[Abroad, UUID, UUID]:
    """A shelter abroad that was asked, the case, the offer."""
    there = abroad(world)
    case, offer = world.offered(to="abroad")
    return there, case.id, offer.id


def let_in(world: World, there: Abroad, offer: UUID) -> Shown:
    """A ticket: they opened their letter, and were told the password."""
    shown = there.shown(send(world, offer))
    return Shown(ticket=world.mechanism.link_view(shown).ticket)


def by_link(world: World, case: UUID) -> list[str]:
    """The entries that say that they were told from outside, in order."""
    return [kind for kind, fields in chain_of(world, case) if "by_link" in fields]


def standing(world: World) -> list[UUID | None]:
    """The offers that stand on the coordinator's list as a link was stopped."""
    rows = world.mechanism.exceptions(world["coordinator"])
    return [each.referral_id for each in rows if each.kind == "link_stopped"]
