"""Arrival, no-show, and responsibility that moves with the person."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from referral.errors import (
    AlreadyAnswered,
    Erased,
    GuardNotMet,
    NotFound,
    NotHolder,
    NotPermitted,
    OffThePath,
    StepNotOnPath,
)
from tests.spec.evidence import case_row, chain_of, refused
from tests.spec.test_consents import HEARD
from tests.world import CONTENT, WOMAN, World
from workflows.vocabulary import (
    AgeClass,
    Compartment,
    ConsentAnswer,
    GuardianStand,
    Known,
    LegalGround,
    Outcome,
    Purpose,
    ReferralKind,
)

RESPONSIBILITY = ReferralKind.RESPONSIBILITY


def arrived(world: World, kind: ReferralKind) -> tuple[UUID, UUID]:
    """A case that the shelter accepted and whose person has arrived there."""
    case, offer = world.accepted(kind=kind)
    world.mechanism.answer_offer(world["host"], offer.id, "arrived")
    return case.id, offer.id


def test_a_service_leaves_the_holder_where_it_is(world: World) -> None:
    case, offer = arrived(world, ReferralKind.SERVICE)

    assert case_row(world, case).holder_id == world.bodies["ngo"]
    assert world.mechanism.read_offer(world["host"], offer).stage == "handed_over"
    assert "holder_changed" not in world.entries(case)


def test_responsibility_moves_only_when_the_person_arrives(world: World) -> None:
    case, offer = world.accepted(kind=RESPONSIBILITY)
    assert case_row(world, case.id).holder_id == world.bodies["ngo"]

    world.mechanism.answer_offer(world["host"], offer.id, "arrived")

    assert case_row(world, case.id).holder_id == world.bodies["shelter"]
    assert chain_of(world, case.id)[-1] == (
        "holder_changed",
        {"from": str(world.bodies["ngo"]), "to": str(world.bodies["shelter"])},
    )
    held = world.mechanism.open_content(
        world["host"], case.id, Compartment.IDENTITY, Purpose.CARE
    )
    assert held == CONTENT[Compartment.IDENTITY]
    world.mechanism.record_content(world["host"], case.id, CONTENT)


def test_the_former_holder_sees_that_the_case_exists_and_nothing_else(
    world: World,
) -> None:
    case, _ = arrived(world, RESPONSIBILITY)

    view = world.mechanism.read_case(world["outreach"], case)
    assert view.relations == ("finder", "former_holder")
    assert (view.stages, view.facts, view.drawers, view.open_offers) == (
        {},
        None,
        (),
        (),
    )
    for drawer in Compartment:
        with pytest.raises(NotHolder):
            world.mechanism.open_content(world["outreach"], case, drawer, Purpose.CARE)
    with refused(world, NotHolder, case):
        world.mechanism.timeline(world["outreach"], case)
    with refused(world, NotHolder, case):
        world.mechanism.record_facts(world["outreach"], case, {"region": "south"})


def test_a_former_holder_may_still_reopen_what_was_closed(
    embedded_world: World,
) -> None:
    world = embedded_world
    case, _ = arrived(world, RESPONSIBILITY)
    given = {"reason": "She has found work.", "outcome": Outcome.RECOVERED}
    world.step(case, "close", by="host", **given)

    world.step(case, "reopen", reason="He came back.")
    assert case_row(world, case).protection == "presumed"


def test_who_does_not_arrive_is_with_the_sender_as_before(world: World) -> None:
    case, offer = world.accepted(kind=RESPONSIBILITY)
    assert world.mechanism.read_case(world["host"], case.id).relations == ("provider",)
    world.mechanism.answer_offer(world["host"], offer.id, "no_show")

    assert case_row(world, case.id).holder_id == world.bodies["ngo"]
    with refused(world, Erased, world.bodies["shelter"]):
        world.mechanism.open_package(world["host"], offer.id, Purpose.CARE)
    with refused(world, NotFound, world.bodies["shelter"]):
        world.mechanism.read_case(world["host"], case.id)
    with refused(world, AlreadyAnswered, world.bodies["shelter"]):
        world.mechanism.answer_offer(world["host"], offer.id, "arrived")
    assert world.entries(case.id)[-3:-1] == ["disclosure_destroyed", "no_show_reported"]


def test_who_arrived_cannot_fail_to_arrive(embedded_world: World) -> None:
    world = embedded_world
    _, offer = arrived(world, ReferralKind.SERVICE)

    for step in ("arrived", "no_show"):
        with refused(world, StepNotOnPath, world.bodies["shelter"]):
            world.mechanism.answer_offer(world["host"], offer, step)


def test_ending_one_offer_leaves_what_the_provider_has_by_another(
    embedded_world: World,
) -> None:
    world = embedded_world
    case = world.case()
    world.consent(case.id)
    first, second = world.offer(case.id), world.offer(case.id)
    for offer in (first, second):
        world.mechanism.answer_offer(world["host"], offer.id, "accept")

    world.mechanism.answer_offer(world["host"], first.id, "no_show")
    assert world.mechanism.read_case(world["host"], case.id).relations == ("provider",)
    world.mechanism.answer_offer(world["host"], second.id, "no_show")
    with pytest.raises(NotFound):
        world.mechanism.read_case(world["host"], case.id)


def test_an_offer_that_was_never_accepted_ends_no_other_providers_place(
    embedded_world: World,
) -> None:
    world = embedded_world
    case, _ = world.accepted()
    declined = world.offer(case.id)
    world.mechanism.answer_offer(world["host"], declined.id, "decline", reason="full")

    assert world.mechanism.read_case(world["host"], case.id).relations == ("provider",)


def test_two_who_both_accepted_responsibility_do_not_both_get_it(
    world: World,
) -> None:
    case, first = world.accepted(kind=RESPONSIBILITY)
    second = world.offer(case.id, to="haven", kind=RESPONSIBILITY)
    world.mechanism.answer_offer(world["warden"], second.id, "accept")
    world.mechanism.answer_offer(world["host"], first.id, "arrived")

    with refused(world, OffThePath, world.bodies["haven"]) as refusal:
        world.mechanism.answer_offer(world["warden"], second.id, "arrived")
    assert refusal.value.missing == ("sender_is_holder",)
    assert case_row(world, case.id).holder_id == world.bodies["shelter"]


def test_the_new_holder_takes_back_what_the_former_one_still_had_on_offer(
    world: World,
) -> None:
    """Else nobody could, and the case could never be closed."""
    case, offer = world.accepted(kind=RESPONSIBILITY)
    open_still = world.offer(case.id, to="haven")
    world.mechanism.answer_offer(world["host"], offer.id, "arrived")

    with refused(world, NotHolder, case.id):
        world.mechanism.answer_offer(world["outreach"], open_still.id, "withdraw")
    world.mechanism.answer_offer(world["host"], open_still.id, "withdraw")
    view = world.mechanism.read_offer(world["warden"], open_still.id)
    assert view.stage == "withdrawn"


def test_a_provider_sees_its_package_and_how_far_protection_is(world: World) -> None:
    case, _ = world.accepted()

    view = world.mechanism.read_case(world["host"], case.id)
    assert (view.relations, view.stages) == (("provider",), {"protection": "presumed"})
    assert (view.facts, view.drawers, view.open_offers) == (None, (), ())
    for drawer in Compartment:
        with pytest.raises(NotPermitted):
            world.mechanism.open_content(world["host"], case.id, drawer, Purpose.CARE)
    with refused(world, NotHolder, case.id):
        world.mechanism.timeline(world["host"], case.id)
    with refused(world, NotHolder, case.id):
        world.mechanism.consents(world["host"], case.id)


def test_a_mother_and_her_child_are_answered_as_a_whole(world: World) -> None:
    mother, child = world.case(), world.case()
    for case in (mother, child):
        world.consent(case.id)
    offer = world.offer(mother.id, also=(child.id,), kind=RESPONSIBILITY)

    (view,) = world.mechanism.offers(world["host"])
    assert len(view.cards) == 2
    world.mechanism.answer_offer(world["host"], offer.id, "accept")
    packages = world.mechanism.open_package(world["host"], offer.id, Purpose.CARE)
    assert {package["case"] for package in packages} == {
        str(mother.id),
        str(child.id),
    }
    world.mechanism.answer_offer(world["host"], offer.id, "arrived")
    for case in (mother, child):
        assert case_row(world, case.id).holder_id == world.bodies["shelter"]
        assert world.entries(case.id).count("offer_accepted") == 1
        assert world.entries(case.id).count("holder_changed") == 1


def test_what_stops_one_linked_case_stops_the_whole_answer(world: World) -> None:
    mother, child = world.case(), world.case()
    world.consent(mother.id)
    theirs = world.consent(child.id)
    offer = world.offer(mother.id, also=(child.id,))
    before = {case.id: case_row(world, case.id).version for case in (mother, child)}

    world.mechanism.withdraw_consent(world["outreach"], child.id, theirs.id)

    assert world.mechanism.read_offer(world["host"], offer.id).stage == "recalled"
    for case in (mother, child):
        assert world.entries(case.id).count("disclosure_destroyed") == 1
        assert world.entries(case.id).count("offer_recalled") == 1
        assert case_row(world, case.id).version > before[case.id]


def test_cases_of_two_holders_are_not_offered_together(embedded_world: World) -> None:
    world = embedded_world
    ours, theirs = world.case(), world.case(by="stranger")
    world.consent(ours.id)
    world.consent(theirs.id, by="stranger")

    with refused(world, NotFound, ours.id):
        world.offer(ours.id, also=(theirs.id,))


def in_their_interest(world: World, child: UUID) -> None:
    """A child's yes does not stand alone: a ground does, and a second person."""
    best = LegalGround.CHILD_BEST_INTERESTS
    agrees = {"guardian": GuardianStand.AGREES, **HEARD}
    done = world.consent(child, answer=ConsentAnswer.CANNOT, ground=best, **agrees)
    world.confirmed(done)


