"""What may stand in a hand-over: no safe place, no whole name, health on a yes."""

from typing import Any

import pytest

from referral.errors import (
    DisclosureExceedsConsent,
    GuardNotMet,
    Malformed,
    NotPermitted,
    Refusal,
    SafeAddressFound,
)
from referral.rules.handover import Meets
from tests.spec.evidence import refused
from tests.spec.test_handovers import agreed, opened, proposed
from tests.world import ALL_DRAWERS, World
from workflows.vocabulary import Compartment, Medication, Meeter, ReferralKind


def test_a_place_that_is_kept_secret_is_never_a_meeting_point(
    embedded_world: World,
) -> None:
    world = embedded_world
    shelter = world.services["shelter"]
    world.mechanism.set_address(world["host"], shelter, "Lapwing Lane", "17")
    case, offer = world.accepted()
    for field, who, chain in (
        ("meeting_point", "outreach", case.id),
        ("note", "host", world.bodies["shelter"]),
    ):
        with refused(world, SafeAddressFound, chain) as told:
            proposed(world, offer.id, who, **{field: "17, lane Lapwing"})
        assert told.value.missing == (field,)
        assert "Lapwing" not in str(told.value)


WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    ({"meeting_point": "  "}, "/meeting_point"),
    ({"meeting_point": "x" * 201}, "/meeting_point"),
    ({"note": "x" * 201}, "/note"),
    ({"brings": Meets(Meeter.DRIVER, "Plover Heath")}, "/brings/first_name"),
    ({"receives": Meets(Meeter.DRIVER, "x" * 41)}, "/receives/first_name"),
    ({"interpreter": "english"}, "/interpreter"),
    ({"interpreter": "", "interpreter_arranged": True}, "/interpreter"),
)


def test_what_cannot_be_agreed_is_refused_by_name(embedded_world: World) -> None:
    world = embedded_world
    _, offer = world.accepted()
    for changes, pointer in WRONG:
        with pytest.raises(Malformed) as told:
            proposed(world, offer.id, **changes)
        assert [place for place, _ in told.value.faults] == [pointer]
    proposed(world, offer.id)


def test_a_note_on_health_needs_a_yes_that_reaches_to_it(
    embedded_world: World,
) -> None:
    world = embedded_world
    case = world.case()
    world.consent(case.id, compartments=ALL_DRAWERS - {Compartment.HEALTH})
    offer = world.offer(case.id)
    world.mechanism.answer_offer(world["host"], offer.id, "accept")
    for who in ("outreach", "host"):
        with pytest.raises(DisclosureExceedsConsent) as told:
            proposed(world, offer.id, who)
        assert told.value.missing == ("consent_for_health",)
        with pytest.raises(DisclosureExceedsConsent):
            proposed(world, offer.id, who, note="")
    handover = proposed(world, offer.id, note="", medication=())
    found = opened(world, "host", offer.id, handover).content
    assert (found.note, found.medication) == ("", ())


def test_a_spoken_yes_opens_no_word_on_medicines(embedded_world: World) -> None:
    world = embedded_world
    _, offer = world.offered()
    world.mechanism.record_telephone_yes(world["coordinator"], offer.id, "The night")
    handover = proposed(world, offer.id)
    found = opened(world, "host", offer.id, handover)
    assert (found.content.note, found.content.medication) == ("", ())
    assert found.held_back == (Compartment.HEALTH,)
    world.mechanism.answer_offer(world["host"], offer.id, "confirm")
    found = opened(world, "host", offer.id, handover)
    assert found.content.medication == (Medication.CARRIES_IT,)


def test_a_note_shuts_again_when_the_person_says_no_to_it(
    embedded_world: World,
) -> None:
    world = embedded_world
    case, offer = world.accepted()
    handover = agreed(world, offer.id)
    world.consent(case.id, compartments=ALL_DRAWERS - {Compartment.HEALTH})
    for consent in world.mechanism.consents(world["outreach"], case.id)[:1]:
        world.mechanism.withdraw_consent(world["outreach"], case.id, consent.id)
    with pytest.raises(Refusal):
        opened(world, "host", offer.id, handover)


def test_enforcement_brings_somebody_and_writes_no_note_on_health(
    embedded_world: World,
) -> None:
    world = embedded_world
    case = world.case("officer").id
    world.consent(case, "officer")
    offer = world.offer(case, by="officer", kind=ReferralKind.RESPONSIBILITY).id
    world.mechanism.answer_offer(world["host"], offer, "accept")
    with pytest.raises(NotPermitted, match="regime"):
        proposed(world, offer, "officer")
    with_note = proposed(world, offer, "host")
    found = opened(world, "officer", offer, with_note)
    assert (found.content.note, found.content.medication) == ("", ())
    assert found.held_back == (Compartment.HEALTH,)
    assert opened(world, "host", offer, with_note).content.note


@pytest.mark.parametrize(
    "told",
    [
        {"meeting_point": "with Kestrel at the fountain"},
        {"brings": Meets(Meeter.SOCIAL_WORKER, "Alder")},
        {"note": "ring +000 11 22"},
    ],
)
def test_before_a_written_yes_no_arrangement_tells_who_the_person_is(
    embedded_world: World, told: dict[str, Any]
) -> None:
    world = embedded_world
    _, offer = world.offered()
    world.mechanism.record_telephone_yes(world["coordinator"], offer.id, "The night")
    with pytest.raises(GuardNotMet) as refusal:
        proposed(world, offer.id, **told)
    assert refusal.value.missing == ("acceptance",)
    proposed(world, offer.id, meeting_point="lay-by nine, where they were found")
    proposed(world, offer.id, "host", **told)
    world.mechanism.answer_offer(world["host"], offer.id, "confirm")
    proposed(world, offer.id, **told)
