"""An adult who wants nothing leaves no name, and closes nothing else."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import col as column
from sqlmodel import select

from api.pages.labels import REGIONS as OFFERED
from referral.actions.holds import NewHold
from referral.actions.nameless import REGIONS
from referral.actions.own_view import Shown
from referral.actions.refuse import NewRefusal
from referral.errors import (
    CaseClosed,
    Erased,
    GuardNotMet,
    NotFound,
    NotPermitted,
)
from referral.records.keys import KeyWrap
from tests.again import Worlds
from tests.records.raw import run
from tests.world import CONTENT, WOMAN, World
from workflows.vocabulary import (
    AgeClass,
    Compartment,
    ConsentAnswer,
    ConsentPurpose,
    HoldGround,
    OwnStage,
    Purpose,
    ReferralKind,
    Relation,
)

NOTHING = NewRefusal(
    replace(WOMAN, citizenship=("XK",), children_with=2, access_needs=("pregnancy",)),
    indicators=4,
)
LEFT = {"age_class": "adult", "sex": "female", "region": "north", "indicators": 4}
NAMING = frozenset(Compartment) - {Compartment.OPERATIONAL}


def wraps(world: World, case_id: UUID) -> list[str]:
    """The drawers of a case whose key can still be unwrapped."""
    held = select(KeyWrap.drawer).where(column(KeyWrap.owner_id) == case_id)
    return sorted(drawer for (drawer,) in run(world, held, keys=True))


def refused(world: World, new: NewRefusal = NOTHING) -> UUID:
    """Somebody whom the officer met, and who wanted nothing."""
    return world.mechanism.record_refusal(world["officer"], new).id


def test_who_wants_nothing_leaves_a_record_that_names_nobody(world: World) -> None:
    done = world.mechanism.record_refusal(world["officer"], NOTHING)

    assert done.details["record"] == LEFT
    assert done.details["kept"] == []
    assert done.details["cleared"] is True
    case = world.mechanism.read_case(world["officer"], done.id)
    assert case.stages["protection"] == "anonymous_record"
    assert (case.facts, case.drawers) == (None, ())
    assert wraps(world, done.id) == ["operational"]
    found = world.mechanism.refusal(world["officer"], done.id)
    assert found is not None
    assert (found.record, found.code) == (LEFT, case.code)
    assert world.mechanism.verify_all().whole


def test_a_refusal_destroys_the_keys_of_the_draft(world: World) -> None:
    case = world.case()
    assert {*map(str, NAMING & set(CONTENT))} <= set(wraps(world, case.id))

    done = world.mechanism.refuse_all(world["outreach"], case.id)

    assert done.details["keys"] == len(CONTENT) + 1
    assert wraps(world, case.id) == ["operational"]
    with pytest.raises(Erased):
        world.mechanism.open_content(
            world["outreach"], case.id, Compartment.IDENTITY, Purpose.CARE
        )
    verdict = world.mechanism.verify_case(world["coordinator"], case.id)
    assert verdict.whole
    assert world.entries(case.id).count("refusal_recorded") == 1


def test_the_step_by_itself_destroys_them_too(embedded_world: World) -> None:
    world = embedded_world
    case = world.case()

    world.step(case.id, "leave_anonymous_record", reason="person_asked")

    assert wraps(world, case.id) == ["operational"]
    assert "refusal_recorded" in world.entries(case.id)


def test_what_a_legal_hold_keeps_is_kept_and_said(world: World) -> None:
    case = world.case()
    hold = NewHold(HoldGround.COURT_ORDER, "law_requires")
    world.mechanism.set_hold(world["outreach"], case.id, hold)

    done = world.mechanism.refuse_all(world["outreach"], case.id)

    assert done.details["kept"] == ["legal_hold"]
    assert "keys" not in done.details
    found = world.mechanism.refusal(world["coordinator"], case.id)
    assert found is not None
    assert found.kept == ("legal_hold",)
    done = world.mechanism.issue_own_code(world["outreach"], case.id)
    seen = world.mechanism.own_view(Shown(number=done.details["number"]))
    assert seen.stage is OwnStage.ENDED  # not: nothing is kept
    assert [body.kind for body in seen.bodies] == ["ngo"]
    with pytest.raises(CaseClosed):
        world.mechanism.record_content(world["outreach"], case.id, CONTENT)
    with pytest.raises(CaseClosed):
        world.mechanism.record_facts(world["outreach"], case.id, {"region": "south"})
    assert world.mechanism.verify_all().whole


@pytest.mark.parametrize("held", [False, True], ids=["nothing held", "a legal hold"])
@pytest.mark.parametrize("how", ["it ran out", "a no"])
def test_what_was_told_on_an_answer_that_ended_is_no_reason_to_keep_anything(
    embedded_world: World, how: str, *, held: bool
) -> None:
    world, m = embedded_world, embedded_world.mechanism
    case = world.case().id
    world.consent(case, expires_at=world.clock() + timedelta(hours=2))
    offer = world.offer(case).id
    m.answer_offer(world["host"], offer, "accept")
    m.open_package(world["host"], offer, Purpose.CARE)
    if how == "a no":
        world.consent(case, answer=ConsentAnswer.NO)
    world.clock.advance(hours=3)
    if held:
        hold = NewHold(HoldGround.COURT_ORDER, "law_requires")
        m.set_hold(world["outreach"], case, hold)

    done = m.refuse_all(world["outreach"], case)

    assert done.details["kept"] == (["legal_hold"] if held else [])
    assert (wraps(world, case) == ["operational"]) is not held
    assert m.read_offer(world["host"], offer).stage == "recalled"
    with pytest.raises(Erased):
        m.open_package(world["host"], offer, Purpose.CARE)


def test_a_region_of_ones_own_could_tell_who_it_was(embedded_world: World) -> None:
    world, telling = embedded_world, "kestrel-alder_hotel-lindi-room9"
    for region in (telling, "room9"):
        new = NewRefusal(replace(WOMAN, region=region), indicators=4)
        done = world.mechanism.record_refusal(world["officer"], new)
        assert done.details["record"] == {**LEFT, "region": ""}
    for region in ("", *REGIONS):
        refused(world, NewRefusal(replace(WOMAN, region=region)))
    world.mechanism.list_service(
        world.system, world.bodies["haven"], "counselling", "Advice", "coast"
    )
    refused(world, NewRefusal(replace(WOMAN, region="coast")))

    begun = world.case(facts=replace(WOMAN, region=telling)).id
    done = world.mechanism.refuse_all(world["outreach"], begun)
    assert done.details["record"] == {**LEFT, "region": "", "indicators": 0}


def test_the_forms_offer_the_regions_that_are_known() -> None:
    assert set(OFFERED) == REGIONS


@pytest.mark.parametrize("age", [AgeClass.CHILD, AgeClass.UNSURE])
def test_a_child_refuses_nothing_in_this_sense(
    embedded_world: World, age: AgeClass
) -> None:
    world = embedded_world
    young = replace(WOMAN, age_class=age)

    with pytest.raises(GuardNotMet) as fresh:
        world.mechanism.record_refusal(world["officer"], NewRefusal(young))
    case = world.case(facts=young)
    with pytest.raises(GuardNotMet) as begun:
        world.mechanism.refuse_all(world["outreach"], case.id)

    assert fresh.value.missing == begun.value.missing == ("adult",)
    content = world.mechanism.open_content(
        world["outreach"], case.id, Compartment.IDENTITY, Purpose.CARE
    )
    assert content["first_name"] == "Kestrel"


def test_who_agreed_to_something_has_not_refused_everything(
    embedded_world: World,
) -> None:
    world = embedded_world
    case, _ = world.offered()

    with pytest.raises(GuardNotMet) as refused_now:
        world.mechanism.refuse_all(world["outreach"], case.id)

    assert set(refused_now.value.missing) >= {"nothing_agreed"}
    assert len(wraps(world, case.id)) > 1


def test_nobody_else_learns_of_a_refusal(world: World) -> None:
    case = refused(world)

    with pytest.raises(NotFound):
        world.mechanism.refusal(world["stranger"], case)
    with pytest.raises(NotFound):
        world.mechanism.refuse_all(world["stranger"], case)
    with pytest.raises(NotPermitted):
        world.mechanism.refusal(world["auditor"], case)


def test_refusing_police_identification_and_a_service_closes_nothing_else(
    embedded_world: World,
) -> None:
    """One no each: to the police, to identification, to one kind of service."""
    world = embedded_world
    case = world.case()
    police = {"recipient_id": world.bodies["police"], "recipient_class": None}
    one_kind = {"recipient_class": "psychological"}
    for purpose, whom in (
        (ConsentPurpose.LEGAL_PROCEEDINGS, police),
        (ConsentPurpose.IDENTIFICATION, {"recipient_class": "any_service"}),
        (ConsentPurpose.REFERRAL, one_kind),
    ):
        world.consent(case.id, purpose=purpose, answer=ConsentAnswer.NO, **whom)
    world.mechanism.record_facts(
        world["outreach"], case.id, {"cooperates_with_authorities": "no"}
    )

    world.consent(case.id)
    world.consent(case.id, purpose=ConsentPurpose.ASSISTANCE)
    world.step(case.id, "bring_to_safety")
    offer = world.offer(case.id, kind=ReferralKind.RESPONSIBILITY)
    world.mechanism.answer_offer(world["host"], offer.id, "accept")
    world.mechanism.answer_offer(world["host"], offer.id, "arrived")

    now = world.mechanism.read_case(world["host"], case.id)
    assert Relation.HOLDER in now.relations
    assert now.stages["protection"] == "protected"
    assert now.erased_at is None


def test_a_country_that_has_to_be_told_is_told_without_a_name(
    worlds: Worlds, tmp_path: Path
) -> None:
    with worlds.embedded(tmp_path, "united_kingdom") as world:
        done = world.mechanism.record_refusal(world["officer"], NOTHING)

        (told,) = done.details["notifications"]
        assert told == {
            "register": "competent_authority_records",
            "label": "Records of the competent authority",
            "owner": "Competent authority, Home Office",
            **LEFT,
        }
        found = world.mechanism.refusal(world["officer"], done.id)
        assert found is not None
        assert found.registers == ("competent_authority_records",)
