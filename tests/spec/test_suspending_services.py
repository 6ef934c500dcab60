"""A service takes nobody, or closes: nobody falls between."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from referral.actions.suspending import NewSuspension
from referral.errors import (
    AlreadyAnswered,
    GuardNotMet,
    Malformed,
    NotFound,
    NotPermitted,
)
from tests.spec.places import lists
from tests.world import World
from workflows.vocabulary import (
    AllowRule,
    EntryType,
    Exclusion,
    ReferralStage,
    SuspensionExtent,
    SuspensionReason,
)


def test_a_provider_that_closes_leaves_nobody_without_a_line(world: World) -> None:
    mechanism = world.mechanism
    housed, arrived = world.accepted()
    mechanism.answer_offer(world["host"], arrived.id, "arrived")
    waiting, open_offer = world.offered()
    elsewhere, kept = world.offered(to="haven")

    done = mechanism.close_service(
        world["coordinator"], world.services["shelter"], SuspensionReason.LICENCE
    )

    assert done.details == {"offers_ended": 2, "to_be_placed": 2}
    offers = {one.id: one.stage for one in mechanism.offers(world["outreach"])}
    assert offers[arrived.id] == offers[open_offer.id] == ReferralStage.PROVIDER_CLOSED
    assert offers[kept.id] == ReferralStage.OFFERED
    for case in (housed.id, waiting.id):
        assert lists(world, case) == (["place_lost"], ["place_lost"])
        told = world.entries(case)
        assert EntryType.PROVIDER_CLOSED in told
        assert EntryType.PLACE_NEEDED in told
        assert mechanism.verify_case(world["coordinator"], case).whole
    assert lists(world, elsewhere.id) == ([], [])
    with pytest.raises(Malformed):
        world.offer(waiting.id)

    one = next(
        line
        for line in mechanism.exceptions(world["coordinator"])
        if line.case_ids == (housed.id,)
    )
    mechanism.end_alarm(world["coordinator"], one.id)
    assert lists(world, housed.id) == ([], [])
    assert lists(world, waiting.id)[0] == ["place_lost"], "one of many ends alone"

    again = world.offer(waiting.id, to="haven")
    mechanism.answer_offer(world["warden"], again.id, "accept")
    mechanism.answer_offer(world["warden"], again.id, "arrived")
    assert lists(world, waiting.id) == ([], [])


def test_a_doctor_is_no_bed(embedded_world: World) -> None:
    world, mechanism = embedded_world, embedded_world.mechanism
    waiting, _ = world.offered()
    mechanism.close_service(
        world["coordinator"], world.services["shelter"], SuspensionReason.LICENCE
    )
    surgery = mechanism.list_service(
        world.system, world.bodies["haven"], "medical", "Haven surgery"
    )
    world.services["surgery"] = surgery.id
    other = world.offer(waiting.id, to="surgery")
    mechanism.answer_offer(world["warden"], other.id, "accept")
    mechanism.answer_offer(world["warden"], other.id, "arrived")
    assert lists(world, waiting.id)[0] == ["place_lost"], "a doctor is no bed"


def test_a_suspension_ends_offers_and_who_lives_there_stays(
    embedded_world: World,
) -> None:
    world, mechanism = embedded_world, embedded_world.mechanism
    housed, arrived = world.accepted()
    mechanism.answer_offer(world["host"], arrived.id, "arrived")
    waiting, offer = world.offered()
    new = NewSuspension(
        SuspensionReason.PREMISES,
        SuspensionExtent.ADMISSIONS,
        service_id=world.services["shelter"],
        until=world.clock() + timedelta(days=3),
    )

    done = mechanism.suspend(world["coordinator"], new)

    assert done.details == {"offers_ended": 1, "to_be_placed": 1}
    assert lists(world, housed.id) == ([], [])
    assert lists(world, waiting.id) == (["place_lost"], ["place_lost"])
    with pytest.raises(GuardNotMet, match="Others of its kind") as refused:
        world.offer(waiting.id)
    assert refused.value.missing == ("service_not_suspended",)
    with pytest.raises(AlreadyAnswered):
        mechanism.suspend(world["coordinator"], new)
    listed = mechanism.suspensions(world["coordinator"])
    assert [one.service for one in listed] == ["Shelter places"]

    world.clock.advance(days=3)
    assert not mechanism.suspensions(world["coordinator"])
    assert world.offer(waiting.id).id != offer.id


def test_everybody_has_to_leave_an_organisation_that_is_suspended_so(
    embedded_world: World,
) -> None:
    world, mechanism = embedded_world, embedded_world.mechanism
    housed, arrived = world.accepted()
    mechanism.answer_offer(world["host"], arrived.id, "arrived")
    body = world.bodies["shelter"]
    new = NewSuspension(
        SuspensionReason.SAFETY, SuspensionExtent.EVERYBODY, organisation_id=body
    )

    done = mechanism.suspend(world["coordinator"], new)

    assert done.details == {"offers_ended": 0, "to_be_placed": 1}
    assert lists(world, housed.id) == (["place_lost"], ["place_lost"])
    stage = mechanism.read_offer(world["host"], arrived.id).stage
    assert stage == ReferralStage.HANDED_OVER, "they live there until there is a place"
    found = mechanism.match_services(world["outreach"], housed.id)
    assert [one.found.because for one in found.excluded] == [(Exclusion.SUSPENDED,)]

    mechanism.lift_suspension(world["coordinator"], done.id)
    with pytest.raises(NotFound):
        mechanism.lift_suspension(world["coordinator"], done.id)
    assert not mechanism.match_services(world["outreach"], housed.id).excluded


@pytest.mark.parametrize("who", ["outreach", "host", "auditor"])
def test_only_a_coordinator_suspends(embedded_world: World, who: str) -> None:
    world = embedded_world
    new = NewSuspension(
        SuspensionReason.SAFETY,
        SuspensionExtent.EVERYBODY,
        service_id=world.services["shelter"],
    )
    with pytest.raises(NotPermitted):
        world.mechanism.suspend(world[who], new)
    with pytest.raises(NotPermitted):
        world.mechanism.close_service(
            world[who], world.services["shelter"], SuspensionReason.SAFETY
        )
    with pytest.raises(NotPermitted):
        world.mechanism.set_allow_rule(world[who], AllowRule.BOTH_LISTED)


def test_a_suspension_that_cannot_be_is_refused(embedded_world: World) -> None:
    world = embedded_world
    right = NewSuspension(
        SuspensionReason.SAFETY,
        SuspensionExtent.EVERYBODY,
        service_id=world.services["shelter"],
    )
    for wrong in (
        replace(right, service_id=None),
        replace(right, organisation_id=world.bodies["shelter"]),
        replace(right, until=world.clock()),
    ):
        with pytest.raises(Malformed):
            world.mechanism.suspend(world["coordinator"], wrong)
    nobody = replace(right, service_id=UUID(int=7))
    with pytest.raises(NotFound):
        world.mechanism.suspend(world["coordinator"], nobody)
