"""Where a shelter is: written down by its people, told for a time, never sent along."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from referral.actions.administer import NewOrganisation
from referral.errors import (
    Malformed,
    NotFound,
    OffThePath,
    SafeAddressFound,
    WrongRole,
)
from tests.spec.evidence import chain_of, refused
from tests.world import CONTENT, World
from workflows.vocabulary import (
    Compartment,
    ConsentPurpose,
    OrganisationKind,
    Purpose,
    ReferralKind,
    Regime,
)

STREET, NUMBER = "Lapwing Lane", "17"
ADDRESS = f"{STREET} {NUMBER}"
WAY = "behind the mill"


def written(world: World, body: str = "shelter", street: str = STREET) -> UUID:
    service = world.services[body]
    who = {"shelter": "host", "haven": "warden"}[body]
    world.mechanism.set_address(world[who], service, street, NUMBER, WAY)
    return service


def opened(world: World, who: str, service: UUID) -> dict[str, Any]:
    return world.mechanism.read_address(world[who], service, Purpose.PROTECTION)


def of_places(world: World, body: str) -> list[str]:
    chain = chain_of(world, world.bodies[body])
    return [kind for kind, _ in chain if "address" in kind or "placed" in kind]


def granted(world: World, hours: int = 5) -> tuple[UUID, UUID, UUID]:
    """An accepted offer, the shelter's service, and the grant to who brings her."""
    service = written(world)
    _, offer = world.accepted(kind=ReferralKind.RESPONSIBILITY)
    until = world.clock() + timedelta(hours=hours)
    done = world.mechanism.grant_address(world["host"], offer.id, service, until)
    return offer.id, service, done.id


def test_its_own_people_write_it_down_replace_it_and_open_it(world: World) -> None:
    service = written(world)
    assert opened(world, "host", service) == {
        "street": STREET,
        "number": NUMBER,
        "directions": WAY,
    }
    done = world.mechanism.set_address(world["host"], service, "Other Lane", "3")
    assert done.version == 2
    assert opened(world, "host", service)["street"] == "Other Lane"
    chain = chain_of(world, world.bodies["shelter"])
    assert "Lane" not in repr(chain)
    assert of_places(world, "shelter") == [
        *("address_set", "address_opened", "address_set", "address_opened")
    ]


@pytest.mark.parametrize("who", ["outreach", "warden", "officer", "stranger"])
def test_for_everybody_else_it_is_not_there(embedded_world: World, who: str) -> None:
    world = embedded_world
    service = written(world)
    for there in (service, world.services["haven"], uuid4()):
        if (who, there) == ("warden", world.services["haven"]):
            continue
        with pytest.raises(NotFound):
            opened(world, who, there)


@pytest.mark.parametrize("who", ["coordinator", "auditor", "assessor", "migration"])
def test_who_coordinates_audits_or_decides_cannot_ask(
    embedded_world: World, who: str
) -> None:
    service = written(embedded_world)
    with pytest.raises(WrongRole):
        opened(embedded_world, who, service)


def test_nobody_writes_down_the_address_of_others(embedded_world: World) -> None:
    world = embedded_world
    with refused(world, NotFound, world.bodies["haven"]):
        world.mechanism.set_address(
            world["warden"], world.services["shelter"], STREET, NUMBER
        )
    with pytest.raises(Malformed):
        world.mechanism.set_address(world["host"], world.services["shelter"], "  ")


def test_who_brings_the_person_may_open_it_until_she_has_arrived(world: World) -> None:
    offer, service, _ = granted(world)
    assert opened(world, "outreach", service)["street"] == STREET
    assert of_places(world, "ngo") == []
    assert of_places(world, "shelter")[-1] == "address_opened"
    world.mechanism.answer_offer(world["host"], offer, "arrived")
    with pytest.raises(NotFound):
        opened(world, "outreach", service)


def test_a_grant_ends_with_its_time_and_when_it_is_taken_back(
    embedded_world: World,
) -> None:
    world = embedded_world
    _, service, _ = granted(world, hours=1)
    world.clock.advance(hours=1)
    with pytest.raises(NotFound):
        opened(world, "outreach", service)
    _, service, grant = granted(world)
    assert opened(world, "outreach", service)
    with pytest.raises(NotFound):
        world.mechanism.end_grant(world["outreach"], grant)
    world.mechanism.end_grant(world["host"], grant)
    with pytest.raises(NotFound):
        opened(world, "outreach", service)


