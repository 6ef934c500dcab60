"""Every broken pathway is refused, and by the guarantee that should refuse it."""

import copy
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from pydantic import ValidationError

import workflows.loader
from referral.rules.exploration import CutWorld
from referral.rules.guarantees import GUARANTEES, Verdict, judge, judge_all
from referral.rules.offer import compile_offers
from referral.rules.pathway import compile_pathway
from referral.rules.stories import in_words, story
from tests.faults.processes import SOAK
from tests.rules.findings import FINDINGS, told
from tests.rules.mutants import SCHEMA, Change, Mutant
from tests.rules.mutants_of_course import COURSE, DISCLOSURE, OFFERS
from tests.rules.mutants_of_decisions import DECISIONS
from tests.rules.mutants_of_help import CHILDREN, HELP, STAY
from tests.rules.second_line import SECOND_LINE
from tests.rules.situations import NEUTRAL_FILE
from tests.rules.small_children import SMALL_CHILDREN, SMALL_DISCLOSURE
from tests.rules.small_course import SMALL_COURSE
from tests.rules.small_decisions import SMALL_DECISIONS
from tests.rules.small_help import SMALL_HELP
from tests.rules.small_sound import SOUND
from tests.rules.small_stay import SMALL_REFLECTION, SMALL_STAY
from tests.rules.walled import walled
from workflows.checks import inconsistencies
from workflows.loader import shipped_names
from workflows.offers import OfferCycle, offer_inconsistencies
from workflows.schema import Pathway

FOLDER = Path(workflows.loader.__file__).parent
SMALL = [
    *(*SMALL_HELP, *SMALL_STAY, *SMALL_REFLECTION, *SMALL_CHILDREN),
    *(*SMALL_DISCLOSURE, *SMALL_COURSE, *SMALL_DECISIONS),
]
MUTANTS: list[Mutant] = [
    *(*HELP, *STAY, *CHILDREN, *DISCLOSURE, *COURSE, *DECISIONS),
    *SMALL,
]
BY_NAME = {guarantee.name: guarantee for guarantee in GUARANTEES}
STATES = {
    "neutral": (
        300,
        764,
        11143,
        6691,
        4933,
        10819,
        4268,
        3039,
        171,
        78,
        51,
        985,
        33,
        37,
        20,
    ),
    "walled": (
        630,
        5112,
        13558,
        8140,
        5808,
        10819,
        4283,
        3759,
        356,
        207,
        117,
        994,
        2267,
        61,
        35,
    ),
}
"""How many situations each guarantee looks at, G1 first."""
BASES = ("neutral", "walled", *shipped_names())
NIGHT = settings().max_examples > SOAK
WRITTEN_DOWN = ("neutral", "walled", OFFERS)
"""Small pathways, of whose mutants every finding is written down."""
LARGE_OF = 5
"""One of so many mutants of a large pathway is judged in a usual run; by night, all."""


def judged() -> list[Mutant]:
    """Every small mutant, and of the large ones each guarantee's first at least."""
    small = [each for each in MUTANTS if each.base in WRITTEN_DOWN]
    large = [each for each in MUTANTS if each.base not in WRITTEN_DOWN]
    if NIGHT:
        return MUTANTS
    first = {each.refused_by: each for each in reversed(large)}
    some = {each.name for each in (*large[::LARGE_OF], *first.values())}
    return [*small, *(each for each in large if each.name in some)]


@cache
def base(name: str) -> dict[str, Any]:
    if name == "walled":
        return walled()
    path = FOLDER / "pathways" / f"{name}.toml"
    path = NEUTRAL_FILE if name == "neutral" else path
    path = FOLDER / "referral.toml" if name == OFFERS else path
    return tomllib.loads(path.read_text(encoding="utf-8"))


def broken(mutant: Mutant) -> dict[str, Any]:
    data = copy.deepcopy(base(mutant.base))
    mutant.change(data)
    assert data != base(mutant.base)
    return data


