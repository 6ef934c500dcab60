"""Clocks of an offer: one that stands still, one that ends it, what was missed."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from referral.actions import after_offer, by_telephone
from referral.actions.read_offers import OfferView
from referral.actions.refer import Offer
from referral.errors import Malformed
from tests.delivery.test_offer_lists import HOUR, MINUTE, kinds, listed, stages, struck
from tests.world import World
from workflows.offer_data import OfferClocks
from workflows.shapes import Ground, Span
from workflows.vocabulary import ClockUnit, Confidence, ReferralKind


@pytest.fixture
def timed(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """A pathway that sets every time, as a country's rulebook might."""

    def span(n: int) -> Span:
        return Span(n=n, unit=ClockUnit.HOUR)

    found = OfferClocks(
        answer=span(24),
        telephone=span(2),
        expiry=span(12),
        cool_off=span(6),
        ground=Ground(confidence=Confidence.MODEL, note="Invented for this story."),
    )
    for module in (after_offer, by_telephone):
        name = "offer_clocks" if module is after_offer else "times_of"
        monkeypatch.setattr(module, name, lambda *_: found)
    return world


def test_the_clock_stands_still_for_the_first_question_and_goes_on(
    world: World,
) -> None:
    case, offer = world.offered()
    before = offer_of(world, offer.id).answer_by
    assert before is not None
    world.clock.advance(hours=1)
    world.mechanism.question_offer(world["host"], offer.id, "Any stairs?")
    world.clock.advance(hours=4)
    world.mechanism.fire_due()
    assert struck(world, case.id) == []
    world.mechanism.reply_offer(world["outreach"], offer.id, "None.")
    assert offer_of(world, offer.id).answer_by == before + 4 * HOUR

    world.mechanism.question_offer(world["host"], offer.id, "A lift?")
    world.clock.advance(hours=2)
    world.mechanism.fire_due()
    assert struck(world, case.id) == ["offer_reminder_due"], "it stops once"
    world.clock.advance(hours=3)
    world.mechanism.fire_due()
    assert struck(world, case.id) == ["offer_reminder_due", "offer_overdue"]
    assert kinds(world) == ["offer_overdue"]
    world.mechanism.answer_offer(world["host"], offer.id, "accept")
    assert kinds(world) == []
    assert world.mechanism.verify_all().whole


def offer_of(world: World, offer: UUID, by: str = "host") -> OfferView:
    return world.mechanism.read_offer(world[by], offer)


def test_who_does_not_reply_is_told_and_so_is_the_coordinator(world: World) -> None:
    case, offer = world.offered()
    world.mechanism.question_offer(world["host"], offer.id, "Any stairs?")
    for late, found in ((6 * HOUR - MINUTE, []), (MINUTE, ["reply_overdue"])):
        world.clock.moment += late
        world.mechanism.fire_due()
        assert struck(world, case.id) == found
        assert kinds(world) == found
    offer_of(world, offer.id, "outreach")
    assert kinds(world) == ["reply_overdue"], "looking ends nothing"
    world.mechanism.reply_offer(world["outreach"], offer.id, "None.")
    assert kinds(world) == []


def test_a_spoken_yes_from_a_question_lets_the_clock_go_on(world: World) -> None:
    _, offer = world.offered()
    before = offer_of(world, offer.id).answer_by
    assert before is not None
    world.mechanism.question_offer(world["host"], offer.id, "Any stairs?")
    world.clock.advance(hours=1)
    world.mechanism.record_telephone_yes(world["coordinator"], offer.id, "The night")
    assert offer_of(world, offer.id).answer_by == before + HOUR
    world.clock.advance(hours=6)
    world.mechanism.fire_due()
    assert kinds(world) == ["offer_overdue"], "an unconfirmed yes is no answer"


def test_what_was_missed_for_a_week_happens_once_and_the_oldest_first(
    world: World,
) -> None:
    case, _ = listed(world, then=(world.services["haven"],))
    other, offer = world.offered(to="haven")
    world.clock.advance(hours=1)
    world.mechanism.question_offer(world["warden"], offer.id, "Any stairs?")
    world.clock.advance(days=7)
    faults: list[BaseException] = []
    world.mechanism.fire_due(faults.append)
    world.mechanism.fire_due(faults.append)

    assert faults == []
    assert struck(world, case) == [
        *("offer_reminder_due", "offer_overdue", "offer_expired"),
    ]
    assert struck(world, other.id) == ["reply_overdue"]
    assert stages(world)["Shelter places"] == "expired"
    made = world.entries(case).count("offer_made")
    assert made == 2, "the next one is asked once"


@pytest.mark.parametrize(
    "start",
    [
        datetime(2026, 3, 28, 23, 0, tzinfo=UTC),
        datetime(2026, 10, 24, 22, 0, tzinfo=UTC),
    ],
    ids=["summer begins", "summer ends"],
)
def test_the_minute_is_the_same_across_a_change_of_the_clocks(
    embedded_world: World, start: datetime
) -> None:
    """Six hours are six hours, whatever the wall says meanwhile."""
    world = embedded_world
    world.clock.moment = start
    case, _ = listed(world, then=(world.services["haven"],))
    expected = {
        3 * HOUR: ["offer_reminder_due"],
        6 * HOUR: ["offer_overdue", "offer_expired"],
    }
    found: list[str] = []
    for after, entries in expected.items():
        world.clock.moment = start + after - MINUTE
        world.mechanism.fire_due()
        assert struck(world, case) == found
        world.clock.moment = start + after
        world.mechanism.fire_due()
        found += entries
        assert struck(world, case) == found


def test_a_pathway_may_set_times_that_nobody_states(timed: World) -> None:
    world = timed
    case = world.case().id
    world.consent(case)
    service = world.services["shelter"]
    late = Offer(service, ReferralKind.SERVICE, (), world.clock() + 25 * HOUR)
    with pytest.raises(Malformed):
        world.mechanism.make_offer(world["outreach"], case, late)
    plain = Offer(service, ReferralKind.SERVICE)
    offer = world.mechanism.make_offer(world["outreach"], case, plain).id
    assert offer_of(world, offer).answer_by == world.clock() + 24 * HOUR

    world.clock.moment += 36 * HOUR - MINUTE
    world.mechanism.fire_due()
    assert offer_of(world, offer).stage == "offered", "a late yes still counts"
    world.clock.moment += MINUTE
    world.mechanism.fire_due()
    assert offer_of(world, offer).stage == "expired"
    came = world.mechanism.work_list(world["outreach"]).came_back
    assert [each.id for each in came] == [offer]


def test_an_unconfirmed_yes_is_put_before_the_coordinator(timed: World) -> None:
    world = timed
    case, offer = world.offered()
    world.mechanism.record_telephone_yes(world["coordinator"], offer.id, "The night")
    world.clock.moment += 2 * HOUR
    world.mechanism.fire_due()
    assert struck(world, case.id) == ["telephone_yes_unconfirmed"]
    assert kinds(world) == ["telephone_unconfirmed"]
    world.mechanism.answer_offer(
        world["host"], offer.id, "dispute", reason="misunderstood"
    )
    assert kinds(world) == ["telephone_disputed"]
