"""What happens to an offer, and to what lies beside it, before it leaves."""

import pytest

from referral.actions.refer import Offer
from referral.errors import OffThePath
from referral.rules.undoing import UNDO_FOR
from tests.spec.outside import abroad
from tests.spec.places import SHELTER, WOMEN, left, state, tell
from tests.spec.test_undoing import (
    A_MOMENT,
    HOURS,
    agreed,
    entries,
    letters,
    pressed,
    stage,
    undo,
)
from tests.world import World
from workflows.vocabulary import ReferralKind, ReferralStage, SuspensionReason


def test_a_yes_that_is_taken_back_meanwhile_undoes_it(world: World) -> None:
    case = world.case().id
    consent = world.consent(case).id
    offer = pressed(world, case).id
    world.mechanism.withdraw_consent(world["outreach"], case, consent)
    world.clock.moment += UNDO_FOR
    world.mechanism.fire_due()
    assert stage(world, offer) == ReferralStage.UNDONE
    assert world.mechanism.offers(world["host"]) == []
    assert letters(world) == 0
    assert entries(world, case) == ["offer_made", "offer_undone"]
    assert world.mechanism.verify_all().whole


def test_taken_back_before_it_leaves_nobody_is_told(world: World) -> None:
    case = agreed(world)
    offer = pressed(world, case).id
    world.mechanism.answer_offer(world["outreach"], offer, "withdraw")
    world.clock.moment += UNDO_FOR
    world.mechanism.fire_due()
    assert (stage(world, offer), letters(world)) == (ReferralStage.UNDONE, 0)


def test_places_are_held_from_the_press_on_and_given_back(world: World) -> None:
    state(world, shelter=WOMEN)
    tell(world, 4, 2)
    case = agreed(world)
    offer = pressed(world, case).id
    assert left(world) == (4, 2, 1)
    undo(world, offer)
    assert left(world) == (4, 2, 0)
    own = world.mechanism.hold_places(
        world["outreach"], world.services["shelter"], SHELTER, 1
    )
    world.clock.moment += A_MOMENT
    again = pressed(world, case).id
    assert left(world) == (4, 2, 1)
    undo(world, again)
    assert left(world) == (4, 2, 1), "held before the press, held after it"
    world.mechanism.release_hold(world["outreach"], own.id)
    assert left(world) == (4, 2, 0)


def test_what_came_back_stands_until_the_new_offer_leaves(world: World) -> None:
    case = agreed(world)
    first = world.offer(case, to="haven").id
    world.mechanism.answer_offer(
        world["warden"], first, "decline", reason="safety_conflict"
    )
    standing = [one.kind for one in world.mechanism.exceptions(world["coordinator"])]
    assert standing == ["decline_to_look_at"]
    undo(world, pressed(world, case).id)
    world.mechanism.fire_due()
    found = [one.id for one in world.mechanism.work_list(world["outreach"]).came_back]
    assert found == [first]
    assert len(world.mechanism.exceptions(world["coordinator"])) == 1
    pressed(world, case)
    world.clock.moment += UNDO_FOR
    world.mechanism.fire_due()
    assert world.mechanism.exceptions(world["coordinator"]) == []


@pytest.mark.parametrize("undone", [True, False], ids=["undone", "left"])
def test_the_next_service_waits_for_a_second_thought(
    world: World, *, undone: bool
) -> None:
    case = agreed(world)
    due = world.clock() + HOURS
    shelter, haven = world.services["shelter"], world.services["haven"]
    new = Offer(haven, ReferralKind.SERVICE, (), due, then=(shelter,))
    first = world.mechanism.make_offer(world["outreach"], case, new).id
    world.mechanism.answer_offer(
        world["warden"], first, "decline", reason="not_eligible"
    )
    offer = pressed(world, case).id
    world.mechanism.fire_due()
    assert world.entries(case).count("offer_made") == 2, "nobody is asked meanwhile"
    if undone:
        undo(world, offer)
    world.clock.moment += UNDO_FOR
    world.mechanism.fire_due()
    world.mechanism.fire_due()
    asked = [each.id for each in world.mechanism.offers(world["host"])]
    assert len(asked) == 1
    assert (asked == [offer]) is not undone


def test_no_letter_is_written_for_what_has_not_left(world: World) -> None:
    there = abroad(world)
    case = agreed(world)
    due = world.clock() + HOURS
    new = Offer(there.service, ReferralKind.SERVICE, (), due, stands=True)
    offer = world.mechanism.make_offer(world["outreach"], case, new).id
    page = "http://localhost:8000/letter"
    assert world.mechanism.link(world["outreach"], offer).may_send is False
    with pytest.raises(OffThePath, match="not left yet"):
        world.mechanism.send_link(world["outreach"], offer, page)
    world.clock.moment += UNDO_FOR
    assert world.mechanism.send_link(world["outreach"], offer, page).letter


def test_a_service_that_closes_meanwhile_loses_nobody(world: World) -> None:
    case = agreed(world)
    offer = pressed(world, case).id
    shelter = world.services["shelter"]
    world.mechanism.close_service(
        world["coordinator"], shelter, SuspensionReason.PREMISES
    )
    world.clock.moment += UNDO_FOR
    world.mechanism.fire_due()
    work = world.mechanism.work_list(world["outreach"])
    assert [each.id for each in work.came_back] == [offer]
