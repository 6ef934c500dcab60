"""A frontline worker meets somebody and opens a case."""

from datetime import timedelta
from typing import Any

import pytest

from referral.actions.identify import Identification
from referral.errors import Malformed, WrongRole
from referral.rules.facts import PersonFacts
from referral.rules.spoken_code import CODE_LETTERS
from tests.spec.evidence import nothing_left, refused
from tests.world import CONTENT, WOMAN, World
from workflows.vocabulary import (
    Compartment,
    Purpose,
)

NOTHING_KNOWN = Identification(PersonFacts())


def test_almost_nothing_need_be_known_to_open_a_case(world: World) -> None:
    case = world.mechanism.open_case(world["officer"], NOTHING_KNOWN)

    view = world.mechanism.read_case(world["officer"], case.id)
    assert view.facts
    assert view.facts["age_class"] == "unsure"
    assert view.drawers == ()
    assert view.stages == {
        "protection": "presumed",
        "identification": "not_requested",
        "stay": "not_applicable_or_unknown",
    }
    assert (view.version, view.relations) == (1, ("finder", "holder"))
    assert world.entries(case.id)[:2] == ["case_opened", "identification_recorded"]


def test_a_case_is_named_by_a_code_that_can_be_read_aloud(
    embedded_world: World,
) -> None:
    world = embedded_world
    codes = [
        world.mechanism.open_case(world["officer"], NOTHING_KNOWN).details["code"]
        for _ in range(5)
    ]

    assert len(set(codes)) == 5
    for code in codes:
        first, second = code.split("-")
        assert len(first) == len(second) == 4
        assert set(first + second) <= set(CODE_LETTERS)


def test_what_was_told_is_sealed_and_opens_drawer_by_drawer(world: World) -> None:
    case = world.case()

    view = world.mechanism.read_case(world["outreach"], case.id)
    assert view.drawers == ("contact", "health", "identity", "location")
    for drawer, held in CONTENT.items():
        if drawer is Compartment.NARRATIVE:
            continue
        opened = world.mechanism.open_content(
            world["outreach"], case.id, drawer, Purpose.CARE
        )
        assert opened == held
    facts = world.mechanism.open_content(
        world["outreach"], case.id, Compartment.OPERATIONAL, Purpose.CARE
    )
    assert facts == view.facts


def test_the_persons_words_are_kept_apart_from_what_the_worker_saw_and_thinks(
    world: World,
) -> None:
    told = Identification(WOMAN, CONTENT, indicators=("CD01", "CD07"))
    case = world.mechanism.open_case(world["outreach"], told)

    opened = world.mechanism.open_content(
        world["outreach"], case.id, Compartment.NARRATIVE, Purpose.PROTECTION
    )
    kinds = [
        {k: v for k, v in said.items() if k != "recorded_at"}
        for said in opened["statements"]
    ]
    assert kinds == [
        {"kind": "account", "account": "They took my papers."},
        {"kind": "fact", "what_i_saw": "No bag."},
        {"kind": "assessment", "indicators": "CD01, CD07"},
    ]


def test_a_paper_day_typed_in_later_says_when_it_was(embedded_world: World) -> None:
    world = embedded_world
    met = world.clock() - timedelta(days=9)
    case = world.mechanism.open_case(
        world["officer"], Identification(PersonFacts(), occurred_at=met)
    )

    entries = world.mechanism.timeline(world["coordinator"], case.id)
    assert [entry.occurred_at for entry in entries[:2]] == [met, met]
    assert [entry.at for entry in entries[:2]] == [world.clock(), world.clock()]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ({Compartment.IDENTITY: {"shoe_size": "38"}}, "unknown_field"),
        ({Compartment.OPERATIONAL: {"first_name": "Kestrel"}}, "unknown_field"),
        ({Compartment.IDENTITY: {"first_name": 7}}, "not_text"),
        ({Compartment.IDENTITY: {"first_name": ["Kestrel"]}}, "not_text"),
        ({Compartment.IDENTITY: {"first_name": "\ud83d"}}, "not_text"),
        ({Compartment.IDENTITY: {"htcds": {"prs_Nickname": 7}}}, "not_text"),
    ],
)
def test_content_that_no_drawer_has_opens_no_case(
    embedded_world: World, content: dict[Compartment, Any], fault: str
) -> None:
    world = embedded_world
    with nothing_left(world, Malformed) as refusal:
        world.case(content=content)
    assert refusal.value.missing == (fault,)


def test_facts_that_are_none_open_no_case(embedded_world: World) -> None:
    world = embedded_world
    wrong = PersonFacts(age_class="old", region=None)  # type: ignore[arg-type] # the mistake

    with nothing_left(world, Malformed) as refusal:
        world.case(facts=wrong)
    assert refusal.value.faults == (
        ("/facts/age_class", "not_on_the_list"),
        ("/facts/region", "not_on_the_list"),
    )


def test_what_is_yet_to_happen_is_not_recorded(embedded_world: World) -> None:
    world = embedded_world
    tomorrow = world.clock() + timedelta(days=1)

    with nothing_left(world, Malformed):
        world.mechanism.open_case(
            world["officer"], Identification(PersonFacts(), occurred_at=tomorrow)
        )


@pytest.mark.parametrize("name", ["assessor", "migration", "coordinator", "auditor"])
def test_who_meets_nobody_opens_no_case(embedded_world: World, name: str) -> None:
    world = embedded_world
    with refused(world, WrongRole, world[name].organisation_id):
        world.mechanism.open_case(world[name], NOTHING_KNOWN)
