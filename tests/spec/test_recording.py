"""What becomes known later is written into the case."""

from typing import Any

import pytest

from referral.errors import Malformed, NotHolder, StaleCase
from tests.spec.evidence import case_row, chain_of, last_entry, nothing_left, refused
from tests.world import CONTENT, World
from workflows.vocabulary import (
    AgeClass,
    Compartment,
    Known,
    LegalGround,
    Purpose,
    RiskLevel,
)


def test_what_becomes_known_is_recorded_and_the_rest_stays(
    embedded_world: World,
) -> None:
    world = embedded_world
    case = world.case()
    changes = {"risk_level": RiskLevel.HIGH, "foreign_national": Known.YES}
    done = world.mechanism.record_facts(world["outreach"], case.id, changes, expects=1)

    view = world.mechanism.read_case(world["outreach"], case.id)
    assert done.version == view.version == 2
    assert view.facts
    assert (view.facts["risk_level"], view.facts["language"]) == ("high", "sqi")
    assert ("facts_recorded", {"risk_level": "high", "foreign_national": "yes"}) in (
        chain_of(world, case.id)
    )


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({}, "empty"),
        ({"shoe_size": 38}, "unknown_fact"),
        ({"age_class": "old"}, "not_on_the_list"),
        ({"exploitation": ("unheard_of",)}, "not_on_the_list"),
        ({"emergency_ground": "haste"}, "not_on_the_list"),
        ({"risk_level": None}, "not_on_the_list"),
        ({"children_with": "two"}, "not_on_the_list"),
        ({"children_with": True}, "not_on_the_list"),
        ({"guardian_appointed": "yes"}, "not_on_the_list"),
        ({"citizenship": "AL"}, "not_on_the_list"),
        ({"citizenship": (7,)}, "not_on_the_list"),
    ],
    ids=str,
)
def test_a_fact_that_could_not_be_read_again_is_not_recorded(
    embedded_world: World, changes: dict[str, Any], fault: str
) -> None:
    world = embedded_world
    case = world.case()

    with nothing_left(world, Malformed) as refusal:
        world.mechanism.record_facts(world["outreach"], case.id, changes)
    assert refusal.value.missing == (fault,)
    assert world.mechanism.read_case(world["outreach"], case.id).facts


def test_facts_of_every_kind_read_back_as_they_were_recorded(
    embedded_world: World,
) -> None:
    world = embedded_world
    case = world.case()
    changes = {
        "age_class": AgeClass.CHILD,
        "guardian_appointed": True,
        "children_with": 2,
        "citizenship": ("AL", "XK"),
        "needs": ("medical",),
        "emergency_ground": LegalGround.DANGER_TO_LIFE,
    }
    world.mechanism.record_facts(world["outreach"], case.id, changes)
    world.mechanism.record_facts(world["outreach"], case.id, {"region": "south"})

    facts = world.mechanism.read_case(world["outreach"], case.id).facts
    assert facts
    assert facts["citizenship"] == ["AL", "XK"]
    assert facts["emergency_ground"] == "danger_to_life"
    assert (facts["children_with"], facts["region"]) == (2, "south")


def test_content_is_added_and_corrected_without_naming_it_in_the_timeline(
    embedded_world: World,
) -> None:
    world = embedded_world
    case = world.case()
    more = {
        Compartment.IDENTITY: {"first_name": "Linnet", "second_name": ""},
        Compartment.FAMILY: {"family_situation": ""},
        Compartment.LEGAL: {"legal_needs": "papers"},
        Compartment.NARRATIVE: {"account": "There were three of us."},
    }
    world.mechanism.record_content(world["outreach"], case.id, more, expects=1)

    held = world.mechanism.open_content(
        world["outreach"], case.id, Compartment.IDENTITY, Purpose.CARE
    )
    assert held == {**CONTENT[Compartment.IDENTITY], "first_name": "Linnet"}
    recorded = [f for kind, f in chain_of(world, case.id) if kind == "content_recorded"]
    assert recorded == [
        {
            "fields": [
                "identity.first_name",
                "legal.legal_needs",
                "narrative.account",
            ]
        }
    ]
    said = world.mechanism.open_content(
        world["outreach"], case.id, Compartment.NARRATIVE, Purpose.CARE
    )
    assert len(said["statements"]) == 3


@pytest.mark.parametrize(
    "content",
    [{}, {Compartment.IDENTITY: {}}, {Compartment.IDENTITY: {"first_name": ""}}],
    ids=str,
)
def test_nothing_is_not_recorded(
    embedded_world: World, content: dict[Compartment, dict[str, str]]
) -> None:
    world = embedded_world
    case = world.case()

    with nothing_left(world, Malformed):
        world.mechanism.record_content(world["outreach"], case.id, content)


def test_who_looked_at_an_older_version_is_told_so(world: World) -> None:
    case = world.case()
    facts = {"region": "south"}
    world.mechanism.record_facts(world["outreach"], case.id, facts, expects=1)

    with refused(world, StaleCase, case.id) as refusal:
        world.mechanism.record_facts(world["outreach"], case.id, facts, expects=1)
    assert refusal.value.missing == ("current_version",)
    with refused(world, StaleCase, case.id):
        world.mechanism.record_content(world["outreach"], case.id, CONTENT, expects=1)


def test_looking_never_makes_a_form_stale(world: World) -> None:
    case = world.case()
    for _ in range(3):
        world.mechanism.read_case(world["outreach"], case.id)
        world.mechanism.steps(world["outreach"], case.id)
        world.mechanism.timeline(world["outreach"], case.id)
        world.mechanism.open_content(
            world["outreach"], case.id, Compartment.IDENTITY, Purpose.CARE
        )

    assert case_row(world, case.id).version == 1
    world.mechanism.record_facts(
        world["outreach"], case.id, {"region": "south"}, expects=1
    )


@pytest.mark.asvs("V16.2.1", "V16.3.2")
def test_an_opening_says_who_what_and_what_for(embedded_world: World) -> None:
    world = embedded_world
    case = world.case()
    world.mechanism.open_content(
        world["outreach"], case.id, Compartment.HEALTH, Purpose.RISK_TO_LIFE
    )

    entry = last_entry(world, case.id)
    assert (entry.type, entry.purpose) == ("content_opened", "risk_to_life")
    assert entry.actor_id == world["outreach"].id
    assert entry.organisation_id == world.bodies["ngo"]
    assert chain_of(world, case.id)[-1][1] == {"drawer": "health"}


def test_only_the_holder_writes_into_a_case(embedded_world: World) -> None:
    world = embedded_world
    case, _ = world.accepted()

    with refused(world, NotHolder, case.id):
        world.mechanism.record_content(world["host"], case.id, CONTENT)
    with refused(world, NotHolder, case.id):
        world.mechanism.record_facts(world["host"], case.id, {"region": "south"})
