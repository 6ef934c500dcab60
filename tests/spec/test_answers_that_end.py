"""A sealed copy opens only while what the person has said covers it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from referral.errors import ConsentMissing, Erased
from tests.spec.evidence import refused
from tests.world import ALL_DRAWERS, WOMAN, World
from workflows.vocabulary import (
    AgeClass,
    Compartment,
    ConsentAnswer,
    ConsentPurpose,
    LegalGround,
    Purpose,
)

HURT = replace(WOMAN, age_class=AgeClass.ADULT)
CANNOT, DANGER = ConsentAnswer.CANNOT, LegalGround.DANGER_TO_LIFE
NOT_HEALTH = ALL_DRAWERS - {Compartment.HEALTH}
Ending = Callable[[World, UUID], object]
ENDINGS: dict[str, Ending] = {
    "it ran out": lambda w, _: w.clock.advance(hours=3),
    "not now": lambda w, case: w.consent(case, answer=ConsentAnswer.LATER),
    "nothing of it": lambda w, case: w.consent(
        case, compartments=frozenset({Compartment.LEGAL})
    ),
}


def opened(world: World, offer: UUID) -> object:
    return world.mechanism.open_package(world["host"], offer, Purpose.CARE)


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_was_accepted_opens_no_more_and_again_on_a_new_yes(
    embedded_world: World, ending: str
) -> None:
    world = embedded_world
    case = world.case(facts=HURT).id
    world.consent(case, expires_at=world.clock() + timedelta(hours=2))
    offer = world.offer(case).id
    world.mechanism.answer_offer(world["host"], offer, "accept")
    assert opened(world, offer)

    ENDINGS[ending](world, case)
    with refused(world, ConsentMissing, world.bodies["shelter"]) as told:
        opened(world, offer)
    assert told.value.missing == ("consent_to_referral",)

    world.consent(case, recipient_id=world.bodies["shelter"])
    assert opened(world, offer)


def test_what_is_still_agreed_goes_on_opening(embedded_world: World) -> None:
    """Who houses a person reads of their medication whatever else they took back."""
    world = embedded_world
    case = world.case(facts=HURT).id
    world.consent(case)
    offer = world.offer(case).id
    world.mechanism.answer_offer(world["host"], offer, "accept")
    world.consent(case, compartments=NOT_HEALTH)
    (copy,) = world.mechanism.open_package(world["host"], offer, Purpose.CARE)
    assert copy["held_back"] == ["health"]
    assert set(copy["content"]) == {"contact", "family", "identity"}


def test_a_life_at_risk_opens_a_copy_that_had_ended(embedded_world: World) -> None:
    world = embedded_world
    case = world.case(facts=HURT).id
    world.consent(case, expires_at=world.clock() + timedelta(hours=2))
    offer = world.offer(case).id
    world.mechanism.answer_offer(world["host"], offer, "accept")
    world.clock.advance(hours=3)
    with refused(world, ConsentMissing, world.bodies["shelter"]):
        opened(world, offer)
    world.consent(case, answer=CANNOT, ground=DANGER)
    (copy,) = world.mechanism.open_package(world["host"], offer, Purpose.RISK_TO_LIFE)
    assert copy["held_back"] == ["family"], "no more than a rescue needs"
    assert "health" in copy["content"]


@pytest.mark.parametrize("how", ["any service", "this shelter", "a later yes"])
def test_a_no_and_a_newer_yes_taken_back_ask_for_deletion(
    world: World, how: str
) -> None:
    case = world.case(facts=HURT).id
    world.consent(case)
    offer = world.offer(case).id
    m, host, me = world.mechanism, world["host"], world["outreach"]
    m.answer_offer(host, offer, "accept")
    assert opened(world, offer)
    if how == "a later yes":
        newer = world.consent(case)
        assert opened(world, offer)
        done = m.withdraw_consent(me, case, newer.id)
    else:
        named = world.bodies["shelter"] if how == "this shelter" else None
        done = world.consent(case, answer=ConsentAnswer.NO, recipient_id=named)

    assert done.details == {"recalled_offers": 1, "asked_to_delete": 1}
    assert m.read_offer(host, offer).stage == "recalled"
    with refused(world, Erased, world.bodies["shelter"]):
        opened(world, offer)
    (asked,) = m.deletions(host)
    late = [each.kind for each in m.exceptions(world["coordinator"])]
    assert late == ["still_held"]
    m.confirm_deletion(host, asked.id)
    assert m.exceptions(world["coordinator"]) == []
    assert m.verify_all().whole


def test_a_no_to_somebody_else_ends_nothing(embedded_world: World) -> None:
    world = embedded_world
    case = world.case(facts=HURT).id
    world.consent(case)
    offer = world.offer(case).id
    world.mechanism.answer_offer(world["host"], offer, "accept")
    haven = world.bodies["haven"]
    done = world.consent(case, answer=ConsentAnswer.NO, recipient_id=haven)
    assert done.details == {"recalled_offers": 0, "asked_to_delete": 0}
    assert opened(world, offer)


def test_a_ground_that_nobody_confirmed_opens_nothing_more(world: World) -> None:
    case = world.case(facts=HURT).id
    world.consent(case, answer=CANNOT, ground=DANGER)
    offer, named = world.offer(case).id, world.bodies["authority"]
    world.consent(
        case,
        purpose=ConsentPurpose.IDENTIFICATION,
        answer=CANNOT,
        ground=DANGER,
        recipient_id=named,
    )
    world.step(case, "notify_authority", recipient_id=named)
    world.mechanism.answer_offer(world["host"], offer, "accept")
    copies = world.mechanism.disclosures
    assert opened(world, offer)
    assert copies(world["assessor"], case, Purpose.LEGAL)

    world.clock.advance(hours=72)
    with refused(world, ConsentMissing, world.bodies["shelter"]):
        opened(world, offer)
    with refused(world, ConsentMissing, case) as told:
        copies(world["assessor"], case, Purpose.LEGAL)
    assert told.value.missing == ("consent_to_identification",)
