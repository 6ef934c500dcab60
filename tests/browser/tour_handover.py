"""The pages of a hand-over: proposed, agreed, over, and somebody to look for."""

from collections.abc import Iterator

from tests.browser.conftest import Site
from tests.spec.test_handovers import proposed
from workflows.vocabulary import ReferralKind

Stop = tuple[str | None, str, str]


def handovers(site: Site) -> Iterator[Stop]:
    """From the empty form to what became of somebody."""
    world = site.world
    _, offer = world.accepted(kind=ReferralKind.RESPONSIBILITY)
    page = f"/desk/offers/{offer.id}"
    yield "outreach", f"{page}/handovers/new", "Propose"
    handover = proposed(world, offer.id)
    yield "outreach", page, "Open who and where"
    yield "host", page, "Agree to it"
    if world.mechanism.handover(world["host"], offer.id).agreed is None:
        world.mechanism.confirm_handover(world["host"], offer.id, handover)
    world.mechanism.answer_offer(world["host"], offer.id, "no_show")
    yield "outreach", "/desk", "Note it"
    _, taken = world.accepted(kind=ReferralKind.RESPONSIBILITY)
    world.mechanism.answer_offer(world["host"], taken.id, "arrived")
    yield "outreach", "/desk/feedback", ""
