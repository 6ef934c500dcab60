"""Walking a small mechanism: what is reached, and what is told apart."""

from random import Random
from typing import Any

import pytest

from referral.rules.exploration import CutWorld
from referral.rules.offer import compile_offers
from referral.rules.pathway import compile_pathway
from referral.rules.reading import ENDED
from referral.rules.situations import (
    DOMAINS,
    GIVENS,
    GROUNDS,
    Fact,
    Position,
    Reflection,
    Said,
)
from referral.rules.worlds import Only, Situation
from tests.rules.full_world import FullWorld
from tests.rules.random_pathways import random_pathway, small_world
from tests.rules.situations import NEUTRAL
from tests.rules.small_worlds import (
    FORMAL,
    HELP,
    WALLED,
    at,
    situation,
    taken,
    world,
)
from tests.rules.test_guarantees_cuts import agree
from workflows.offers import OfferCycle
from workflows.vocabulary import AgeClass, Track


def test_the_first_moves_are_those_that_some_facts_allow() -> None:
    assert [name for name, _ in world().graph[at()]] == [
        *("assist", "record_missing", "close", "leave_nameless", "prepare_return"),
        *("notify", "start_reflection"),
    ]
    ended = at("closed", "identified", "ended", Reflection.OVER)
    assert [name for name, _ in world().graph[ended]] == ["reopen", "start_reflection"]


@pytest.mark.parametrize(
    ("compiled", "positions", "moves"), [(NEUTRAL, 100, 460), (WALLED, 210, 1142)]
)
def test_all_that_is_reached_is_reached_once(
    compiled: Any, positions: int, moves: int
) -> None:
    explored = CutWorld(compiled)
    assert len(explored.graph) == len(explored.before) == positions
    assert sum(len(found) for found in explored.graph.values()) == moves
    assert next(iter(explored.graph)) == explored.begins
    assert explored.before[explored.begins] is None


def test_every_position_is_reached_by_the_shortest_way() -> None:
    explored = world()
    far = {explored.begins: 0}
    for position, moves in explored.graph.items():
        for _, after in moves:
            far[after] = min(far.get(after, 99), far[position] + 1)
    for position, last in explored.before.items():
        if last is not None:
            before, name = last
            assert (name, position) in explored.graph[before]
            assert far[position] == far[before] + 1


def test_a_question_tells_apart_what_it_reads_and_nothing_else() -> None:
    explored = world()
    assert len(list(explored.at(taken("identify")))) == 1
    assert explored.looked == 1
    assert len(list(explored.at(taken("close")))) == 6
    assert len(list(explored.at(taken("close"), Fact.RISK))) == 6 * 4
    assert len(list(explored.at(taken("close"), FORMAL))) == 6 * 4
    assert explored.looked == 1 + 6 + 24 + 24
    apart = list(explored.at(taken("close"), ENDED, Reflection))
    seen = {
        (
            each.position.stage(HELP),
            each.values[ENDED],
            each.values[Reflection],
            each.values[Fact.OFFERS],
        )
        for each in apart
    }
    assert len(seen) == len(apart) == 3 * 2 * 3 * 2
    for each in apart:
        assert each.values[ENDED] is explored.ended(each.position)
        assert each.values[Reflection] is each.position.reflection


def test_the_answer_to_identification_is_no_track_though_it_is_the_same_word() -> None:
    explored = world()
    answered = list(explored.at(taken("close"), Fact.TO_IDENTIFICATION))
    assert len(answered) == 6 * len(Said)
    both = list(explored.at(taken("close"), Fact.TO_IDENTIFICATION, FORMAL))
    assert len(both) == 6 * len(Said) * 4


def test_a_question_may_leave_out_positions_and_values() -> None:
    explored = world()
    only: Only = {Fact.OFFERS: (1,)}
    found = list(explored.at(taken("close"), only=only))
    assert [each.values[Fact.OFFERS] for each in found] == [1, 1, 1]
    here = list(
        explored.at(
            taken("close"), where=lambda position: position.stage(HELP) == "missing"
        )
    )
    assert {each.position.stage(HELP) for each in here} == {"missing"}
    assert len(here) == 2
    asked = list(explored.at(taken("close"), only={Fact.RISK: DOMAINS[Fact.RISK][:2]}))
    assert len(asked) == 6 * 2


def test_a_step_that_closure_stops_is_not_on_the_path_of_a_closed_case() -> None:
    explored = world()
    for name, closed in (("notify", set()), ("identify", {"closed", "nameless"})):
        stages = {each.position.stage(HELP) for each in explored.at(taken(name), HELP)}
        assert stages - {"presumed", "assisted", "missing"} == closed
    assert len(list(explored.at(taken("reopen")))) == 1


