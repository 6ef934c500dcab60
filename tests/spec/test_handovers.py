"""Who meets whom, where and when: agreed by two sides, and seen by nobody else."""

import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from referral.actions.read_handovers import OpenedHandover
from referral.actions.work import OnDuty
from referral.errors import (
    AlreadyAnswered,
    NotFound,
    OffThePath,
    WrongRole,
)
from referral.rules.handover import Arrangement, Meets
from tests.world import World
from workflows.vocabulary import (
    Belonging,
    Medication,
    Meeter,
    Purpose,
    ReferralKind,
    Transport,
)

POINT = "the bench by the fountain"


def arranged(world: World, **changes: Any) -> Arrangement:
    """A window from one hour on for two hours, with everything that can be said."""
    now = world.clock()
    words: dict[str, Any] = {
        "window_from": now + timedelta(hours=1),
        "window_until": now + timedelta(hours=3),
        "brings": Meets(Meeter.SOCIAL_WORKER, "Plover"),
        "receives": Meets(Meeter.SHELTER_WORKER, "Siskin"),
        "meeting_point": POINT,
        "transport": Transport.TAXI,
        "interpreter": "sqi",
        "interpreter_arranged": True,
        "belongings": (Belonging.PAPERS,),
        "medication": (Medication.CARRIES_IT,),
        "note": "inhaler in the left pocket",
        **changes,
    }
    return Arrangement(**words)


def proposed(world: World, offer: UUID, by: str = "outreach", **changes: Any) -> UUID:
    new = arranged(world, **changes)
    return world.mechanism.propose_handover(world[by], offer, new).id


def agreed(world: World, offer: UUID, **changes: Any) -> UUID:
    """Proposed by the sender, confirmed by the shelter."""
    handover = proposed(world, offer, **changes)
    world.mechanism.confirm_handover(world["host"], offer, handover)
    return handover


def opened(world: World, who: str, offer: UUID, handover: UUID) -> OpenedHandover:
    return world.mechanism.open_handover(world[who], offer, handover, Purpose.CARE)


def test_one_side_proposes_the_other_confirms_and_both_can_open_it(
    world: World,
) -> None:
    case, offer = world.accepted()
    handover = proposed(world, offer.id)
    seen = world.mechanism.handover(world["host"], offer.id)
    assert seen.agreed is None
    assert seen.proposed is not None
    assert (seen.proposed.by_us, seen.zone) == (False, "UTC")
    world.mechanism.confirm_handover(world["host"], offer.id, handover)
    seen = world.mechanism.handover(world["outreach"], offer.id)
    assert seen.proposed is None
    assert seen.agreed is not None
    assert seen.agreed.confirmed_at == world.clock()
    for who in ("outreach", "host"):
        found = opened(world, who, offer.id, handover)
        assert found.content == arranged(world)
        assert found.held_back == ()
    assert [kind for kind in world.entries(case.id) if "handover" in kind] == [
        *("handover_proposed", "handover_confirmed"),
        *("handover_opened", "handover_opened"),
    ]
    ledger = world.mechanism.ledger(world["outreach"], case.id)
    told = [line for line in ledger.lines if line.what == "drawer"]
    assert {name for line in told for name in line.fields} == {
        *("health", "location", "operational")
    }
    lines = world.mechanism.timeline(world["coordinator"], case.id)
    assert POINT not in repr(lines)
    assert "Plover" not in repr(lines)
    assert world.mechanism.verify_all().broken == ()


def test_what_was_agreed_stands_until_something_else_is(world: World) -> None:
    case, offer = world.accepted()
    first = agreed(world, offer.id)
    second = proposed(world, offer.id, "host", meeting_point="the second bench")
    seen = world.mechanism.handover(world["outreach"], offer.id)
    assert seen.agreed is not None
    assert seen.proposed is not None
    assert (seen.agreed.id, seen.proposed.id) == (first, second)
    with pytest.raises(OffThePath, match="other side"):
        world.mechanism.confirm_handover(world["host"], offer.id, second)
    third = proposed(world, offer.id, "host", meeting_point="the third bench")
    with pytest.raises(OffThePath, match="proposed since"):
        world.mechanism.confirm_handover(world["outreach"], offer.id, second)
    world.mechanism.confirm_handover(world["outreach"], offer.id, third)
    for gone in (first, second):
        with pytest.raises(NotFound):
            opened(world, "host", offer.id, gone)
    assert opened(world, "host", offer.id, third).content.meeting_point == (
        "the third bench"
    )
    with pytest.raises(AlreadyAnswered):
        world.mechanism.confirm_handover(world["outreach"], offer.id, third)
    words = [kind for kind in world.entries(case.id) if kind.startswith("handover_")]
    assert words.count("handover_proposed") == 3
    assert words.count("handover_confirmed") == 2


