"""Where a case may stand, who may act there, and what production answers."""

from referral.rules.exploration import CutWorld
from referral.rules.pathway import compile_pathway
from referral.rules.situations import GROUNDS, Position, Reflection, Said
from referral.rules.worlds import PASSING, Situation, relations_of, roles_of
from tests.rules.small_worlds import (
    DANGER,
    FORMAL,
    HELP,
    STAY,
    at,
    situation,
    taken,
    world,
)
from tests.rules.walled import walled
from workflows.schema import Pathway
from workflows.vocabulary import AgeClass, Relation, Role


def test_every_case_begins_at_the_start_of_every_track() -> None:
    assert world().begins == at()
    assert world().begins.stage(HELP) == "presumed"


def test_a_position_of_a_pathway_without_a_track_has_no_stage_there() -> None:
    alone = Position(((HELP, "presumed"),))
    assert alone.stage(STAY) == ""
    assert world().stage(alone, STAY) is None
    only_formal = Position(((FORMAL, "assessing"),))
    assert world().is_open(only_formal)
    assert alone.reflection is Reflection.NEVER


def test_a_move_changes_one_track_and_no_other() -> None:
    assert at().moved(FORMAL, "assessing") == at(identification="assessing").stages


def test_the_stages_of_a_position_entitle_together() -> None:
    assert world().entitles(at()) == {"assistance", "no_removal"}
    over = at("assisted", "identified")
    assert world().entitles(over) == {"assistance"}
    reflects = at("closed", "identified", "reflection", Reflection.RUNS)
    assert world().entitles(reflects) == {"lawful_stay", "no_removal"}


def test_a_case_is_open_until_its_protection_is_closed() -> None:
    explored = world()
    for name in ("presumed", "assisted", "missing"):
        assert explored.is_open(at(name))
        assert explored.is_open(at(name, "identified", "ended"))
    for name in ("closed", "nameless"):
        assert not explored.is_open(at(name))


def test_identification_has_ended_where_its_stage_is_closed() -> None:
    named = ("not_requested", "assessing", "identified", "not_identified")
    found = {name: world().ended(at(identification=name)) for name in named}
    assert [name for name, ended in found.items() if ended] == list(named[2:])


def test_steps_and_stages_are_those_of_the_tracks_asked_for() -> None:
    explored = world()
    help_steps = [step.name for _, step in explored.steps(HELP)]
    assert help_steps == [
        *("assist", "record_missing", "close"),
        *("leave_nameless", "prepare_return", "reopen"),
    ]
    rest = [(track, step.name) for track, step in explored.steps(FORMAL, STAY)]
    assert rest[0] == (FORMAL, "notify")
    assert rest[-1] == (STAY, "leave")
    assert len(rest) == 7
    assert len(list(explored.steps())) == 13
    named = [stage.name for _, stage in explored.stages(STAY)]
    assert named == ["not_applicable_or_unknown", "reflection", "ended"]
    assert len(list(explored.stages())) == 12
    assert {track for track, _ in explored.stages(HELP, FORMAL)} == {HELP, FORMAL}


def test_whoever_may_take_a_step_has_its_role_its_relation_and_the_act() -> None:
    explored = world()
    takers = explored.takers(taken("assist"))
    assert roles_of(takers) == {Role.FIRST_RESPONDER, Role.CASE_MANAGER}
    assert relations_of(takers) == {Relation.FINDER, Relation.HOLDER}
    assert len(takers) == 4
    coordinator = [
        asker.relations
        for asker in explored.takers(taken("reopen"))
        if Role.COORDINATOR in asker.roles
    ]
    assert coordinator == [{Relation.COORDINATOR}]


def test_an_auditor_takes_no_step_and_the_system_is_told_apart() -> None:
    for role, expected in (("auditor", set()), ("system", {Role.SYSTEM})):
        data = {**walled(), "tracks": [*map(dict, walled()["tracks"])]}
        steps = [dict(each) for each in data["tracks"][0]["steps"]]
        steps[0] |= {"roles": [role], "relations": ["holder", "none"]}
        data["tracks"][0]["steps"] = steps
        explored = CutWorld(compile_pathway(Pathway.model_validate(data)))
        step = explored.compiled.steps["assist"][1]
        assert roles_of(explored.takers(step)) == expected
        agreed = situation(at(), AGE=AgeClass.ADULT, TO_ASSISTANCE=Said.YES)
        assert explored.takes(step, agreed) is bool(expected)
        assert explored.possible(step, at()) is bool(expected)


def test_a_step_is_tried_with_what_was_handed_in() -> None:
    explored = world()
    agreed = situation(at(), AGE=AgeClass.ADULT, TO_ASSISTANCE=Said.YES)
    silent = situation(at(), AGE=AgeClass.ADULT)
    step = taken("assist")
    assert explored.answers(step, agreed) == (True, True, True, True)
    assert explored.answers(step, silent) == (False, False, True, False)
    assert explored.takes(step, agreed)
    assert not explored.takes(step, silent)
    assert explored.takes(step, silent, DANGER)
    assert list(explored.grounds(step, silent)) == [DANGER]
    assert list(explored.grounds(step, agreed)) == list(GROUNDS)
    assert explored.can(step, silent)
    assert not explored.can(taken("identify"), silent)
    assert explored.tried(step, agreed.facts(), None)
    assert not explored.tried(step, silent.facts(), None)


def test_an_answer_is_of_its_own_stage_its_own_facts_and_its_own_ground() -> None:
    explored = world()
    end = taken("end_stay")
    for identification in ("assessing", "identified"):
        for reflection in (Reflection.RUNS, Reflection.OVER):
            for protection in ("assisted", "closed"):
                here = at(protection, identification, "reflection", reflection)
                ends = identification == "identified" and reflection is Reflection.OVER
                assert explored.takes(end, situation(here)) is ends
    closed = situation(at("closed"), AGE=AgeClass.ADULT, TO_IDENTIFICATION=Said.YES)
    opened = Situation(at(), closed.values)
    assert explored.takes(taken("notify"), opened)
    assert not explored.takes(taken("notify"), closed)
    assert not explored.takes(taken("close"), closed)
    assert explored.takes(taken("close"), opened)


def test_only_the_start_of_reflection_makes_it_run_and_only_time_ends_it() -> None:
    explored = world()
    running = explored.after(at(), STAY, taken("start_reflection"))
    assert running == at(stay="reflection", reflection=Reflection.RUNS)
    moved = explored.after(running, HELP, taken("assist"))
    assert moved == at("assisted", stay="reflection", reflection=Reflection.RUNS)
    assert dict(explored.graph[running])[PASSING] == at(
        stay="reflection", reflection=Reflection.OVER
    )
    assert PASSING not in dict(explored.graph[at()])