def test_everywhere_is_every_position_told_apart() -> None:
    explored = world()
    tracks = (*Track, Reflection)
    assert len(list(explored.everywhere(*tracks))) == 100
    assert len(list(explored.everywhere())) == 1
    assert [each.position.stage(HELP) for each in explored.everywhere(HELP)] == [
        *("presumed", "assisted", "missing", "closed", "nameless"),
    ]
    ended = explored.everywhere(ENDED, where=explored.ended)
    assert [each.position.stage(FORMAL) for each in ended] == ["identified"]
    aged = list(explored.everywhere(HELP, Fact.AGE))
    assert len(aged) == 15
    assert {each.values[Fact.AGE] for each in aged} == set(AgeClass)


def test_a_fact_matters_to_a_step_only_if_a_guard_of_it_reads_it() -> None:
    explored = world()
    for fact in Fact:
        assert explored.may_matter(taken("close"), fact) is (fact is Fact.OFFERS)
    assert explored.reads(taken("end_stay")) == (ENDED, Reflection)


def test_a_step_is_possible_where_some_facts_allow_it() -> None:
    explored = world()
    assert explored.possible(taken("assist"), at())
    assert not explored.possible(taken("assist"), at("assisted"))
    assert not explored.possible(taken("notify"), at("closed"))
    assert explored.possible(taken("identify"), at("closed", "assessing"))
    assert not explored.possible(taken("identify"), at("closed"))
    assert explored.possible(taken("notify"), at())
    assert not explored.possible(taken("notify"), at(identification="assessing"))
    running = at(stay="reflection", identification="identified")
    over = Position(running.stages, Reflection.OVER)
    runs = Position(running.stages, Reflection.RUNS)
    assert explored.possible(taken("end_stay"), over)
    assert not explored.possible(taken("end_stay"), runs)
    still_open = Position(at(stay="reflection").stages, Reflection.OVER)
    assert not explored.possible(taken("end_stay"), still_open)


def test_the_ways_to_take_a_step_are_its_facts_and_its_grounds() -> None:
    explored = world()
    ways = list(explored.ways(taken("close"), at()))
    assert ways == [({Fact.OFFERS: 0}, ground) for ground in GROUNDS]
    assert list(explored.ways(taken("identify"), at())) == []
    assisting = list(explored.ways(taken("assist"), at()))
    assert all(set(facts) == set(Fact) & set(facts) for facts, _ in assisting)
    for facts, ground in assisting:
        case = Situation(at(), {**situation(at()).values, **facts})
        assert explored.takes(taken("assist"), case, ground)
    assert len(assisting) == 152


def test_a_life_with_fewer_values_is_another_world_only_if_a_guard_reads_them() -> None:
    explored = world()
    assert (
        explored.within({Fact.COOPERATES: (DOMAINS[Fact.COOPERATES][0],)}) is explored
    )
    grown = explored.within({Fact.AGE: (AgeClass.ADULT,)})
    assert grown is not explored
    assert grown.domains == {**DOMAINS, Fact.AGE: (AgeClass.ADULT,)}
    assert grown.compiled is explored.compiled
    assert grown.offers is explored.offers
    young = explored.within({Fact.AGE: (AgeClass.CHILD,)})
    reached = {position.stage(HELP) for position in young.graph}
    assert reached == {"presumed", "assisted", "missing", "closed"}


def test_a_world_is_explored_with_the_offers_it_is_given() -> None:
    cycle = world().offers.cycle
    other = compile_offers(OfferCycle.model_validate(cycle.model_dump(by_alias=True)))
    given = CutWorld(NEUTRAL, offers=other)
    assert given.offers is other
    assert given.within({Fact.AGE: (AgeClass.ADULT,)}).offers is other


def test_what_is_handed_in_differs_in_its_ground_alone() -> None:
    first = GIVENS[None]
    assert first.legal_ground is None
    assert [given.legal_ground for given in GIVENS.values()] == list(GROUNDS)
    for given in GIVENS.values():
        assert (given.reason, given.outcome, given.reason_code, given.approvers) == (
            *(first.reason, first.outcome, first.reason_code, first.approvers),
        )
        assert given.recipient_id == first.recipient_id == "recipient"


@pytest.mark.parametrize("seed", [1003, 1004, 1005, 1006, 1008, 1009])
def test_every_answer_is_the_one_that_production_gives(seed: int) -> None:
    random = Random(seed)  # noqa: S311 # drawn anew by its seed, no secret
    compiled = compile_pathway(random_pathway(random))
    domains = small_world(random, 4)
    cut, full = CutWorld(compiled, domains), FullWorld(compiled, domains)
    for _, step in cut.steps():
        for each in cut.at(step, *Track):
            assert cut.answers(step, each) == full.answers(step, each)
            assert (step.name in dict(cut.graph[each.position])) is cut.possible(
                step, each.position
            )
    assert agree(compiled, domains)
