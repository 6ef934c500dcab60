"""A changed pathway: published by two, walked by new cases, older ones by choice."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete

from referral.actions.administer import NewActor
from referral.actions.upgrade import UpgradeRequest
from referral.errors import (
    GuardNotMet,
    Malformed,
    NotPermitted,
    OffThePath,
    PathwayUnproven,
    Refusal,
    WrongRole,
)
from referral.mechanism import Mechanism
from referral.records.explorations import Exploration
from tests.records.raw import rewrite
from tests.spec.evidence import case_row, last_entry, refused
from tests.world import WOMAN, World
from workflows.loader import load_shipped
from workflows.vocabulary import ConsentPurpose, Known, Track

TEXT = load_shipped("convention")[1]
NEXT = TEXT.replace('version = "2026.1"', 'version = "2026.2"')
LONGER = NEXT.replace("[clocks.reflection]\nn = 30", "[clocks.reflection]\nn = 60")
RENAMED = NEXT.replace('"protected"', '"safe"')
TIED = NEXT.replace('guards = ["consent_to_assistance"]', 'guards = ["cooperates"]', 1)
WHY = UpgradeRequest("new_procedure")
FOREIGNER = replace(WOMAN, foreign_national=Known.YES)


def deputy(world: World) -> str:
    """A second person who coordinates."""
    roles = world["coordinator"].roles
    new = NewActor(world.bodies["office"], "deputy", roles)
    done = world.admit(new)
    world.people["deputy"] = replace(world["coordinator"], id=done.id)
    return "deputy"


def published(world: World, text: str) -> None:
    """Two coordinators let new cases walk a changed pathway."""
    asked = world.mechanism.ask_publication(world["coordinator"], text)
    second = deputy(world)
    world.agree(asked.id, second)
    world.mechanism.answer_joint(world[second], asked.id, "execute")


def digest(world: World, case: UUID) -> str:
    return case_row(world, case).pathway_digest.hex()


def in_reflection(world: World) -> UUID:
    case = world.case(facts=FOREIGNER).id
    named = world.bodies["migration"]
    purpose = ConsentPurpose.IDENTIFICATION
    world.consent(case, purpose=purpose, recipient_id=named)
    world.step(case, "notify_authority", recipient_id=named)
    world.step(case, "start_reflection", by="migration")
    return case


def reflection(world: World, case: UUID) -> datetime | None:
    clocks = world.mechanism.clocks(world["coordinator"], case)
    return next(each.due_at for each in clocks if each.name == "reflection")


@pytest.mark.asvs("V2.3.5")
def test_one_person_does_not_publish_and_two_do(world: World) -> None:
    office = world.bodies["office"]
    before = world.mechanism.pathway_digest
    asked = world.mechanism.ask_publication(world["coordinator"], LONGER)
    seen = world.seen(asked.id, "coordinator")
    with refused(world, NotPermitted, office):
        world.mechanism.answer_joint(world["coordinator"], asked.id, "approve", seen)
    with refused(world, GuardNotMet, office):
        world.mechanism.answer_joint(world["coordinator"], asked.id, "execute")
    old = world.case().id
    assert world.mechanism.pathway_digest == before == digest(world, old)

    second = deputy(world)
    (waits,) = world.mechanism.joint_acts(world[second])
    assert {"-n = 30", "+n = 60"} <= set(waits.changes)
    world.agree(asked.id, second)
    world.mechanism.answer_joint(world[second], asked.id, "execute")
    assert world.mechanism.pathway.version == "2026.2"
    assert digest(world, world.case().id) == world.mechanism.pathway_digest
    assert digest(world, old) == before
    world.mechanism.close()
    again = Mechanism.open(world.location, world.key_file, clock=world.clock)
    assert again.pathway.version == "2026.2"
    again.close()


def test_a_pathway_that_breaks_a_promise_is_not_even_asked_for(
    embedded_world: World,
) -> None:
    world = embedded_world
    with pytest.raises(Malformed) as broken:
        world.mechanism.ask_publication(world["coordinator"], TIED)
    assert ("/", "breaks_G1") in broken.value.faults
    with pytest.raises(Malformed):
        world.mechanism.ask_publication(world["coordinator"], NEXT + "\nx = 1\n")
    for text, word in (
        (
            LONGER.replace('version = "2026.2"', 'version = "2026.1"'),
            "version_was_used",
        ),
        (NEXT.replace('name = "convention"', 'name = "other"', 1), "another_name"),
    ):
        with pytest.raises(Malformed) as refusal:
            world.mechanism.ask_publication(world["coordinator"], text)
        assert word in {word for _, word in refusal.value.faults}
    other = load_shipped("serbia")[1]
    with pytest.raises(Malformed):
        world.mechanism.ask_publication(world["coordinator"], other)
    with refused(world, WrongRole, world.bodies["ngo"]):
        world.mechanism.ask_publication(world["outreach"], TEXT)


def test_a_deployment_without_a_passing_result_does_not_start(
    embedded_world: World,
) -> None:
    world = embedded_world
    published(world, LONGER)
    rewrite(world, delete(Exploration))
    world.mechanism.close()
    with pytest.raises(PathwayUnproven):
        Mechanism.open(world.location, world.key_file, clock=world.clock)


def test_a_case_is_upgraded_by_authority_after_a_look_and_with_an_entry(
    world: World,
) -> None:
    case = in_reflection(world)
    before, thirty = digest(world, case), reflection(world, case)
    published(world, LONGER)
    assert reflection(world, case) == thirty
    shown = world.mechanism.preview_upgrade(world["coordinator"], case)
    (clock,) = shown.clocks
    assert clock.name == "reflection"
    assert (clock.before[:2], clock.after[:2]) == ("30", "60")
    assert digest(world, case) == before
    with refused(world, WrongRole, case):
        world.mechanism.upgrade_case(world["outreach"], case, WHY)

    world.mechanism.upgrade_case(world["coordinator"], case, WHY)
    assert digest(world, case) == world.mechanism.pathway_digest
    assert thirty is not None
    assert reflection(world, case) == thirty + timedelta(days=30)
    assert last_entry(world, case).type == "list_shown"
    assert "case_upgraded" in world.entries(case)
    with refused(world, OffThePath, case):
        world.mechanism.upgrade_case(world["coordinator"], case, WHY)


def test_an_upgrade_never_shortens_a_reflection_that_runs(
    embedded_world: World,
) -> None:
    world = embedded_world
    published(world, LONGER)
    case = in_reflection(world)
    sixty = world.clock() + timedelta(days=60)
    shorter = NEXT.replace('"2026.2"', '"2026.3"')
    asked = world.mechanism.ask_publication(world["coordinator"], shorter)
    world.agree(asked.id, "deputy")
    world.mechanism.answer_joint(world["deputy"], asked.id, "execute")
    world.mechanism.upgrade_case(world["coordinator"], case, WHY)
    world.clock.advance(days=45)
    assert world.clock() < sixty
    answers = world.mechanism.steps(world["migration"], case)
    end = next(each for each in answers if each.step == "end_stay")
    assert "stay_not_protected" in {
        word for reason in end.refusals for word in reason.missing
    }


def test_where_the_stage_is_gone_somebody_chooses_one_of_its_kind(
    embedded_world: World,
) -> None:
    world = embedded_world
    case, other = world.case().id, world.case().id
    world.consent(case, purpose=ConsentPurpose.ASSISTANCE)
    world.step(case, "bring_to_safety")
    published(world, RENAMED)
    stands = world.mechanism.read_case(world["outreach"], case)
    assert stands.stages["protection"] == "protected"
    assert "protected" in stands.stage_labels["protection"]
    lost = world.mechanism.preview_upgrade(world["coordinator"], case)
    assert lost.lost_stages == (Track.PROTECTION,)
    with refused(world, OffThePath, case) as choose:
        world.mechanism.upgrade_case(world["coordinator"], case, WHY)
    assert choose.value.missing == ("stage:protection",)
    for wrong in ("closed", "nowhere"):
        with refused(world, OffThePath, case):
            chosen = replace(WHY, stages={Track.PROTECTION: wrong})
            world.mechanism.upgrade_case(world["coordinator"], case, chosen)
    chosen = replace(WHY, stages={Track.PROTECTION: "safe"})
    batch = world.mechanism.upgrade_cases(world["coordinator"], [case, other], chosen)
    assert not any(isinstance(each, Refusal) for each in batch.values())
    assert case_row(world, case).protection == "safe"
    assert case_row(world, other).protection == "presumed"
    assert world.mechanism.verify_all().broken == ()


def test_what_a_changed_pathway_would_have_meant_is_told_and_changes_nothing(
    embedded_world: World,
) -> None:
    world = embedded_world
    case = world.case().id
    world.consent(case, purpose=ConsentPurpose.ASSISTANCE)
    world.step(case, "bring_to_safety")
    in_reflection(world)
    world.clock.advance(days=40)
    before = digest(world, case)

    told = world.mechanism.replay(world["coordinator"], RENAMED)
    assert (told.cases, told.differing) == (2, 0)
    stricter = NEXT.replace(
        'guards = ["consent_to_assistance"]',
        'guards = ["consent_to_assistance", "risk_assessed"]',
    )
    told = world.mechanism.replay(world["coordinator"], stricter)
    assert told.told == {"guard: risk_assessed": 1}
    told = world.mechanism.replay(world["coordinator"], LONGER)
    assert told.told == {"in_time: reflection": 1}
    assert told.sentences()[0] == "2 cases, 1 of them otherwise"
    assert digest(world, case) == before
    with refused(world, WrongRole, world.bodies["ngo"]):
        world.mechanism.replay(world["outreach"], LONGER)