ALONE = (
    {"unaccompanied": Known.YES},
    {"family_suspected": Known.YES},
    {"unaccompanied": Known.YES, "age_class": AgeClass.UNSURE},
)


@pytest.mark.parametrize("recorded", ALONE)
def test_a_child_who_belongs_to_no_adult_is_not_offered_with_one(
    embedded_world: World, recorded: dict[str, Any]
) -> None:
    """Whoever brings a child as theirs may be who sold it."""
    world = embedded_world
    words = {"age_class": AgeClass.CHILD, "guardian_appointed": True, **recorded}
    child = replace(WOMAN, **words)
    woman, girl, boy = world.case(), world.case(facts=child), world.case(facts=child)
    world.consent(woman.id)
    for one in (girl, boy):
        in_their_interest(world, one.id)
    for first, also in ((woman, girl), (girl, woman)):
        with refused(world, GuardNotMet, first.id) as told:
            world.offer(first.id, also=(also.id,))
        assert told.value.missing == ("offers_one_by_one",)
        assert "by themselves" in told.value.sentence
    assert world.mechanism.offers(world["host"]) == []

    world.offer(girl.id, also=(boy.id,))
    world.offer(woman.id)
    cards = [len(one.cards) for one in world.mechanism.offers(world["host"])]
    assert cards == [1, 2], "two children may stay together"


def test_a_child_who_is_with_the_mother_is_offered_with_her(
    embedded_world: World,
) -> None:
    world = embedded_world
    mother = world.case(facts=replace(WOMAN, children_with=1))
    young = replace(WOMAN, age_class=AgeClass.CHILD, guardian_appointed=True)
    child = world.case(facts=young)
    world.consent(mother.id)
    in_their_interest(world, child.id)
    assert world.offer(mother.id, also=(child.id,)).version == 1
