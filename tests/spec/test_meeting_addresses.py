"""Texts that would tell where a place is: met, counted, shown; and what is none."""

import pytest

from referral.errors import (
    AddressesMetTooOften,
    ConsentMissing,
    Malformed,
    OffThePath,
    SafeAddressFound,
)
from tests.spec.evidence import refused
from tests.spec.test_addresses import ADDRESS, telling, written
from tests.world import World
from workflows.vocabulary import ExceptionKind


@pytest.mark.parametrize(
    "street",
    [
        "",
        "  ",
        "Street",
        "Shelter places",
        "Safe accommodation",
        "the person",
        "mother",
    ],
)
def test_what_stands_in_many_texts_is_no_address(
    embedded_world: World, street: str
) -> None:
    world = embedded_world
    for number in ("", "bb"):
        with pytest.raises(Malformed):
            world.mechanism.set_address(
                world["host"], world.services["shelter"], street, number
            )


def test_a_nurse_or_an_offer_that_came_to_nothing_leaves_her_where_she_sleeps(
    embedded_world: World,
) -> None:
    world = embedded_world
    written(world)
    case, offer = world.accepted()
    world.mechanism.answer_offer(world["host"], offer.id, "arrived")
    sleeps = world.mechanism.read_case(world["outreach"], case.id).placement
    assert sleeps is not None
    nurse = world.mechanism.list_service(
        world.system, world.bodies["haven"], "medical", "Nurse"
    )
    world.services["nurse"] = nurse.id
    world.mechanism.set_address(world["warden"], nurse.id, "Siskin Street", "4")
    for word in ("arrived", "no_show"):
        visit = world.offer(case.id, "nurse")
        world.mechanism.answer_offer(world["warden"], visit.id, "accept")
        world.mechanism.answer_offer(world["warden"], visit.id, word)
        now = world.mechanism.read_case(world["outreach"], case.id).placement
        assert now == sleeps


def met(world: World) -> list[str]:
    """What the coordinator's list says of addresses that were met."""
    found = world.mechanism.exceptions(world["coordinator"])
    return [e.organisation for e in found if e.kind == ExceptionKind.ADDRESS_MET.value]


def test_who_tries_addresses_out_is_seen_at_once_and_stopped_for_a_day(
    world: World,
) -> None:
    written(world)
    case = telling(world, f"Asthma. {ADDRESS}")
    for times in (1, 2, 3):
        with refused(world, SafeAddressFound, case):
            world.offer(case, "haven")
        assert met(world) == ["Ngo · Shelter places"] * times
        world.clock.advance(minutes=1)
    harmless = telling(world, "Asthma.")
    with refused(world, AddressesMetTooOften, harmless):
        world.offer(harmless, "haven")
    world.clock.advance(days=1)
    assert world.offer(harmless, "haven").version == 1
    world.clock.advance(days=14)
    assert met(world) == []


def test_a_text_is_not_tried_out_without_an_offer_that_the_other_side_sees(
    embedded_world: World,
) -> None:
    world = embedded_world
    written(world)
    case, without = telling(world, ADDRESS), world.case()
    with pytest.raises(ConsentMissing):
        world.offer(case, "haven", also=(without.id,))
    assert met(world) == []


def test_a_copy_sealed_before_the_address_was_known_is_not_released(
    world: World,
) -> None:
    case = telling(world, f"She sleeps at {ADDRESS}.")
    offer = world.offer(case, "haven")
    written(world)
    with refused(world, OffThePath, world.bodies["haven"]) as told:
        world.mechanism.answer_offer(world["warden"], offer.id, "accept")
    assert told.value.missing == ("new_offer",)
    world.mechanism.answer_offer(world["outreach"], offer.id, "withdraw")
