"""The clock of an offer: reminded at half time, an exception when it is over."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from referral.actions.refer import Offer
from referral.errors import WrongRole
from tests.delivery.waiting import until
from tests.world import World
from workflows.vocabulary import ReferralKind


@pytest.fixture
def working(world: World) -> Iterator[World]:
    """A world whose worker runs."""
    faults: list[BaseException] = []
    world.mechanism.start_worker(faults.append)
    yield world
    world.mechanism.stop_worker()
    assert faults == []


def inbox(world: World, of: str = "host") -> list[str]:
    return [line.kind for line in world.mechanism.notices(world[of])]


def exceptions(world: World) -> list[tuple[str, UUID | None]]:
    """What was not answered in time; silences have stories of their own."""
    listed = world.mechanism.exceptions(world["coordinator"])
    late = [line for line in listed if line.kind == "offer_overdue"]
    return [(line.kind, line.referral_id) for line in late]


def clock_entries(world: World, case_id: UUID) -> list[str]:
    return [
        entry.type
        for entry in world.mechanism.timeline(world["coordinator"], case_id)
        if entry.lane == "clock"
    ]


def test_an_offer_is_announced_reminded_and_overdue(working: World) -> None:
    case, offer = working.offered()
    until(lambda: inbox(working) == ["offer_waiting"])
    working.clock.advance(hours=3)
    until(lambda: inbox(working) == ["offer_reminder", "offer_waiting"])
    assert exceptions(working) == []
    working.clock.advance(hours=3)
    until(lambda: inbox(working)[0] == "offer_overdue")
    assert exceptions(working) == [("offer_overdue", offer.id)]
    assert clock_entries(working, case.id) == ["offer_reminder_due", "offer_overdue"]
    seen = working.mechanism.read_offer(working["host"], offer.id)
    assert seen.stage == "offered"
    assert seen.overdue_at == working.clock()
    assert inbox(working, "warden") == []
    assert working.mechanism.verify_all().broken == ()


def test_looking_silences_nothing_and_answering_does(working: World) -> None:
    _, offer = working.offered()
    working.clock.advance(hours=7)
    until(lambda: len(inbox(working)) == 3)
    for _ in range(3):
        working.mechanism.read_offer(working["host"], offer.id)
        assert len(inbox(working)) == 3
        assert len(exceptions(working)) == 1
    working.mechanism.answer_offer(working["host"], offer.id, "accept")
    assert inbox(working) == []
    assert exceptions(working) == []


@pytest.mark.parametrize("ended", ["accept", "decline", "withdraw", "recall"])
def test_an_offer_that_has_ended_is_reminded_of_no_more(
    world: World, ended: str
) -> None:
    case, offer = world.offered()
    if ended == "recall":
        consent = world.mechanism.consents(world["outreach"], case.id)[0]
        world.mechanism.withdraw_consent(world["outreach"], case.id, consent.id)
    else:
        who = "outreach" if ended == "withdraw" else "host"
        world.mechanism.answer_offer(world[who], offer.id, ended, reason="full")
    world.clock.advance(days=1)
    assert world.mechanism.fire_due() <= 1, "only a job that no worker took"
    assert clock_entries(world, case.id) == []


def test_an_offer_without_a_deadline_has_no_clock(world: World) -> None:

    case = world.case()
    world.consent(case.id)
    offer = Offer(world.services["shelter"], ReferralKind.SERVICE)
    world.mechanism.make_offer(world["outreach"], case.id, offer)
    world.clock.advance(days=30)
    assert world.mechanism.fire_due() <= 1, "only the job that no worker took"
    assert clock_entries(world, case.id) == []


def test_every_linked_case_gets_its_entry(world: World) -> None:
    mother, child = world.case(), world.case()
    for one in (mother, child):
        world.consent(one.id)
    world.offer(mother.id, also=(child.id,))
    world.clock.advance(hours=3)
    world.mechanism.fire_due()
    for one in (mother, child):
        assert clock_entries(world, one.id) == ["offer_reminder_due"]


def test_nobody_but_the_coordinator_sees_the_list(world: World) -> None:
    for name in ("officer", "outreach", "host", "assessor", "auditor", "stranger"):
        with pytest.raises(WrongRole):
            world.mechanism.exceptions(world[name])


def test_a_reminder_makes_no_form_stale(world: World) -> None:
    case, offer = world.offered()
    before = world.mechanism.read_case(world["outreach"], case.id).version
    world.clock.advance(hours=7)
    world.mechanism.fire_due()
    assert world.mechanism.read_case(world["outreach"], case.id).version == before
    world.mechanism.answer_offer(
        world["host"], offer.id, "accept", expects=offer.version
    )


def test_what_was_missed_fires_once_and_the_oldest_first(world: World) -> None:
    case = world.case()
    world.consent(case.id)
    offers = []
    for _ in range(3):
        offers.append(world.offer(case.id).id)
        world.clock.advance(hours=1)
    world.clock.advance(days=400)
    world.mechanism.fire_due()
    world.mechanism.fire_due()
    struck = [
        (entry.type, entry.about, entry.occurred_at)
        for entry in world.mechanism.timeline(world["coordinator"], case.id)
        if entry.lane == "clock"
    ]
    assert [kind for kind, _, _ in struck] == [
        *["offer_reminder_due"] * 3,
        *["offer_overdue"] * 3,
    ]
    assert [about for _, about, _ in struck] == offers * 2
    moments = [due for _, _, due in struck if due]
    assert moments == sorted(moments)
    assert len(exceptions(world)) == 3


def test_a_clock_that_steps_back_fires_nothing_twice(world: World) -> None:
    case, _ = world.offered()
    world.clock.advance(hours=4)
    world.mechanism.fire_due()
    world.clock.moment -= timedelta(hours=2)
    world.mechanism.fire_due()
    world.clock.advance(hours=2)
    world.mechanism.fire_due()
    assert clock_entries(world, case.id) == ["offer_reminder_due"]
