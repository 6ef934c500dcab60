"""What becomes of offers is read where a person is planned for, waited for, missed."""

from datetime import timedelta
from uuid import UUID

import pytest

from referral.actions.refer import Offer
from tests.delivery.test_offer_clock import inbox
from tests.delivery.waiting import until
from tests.spec.test_handovers import agreed
from tests.spec.test_no_shows import GONE, LATE, lines
from tests.spec.test_offer_life import SPOKEN
from tests.spec.test_plans import line, planned, read
from tests.world import World
from workflows.vocabulary import ReferralKind

HOUR = timedelta(hours=1)


def asked_in_order(world: World, case: UUID) -> UUID:
    """The shelter is asked, and the haven next."""
    first, then = world.services["shelter"], (world.services["haven"],)
    offer = Offer(first, ReferralKind.SERVICE, (), world.clock() + 6 * HOUR, then)
    return world.mechanism.make_offer(world["outreach"], case, offer).id


def results(world: World, case: UUID) -> list[str]:
    return [each.result for each in read(world, case).lines]


def test_a_service_that_is_asked_next_is_seen_in_the_plan_and_in_the_task(
    world: World,
) -> None:
    case = world.case().id
    world.consent(case)
    planned(world, case)
    line(world, case, to="haven")
    line(world, case, to="shelter")
    first = asked_in_order(world, case)
    assert results(world, case) == ["next_on_list", "offered"]
    world.clock.advance(days=8)
    told = world.mechanism.tasks(world["outreach"]).items
    waits = [each.result for each in told if each.kind == "service_not_started"]
    assert sorted(filter(None, waits)) == ["next_on_list", "offered"]
    assert all(each.overdue for each in told if each.result), "asked is not begun"

    world.mechanism.answer_offer(world["host"], first, "decline", reason="not_eligible")
    assert results(world, case) == ["next_on_list", "declined"]
    world.mechanism.fire_due()
    assert results(world, case) == ["offered", "declined"]


def test_a_list_that_stopped_asks_nobody_and_promises_nothing(
    embedded_world: World,
) -> None:
    world = embedded_world
    case = world.case().id
    world.consent(case)
    planned(world, case)
    line(world, case, to="haven")
    first = asked_in_order(world, case)
    assert results(world, case) == ["next_on_list"]
    word = "safety_conflict"
    world.mechanism.answer_offer(world["host"], first, "decline", reason=word)
    world.mechanism.fire_due()
    assert results(world, case) == ["planned"]


def test_the_outcome_that_a_service_gave_stands_at_what_was_planned(
    world: World,
) -> None:
    case, offer = world.accepted()
    planned(world, case.id)
    line(world, case.id)
    host, m = world["host"], world.mechanism
    for word, result in (("arrived", "arrived"), ("start_service", "in_service")):
        m.answer_offer(host, offer.id, word)
        (one,) = read(world, case.id).lines
        assert (one.result, one.outcome) == (result, None)
    m.answer_offer(host, offer.id, "complete", reason="partly_reached")
    (one,) = read(world, case.id).lines
    assert (one.result, one.outcome) == ("completed", "partly_reached")


@pytest.mark.parametrize("end", ["arrived", "another_window"])
def test_a_confirmed_yes_does_not_end_that_somebody_is_missed(
    world: World, end: str
) -> None:
    _, offer = world.offered()
    world.mechanism.record_telephone_yes(world["coordinator"], offer.id, SPOKEN)
    agreed(world, offer.id, note="")
    world.mechanism.start_worker()
    world.clock.advance(hours=3)

    def missed() -> tuple[int, ...]:
        told = [inbox(world, who).count(LATE) for who in ("host", "outreach")]
        return (lines(world, LATE), *told)

    until(lambda: missed() == (1, 1, 1))
    world.mechanism.answer_offer(world["host"], offer.id, "confirm")
    assert missed() == (1, 1, 1), "nobody has arrived by a yes"
    if end == "arrived":
        world.mechanism.answer_offer(world["host"], offer.id, "arrived")
    else:
        agreed(world, offer.id, note="")
    assert missed() == (0, 0, 0)


def test_asking_another_service_does_not_end_that_somebody_is_looked_for(
    world: World,
) -> None:
    case, offer = world.accepted()
    world.mechanism.answer_offer(world["host"], offer.id, "no_show")
    assert lines(world, GONE) == 1
    world.offer(case.id, to="haven")
    assert lines(world, GONE) == 1
    (looked_for,) = world.mechanism.stalled_handovers(world["outreach"]).not_arrived
    assert looked_for.referral_id == offer.id
