"""A person takes a consent back, or says less than before."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest

from referral.errors import (
    ConsentWithdrawn,
    DisclosureExceedsConsent,
    Erased,
    NotFound,
)
from tests.spec.evidence import case_row, refused
from tests.world import World
from workflows.vocabulary import Compartment, ConsentAnswer, Purpose


def test_a_consent_taken_back_before_the_answer_recalls_the_offer(
    world: World,
) -> None:
    case = world.case()
    consent = world.consent(case.id)
    offer = world.offer(case.id)
    done = world.mechanism.withdraw_consent(world["outreach"], case.id, consent.id)

    assert done.details == {"recalled_offers": 1, "asked_to_delete": 0}
    assert done.version == case_row(world, case.id).version
    view = world.mechanism.read_offer(world["host"], offer.id)
    assert (view.stage, view.case_ids) == ("recalled", ())
    assert world.entries(case.id)[-5:-1] == [
        "consent_withdrawn",
        "disclosure_destroyed",
        "offer_recalled",
        "card_shown",
    ]
    with pytest.raises(Erased):
        world.mechanism.open_package(world["host"], offer.id, Purpose.CARE)


def test_a_consent_taken_back_after_the_answer_erases_the_package(
    world: World,
) -> None:
    case = world.case()
    consent = world.consent(case.id)
    offer = world.offer(case.id)
    world.mechanism.answer_offer(world["host"], offer.id, "accept")
    assert world.mechanism.open_package(world["host"], offer.id, Purpose.CARE)
    world.mechanism.answer_offer(world["host"], offer.id, "arrived")

    done = world.mechanism.withdraw_consent(world["outreach"], case.id, consent.id)

    assert done.details == {"recalled_offers": 1, "asked_to_delete": 1}
    with refused(world, Erased, world.bodies["shelter"]):
        world.mechanism.open_package(world["host"], offer.id, Purpose.CARE)
    with pytest.raises(NotFound):
        world.mechanism.read_case(world["host"], case.id)


def test_a_consent_is_taken_back_once(world: World) -> None:
    case = world.case()
    consent = world.consent(case.id)
    world.mechanism.withdraw_consent(world["outreach"], case.id, consent.id)

    with refused(world, ConsentWithdrawn, case.id):
        world.mechanism.withdraw_consent(world["outreach"], case.id, consent.id)


def test_what_rests_on_another_consent_goes_on(world: World) -> None:
    case = world.case()
    shelter, haven = (
        world.consent(case.id, recipient_id=world.bodies[name])
        for name in ("shelter", "haven")
    )
    kept, ended = world.offer(case.id, "shelter"), world.offer(case.id, "haven")
    world.mechanism.withdraw_consent(world["outreach"], case.id, haven.id)

    assert world.mechanism.read_offer(world["host"], kept.id).stage == "offered"
    assert world.mechanism.read_offer(world["warden"], ended.id).stage == "recalled"
    world.mechanism.answer_offer(world["host"], kept.id, "accept")
    assert shelter.id != haven.id


def test_a_consent_made_narrower_before_the_answer_stops_it(world: World) -> None:
    case, offer = world.offered()
    world.consent(case.id, compartments=frozenset({Compartment.IDENTITY}))

    with refused(world, DisclosureExceedsConsent, world.bodies["shelter"]) as refusal:
        world.mechanism.answer_offer(world["host"], offer.id, "accept")
    assert refusal.value.missing == (
        "contact.phone",
        "contact.safe_contact_rule",
        "family.children_detail",
        "health.health_needs",
        "health.medication",
    )


def test_a_no_before_the_answer_stops_it(world: World) -> None:
    case, offer = world.offered()
    world.consent(case.id, answer=ConsentAnswer.NO)

    with refused(world, ConsentWithdrawn, world.bodies["shelter"]):
        world.mechanism.answer_offer(world["host"], offer.id, "accept")


@pytest.mark.parametrize("step", ["accept", "decline", "arrived", "no_show"])
def test_an_answer_that_comes_too_late_is_told_so(
    embedded_world: World, step: str
) -> None:
    world = embedded_world
    case = world.case()
    consent = world.consent(case.id)
    offer = world.offer(case.id)
    looked_at = world.mechanism.read_offer(world["host"], offer.id).version
    world.mechanism.withdraw_consent(world["outreach"], case.id, consent.id)

    with refused(world, ConsentWithdrawn, world.bodies["shelter"]) as told:
        world.mechanism.answer_offer(
            world["host"], offer.id, step, reason="no_place", expects=looked_at
        )
    assert "nothing of it may be used" in str(told.value)
    assert world.mechanism.read_offer(world["host"], offer.id).stage == "recalled"


def test_a_withdrawal_in_the_middle_of_an_acceptance_wins(world: World) -> None:
    """Both are sent at once, again and again: whoever is first, nothing opens after."""
    with ThreadPoolExecutor(2) as both:
        for _ in range(8):
            case = world.case()
            consent = world.consent(case.id)
            offer = world.offer(case.id)
            answered = both.submit(accepted, world, offer.id)
            world.mechanism.withdraw_consent(world["outreach"], case.id, consent.id)
            answered.result()
            with pytest.raises((Erased, NotFound)):
                world.mechanism.open_package(world["host"], offer.id, Purpose.CARE)
            assert world.mechanism.deletions(world["host"]) == []
            view = world.mechanism.read_offer(world["host"], offer.id)
            assert (view.stage, view.case_ids) == ("recalled", ())
    assert world.mechanism.verify_all().whole


def accepted(world: World, offer: UUID) -> bool:
    """True if the yes came first; it is refused with the reason if it did not."""
    try:
        world.mechanism.answer_offer(world["host"], offer, "accept")
    except ConsentWithdrawn:
        return False
    return True