def test_before_its_yes_the_addressee_has_nothing_to_see(
    embedded_world: World,
) -> None:
    world = embedded_world
    _, offer = world.offered()
    for who in ("outreach", "host"):
        with pytest.raises(OffThePath):
            proposed(world, offer.id, who)
        seen = world.mechanism.handover(world[who], offer.id)
        assert (seen.agreed, seen.proposed, seen.may_arrange) == (None, None, False)
        with pytest.raises(OffThePath):
            opened(world, who, offer.id, offer.id)
    world.mechanism.answer_offer(world["host"], offer.id, "accept")
    assert world.mechanism.handover(world["host"], offer.id).may_arrange


OTHERS = ("warden", "officer", "stranger", "assessor", "coordinator", "auditor")


def test_nobody_else_learns_that_there_is_one(embedded_world: World) -> None:
    world = embedded_world
    case, offer = world.accepted()
    handover = agreed(world, offer.id)
    second = world.offer(case.id, "haven")
    world.mechanism.answer_offer(world["warden"], second.id, "accept")
    m = world.mechanism
    asks: tuple[Callable[[OnDuty], object], ...] = (
        lambda actor: m.handover(actor, offer.id),
        lambda actor: m.open_handover(actor, offer.id, handover, Purpose.CARE),
        lambda actor: m.confirm_handover(actor, offer.id, handover),
        lambda actor: m.propose_handover(actor, offer.id, arranged(world)),
    )
    for who, ask in itertools.product(OTHERS, asks):
        with pytest.raises((NotFound, WrongRole)):
            ask(world[who])
    assert m.handover(world["warden"], second.id).agreed is None
    with pytest.raises(NotFound):
        m.confirm_handover(world["warden"], second.id, handover)
    with pytest.raises(NotFound):
        opened(world, "warden", second.id, handover)


def test_a_sender_that_is_responsible_no_more_is_told_nothing(
    embedded_world: World,
) -> None:
    world = embedded_world
    case, offer = world.accepted()
    handover = agreed(world, offer.id)
    other = world.offer(case.id, "haven", kind=ReferralKind.RESPONSIBILITY)
    for word in ("accept", "arrived"):
        world.mechanism.answer_offer(world["warden"], other.id, word)
    with pytest.raises(NotFound):
        opened(world, "outreach", offer.id, handover)
    assert opened(world, "warden", offer.id, handover).content.meeting_point == POINT


def test_once_somebody_has_arrived_it_opens_no_more(embedded_world: World) -> None:
    world = embedded_world
    _, offer = world.accepted()
    handover = agreed(world, offer.id)
    world.mechanism.answer_offer(world["host"], offer.id, "arrived")
    for who in ("outreach", "host"):
        with pytest.raises(OffThePath):
            opened(world, who, offer.id, handover)
        with pytest.raises(OffThePath):
            proposed(world, offer.id, who)


def test_who_looks_for_the_person_may_still_see_where_they_were_to_be_met(
    embedded_world: World,
) -> None:
    world = embedded_world
    _, offer = world.accepted()
    handover = agreed(world, offer.id)
    world.mechanism.answer_offer(world["host"], offer.id, "no_show")
    found = opened(world, "outreach", offer.id, handover)
    assert found.content.meeting_point == POINT
    with pytest.raises(OffThePath):
        opened(world, "host", offer.id, handover)


def test_linked_cases_each_hold_it_in_their_own_drawers(world: World) -> None:
    mother, child = world.case(), world.case()
    for one in (mother, child):
        world.consent(one.id)
    offer = world.offer(mother.id, also=(child.id,))
    world.mechanism.answer_offer(world["host"], offer.id, "accept")
    handover = agreed(world, offer.id)
    assert opened(world, "host", offer.id, handover).content.meeting_point == POINT
    for one in (mother, child):
        assert world.entries(one.id).count("handover_opened") == 1


def test_a_window_that_is_over_cannot_be_confirmed(embedded_world: World) -> None:
    world = embedded_world
    _, offer = world.accepted()
    handover = proposed(world, offer.id)
    world.clock.advance(hours=3)
    with pytest.raises(OffThePath, match="over"):
        world.mechanism.confirm_handover(world["host"], offer.id, handover)
