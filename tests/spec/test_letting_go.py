"""Responsibility moves: what waits goes with it, and whoever had it is told no more."""

from uuid import UUID

import pytest

from referral.errors import NotHolder
from tests.delivery.test_offer_clock import inbox
from tests.delivery.waiting import until
from tests.spec.places import lists
from tests.world import World
from workflows.vocabulary import ReferralKind, ReferralStage, SuspensionReason

TAKING_OVER = ReferralKind.RESPONSIBILITY


def surgery(world: World, body: str = "haven") -> None:
    """An organisation that gives medical help, too."""
    done = world.mechanism.list_service(
        world.system, world.bodies[body], "medical", "Surgery"
    )
    world.services["surgery"] = done.id


def taken_over(world: World, case: UUID, by: str = "outreach") -> UUID:
    """The haven takes a case over, by another service than the one asked for."""
    if "surgery" not in world.services:
        surgery(world)
    offer = world.offer(case, to="surgery", by=by, kind=TAKING_OVER).id
    for step in ("accept", "arrived"):
        world.mechanism.answer_offer(world["warden"], offer, step)
    return offer


def waits(world: World, who: str, name: str) -> list[UUID]:
    """The offers of one of the lists of somebody's work."""
    found = world.mechanism.work_list(world[who])
    return [one.id for one in getattr(found, name)]


def needy(world: World, who: str) -> list[str]:
    return [one.kind for one in world.mechanism.needing_place(world[who])]


def test_who_needs_a_place_is_on_the_list_of_whoever_is_responsible_now(
    world: World,
) -> None:
    case, _ = world.offered()
    where, why = world.services["shelter"], SuspensionReason.LICENCE
    world.mechanism.close_service(world["coordinator"], where, why)
    assert lists(world, case.id) == (["place_lost"], ["place_lost"])
    assert needy(world, "outreach") == ["place_lost"]

    taken_over(world, case.id)

    assert lists(world, case.id) == (["place_lost"], [])
    assert needy(world, "outreach") == []
    assert needy(world, "warden") == ["place_lost"]


def test_what_was_offered_before_waits_for_the_new_holder(world: World) -> None:
    case, offer = world.offered()
    assert waits(world, "outreach", "waiting") == [offer.id]
    taken_over(world, case.id)
    assert waits(world, "outreach", "waiting") == []
    assert waits(world, "warden", "waiting") == [offer.id]

    no = "not_eligible"
    world.mechanism.answer_offer(world["host"], offer.id, "decline", reason=no)

    assert waits(world, "outreach", "came_back") == []
    assert waits(world, "warden", "came_back") == [offer.id]


def test_a_question_that_waits_for_its_reply_goes_with_the_responsibility(
    world: World,
) -> None:
    case, offer = world.offered()
    world.mechanism.question_offer(world["host"], offer.id, "Are there stairs?")
    world.mechanism.start_worker()
    try:
        until(lambda: inbox(world, "outreach") == ["offer_questioned"])
        taken_over(world, case.id)
    finally:
        world.mechanism.stop_worker()
    assert inbox(world, "outreach") == []
    assert "offer_questioned" in inbox(world, "warden")
    world.mechanism.reply_offer(world["warden"], offer.id, "There are none.")


@pytest.mark.parametrize("who", ["officer", "outreach"])
def test_a_sender_that_let_go_learns_nothing_of_what_becomes_of_its_offers(
    world: World, who: str
) -> None:
    """Where somebody sleeps is told to nobody who is not responsible, least of all to
    enforcement: an offer that the sender once made would tell it step by step."""
    case = world.case(who).id
    world.consent(case, who)
    bed = world.offer(case, by=who).id
    moved = taken_over(world, case, by=who)
    for step in ("accept", "arrived"):
        world.mechanism.answer_offer(world["host"], bed, step)

    with pytest.raises(NotHolder):
        world.mechanism.read_offer(world[who], bed)
    assert [one.id for one in world.mechanism.offers(world[who])] == [moved]
    assert bed in [one.id for one in world.mechanism.offers(world["warden"])]
    assert world.mechanism.read_offer(world["warden"], bed).stage == "handed_over"


def test_of_what_moved_the_responsibility_an_arrival_is_left(world: World) -> None:
    case = world.case().id
    world.consent(case)
    moved = taken_over(world, case)
    seen = world.mechanism.read_offer(world["outreach"], moved)
    assert (seen.stage, seen.cards, seen.case_ids, seen.ways) == (
        "handed_over",
        (),
        (),
        (),
    )
    world.mechanism.answer_offer(world["warden"], moved, "start_service")
    reason = "contact_lost"
    world.mechanism.answer_offer(world["warden"], moved, "complete", reason=reason)

    assert world.mechanism.read_offer(world["outreach"], moved) == seen
    listed = world.mechanism.offers
    by_stage = {
        stage: [one.id for one in listed(world["outreach"], stage=stage)]
        for stage in ReferralStage
    }
    assert by_stage.pop(ReferralStage.HANDED_OVER) == [moved]
    assert set(map(tuple, by_stage.values())) == {()}


def test_whoever_still_holds_one_of_several_sees_that_one_alone(
    embedded_world: World,
) -> None:
    world = embedded_world
    mother, son = world.case().id, world.case().id
    for case in (mother, son):
        world.consent(case)
    both = world.offer(mother, also=(son,)).id
    taken_over(world, son)
    for who, own in (("outreach", mother), ("warden", son)):
        seen = world.mechanism.read_offer(world[who], both)
        assert (len(seen.cards), seen.case_ids) == (1, (own,))