def world_of(mutant: Mutant, data: dict[str, Any]) -> CutWorld:
    if mutant.base != OFFERS:
        return CutWorld(compile_pathway(Pathway.model_validate(data)))
    neutral = compile_pathway(Pathway.model_validate(base("neutral")))
    cycle = OfferCycle.model_validate(data)
    return CutWorld(neutral, offers=compile_offers(cycle))


def refused_before_exploring(mutant: Mutant, data: dict[str, Any]) -> bool:
    model, check = Pathway, inconsistencies
    try:
        if mutant.base == OFFERS:
            OfferCycle.model_validate(data)
            return bool(offer_inconsistencies(data))
        model.model_validate(data)
    except ValidationError:
        return True
    return bool(check(data))


def test_there_are_sixty_and_one_at_least_for_each_guarantee() -> None:
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS) >= 60
    assert {mutant.refused_by for mutant in MUTANTS} == {SCHEMA, *BY_NAME}


@pytest.mark.parametrize("mutant", judged(), ids=lambda mutant: mutant.name)
def test_a_broken_pathway_is_refused_by_the_guarantee_it_breaks(mutant: Mutant) -> None:
    data = broken(mutant)
    early = refused_before_exploring(mutant, data)
    if mutant.refused_by == SCHEMA:
        assert early
        return
    assert not early
    world = world_of(mutant, data)
    verdict = judge(world, BY_NAME[mutant.refused_by])
    assert not verdict.holds
    for finding in verdict.findings:
        for happened in story(world, finding):
            assert happened.step or happened.facts
        assert in_words(world, finding)[-1].endswith(".")
    if mutant.name in FINDINGS:
        assert told(world, verdict) == FINDINGS[mutant.name]


def test_every_small_broken_pathway_has_its_findings_written_down() -> None:
    small = {each.name for each in MUTANTS if each.base in WRITTEN_DOWN}
    small |= {each.name for each in SECOND_LINE}
    assert set(FINDINGS) == {name for name in small if not name.startswith(SCHEMA)}


@pytest.mark.parametrize("mutant", SECOND_LINE, ids=lambda mutant: mutant.name)
def test_what_the_checks_of_a_file_refuse_a_guarantee_refuses_too(
    mutant: Mutant,
) -> None:
    data = broken(mutant)
    assert refused_before_exploring(mutant, data)
    world = world_of(mutant, data)
    verdict = judge(world, BY_NAME[mutant.refused_by])
    assert told(world, verdict) == FINDINGS[mutant.name]


@pytest.mark.parametrize(
    ("name", "sound", "change"),
    SOUND,
    ids=[f"{name}: {each}" for name, each, _ in SOUND],
)
def test_a_change_that_breaks_no_promise_is_not_refused(
    name: str, sound: str, change: Change
) -> None:
    data = copy.deepcopy(base(name))
    change(data)
    assert inconsistencies(data) == [], sound
    world = CutWorld(compile_pathway(Pathway.model_validate(data)))
    found = {v.guarantee: v.findings for v in judge_all(world)}
    assert found == dict.fromkeys(BY_NAME, ())


@pytest.mark.parametrize(("name", "states"), STATES.items())
def test_so_many_situations_of_a_small_mechanism_are_looked_at(
    name: str, states: tuple[int, ...]
) -> None:
    world = CutWorld(compile_pathway(Pathway.model_validate(base(name))))
    heard: list[Verdict] = []
    verdicts = judge_all(world, heard.append)
    assert tuple(each.states for each in verdicts) == states
    assert tuple(heard) == verdicts
    assert all(0 <= each.seconds < 60 for each in verdicts)
    assert world.looked == sum(states)


@pytest.mark.parametrize("name", BASES)
def test_a_pathway_that_keeps_its_promises_raises_no_alarm(name: str) -> None:
    data = base(name)
    assert inconsistencies(data) == []
    world = CutWorld(compile_pathway(Pathway.model_validate(data)))
    verdicts = judge_all(world)
    assert {v.guarantee: v.findings for v in verdicts if not v.holds} == {}
    assert [v.guarantee for v in verdicts] == [f"G{n}" for n in range(1, 16)]
    assert all(v.states > 0 for v in verdicts)
