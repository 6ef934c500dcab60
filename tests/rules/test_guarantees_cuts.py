"""Cutting the product to what a question reads changes no answer."""

from random import Random

import pytest
from hypothesis import settings

from referral.rules.exploration import CutWorld
from referral.rules.guarantees import GUARANTEES, judge
from referral.rules.pathway import CompiledPathway, compile_pathway
from referral.rules.situations import Domains
from tests.faults.processes import SOAK
from tests.rules.full_world import FullWorld
from tests.rules.random_pathways import random_pathway, small_world

SMALL = (3, 5, 8)
"""Seeds of three small pathways that are compared in larger worlds."""
PATHWAYS = 200
PARTS = 4
LOOKED_AT = PARTS if settings().max_examples > SOAK else 1
"""By night all of them; a quarter in a usual run."""


def broken(world: CutWorld | FullWorld) -> dict[str, set[tuple[str, str]]]:
    """What each guarantee finds, by what it is about and how it is told."""
    return {
        guarantee.name: {
            (finding.about, finding.told)
            for finding in judge(world, guarantee).findings
        }
        for guarantee in GUARANTEES
    }


def agree(compiled: CompiledPathway, domains: Domains) -> set[str]:
    """Compares both explorations; answers the guarantees that do not hold."""
    cut, full = CutWorld(compiled, domains), FullWorld(compiled, domains)
    assert set(cut.graph) == set(full.graph)
    found, expected = broken(cut), broken(full)
    assert found == expected
    assert cut.looked <= full.looked
    return {name for name, findings in found.items() if findings}


@pytest.mark.parametrize("seed", SMALL)
def test_cut_and_full_exploration_agree_on_a_small_pathway(seed: int) -> None:
    random = Random(seed)  # noqa: S311 # drawn anew by its seed, no secret
    compiled = compile_pathway(random_pathway(random))
    assert agree(compiled, small_world(random, 7))


@pytest.mark.parametrize("part", range(LOOKED_AT))
def test_cut_and_full_exploration_agree_on_200_random_pathways(part: int) -> None:
    broken_somewhere: set[str] = set()
    for seed in range(part * PATHWAYS // PARTS, (part + 1) * PATHWAYS // PARTS):
        random = Random(1000 + seed)  # noqa: S311 # as above
        compiled = compile_pathway(random_pathway(random))
        broken_somewhere |= agree(compiled, small_world(random, 4))
    assert {"G1", "G2", "G3", "G4", "G6", "G9", "G10"} <= broken_somewhere
