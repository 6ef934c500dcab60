"""Thirty ways to abuse a broken glass or what two people do. Each is refused; an entry.

Every story gets to where it abuses something by the real path; the last act is the
abuse.
"""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlmodel import col as column

from referral.actions.administer import NewActor
from referral.actions.conflicts import NewConflict
from referral.actions.together import Answer
from referral.errors import Refusal
from referral.records.actors import Actor
from tests.records.raw import run
from tests.spec.breaking import HEALTH, broken, fresh, glass, opened, reviewed
from tests.world import World
from workflows.vocabulary import (
    ActorKind,
    Compartment,
    ConflictReason,
    GlassOutcome,
    Role,
)

Abuse = Callable[[World], object]


def reviewers_gone(world: World) -> None:
    """Nobody is left who could review: all coordinators are off duty."""
    name = world["coordinator"].id
    run(world, update(Actor).where(column(Actor.id) == name).values(active=False))


def without_reviewer(world: World) -> object:
    case = world.case()
    reviewers_gone(world)
    return broken(world, case)


def reviewer_in_conflict(world: World) -> object:
    case = world.case()
    stated(world, case.id, "coordinator")
    return broken(world, case)


def stated(world: World, case: UUID, who: str) -> UUID:
    actor = world[who]
    new = NewConflict(actor.organisation_id, ConflictReason.UNDER_SUSPICION, who)
    return world.mechanism.state_conflict(world["coordinator"], case, new).id


def in_conflict(world: World) -> object:
    case = world.case()
    stated(world, case.id, "stranger")
    return broken(world, case)


def a_fourth(world: World) -> object:
    for _ in range(3):
        reviewed(world, broken(world, world.case()))
    return broken(world, world.case())


def reviewed_by_oneself(world: World) -> object:
    """A coordinator, once a case manager, looks at what they broke themselves."""
    found = broken(world, world.case())
    both = frozenset({Role.CASE_MANAGER, Role.COORDINATOR})
    me = replace(world["stranger"], roles=both)
    return world.mechanism.review_glass(me, found, GlassOutcome.UPHELD)


def reviewed_twice(world: World) -> object:
    found = broken(world, world.case())
    reviewed(world, found, outcome=GlassOutcome.NOT_UPHELD)
    return reviewed(world, found)


def reviewed_without_the_role(world: World) -> object:
    return reviewed(world, broken(world, world.case()), by="outreach")


def reviewed_by_a_machine(world: World) -> object:
    found = broken(world, world.case())
    machine = replace(world["coordinator"], kind=ActorKind.MACHINE)
    return world.mechanism.review_glass(machine, found, GlassOutcome.UPHELD)


def after_its_time(world: World) -> object:
    case = world.case()
    broken(world, case)
    world.clock.advance(hours=4)
    return opened(world, case)


def widened_to_another_drawer(world: World) -> object:
    case = world.case()
    broken(world, case)
    return opened(world, case, drawer=Compartment.IDENTITY)


def widened_to_another_case(world: World) -> object:
    broken(world, world.case())
    return opened(world, world.case())


def used_by_a_colleague(world: World) -> object:
    case = world.case()
    broken(world, case, "warden")
    return opened(world, case)


def used_to_write(world: World) -> object:
    case = world.case()
    broken(world, case)
    told = {Compartment.HEALTH: {"health_needs": "none"}}
    return world.mechanism.record_content(world["stranger"], case.id, told)


def used_after_it_was_not_upheld(world: World) -> object:
    case = world.case()
    reviewed(world, broken(world, case), outcome=GlassOutcome.NOT_UPHELD)
    return opened(world, case)


def used_after_a_conflict(world: World) -> object:
    case = world.case()
    broken(world, case)
    stated(world, case.id, "stranger")
    return opened(world, case)


def enforcement_asks_for_health(world: World) -> object:
    return broken(world, world.case(), "officer")


def where_somebody_is(world: World) -> object:
    place = frozenset({Compartment.LOCATION})
    return broken(world, world.case(), drawers=place)


def by_a_machine(world: World) -> object:
    machine = replace(fresh(world), kind=ActorKind.MACHINE)
    return world.mechanism.break_glass(machine, glass(world.case()))


def without_step_up(world: World) -> object:
    return world.mechanism.break_glass(world["stranger"], glass(world.case()))


def with_an_old_step_up(world: World) -> object:
    return world.mechanism.break_glass(fresh(world, ago=6), glass(world.case()))


def with_a_step_up_to_come(world: World) -> object:
    return world.mechanism.break_glass(fresh(world, ago=-1), glass(world.case()))


def by_an_administrator(world: World) -> object:
    me = replace(fresh(world), roles=frozenset({Role.ADMINISTRATOR}))
    return world.mechanism.break_glass(me, glass(world.case()))


def guessed(world: World) -> object:
    new = replace(glass(world.case()), code="K7TM-2Q4R")
    return world.mechanism.break_glass(fresh(world), new)


