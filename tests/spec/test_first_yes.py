"""Fifty people say yes to one need at the same moment: one yes counts."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

from referral.actions.refer import Offer
from referral.errors import Refusal
from tests.spec.evidence import chain_of
from tests.world import World
from workflows.vocabulary import ReferralKind

AT_ONCE, BODIES, SERVICES = 50, ("shelter", "haven"), 5
PEOPLE = {"shelter": "host", "haven": "warden"}


def asked_everywhere(world: World) -> tuple[UUID, list[tuple[str, UUID]]]:
    """A case, and an offer of it to ten services of two organisations at once."""
    found = [
        world.mechanism.list_service(
            world.system, world.bodies[body], "safe_accommodation", f"{body} {n}"
        ).id
        for body in BODIES
        for n in range(SERVICES)
    ]
    case = world.case().id
    world.consent(case)
    offer = Offer(found[0], ReferralKind.SERVICE, beside=tuple(found[1:]))
    done = world.mechanism.make_offer(world["outreach"], case, offer)
    offers = [UUID(each) for each in done.details["offers"]]
    names = [PEOPLE[body] for body in BODIES for _ in range(SERVICES)]
    return case, list(zip(names, offers, strict=True))


def test_of_fifty_who_say_yes_at_once_one_is_heard(world: World) -> None:
    case, offers = asked_everywhere(world)
    start = Barrier(AT_ONCE)

    def accept(n: int) -> str:
        name, offer = offers[n % len(offers)]
        start.wait(timeout=60)
        try:
            world.mechanism.answer_offer(world[name], offer, "accept")
        except Refusal as refusal:
            return refusal.code
        return "accepted"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = Counter(pool.map(accept, range(AT_ONCE)))

    assert found == {"accepted": 1, "already-answered": AT_ONCE - 1}
    kept = Counter(
        kind for body in BODIES for kind, _ in chain_of(world, world.bodies[body])
    )
    assert kept["refused"] == AT_ONCE - 1, "each no is an entry of its own"
    types = Counter(world.entries(case))
    assert types["offer_accepted"] == types["disclosure_released"] == 1
    assert types["offer_withdrawn"] == len(offers) - 1
    stages = Counter(each.stage for each in world.mechanism.offers(world["outreach"]))
    assert stages == {"accepted": 1, "withdrawn": len(offers) - 1}
    assert world.mechanism.verify_all().whole
