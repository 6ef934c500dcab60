"""Places are held once, for two hours, and never twice over."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from referral.actions.refer import Offer
from referral.errors import GuardNotMet, NotFound
from referral.rules.matching import Wanted
from tests.spec.places import NEEDS_A_BED, SHELTER, left, tell
from tests.world import World
from workflows.vocabulary import Places, ReferralKind, Standpoint


def test_fifty_who_ask_at_once_for_three_places_get_exactly_three(
    world: World,
) -> None:
    tell(world, 5, 3)
    where, mechanism = world.services["shelter"], world.mechanism
    askers = ("outreach", "officer", "stranger", "warden", "outreach")

    def ask(name: str) -> bool:
        try:
            mechanism.hold_places(world[name], where, SHELTER)
        except GuardNotMet as refused:
            return refused.missing != ("place_free",)
        return True

    with ThreadPoolExecutor(50) as crowd:
        held = list(crowd.map(ask, askers * 10))

    assert len(held) == 50
    assert sum(held) == 3
    assert left(world) == (5, 3, 3)


def test_an_offer_holds_a_place_until_it_ends_or_somebody_arrives(
    world: World,
) -> None:
    tell(world, 4, 2)
    case, offer = world.offered()
    assert offer.details["places_held"] == 1
    assert left(world) == (4, 2, 1)

    world.mechanism.answer_offer(world["outreach"], offer.id, "withdraw")
    assert left(world) == (4, 2, 0)

    again = world.offer(case.id)
    world.mechanism.answer_offer(world["host"], again.id, "accept")
    assert left(world) == (4, 2, 1)
    world.mechanism.answer_offer(world["host"], again.id, "arrived")
    assert left(world) == (4, 1, 0)


def test_a_hold_ends_by_itself_after_two_hours(world: World) -> None:
    tell(world, 2, 1)
    where, outreach = world.services["shelter"], world["outreach"]
    world.mechanism.hold_places(outreach, where, SHELTER)
    with pytest.raises(GuardNotMet, match="left"):
        world.mechanism.hold_places(world["officer"], where, SHELTER)

    world.clock.advance(hours=1, minutes=59)
    assert world.mechanism.fire_due() == 0
    world.clock.advance(minutes=1)
    assert left(world) == (2, 1, 0), "nobody has to look first"
    assert world.mechanism.fire_due() == 1
    assert world.mechanism.fire_due() == 0
    assert left(world) == (2, 1, 0)


def test_an_offer_takes_the_place_of_a_hold_that_has_run_out(world: World) -> None:
    """Though no worker has looked since."""
    tell(world, 2, 1)
    where = world.services["shelter"]
    world.mechanism.hold_places(world["officer"], where, SHELTER)
    world.clock.advance(hours=2)
    _, offer = world.offered()
    assert offer.details["places_held"] == 1
    assert left(world) == (2, 1, 1)


def test_what_one_holds_oneself_is_used_for_ones_own_offer(
    embedded_world: World,
) -> None:
    world = embedded_world
    tell(world, 3, 1)
    where = world.services["shelter"]
    hold = world.mechanism.hold_places(world["outreach"], where, SHELTER)
    case = world.case(facts=NEEDS_A_BED).id
    world.consent(case)

    found = world.mechanism.match_services(world["outreach"], case).ranked
    assert found[0].service.row.id == where
    assert Standpoint.PLACE_FREE in found[0].found.because
    offer = world.offer(case)

    assert offer.details["places_held"] == 1
    assert left(world) == (3, 1, 1)
    with pytest.raises(NotFound):
        world.mechanism.release_hold(world["outreach"], hold.id)


def test_only_ones_own_hold_is_given_back(embedded_world: World) -> None:
    world = embedded_world
    tell(world, 3, 1)
    where = world.services["shelter"]
    hold = world.mechanism.hold_places(world["outreach"], where, SHELTER)
    with pytest.raises(NotFound):
        world.mechanism.release_hold(world["officer"], hold.id)
    world.mechanism.release_hold(world["outreach"], hold.id)
    with pytest.raises(NotFound):
        world.mechanism.release_hold(world["outreach"], hold.id)
    assert left(world) == (3, 1, 0)


def test_a_figure_counts_for_a_day_to_the_minute(embedded_world: World) -> None:
    world = embedded_world
    tell(world, 3, 2)
    wanted = Wanted(service_type="safe_accommodation")

    def known() -> Places:
        found = world.mechanism.ask_places(world["outreach"], wanted).ranked
        here = world.services["shelter"]
        return next(one.found.places for one in found if one.service.row.id == here)

    world.clock.advance(hours=24)
    assert known() is Places.FREE
    world.clock.advance(minutes=1)
    assert known() is Places.UNKNOWN
    where = world.services["shelter"]
    with pytest.raises(GuardNotMet, match="within a day") as refused:
        world.mechanism.hold_places(world["outreach"], where, SHELTER)
    assert refused.value.missing == ("places_confirmed",)
    tell(world, 3, 2)
    assert known() is Places.FREE


def test_a_promised_place_is_kept_until_somebody_arrives(world: World) -> None:
    """The yes is said after an hour, and the way takes a day."""
    tell(world, 4, 2)
    _, offer = world.offered()
    world.clock.advance(hours=1)
    world.mechanism.answer_offer(world["host"], offer.id, "accept")
    world.clock.advance(hours=22)
    world.mechanism.fire_due()
    assert left(world) == (4, 2, 1)
    tell(world, 4, 2)
    world.clock.advance(hours=5)
    world.mechanism.answer_offer(world["host"], offer.id, "arrived")
    assert left(world) == (4, 1, 0)


def test_a_hold_that_ran_out_ends_no_offer_and_a_yes_holds_again(
    embedded_world: World,
) -> None:
    world = embedded_world
    tell(world, 4, 1)
    _, offer = world.offered()
    world.clock.advance(hours=3)
    world.mechanism.fire_due()
    assert left(world) == (4, 1, 0)
    assert world.mechanism.read_offer(world["host"], offer.id).stage == "offered"
    world.mechanism.record_telephone_yes(world["coordinator"], offer.id, "The night")
    assert left(world) == (4, 1, 1)
    world.clock.advance(hours=3)
    assert left(world) == (4, 1, 1)
    reason = "nobody_said_it"
    world.mechanism.answer_offer(world["host"], offer.id, "dispute", reason=reason)
    assert left(world) == (4, 1, 1)
    world.clock.advance(hours=2)
    assert left(world) == (4, 1, 0)


@pytest.mark.parametrize(
    ("step", "reason"), [("return", "place_lost"), ("no_show", None)]
)
def test_whoever_does_not_come_leaves_the_place_free(
    embedded_world: World, step: str, reason: str | None
) -> None:
    world = embedded_world
    tell(world, 4, 2)
    _, offer = world.accepted()
    assert left(world) == (4, 2, 1)
    world.mechanism.answer_offer(world["host"], offer.id, step, reason=reason)
    assert left(world) == (4, 2, 0)


def test_an_offer_takes_of_a_hold_what_it_needs(world: World) -> None:
    tell(world, 6, 5)
    where = world.services["shelter"]
    world.mechanism.hold_places(world["outreach"], where, SHELTER, 3)
    _, offer = world.offered()
    assert offer.details["places_held"] == 1
    assert left(world) == (6, 5, 3)
    world.mechanism.answer_offer(world["host"], offer.id, "accept")
    world.mechanism.answer_offer(world["host"], offer.id, "arrived")
    assert left(world) == (6, 4, 2)
    _, second = world.offered()
    assert second.details["places_held"] == 1
    assert left(world) == (6, 4, 2)


def test_with_the_first_yes_the_others_place_is_given_back(world: World) -> None:
    """Two are asked at once; the other's place is free with the same act."""
    tell(world, 2, 1)
    tell(world, 2, 1, by="warden")
    case = world.case(facts=NEEDS_A_BED).id
    world.consent(case)
    beside = (world.services["haven"],)
    new = Offer(world.services["shelter"], ReferralKind.SERVICE, beside=beside)
    first = world.mechanism.make_offer(world["outreach"], case, new).id
    assert (left(world)[2], left(world, "haven")[2]) == (1, 1)
    world.mechanism.answer_offer(world["host"], first, "accept")
    assert (left(world)[2], left(world, "haven")[2]) == (1, 0)
