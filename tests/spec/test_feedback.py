"""What became of somebody: a word and a day for whoever met them first, and no more."""

from datetime import timedelta
from typing import Any

import pytest

from referral.actions.restriction import NewRestriction
from referral.errors import NotAddressed, NotPermitted, WrongRole
from tests.spec.test_handovers import POINT, agreed, proposed
from tests.world import World
from workflows.vocabulary import ReferralKind, RestrictionReason

TAKEN = ReferralKind.RESPONSIBILITY


def told(world: World, who: str) -> list[list[str]]:
    found = world.mechanism.feedback(world[who])
    return [[turn.word.value for turn in one.turns] for one in found]


def taken_over(world: World, by: str) -> Any:
    """A case that the shelter holds now; who opened it was its finder."""
    case = world.case(by)
    world.consent(case.id, by)
    offer = world.offer(case.id, by=by, kind=TAKEN)
    world.mechanism.answer_offer(world["host"], offer.id, "accept")
    agreed_by(world, offer.id, by)
    world.mechanism.answer_offer(world["host"], offer.id, "arrived")
    return case.id


def agreed_by(world: World, offer: Any, by: str) -> None:
    handover = proposed(world, offer, by, note="", medication=())
    world.mechanism.confirm_handover(world["host"], offer, handover)


def test_who_let_go_hears_a_word_at_every_turn(world: World) -> None:
    case = world.case()
    world.consent(case.id)
    assert told(world, "outreach") == []
    offer = world.offer(case.id, kind=TAKEN)
    world.mechanism.answer_offer(world["host"], offer.id, "accept")
    agreed(world, offer.id)
    assert told(world, "outreach") == [], "who holds the case looks at the case"
    world.mechanism.answer_offer(world["host"], offer.id, "arrived")
    assert told(world, "outreach") == [["accepted", "arrived"]]
    world.clock.advance(days=1)
    second = world.offer(case.id, "haven", by="host")
    assert told(world, "outreach") == [["accepted", "arrived"]]
    no = "not_eligible"
    world.mechanism.answer_offer(world["warden"], second.id, "decline", reason=no)
    assert told(world, "outreach") == [["accepted", "arrived"]]
    third = world.offer(case.id, "haven", by="host")
    world.mechanism.answer_offer(world["warden"], third.id, "accept")
    world.mechanism.answer_offer(world["warden"], third.id, "no_show")
    assert told(world, "outreach") == [
        ["accepted", "arrived", "accepted", "did_not_arrive"]
    ]
    days = [turn.day for turn in world.mechanism.feedback(world["outreach"])[0].turns]
    assert days[0] == days[1] == days[2] - timedelta(days=1)
    shown = repr(world.mechanism.feedback(world["outreach"]))
    for secret in (POINT, "Plover", "Kestrel", "Shelter", "Haven", "north"):
        assert secret not in shown
    for who in ("host", "warden", "stranger"):
        assert told(world, who) == []


def test_enforcement_hears_that_somebody_else_answers_for_them_and_nothing_more(
    embedded_world: World,
) -> None:
    world = embedded_world
    case = taken_over(world, "officer")
    assert told(world, "officer") == [["accepted"]]
    second = world.offer(case, "haven", by="host")
    for word in ("accept", "no_show"):
        world.mechanism.answer_offer(world["warden"], second.id, word)
    assert told(world, "officer") == [["accepted"]]
    consent = world.mechanism.consents(world["host"], case)[0]
    world.mechanism.withdraw_consent(world["host"], case, consent.id)
    assert told(world, "officer") == [["accepted"]]


def test_a_yes_that_was_taken_back_ends_in_the_word_of_every_end(
    embedded_world: World,
) -> None:
    world = embedded_world
    case = taken_over(world, "outreach")
    consent = world.mechanism.consents(world["host"], case)[0]
    world.mechanism.withdraw_consent(world["host"], case, consent.id)
    assert told(world, "outreach") == [["accepted", "arrived", "ended"]]


def test_of_whoever_is_only_kept_nothing_is_told(embedded_world: World) -> None:
    world = embedded_world
    case = taken_over(world, "outreach")
    world.mechanism.restrict_use(
        world["host"], case, NewRestriction(RestrictionReason.ACCURACY_CONTESTED)
    )
    assert told(world, "outreach") == [[]]


@pytest.mark.parametrize("who", ["coordinator", "auditor", "assessor"])
def test_who_coordinates_audits_or_decides_hears_nothing_here(
    embedded_world: World, who: str
) -> None:
    with pytest.raises((WrongRole, NotPermitted, NotAddressed)):
        embedded_world.mechanism.feedback(embedded_world[who])
