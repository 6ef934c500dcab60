"""Keys of machines: asked for by one, agreed to by another, fetched once."""

from datetime import timedelta
from uuid import UUID

import pytest

from referral.actions.administer import NewActor
from referral.errors import (
    AlreadyAnswered,
    GuardNotMet,
    NotFound,
    NotPermitted,
    NotSignedIn,
    OffThePath,
)
from referral.rules.acts import Act
from tests.records.raw import count
from tests.spec.evidence import chain_of, everything
from tests.spec.test_leaving import keeper
from tests.world import World
from workflows.vocabulary import ActorKind, Role

MONTH, A_DAY = timedelta(days=30), timedelta(days=1)
READS = frozenset({Act.LIST_SERVICES, Act.LIST_OFFERS})


def machine(world: World) -> UUID:
    """A partner's machine, admitted before the first case."""
    roles = frozenset({Role.CASE_MANAGER})
    new = NewActor(world.bodies["ngo"], "partner", roles, ActorKind.MACHINE)
    return world.mechanism.admit_actor(world.system, new).id


def in_use(world: World) -> UUID:
    """A machine without a key, a first case, and somebody who administers."""
    made = machine(world)
    world.case()
    world.people["registrar"] = keeper(world, "registrar")
    return made


@pytest.fixture
def used(embedded_world: World) -> tuple[World, UUID]:
    """A mechanism in use, with a machine that has no key."""
    return embedded_world, in_use(embedded_world)


def asked(world: World, made: UUID) -> UUID:
    """A key that the registrar asks for."""
    me = world["registrar"]
    done = world.mechanism.issue_key(me, made, MONTH, READS)
    assert done.kind == "joint_act"
    return done.id


def test_it_exists_once_a_coordinator_has_agreed_and_its_asker_fetches_it(
    world: World,
) -> None:
    made = in_use(world)
    mechanism, me = world.mechanism, world["registrar"]
    joint = asked(world, made)
    (seen,) = mechanism.asked(me)
    assert (seen.id, seen.about, seen.mine, seen.fetched) == (joint, made, True, False)
    with pytest.raises(GuardNotMet):
        mechanism.fetch_key(me, joint)
    assert mechanism.machine_keys(me, made) == []
    shown = mechanism.joint_act(world["coordinator"], joint).content
    assert (shown["receiver"], shown["acts"]) == ("partner", sorted(READS))
    world.agree(joint, "coordinator")
    assert mechanism.asked(me)[0].fetched
    for who in (world["coordinator"], keeper(world, "other")):
        with pytest.raises(NotPermitted):
            mechanism.fetch_key(who, joint)
    with pytest.raises(NotFound):
        mechanism.fetch_key(world.system, joint)
    with pytest.raises(OffThePath):
        mechanism.answer_joint(world["coordinator"], joint, "execute")
    assert count(world, "machine_key") == 0
    key = str(mechanism.fetch_key(me, joint).details["key"])
    assert mechanism.actor_for(key).scope == READS
    assert key.split("_", 2)[2] not in str(everything(world))
    with pytest.raises(AlreadyAnswered):
        mechanism.fetch_key(me, joint)
    assert mechanism.asked(me) == ()
    told = chain_of(world, world.bodies["ngo"])
    assert ("credential_issued", {"scope": sorted(READS)}) in told


def test_nobody_agrees_to_a_key_but_a_coordinator(used: tuple[World, UUID]) -> None:
    world, made = used
    joint = asked(world, made)
    world.people["other"] = keeper(world, "other")
    for who in ("registrar", "other", "outreach", "auditor"):
        with pytest.raises((NotPermitted, NotFound)):
            world.agree(joint, who)
    world.agree(joint, "coordinator", "refuse")
    with pytest.raises(AlreadyAnswered):
        world.mechanism.fetch_key(world["registrar"], joint)


