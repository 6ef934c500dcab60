"""Stories of looking for a place: who fits, who does not, and nobody in silence."""

from dataclasses import replace

import pytest

from referral.errors import (
    AlreadyAnswered,
    GuardNotMet,
    Malformed,
    NotFound,
    NotPermitted,
    StaleCase,
)
from referral.rules.matching import Wanted
from referral.rules.service_terms import Hours
from tests.spec.places import (
    BOY,
    GIRLS,
    NEEDS_A_BED,
    SHELTER,
    WOMEN,
    lists,
    state,
    tell,
)
from tests.world import World
from workflows.vocabulary import (
    AgeClass,
    AllowRule,
    EntryType,
    Exclusion,
    ReferralKind,
    Sex,
)


def test_a_boy_whom_no_shelter_takes_is_an_alert_and_no_silence(
    embedded_world: World,
) -> None:
    world = embedded_world
    state(world, shelter=GIRLS, haven=WOMEN)
    case = world.case(facts=BOY).id

    found = world.mechanism.match_services(world["outreach"], case)
    world.mechanism.match_services(world["outreach"], case)

    assert not found.ranked
    assert found.none_for == ("safe_accommodation",)
    because = {each.service.row.label: each.found.because for each in found.excluded}
    assert because["Shelter places"] == (Exclusion.OTHER_SEX,)
    assert set(because["Haven places"]) == {Exclusion.OTHER_SEX, Exclusion.OTHER_AGE}
    assert lists(world, case) == (["no_place_fits"], ["no_place_fits"])
    cases = world.mechanism.cases(world["outreach"])
    assert case in {one.id for one in cases}

    boys = replace(GIRLS, sexes=frozenset({Sex.MALE}))
    world.mechanism.state_terms(world.system, world.services["shelter"], boys)
    again = world.mechanism.match_services(world["outreach"], case)

    assert [each.service.row.label for each in again.ranked] == ["Shelter places"]
    assert lists(world, case) == ([], [])


def test_nobody_is_passed_over_because_nobody_wrote_down_what_they_need(
    embedded_world: World,
) -> None:
    world = embedded_world
    state(world, shelter=GIRLS, haven=WOMEN)
    case = world.case(facts=replace(BOY, needs=())).id

    found = world.mechanism.match_services(world["outreach"], case)
    assert (found.ranked, found.none_for) == ((), ())
    assert lists(world, case) == (["no_place_fits"], ["no_place_fits"])

    boys = replace(GIRLS, sexes=frozenset({Sex.MALE}))
    state(world, shelter=boys)
    assert world.mechanism.match_services(world["outreach"], case).ranked
    assert lists(world, case) == ([], [])


def test_who_has_a_place_needs_none_when_a_doctor_is_looked_for(
    embedded_world: World,
) -> None:
    world = embedded_world
    case = world.case(facts=NEEDS_A_BED).id
    world.consent(case)
    offer = world.offer(case, kind=ReferralKind.RESPONSIBILITY)
    for step in ("accept", "arrived"):
        world.mechanism.answer_offer(world["host"], offer.id, step)
    state(world, haven=GIRLS)
    world.mechanism.match_services(world["host"], case)
    assert lists(world, case)[0] == []


def test_both_sides_agree_before_one_asks_the_other(embedded_world: World) -> None:
    world, mechanism = embedded_world, embedded_world.mechanism
    ngo, shelter = world.bodies["ngo"], world.bodies["shelter"]
    case = world.case().id
    world.consent(case)
    mechanism.set_allow_rule(world["coordinator"], AllowRule.BOTH_LISTED)

    with pytest.raises(GuardNotMet, match="ask the coordinator") as refused:
        world.offer(case)
    assert refused.value.missing == ("agreed_by_us", "agreed_by_them")
    mechanism.state_allowed(world["outreach"], shelter, agrees=True)
    with pytest.raises(GuardNotMet) as refused:
        world.offer(case)
    assert refused.value.missing == ("agreed_by_them",)
    mechanism.state_allowed(world["host"], ngo, agrees=True)
    assert world.offer(case).version == 1
    with pytest.raises(GuardNotMet, match="Others of its kind can be asked"):
        world.offer(case, to="haven")

    line = next(
        one
        for one in mechanism.allowed(world["host"]).items
        if one.organisation_id == ngo
    )
    assert (line.by_us, line.by_them) == (True, True)
    with pytest.raises(AlreadyAnswered):
        mechanism.state_allowed(world["host"], ngo, agrees=True)
    with pytest.raises(Malformed):
        mechanism.state_allowed(world["host"], shelter, agrees=True)
    mechanism.state_allowed(world["host"], ngo, agrees=False)
    with pytest.raises(GuardNotMet):
        world.offer(case)


@pytest.mark.parametrize(("total", "free"), [(3, -1), (-1, 0), (3, 4), (1001, 5)])
def test_places_that_cannot_be_are_refused(
    embedded_world: World, total: int, free: int
) -> None:
    with pytest.raises(Malformed):
        tell(embedded_world, total, free)


def test_a_service_tells_its_own_places_and_nobody_elses(
    embedded_world: World,
) -> None:
    world = embedded_world
    where = world.services["haven"]
    with pytest.raises(NotFound):
        world.mechanism.tell_capacity(world["host"], where, SHELTER, 3, 1)
    with pytest.raises(NotPermitted):
        world.mechanism.tell_capacity(world["officer"], where, SHELTER, 3, 1)
    own = world.mechanism.own_services(world["host"])
    assert [one.row.label for one in own] == ["Shelter places"]


def test_asking_for_a_place_keeps_no_link_to_anybody(embedded_world: World) -> None:
    world = embedded_world
    case = world.case(facts=NEEDS_A_BED).id
    before = world.entries(case)
    tell(world, 3, 2)
    wanted = Wanted(
        service_type="safe_accommodation",
        sex=Sex.FEMALE,
        age_class=AgeClass.ADULT,
        region="north",
        place_kinds=frozenset({SHELTER}),
    )

    found = world.mechanism.ask_places(world["assessor"], wanted)

    assert found.ranked[0].service.row.label == "Shelter places"
    assert world.entries(case)[: len(before)] == before
    assert EntryType.PLACES_ASKED not in world.entries(case)
    for wrong in (
        replace(wanted, places=0),
        replace(wanted, service_type="no_such_help"),
        replace(wanted, region="behind the mill"),
    ):
        with pytest.raises(Malformed):
            world.mechanism.ask_places(world["assessor"], wrong)


def test_terms_have_to_state_what_the_catalogue_asks(embedded_world: World) -> None:
    world = embedded_world
    service, mechanism = world.services["shelter"], world.mechanism
    with pytest.raises(Malformed) as refused:
        mechanism.state_terms(world.system, service, replace(WOMEN, sexes=None))
    assert refused.value.faults == (("/sexes", "missing"),)
    for hours in (Hours(0, 5, 480, 960), Hours(1, 5, 480, 1441)):
        shut = replace(WOMEN, always=False, hours=(hours,))
        with pytest.raises(Malformed):
            mechanism.state_terms(world.system, service, shut)
    done = mechanism.state_terms(world.system, service, WOMEN, expects=0)
    assert done.version == 1
    with pytest.raises(StaleCase):
        mechanism.state_terms(world.system, service, GIRLS, expects=0)
    with pytest.raises(NotPermitted):
        mechanism.state_terms(world["coordinator"], service, WOMEN)
    found = mechanism.service_directory(world["outreach"])
    assert next(one for one in found if one.row.id == service).seen.terms == WOMEN
