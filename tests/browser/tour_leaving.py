"""What has not left, a paper day, and who lives with a service, as a walk."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from referral.rules.still_here import EVERY
from tests.browser.conftest import Site
from tests.properties.acts_offers import pressed
from tests.spec.places import SHELTER

Stop = tuple[str | None, str, str]


def leaving(site: Site) -> Iterator[Stop]:
    """Before and after it has left; a sheet, its form; a house's week."""
    world = site.world
    case, offer = world.accepted()
    standing = pressed(world, case.id)
    yield "outreach", f"/desk/offers/{standing}", ""
    yield "outreach", "/desk/offers", ""
    yield "outreach", f"/desk/offers/{standing}", "Undo"
    again = pressed(world, case.id)
    yield "outreach", "/desk/offers", "Undo all that you have just sent"
    yield "outreach", f"/desk/offers/{again}", ""
    yield "outreach", "/desk/question-sheet", ""
    yield "outreach", "/desk/cases/late", ""
    yield "outreach", "/desk/cases/late", "Save with both times"
    yield from _house(site, offer.id)


def _house(site: Site, offer: UUID) -> Iterator[Stop]:
    world = site.world
    world.mechanism.answer_offer(world["host"], offer, "arrived")
    shelter = world.services["shelter"]
    world.mechanism.tell_capacity(world["host"], shelter, SHELTER, 4, 2)
    world.clock.advance(milliseconds=EVERY / timedelta(milliseconds=1))
    site.door.tokens.clear()
    yield "host", "/desk", ""
    yield "host", "/desk", "One fewer"
    yield "host", "/desk", "Yes, still here"
    yield "host", f"/desk/offers/{offer}", ""
    yield "host", f"/desk/offers/{offer}/departure", "Record it"
