"""Two stories of the pathways as they are shipped: a boy for whom there is no place,
and a shelter that closes while people live there."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

import pytest

from referral.actions.refer import Offer
from referral.errors import Erased, Malformed, NotFound
from tests.again import Worlds
from tests.conftest import in_turn
from tests.spec.places import BOY, GIRLS, WOMEN, lists, state, tell
from tests.world import World
from workflows.vocabulary import (
    EntryType,
    Exclusion,
    Purpose,
    ReferralKind,
    ReferralStage,
    Sex,
    SuspensionReason,
)

PLACELESS = (["no_place_fits"], ["no_place_fits"])
LOST = (["place_lost"], ["place_lost"])
CLOSED = ReferralStage.PROVIDER_CLOSED


@pytest.fixture
def skopje(
    kind: str, worlds: Worlds, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[World]:
    """A mechanism on the pathway of North Macedonia, on each of the two stores."""
    with in_turn(kind, worlds, request, tmp_path, "north_macedonia") as made:
        yield made


@pytest.fixture
def sarajevo(
    kind: str, worlds: Worlds, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[World]:
    """A mechanism on the pathway of Bosnia and Herzegovina, likewise."""
    pathway = "bosnia_and_herzegovina"
    with in_turn(kind, worlds, request, tmp_path, pathway) as made:
        yield made


def test_north_macedonia_a_boy_for_whom_there_is_no_place_is_never_lost_sight_of(
    skopje: World,
) -> None:
    """The only shelter takes girls; the other takes women."""
    world, mechanism = skopje, skopje.mechanism
    state(world, shelter=GIRLS, haven=WOMEN)
    boy = world.case(facts=BOY).id

    found = mechanism.match_services(world["outreach"], boy)

    assert (found.ranked, found.none_for) == ((), ("safe_accommodation",))
    assert all(Exclusion.OTHER_SEX in each.found.because for each in found.excluded)
    assert lists(world, boy) == PLACELESS
    for days in (1, 30, 300):
        world.clock.advance(days=days)
        mechanism.fire_due()
        assert lists(world, boy)[1] == PLACELESS[1]
        assert "no_place_fits" in lists(world, boy)[0]
        for who in ("outreach", "coordinator"):
            assert boy in [case.id for case in mechanism.cases(world[who])]
    (line,) = [
        each
        for each in mechanism.exceptions(world["coordinator"])
        if each.kind == "no_place_fits"
    ]
    assert line.levers == ("ask", "ask_to_place_anew")

    boys = replace(GIRLS, sexes=frozenset({Sex.MALE}))
    home = mechanism.list_service(
        world.system, world.bodies["haven"], "safe_accommodation", "A home for boys"
    )
    world.services["home"] = home.id
    state(world, home=boys)
    (best,) = mechanism.match_services(world["outreach"], boy).ranked
    assert best.service.row.id == home.id
    assert "no_place_fits" not in lists(world, boy)[0]
    assert mechanism.verify_all().whole


def with_consent(world: World) -> UUID:
    case = world.case().id
    world.consent(case)
    return case


@dataclass
class House:
    """A shelter in the middle of its work: five people, by their cases."""

    world: World
    lives: UUID
    mother: UUID
    child: UUID
    """On the way, with the mother."""
    waits: UUID
    listed: UUID
    """Asked for by a list that names who is next."""
    offers: dict[str, UUID]

    @property
    def everybody(self) -> tuple[UUID, ...]:
        return self.lives, self.mother, self.child, self.waits, self.listed


@pytest.fixture
def house(sarajevo: World) -> House:
    world, mechanism = sarajevo, sarajevo.mechanism
    tell(world, 6, 5)
    lives, mother, child, waits, listed = (with_consent(world) for _ in range(5))
    shelter, haven = world.services["shelter"], world.services["haven"]
    then = Offer(shelter, ReferralKind.SERVICE, then=(haven,))
    offers = {
        "bed": world.offer(lives).id,
        "coming": world.offer(mother, also=(child,)).id,
        "asked": world.offer(waits).id,
        "first": mechanism.make_offer(world["outreach"], listed, then).id,
    }
    steps = (("bed", "accept"), ("bed", "arrived"), ("coming", "accept"))
    for name, step in steps:
        mechanism.answer_offer(world["host"], offers[name], step)
    return House(world, lives, mother, child, waits, listed, offers)


def closed(house: House) -> None:
    world, shelter = house.world, house.world.services["shelter"]
    done = world.mechanism.close_service(
        world["coordinator"], shelter, SuspensionReason.LICENCE
    )
    assert done.details == {"offers_ended": 4, "to_be_placed": 5}
    world.mechanism.fire_due()


def test_bosnia_a_shelter_closes_and_nobody_it_had_is_without_a_line(
    house: House,
) -> None:
    world, mechanism = house.world, house.world.mechanism
    closed(house)
    stages = {one.id: one.stage for one in mechanism.offers(world["outreach"])}
    assert {stages[each] for each in house.offers.values()} == {CLOSED}
    for case in house.everybody:
        assert lists(world, case) == LOST
        told = Counter(world.entries(case))
        kinds = ("PROVIDER_CLOSED", "PLACE_NEEDED", "DISCLOSURE_DESTROYED")
        assert {told[EntryType[kind]] for kind in kinds} == {1}
        with pytest.raises(NotFound):
            mechanism.read_case(world["host"], case)
    for name in ("bed", "coming"):
        with pytest.raises(Erased):
            mechanism.open_package(world["host"], house.offers[name], Purpose.CARE)
    with pytest.raises(Malformed):
        world.offer(house.waits)
    assert mechanism.verify_all().whole


def test_bosnia_each_of_them_stands_there_until_they_have_arrived_somewhere(
    house: House,
) -> None:
    world, mechanism = house.world, house.world.mechanism
    closed(house)
    (next_one,) = mechanism.offers(world["warden"])
    assert next_one.stage == "offered", "who was next on the list is asked"
    again = world.offer(house.mother, to="haven", also=(house.child,)).id
    for offer in (next_one.id, again):
        for step in ("accept", "arrived"):
            mechanism.answer_offer(world["warden"], offer, step)
    for case in (house.listed, house.mother, house.child):
        assert lists(world, case) == ([], [])
    for case in (house.lives, house.waits):
        assert lists(world, case) == LOST
    assert mechanism.verify_all().whole
