"""However a service closes, the same follows: for its person, and on every list."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from referral.actions.refer import Offer
from referral.actions.suspending import NewSuspension
from referral.errors import NotFound
from tests.delivery.test_offer_clock import inbox
from tests.delivery.waiting import until
from tests.spec.evidence import last_entry
from tests.spec.places import SHELTER, left, lists, tell
from tests.world import World
from workflows.vocabulary import (
    EntryType,
    Outcome,
    ReferralKind,
    ReferralStage,
    SuspensionExtent,
    SuspensionReason,
)

LOST = (["place_lost"], ["place_lost"])


def one_offer(world: World, offer: UUID) -> None:
    world.mechanism.answer_offer(world["host"], offer, "close_provider")


def by_coordinator(world: World, offer: UUID) -> None:
    world.mechanism.answer_offer(world["coordinator"], offer, "close_provider")


def whole_service(world: World, _: UUID) -> None:
    where, why = world.services["shelter"], SuspensionReason.LICENCE
    world.mechanism.close_service(world["coordinator"], where, why)


def whole_organisation(world: World, _: UUID) -> None:
    shelter = world.bodies["shelter"]
    seen = world.mechanism.preview_closing(world.system, shelter).seen
    world.mechanism.end_organisation(world.system, shelter, seen)


WAYS = pytest.mark.parametrize(
    "close", [one_offer, by_coordinator, whole_service, whole_organisation]
)


def put_up(world: World) -> tuple[UUID, UUID]:
    """Somebody who lives at the shelter."""
    case, offer = world.accepted()
    world.mechanism.answer_offer(world["host"], offer.id, "arrived")
    return case.id, offer.id


@WAYS
def test_every_closing_leaves_the_same_behind(
    world: World, close: Callable[[World, UUID], None]
) -> None:
    case, offer = put_up(world)
    close(world, offer)

    assert lists(world, case) == LOST
    told = world.entries(case)
    for kind in (EntryType.PROVIDER_CLOSED, EntryType.PLACE_NEEDED):
        assert told.count(kind) == 1
    assert told.count(EntryType.DISCLOSURE_DESTROYED) == 1
    asked = world.mechanism.read_offer(world["outreach"], offer)
    assert asked.stage == ReferralStage.PROVIDER_CLOSED
    came = world.mechanism.work_list(world["outreach"]).came_back
    assert [each.id for each in came] == [offer]
    if close is not whole_organisation:
        with pytest.raises(NotFound):
            world.mechanism.read_case(world["host"], case)

    again = world.offer(case, to="haven")
    world.mechanism.answer_offer(world["warden"], again.id, "accept")
    assert lists(world, case) == LOST, "a yes is no bed yet"
    world.mechanism.answer_offer(world["warden"], again.id, "arrived")
    assert lists(world, case) == ([], [])
    assert world.mechanism.verify_all().whole


@pytest.mark.parametrize("close", [one_offer, whole_service])
def test_who_is_named_next_is_asked_however_it_closes(
    embedded_world: World, close: Callable[[World, UUID], None]
) -> None:
    world = embedded_world
    case = world.case().id
    world.consent(case)
    then = (world.services["haven"],)
    new = Offer(world.services["shelter"], ReferralKind.SERVICE, then=then)
    first = world.mechanism.make_offer(world["outreach"], case, new).id
    close(world, first)
    world.mechanism.fire_due()

    assert len(world.mechanism.offers(world["warden"])) == 1
    assert lists(world, case) == LOST


def test_a_yes_that_came_to_nothing_lets_the_next_be_asked(world: World) -> None:
    case = world.case().id
    world.consent(case)
    then = (world.services["haven"],)
    new = Offer(world.services["shelter"], ReferralKind.SERVICE, then=then)
    first = world.mechanism.make_offer(world["outreach"], case, new).id
    world.mechanism.answer_offer(world["host"], first, "accept")
    world.mechanism.fire_due()
    assert world.mechanism.offers(world["warden"]) == []
    world.mechanism.answer_offer(world["host"], first, "return", reason="place_lost")
    world.mechanism.fire_due()
    world.mechanism.fire_due()

    (asked,) = world.mechanism.offers(world["warden"])
    world.mechanism.start_worker()
    try:
        until(lambda: inbox(world, "outreach") == ["came_back"])
    finally:
        world.mechanism.stop_worker()
    world.mechanism.answer_offer(world["warden"], asked.id, "accept")
    assert inbox(world, "outreach") == [], "somebody takes them"
    assert world.mechanism.verify_all().whole


def test_who_had_to_leave_and_whose_service_then_closes_stands_once(
    embedded_world: World,
) -> None:
    world = embedded_world
    case, offer = put_up(world)
    where, why = world.services["shelter"], SuspensionReason.SAFETY
    leave = NewSuspension(why, SuspensionExtent.EVERYBODY, service_id=where)
    world.mechanism.suspend(world["coordinator"], leave)
    assert lists(world, case) == LOST
    whole_service(world, offer)
    assert lists(world, case) == LOST


def test_who_may_stay_after_all_needs_no_other_place(embedded_world: World) -> None:
    world = embedded_world
    case, _ = put_up(world)
    where, why = world.services["shelter"], SuspensionReason.SAFETY
    leave = NewSuspension(why, SuspensionExtent.EVERYBODY, service_id=where)
    one = world.mechanism.suspend(world["coordinator"], leave)
    body = world.bodies["shelter"]
    all_of_it = NewSuspension(why, SuspensionExtent.EVERYBODY, organisation_id=body)
    other = world.mechanism.suspend(world["coordinator"], all_of_it)
    world.mechanism.lift_suspension(world["coordinator"], one.id)
    assert lists(world, case) == LOST, "something else still stands"
    world.mechanism.lift_suspension(world["coordinator"], other.id)
    assert lists(world, case) == ([], [])


def test_a_suspension_that_ends_by_its_time_leaves_no_line(world: World) -> None:
    """Everybody had to leave for a week; after it those who are there may stay."""
    case, _ = put_up(world)
    where, why = world.services["shelter"], SuspensionReason.PREMISES
    week = world.clock() + timedelta(days=7)
    leave = NewSuspension(why, SuspensionExtent.EVERYBODY, service_id=where, until=week)
    one = world.mechanism.suspend(world["coordinator"], leave)
    body = world.bodies["shelter"]
    all_of_it = NewSuspension(
        SuspensionReason.SAFETY,
        SuspensionExtent.EVERYBODY,
        organisation_id=body,
        until=week + timedelta(days=1),
    )
    world.mechanism.suspend(world["coordinator"], all_of_it)
    assert lists(world, case) == LOST

    world.clock.advance(days=7)
    world.mechanism.fire_due()
    assert lists(world, case) == LOST, "the organisation takes nobody for a day more"
    with pytest.raises(NotFound):
        world.mechanism.lift_suspension(world["coordinator"], one.id)
    world.clock.advance(days=1, minutes=-1)
    assert world.mechanism.fire_due() == 0
    world.clock.advance(minutes=1)
    assert world.mechanism.fire_due() == 1
    assert world.mechanism.fire_due() == 0

    assert lists(world, case) == ([], [])
    assert world.mechanism.suspensions(world["coordinator"]) == []
    assert world.mechanism.verify_all().whole


def test_after_a_week_away_a_suspension_is_noted_over_as_of_its_own_time(
    embedded_world: World,
) -> None:
    world = embedded_world
    case, _ = put_up(world)
    where, why = world.services["shelter"], SuspensionReason.PREMISES
    until = world.clock() + timedelta(days=2)
    leave = NewSuspension(
        why, SuspensionExtent.EVERYBODY, service_id=where, until=until
    )
    world.mechanism.suspend(world["coordinator"], leave)
    world.clock.advance(days=9)
    assert world.mechanism.behind()
    world.mechanism.fire_due()
    assert lists(world, case) == ([], [])
    noted = last_entry(world, world.bodies["shelter"])
    assert (noted.type, noted.occurred_at) == (EntryType.SUSPENSION_LIFTED, until)


def test_nobody_looks_for_a_place_in_a_case_that_is_closed(world: World) -> None:
    case, offer = put_up(world)
    one_offer(world, offer)
    assert lists(world, case) == LOST
    given = {"reason": "She has found a flat.", "outcome": Outcome.RECOVERED}
    world.step(case, "close", **given)
    assert lists(world, case) == ([], [])
    world.step(case, "reopen", reason="She came back.")
    assert lists(world, case) == LOST, "she had no place when she went"


def test_what_has_closed_meanwhile_can_still_be_taken_off_the_list(
    embedded_world: World,
) -> None:
    world = embedded_world
    where, why = world.services["shelter"], SuspensionReason.LICENCE
    new = NewSuspension(why, SuspensionExtent.ADMISSIONS, service_id=where)
    one = world.mechanism.suspend(world["coordinator"], new)
    world.mechanism.close_service(world["coordinator"], where, why)
    world.mechanism.lift_suspension(world["coordinator"], one.id)
    assert world.mechanism.suspensions(world["coordinator"]) == []


def test_what_is_held_at_a_service_that_closes_is_given_back(
    embedded_world: World,
) -> None:
    world = embedded_world
    tell(world, 4, 3)
    where = world.services["shelter"]
    hold = world.mechanism.hold_places(world["outreach"], where, SHELTER, 2)
    assert left(world) == (4, 3, 2)
    new = NewSuspension(
        SuspensionReason.PREMISES,
        SuspensionExtent.ADMISSIONS,
        service_id=where,
        until=world.clock() + timedelta(hours=1),
    )
    world.mechanism.suspend(world["coordinator"], new)
    assert left(world) == (4, 3, 0)
    with pytest.raises(NotFound):
        world.mechanism.release_hold(world["outreach"], hold.id)


def test_who_did_not_arrive_is_looked_for_while_another_place_is_asked_for(
    embedded_world: World,
) -> None:
    world = embedded_world
    case, offer = world.accepted()
    world.mechanism.answer_offer(world["host"], offer.id, "no_show")
    world.offer(case.id, to="haven")
    standing = world.mechanism.exceptions(world["coordinator"])
    assert [line.kind for line in standing] == ["no_show"]
    found = world.mechanism.stalled_handovers(world["outreach"]).not_arrived
    assert len(found) == 1
