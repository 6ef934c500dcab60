"""A canary that is opened, and too many cases within an hour."""

import time
from uuid import UUID

import pytest
from sqlmodel import select

from referral.actions.work import Done
from referral.errors import (
    ActorLocked,
    AlreadyAnswered,
    NotFound,
    NotSignedIn,
    StepUpNeeded,
)
from referral.records.actors import Actor, SignIn
from referral.records.alarms import CaseOpened
from referral.records.database import Unit
from referral.rules.permissions import LOCKED_FROM, STEP_UP_FROM
from referral.vault.secrets import new_token, token_digest
from tests.spec.breaking import broken, fresh
from tests.world import World
from workflows.vocabulary import Compartment, Purpose

SECONDS = 5


def session(world: World, who: str) -> str:
    """A token of somebody who has signed in."""
    token = new_token()

    def begin(unit: Unit) -> None:
        row = SignIn(
            digest=token_digest(token),
            actor_id=world[who].id,
            began_at=unit.now,
            seen_at=unit.now,
        )
        unit.session.add(row)

    world.mechanism._house.store.act(begin)
    return token


def canary(world: World) -> Done:
    """A made-up case that two people marked."""
    case = world.case()
    code = str(case.details["code"])
    joint = world.mechanism.ask_canary(world.system, code).id
    world.agree(joint, "coordinator")
    world.mechanism.answer_joint(world["coordinator"], joint, "execute")
    return case


def alarms(world: World) -> list[str]:
    """The kinds of what stands on the coordinator's list."""
    return [each.kind for each in world.mechanism.exceptions(world["coordinator"])]


def opened(world: World, case: UUID, drawer: Compartment = Compartment.IDENTITY) -> int:
    """Somebody who holds a case opens one drawer of it; how many fields it has."""
    actor = world["outreach"]
    return len(world.mechanism.open_content(actor, case, drawer, Purpose.CARE))


@pytest.mark.asvs("V8.2.4", "V16.3.3")
def test_whoever_opens_a_canary_is_signed_out_and_it_is_told(world: World) -> None:
    case = canary(world)
    tokens = [session(world, "outreach"), session(world, "outreach")]
    other = session(world, "host")
    began = time.monotonic()
    assert opened(world, case.id, Compartment.CONTACT) > 0
    for token in tokens:
        with pytest.raises(NotSignedIn):
            world.mechanism.actor_for(token)
    assert alarms(world) == ["canary_opened"]
    assert time.monotonic() - began < SECONDS
    assert world.mechanism.actor_for(other).id == world["host"].id
    assert world.mechanism.verify_all().whole


def test_a_case_that_nobody_marked_ends_no_session(embedded_world: World) -> None:
    """The control: the same opening of a case like any other."""
    world = embedded_world
    canary(world)
    token = session(world, "outreach")
    opened(world, world.case().id, Compartment.CONTACT)
    assert world.mechanism.actor_for(token).id == world["outreach"].id
    assert alarms(world) == []


def test_nothing_tells_which_case_is_a_canary(embedded_world: World) -> None:
    world = embedded_world
    marked, plain = canary(world), world.case()
    one, other = (
        world.mechanism.read_case(world["outreach"], each.id)
        for each in (marked, plain)
    )
    assert one.stages == other.stages
    assert one.drawers == other.drawers
    assert world.entries(marked.id) == world.entries(plain.id)
    opened(world, marked.id)
    opened(world, plain.id)
    assert world.entries(marked.id)[-2:] == world.entries(plain.id)[-2:]


def test_breaking_the_glass_of_a_canary_sings_too(embedded_world: World) -> None:
    world = embedded_world
    case = canary(world)
    token = session(world, "stranger")
    broken(world, case)
    with pytest.raises(NotSignedIn):
        world.mechanism.actor_for(token)
    assert sorted(alarms(world)) == ["canary_opened", "glass_broken"]


def test_it_is_marked_once(embedded_world: World) -> None:
    world = embedded_world
    case = canary(world)
    joint = world.mechanism.ask_canary(world.system, str(case.details["code"])).id
    world.agree(joint, "coordinator")
    with pytest.raises(AlreadyAnswered):
        world.mechanism.answer_joint(world["coordinator"], joint, "execute")


def test_a_coordinator_ends_an_alarm_that_was_dealt_with(embedded_world: World) -> None:
    world = embedded_world
    opened(world, canary(world).id)
    (line,) = world.mechanism.exceptions(world["coordinator"])
    world.mechanism.end_alarm(world["coordinator"], line.id)
    assert alarms(world) == []
    with pytest.raises(NotFound):
        world.mechanism.end_alarm(world["coordinator"], line.id)


def test_the_same_case_again_counts_once(embedded_world: World) -> None:
    world = embedded_world
    case = world.case().id
    for _ in range(3):
        opened(world, case)
    rows = world.mechanism._house.store.read(
        lambda unit: len(unit.session.exec(select(CaseOpened)).all())
    )
    assert rows == 1
    opened(world, case, Compartment.CONTACT)


@pytest.mark.asvs("V2.3.2", "V2.4.2", "V7.5.3", "V8.2.4")
def test_thirty_cases_ask_for_a_step_up_and_sixty_lock_out(
    embedded_world: World,
) -> None:
    world = embedded_world
    cases = [world.case().id for _ in range(LOCKED_FROM)]
    for case in cases[: STEP_UP_FROM - 1]:
        opened(world, case)
    assert alarms(world) == []
    thirtieth = cases[STEP_UP_FROM - 1]
    with pytest.raises(StepUpNeeded):
        opened(world, thirtieth)
    assert alarms(world) == ["many_opened"]
    assert opened(world, thirtieth, Compartment.CONTACT)

    world.people["outreach"] = fresh(world, "outreach")
    for case in cases[STEP_UP_FROM - 1 : LOCKED_FROM - 1]:
        assert opened(world, case)
    assert alarms(world) == ["many_opened"]
    token = session(world, "outreach")
    with pytest.raises(ActorLocked):
        opened(world, cases[-1])
    with pytest.raises(NotSignedIn):
        world.mechanism.actor_for(token)
    assert sorted(alarms(world)) == ["actor_locked", "many_opened"]
    assert not is_active(world)
    let_in_again(world)
    opened(world, cases[-1])
    assert alarms(world) == []


def is_active(world: World) -> bool:
    me = world["outreach"].id
    return world.mechanism._house.store.read(
        lambda unit: unit.session.get_one(Actor, me).active
    )


def let_in_again(world: World) -> None:
    """Two people let somebody in again; the alarm cannot be waved through."""
    line = next(
        each
        for each in world.mechanism.exceptions(world["coordinator"])
        if each.kind == "actor_locked"
    )
    with pytest.raises(NotFound):
        world.mechanism.end_alarm(world["coordinator"], line.id)
    asked = world.mechanism.ask_unlocking(world.system, world["outreach"].id)
    world.agree(asked.id, "coordinator")
    world.mechanism.answer_joint(world["coordinator"], asked.id, "execute")
    assert is_active(world)
    with pytest.raises(NotFound):
        world.mechanism.ask_unlocking(world.system, world["outreach"].id)


def test_an_hour_later_nothing_is_counted_any_more(embedded_world: World) -> None:
    world = embedded_world
    cases = [world.case().id for _ in range(STEP_UP_FROM)]
    for case in cases[:-1]:
        opened(world, case)
    world.clock.advance(hours=1)
    assert opened(world, cases[-1])
