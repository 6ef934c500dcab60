"""Who lives with a service is asked every week; a yes is one press, a no ends it."""

from datetime import timedelta
from uuid import UUID

import pytest

from referral.actions.still_here import HousedView
from referral.errors import NotFound, OffThePath, Refusal
from referral.rules.still_here import EVERY
from tests.world import World
from workflows.vocabulary import ReferralKind, ReferralStage

A_MOMENT = timedelta(milliseconds=1)


def arrived(world: World, kind: ReferralKind = ReferralKind.SERVICE) -> UUID:
    case = world.case().id
    world.consent(case)
    offer = world.offer(case, kind=kind).id
    for step in ("accept", "arrived"):
        world.mechanism.answer_offer(world["host"], offer, step)
    return offer


def housed(world: World, who: str = "host") -> tuple[HousedView, ...]:
    return world.mechanism.housed(world[who])


def waits(world: World) -> list[UUID]:
    return [each.referral_id for each in housed(world) if each.waits]


def test_it_is_asked_a_week_after_the_arrival_and_after_each_answer(
    world: World,
) -> None:
    offer = arrived(world)
    (here,) = housed(world)
    assert (here.people, here.said_at, here.waits) == (1, None, False)
    for _ in range(2):
        world.clock.moment += EVERY - A_MOMENT
        assert waits(world) == []
        world.clock.moment += A_MOMENT
        assert waits(world) == [offer]
        world.clock.moment += timedelta(days=3)
        assert waits(world) == [offer], "it stands until somebody answers"
        world.mechanism.confirm_stay(world["host"], offer)
        (here,) = housed(world)
        assert here.said_at == world.clock()
    case = world.mechanism.read_offer(world["outreach"], offer).case_ids[0]
    assert world.entries(case).count("stay_confirmed") == 2
    assert world.mechanism.verify_all().whole


@pytest.mark.parametrize("kind", ReferralKind)
@pytest.mark.parametrize("begun", [True, False], ids=["begun", "arrived"])
def test_a_no_ends_the_service_with_its_outcome(
    world: World, kind: ReferralKind, *, begun: bool
) -> None:
    offer = arrived(world, kind)
    if begun:
        world.mechanism.answer_offer(world["host"], offer, "start_service")
    world.mechanism.record_departure(world["host"], offer, "moved_on")
    assert housed(world) == ()
    stage = world.mechanism.read_offer(world["host"], offer).stage
    assert stage == ReferralStage.COMPLETED
    for act in (world.mechanism.confirm_stay,):
        with pytest.raises(OffThePath):
            act(world["host"], offer)
    with pytest.raises(OffThePath):
        world.mechanism.record_departure(world["host"], offer, "moved_on")
    assert world.mechanism.verify_all().whole


def test_only_the_house_is_asked_and_only_the_house_says_so(world: World) -> None:
    offer = arrived(world)
    assert housed(world, "outreach") == housed(world, "warden") == ()
    for who in ("warden", "stranger"):
        with pytest.raises(NotFound):
            world.mechanism.confirm_stay(world[who], offer)
    for who in ("outreach", "coordinator"):
        with pytest.raises(Refusal):
            world.mechanism.confirm_stay(world[who], offer)


def test_whoever_is_only_on_the_way_does_not_live_there(world: World) -> None:
    _, offer = world.accepted()
    assert housed(world) == ()
    with pytest.raises(OffThePath):
        world.mechanism.confirm_stay(world["host"], offer.id)


def test_whoever_was_heard_of_longest_ago_comes_first(world: World) -> None:
    first = arrived(world)
    world.clock.advance(days=1)
    second = arrived(world)
    assert [each.referral_id for each in housed(world)] == [first, second]
    world.mechanism.confirm_stay(world["host"], first)
    world.clock.advance(days=1)
    world.mechanism.confirm_stay(world["host"], second)
    world.clock.moment += EVERY
    assert waits(world) == [first, second]
    assert [
        each.referral_id for each in world.mechanism.housed(world["host"], limit=1)
    ] == [first]