def test_a_grant_needs_an_accepted_offer_of_ones_own_and_a_short_time(
    embedded_world: World,
) -> None:
    world, soon = embedded_world, timedelta(hours=1)
    service = world.services["shelter"]
    case, offer = world.offered()
    grant = world.mechanism.grant_address
    with pytest.raises(OffThePath):
        grant(world["host"], offer.id, service, world.clock() + soon)
    world.mechanism.answer_offer(world["host"], offer.id, "accept")
    with pytest.raises(OffThePath, match="No address"):
        grant(world["host"], offer.id, service, world.clock() + soon)
    written(world)
    written(world, "haven")
    for until in (world.clock(), world.clock() + timedelta(hours=73)):
        with pytest.raises(Malformed):
            grant(world["host"], offer.id, service, until)
    with pytest.raises(NotFound):
        grant(world["outreach"], offer.id, service, world.clock() + soon)
    with pytest.raises(NotFound):
        grant(world["warden"], offer.id, world.services["haven"], world.clock() + soon)
    assert world.mechanism.read_case(world["host"], case.id).placement is None


def test_a_case_holds_a_token_that_only_the_shelter_can_read(world: World) -> None:
    written(world)
    case, offer = world.accepted()
    mechanism = world.mechanism
    assert mechanism.read_case(world["outreach"], case.id).placement is None
    mechanism.answer_offer(world["host"], offer.id, "arrived")
    token = mechanism.read_case(world["outreach"], case.id).placement
    assert token is not None
    assert mechanism.read_case(world["host"], case.id).placement == token
    assert mechanism.read_case(world["coordinator"], case.id).placement is None
    read = mechanism.read_placement(world["host"], token, Purpose.CARE)
    assert read["street"] == STREET
    for who in ("outreach", "warden"):
        with pytest.raises(NotFound):
            mechanism.read_placement(world[who], token, Purpose.CARE)


def test_a_new_arrival_ends_the_token_of_the_one_before(embedded_world: World) -> None:
    world = embedded_world
    written(world)
    written(world, "haven", "Siskin Street")
    case, offer = world.accepted()
    world.mechanism.answer_offer(world["host"], offer.id, "arrived")
    first = world.mechanism.read_case(world["outreach"], case.id).placement
    second = world.offer(case.id, "haven")
    for word in ("accept", "arrived"):
        world.mechanism.answer_offer(world["warden"], second.id, word)
    now = world.mechanism.read_case(world["outreach"], case.id).placement
    assert now not in (None, first)


def test_an_enforcement_body_sees_no_token(embedded_world: World) -> None:
    world = embedded_world
    written(world)
    case = world.case("officer").id
    world.consent(case, "officer")
    offer = world.offer(case, by="officer")
    for word in ("accept", "arrived"):
        world.mechanism.answer_offer(world["host"], offer.id, word)
    assert world.mechanism.read_case(world["officer"], case).placement is None
    assert world.mechanism.read_case(world["host"], case).placement is not None


def telling(world: World, text: str) -> UUID:
    """A case whose health needs say where the shelter is."""
    content = {**CONTENT, Compartment.HEALTH: {"health_needs": text}}
    case = world.case(content=content).id
    world.consent(case)
    return case


@pytest.mark.parametrize(
    "text",
    [
        "Asthma. She sleeps at Lapwing Lane 17 now.",
        "lane lapwing, no. 17",
        "Лапвинг Лане 17",
    ],
)
def test_a_text_that_tells_the_address_is_not_sent_to_others(
    world: World, text: str
) -> None:
    written(world)
    case = telling(world, text)
    with refused(world, SafeAddressFound, case) as told:
        world.offer(case, "haven")
    assert told.value.missing == ("health.health_needs",)
    assert "17" not in str(told.value)


def test_its_own_address_may_be_sent_to_the_shelter_itself(
    embedded_world: World,
) -> None:
    world = embedded_world
    written(world)
    offer = world.offer(telling(world, "She sleeps at Lapwing Lane 17."))
    assert offer.version == 1


def test_an_authority_is_not_told_either(embedded_world: World) -> None:
    world = embedded_world
    written(world)
    content = {**CONTENT, Compartment.CONTACT: {"safe_contact_rule": ADDRESS}}
    case = world.case(content=content).id
    authority = world.bodies["authority"]
    world.consent(case, purpose=ConsentPurpose.IDENTIFICATION, recipient_id=authority)
    with refused(world, SafeAddressFound, case):
        world.step(case, "notify_authority", recipient_id=authority)


def test_public_names_do_not_tell_the_address(embedded_world: World) -> None:
    world = embedded_world
    written(world)
    with pytest.raises(SafeAddressFound):
        world.mechanism.list_service(
            world.system, world.bodies["ngo"], "medical", "Nurse at Lapwing Lane 17"
        )
    body = NewOrganisation("n", ADDRESS, OrganisationKind.HEALTH, Regime.GDPR)
    with pytest.raises(SafeAddressFound):
        world.mechanism.admit_organisation(world.system, body)
    nurse = world.mechanism.list_service(
        world.system, world.bodies["shelter"], "medical", "Nurse, 4 Siskin Street"
    )
    with pytest.raises(SafeAddressFound):
        world.mechanism.set_address(world["host"], nurse.id, "Siskin Street", "4")
