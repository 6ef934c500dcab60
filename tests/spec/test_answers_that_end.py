"""A sealed copy opens only while what the person has said covers it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from referral.errors import ConsentMissing
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
    "a no": lambda w, case: w.consent(case, answer=ConsentAnswer.NO),
    "not now": lambda w, case: w.consent(case, answer=ConsentAnswer.LATER),
    "a no to this shelter": lambda w, case: w.consent(
        case, answer=ConsentAnswer.NO, recipient_id=w.bodies["shelter"]
    ),
    "less than before": lambda w, case: w.consent(case, compartments=NOT_HEALTH),
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
