"""Offers between their card and their end, as a walk."""

from collections.abc import Iterator
from datetime import timedelta

from referral.actions.refer import Offer
from tests.browser.conftest import Site
from tests.properties.acts_offers import brought
from workflows.vocabulary import ReferralKind

Stop = tuple[str | None, str, str]


def life(site: Site) -> Iterator[Stop]:
    """A question, a yes by telephone, a service that has begun, and a list."""
    world = site.world
    case = world.case().id
    world.consent(case)
    due = world.clock() + timedelta(hours=6)
    haven = (world.services["haven"],)
    new = Offer(world.services["shelter"], ReferralKind.SERVICE, (), due, then=haven)
    listed = world.mechanism.make_offer(world["outreach"], case, new).id
    offers = brought(world, case)
    world.mechanism.record_telephone_yes(
        world["coordinator"], offers["spoken"], "Whoever had the night shift"
    )
    world.mechanism.answer_offer(world["host"], offers["served"], "start_service")
    yield "outreach", f"/desk/offers/{listed}", ""
    yield "host", f"/desk/offers/{listed}", "Ask"
    yield "outreach", f"/desk/offers/{offers['asked']}", "Reply"
    yield "coordinator", f"/desk/offers/{offers['asked']}", "Write it down"
    yield "host", f"/desk/offers/{offers['spoken']}", "No, this is not so"
    yield "host", f"/desk/offers/{offers['back']}", "Hand back"
    yield "host", f"/desk/offers/{offers['served']}", "Complete"