def test_it_is_too_late_after_three_days_and_for_a_machine_that_left(
    used: tuple[World, UUID],
) -> None:
    world, made = used
    me, mechanism = world["registrar"], world.mechanism
    late, over = asked(world, made), asked(world, made)
    for joint in (late, over):
        world.agree(joint, "coordinator")
    mechanism.take_role(me, made, Role.CASE_MANAGER)
    with pytest.raises(Exception, match="acts that its machine's roles have"):
        mechanism.fetch_key(me, over)
    world.clock.advance(hours=72)
    with pytest.raises(AlreadyAnswered):
        mechanism.fetch_key(me, late)
    assert count(world, "machine_key") == 0


def test_the_open_half_of_a_signing_key_is_kept_once_both_agree(
    used: tuple[World, UUID],
) -> None:
    world, made = used
    me, mechanism, public = world["registrar"], world.mechanism, bytes(range(32))
    joint = mechanism.register_signing_key(me, made, public, MONTH, READS).id
    assert count(world, "signing_key") == 0
    world.agree(joint, "coordinator")
    with pytest.raises(NotFound):
        mechanism.fetch_key(me, joint)
    done = mechanism.answer_joint(world["coordinator"], joint, "execute")
    (kept,) = mechanism.machine_keys(me, made)
    assert (kept.id.hex, kept.signs) == (done.details["keyid"], True)


def test_before_the_first_case_the_operator_gives_it_alone_and_the_entry_says_so(
    embedded_world: World,
) -> None:
    world = embedded_world
    made = machine(world)
    done = world.mechanism.issue_key(world.system, made, MONTH, READS)
    assert world.mechanism.actor_for(str(done.details["key"])).id == made
    told = chain_of(world, world.bodies["ngo"])[-1]
    fields = {"scope": sorted(READS), "given_by": "operator_alone"}
    assert told == ("credential_issued", fields)
    world.people["registrar"] = keeper(world, "registrar")
    alone = world.mechanism.issue_key(world["registrar"], made, MONTH, READS)
    assert alone.kind == "joint_act", "nobody else gives it alone"
    world.case()
    later = world.mechanism.issue_key(world.system, made, MONTH, READS)
    assert later.kind == "joint_act"


def test_the_next_key_serves_for_no_more_and_is_one_persons_act(
    used: tuple[World, UUID],
) -> None:
    world, made = used
    me, mechanism = world["registrar"], world.mechanism
    joint = asked(world, made)
    world.agree(joint, "coordinator")
    first = mechanism.fetch_key(me, joint).id
    fewer = frozenset({Act.LIST_SERVICES})
    second = mechanism.follow_key(me, first, MONTH, A_DAY, fewer)
    assert mechanism.actor_for(str(second.details["key"])).scope == fewer
    with pytest.raises(NotPermitted) as refused:
        mechanism.follow_key(me, second.id, MONTH, A_DAY, READS)
    assert refused.value.missing == ("scope_list_offers",)
    same = mechanism.follow_key(me, second.id, MONTH, A_DAY)
    assert mechanism.actor_for(str(same.details["key"])).scope == fewer
    mechanism.revoke_key(me, same.id)
    with pytest.raises(NotSignedIn):
        mechanism.actor_for(str(same.details["key"]))


def test_whoever_asked_takes_it_back_and_nobody_else(
    used: tuple[World, UUID],
) -> None:
    world, made = used
    me, mechanism = world["registrar"], world.mechanism
    role = mechanism.give_role(me, world["warden"].id, Role.CASE_MANAGER).id
    other = keeper(world, "other")
    for joint in (asked(world, made), role):
        with pytest.raises(NotPermitted):
            mechanism.take_back(other, joint)
        mechanism.take_back(me, joint)
        with pytest.raises(AlreadyAnswered):
            mechanism.take_back(me, joint)
        with pytest.raises(AlreadyAnswered):
            world.agree(joint, "coordinator")
    assert mechanism.asked(me) == ()
    for nothing in (made, world.system.id):
        with pytest.raises(NotFound):
            mechanism.take_back(me, nothing)