def asked_lifting(world: World) -> tuple[UUID, UUID]:
    """A case, and somebody asked to lift a conflict."""
    case = world.case().id
    conflict = stated(world, case, "host")
    coordinator = world["coordinator"]
    asked = world.mechanism.ask_conflict_lifting(coordinator, case, conflict)
    return case, asked.id


def agreed_to_by_whoever_asked(world: World) -> object:
    return world.agree(asked_lifting(world)[1], "coordinator")


def done_before_anybody_agreed(world: World) -> object:
    joint = asked_lifting(world)[1]
    return world.mechanism.answer_joint(world["coordinator"], joint, "execute")


def done_twice(world: World) -> object:
    joint = asked_lifting(world)[1]
    world.agree(joint, "outreach")
    world.mechanism.answer_joint(world["coordinator"], joint, "execute")
    return world.mechanism.answer_joint(world["coordinator"], joint, "execute")


def agreed_to_other_content(world: World) -> object:
    joint = asked_lifting(world)[1]
    other = Answer("0" * 64)
    return world.mechanism.answer_joint(world["outreach"], joint, "approve", other)


def agreed_to_too_late(world: World) -> object:
    joint = asked_lifting(world)[1]
    answer = world.seen(joint, "outreach")
    world.clock.advance(hours=73)
    return world.mechanism.answer_joint(world["outreach"], joint, "approve", answer)


def lifted_by_a_colleague(world: World) -> object:
    case, _ = world.accepted()
    conflict = stated(world, case.id, "outreach")
    new = NewActor(world.bodies["ngo"], "friend", frozenset({Role.CASE_MANAGER}))
    friend = world.admit(new).id
    world.people["friend"] = replace(
        world["outreach"], id=friend, roles=frozenset({Role.CASE_MANAGER})
    )
    coordinator = world["coordinator"]
    asked = world.mechanism.ask_conflict_lifting(coordinator, case.id, conflict)
    return world.agree(asked.id, "friend")


def a_role_for_oneself(world: World) -> object:
    me = world.system
    return world.mechanism.give_role(me, me.id, Role.CASE_MANAGER)


def a_role_that_goes_with_none(world: World) -> object:
    return world.mechanism.give_role(world.system, world["host"].id, Role.AUDITOR)


def a_door_opened_for_nobody(world: World) -> object:
    return world.mechanism.ask_unlocking(world.system, world["host"].id)


def a_canary_marked_alone(world: World) -> object:
    code = str(world.case().details["code"])
    joint = world.mechanism.ask_canary(world.system, code).id
    return world.mechanism.answer_joint(world["coordinator"], joint, "execute")


def a_canary_that_is_no_case(world: World) -> object:
    joint = world.mechanism.ask_canary(world.system, "NONE-HERE").id
    world.agree(joint, "coordinator")
    return world.mechanism.answer_joint(world["coordinator"], joint, "execute")


ABUSES: tuple[Abuse, ...] = (
    *(without_reviewer, reviewer_in_conflict, in_conflict, a_fourth),
    *(reviewed_by_oneself, reviewed_twice, reviewed_without_the_role),
    *(reviewed_by_a_machine, after_its_time, widened_to_another_drawer),
    *(widened_to_another_case, used_by_a_colleague, used_to_write),
    *(used_after_it_was_not_upheld, used_after_a_conflict),
    *(enforcement_asks_for_health, where_somebody_is, by_a_machine),
    *(without_step_up, with_an_old_step_up, with_a_step_up_to_come),
    *(by_an_administrator, guessed, agreed_to_by_whoever_asked),
    *(done_before_anybody_agreed, done_twice, agreed_to_other_content),
    *(agreed_to_too_late, lifted_by_a_colleague, a_role_for_oneself),
    *(a_role_that_goes_with_none, a_door_opened_for_nobody),
    *(a_canary_marked_alone, a_canary_that_is_no_case),
)
LEAST = 30


def refusals(world: World) -> int:
    ((told,),) = run(world, "SELECT count(*) FROM entry WHERE type = 'refused'")
    return int(told)


@pytest.mark.asvs("V16.3.3")
@pytest.mark.parametrize("abuse", ABUSES, ids=lambda abuse: abuse.__name__)
def test_an_abuse_is_refused_and_leaves_an_entry(
    embedded_world: World, abuse: Abuse
) -> None:
    before = refusals(embedded_world)
    with pytest.raises(Refusal) as refused:
        abuse(embedded_world)
    if refused.value.code != "malformed":
        assert refusals(embedded_world) == before + 1
    assert embedded_world.mechanism.verify_all().whole


def test_there_are_thirty_and_the_honest_way_is_open(embedded_world: World) -> None:
    """The control: what the abuses twist is allowed as it is meant."""
    assert len(ABUSES) >= LEAST
    world = embedded_world
    case = world.case()
    found = broken(world, case, drawers=HEALTH)
    assert opened(world, case)
    reviewed(world, found)
    joint = asked_lifting(world)[1]
    world.agree(joint, "outreach")
    world.mechanism.answer_joint(world["coordinator"], joint, "execute")
    role, host = Role.FIRST_RESPONDER, world["host"].id
    assert world.mechanism.give_role(world.system, host, role).kind == "joint_act"
