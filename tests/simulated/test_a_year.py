"""A year in each mechanism, by real acts: nobody is lost."""

import pytest
from hypothesis import settings

from tests.faults.processes import SOAK
from tests.simulated.people import Life
from tests.simulated.year import Found, a_year, count
from tests.world import World
from workflows.loader import shipped_names
from workflows.vocabulary import Role

NIGHT = settings().max_examples > SOAK
CASES = 500 if NIGHT else 3
EVERYTHING = {
    *("question", "reply", "telephone_yes", "confirm", "dispute", "accept", "decline"),
    *("offer", "offer:in_order", "offer:at_once", "capacity_told", "places_held"),
    *("handover:proposed", "handover:agreed", "handover:met", "arrived", "no_show"),
    *("start_service", "complete", "return", "withdraw", "consent", "suspended"),
    *("plan", "service_planned", "service_noted", "follow_up_set", "placed_anew"),
    *("closed_with_outcomes", "reopened"),
}
"""What happens in a year with enough people in it."""


@pytest.mark.timeout(0 if NIGHT else 300)
@pytest.mark.parametrize("pathway", shipped_names())
def test_every_case_ends_closed_or_is_somebodys_with_a_clock(pathway: str) -> None:
    found = a_year(pathway, CASES)
    assert found.cases == CASES
    assert (found.lost, found.faults) == ([], [])
    assert found.whole
    assert sum(found.did.values()) > CASES * 5
    assert {"consent", "suspended"} <= set(found.did)
    assert any(word.startswith("offer") for word in found.did)
    if NIGHT:
        assert set(found.did) >= EVERYTHING


def test_who_is_held_where_nobody_works_any_more_is_found(
    embedded_world: World,
) -> None:
    world = embedded_world
    case = world.case("stranger").id
    life = Life(case, "stranger", world.clock(), child=False)

    def found() -> Found:
        told = Found("convention")
        count(world, [life], told)
        return told

    assert (found().held, found().lost) == (1, [])
    for role in (Role.FIRST_RESPONDER, Role.CASE_MANAGER):
        world.mechanism.take_role(world.system, world["stranger"].id, role)
    code = world.mechanism.read_case(world["coordinator"], case).code
    assert (found().held, found().lost) == (0, [code])
    world.clock.advance(days=60)
    assert found().lost == [], "after a time it stands on the coordinator's list"
