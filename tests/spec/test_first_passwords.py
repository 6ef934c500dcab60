"""First passwords: made by lot, told once, good for days, replaced before all else."""

import re
from datetime import timedelta

import pytest

from referral.actions.administer import NewActor
from referral.actions.door import DoorRules
from referral.errors import (
    AlreadyAnswered,
    Malformed,
    NotFound,
    NotPermitted,
    NotSignedIn,
    SecondFactorNeeded,
)
from referral.rules.passwords import FIRST_LASTS, check_password
from referral.vault.one_time import new_first_password
from tests.records.raw import count, run
from tests.software_key import SoftwareKey
from tests.spec.evidence import chain_of, everything
from tests.world import World
from tests.world import admitted as let_in
from workflows.vocabulary import ActorKind, Role

OWN = "lantern harbour seven"  # invented


def admitted(world: World, kind: ActorKind = ActorKind.PERSON) -> NewActor:
    """Somebody new, with nothing to sign in with."""
    roles = frozenset({Role.CASE_MANAGER})
    return NewActor(world.bodies["ngo"], "keeper", roles, kind)


def given(world: World) -> str:
    """The first password of somebody new."""
    person = world.mechanism.admit_actor(world.system, admitted(world)).id
    done = world.mechanism.give_first_password(world.system, person)
    return str(done.details["password"])


@pytest.mark.asvs("V6.4.1")
def test_it_is_long_random_readable_and_taken_by_the_rules() -> None:
    drawn = {new_first_password() for _ in range(200)}
    assert len(drawn) == 200
    for password in drawn:
        assert re.fullmatch(r"([a-z2-7]{4}-){5}[a-z2-7]{4}", password)
        check_password(password, ("keeper", "ngo"), ())


@pytest.mark.asvs("V6.4.1", "V6.4.6")
def test_until_it_is_replaced_nothing_else_is_done(embedded_world: World) -> None:
    world, mechanism = embedded_world, embedded_world.mechanism
    first = given(world)
    session, other = (mechanism.sign_in("keeper", first) for _ in range(2))
    assert session.new_password_needed
    for setting_up in (False, True):
        with pytest.raises(NotPermitted) as refused:
            mechanism.actor_for(session.token, setting_up=setting_up)
        assert refused.value.missing == ("own_password",)
    me = mechanism.actor_for(session.token, new_password=True)
    assert me.first_password
    with pytest.raises(Malformed):
        mechanism.change_password(me, first, first, session.token)
    done = mechanism.change_password(me, first, OWN, session.token)
    after = mechanism.actor_for(done.details["token"])
    assert not after.first_password
    with pytest.raises(NotSignedIn):
        mechanism.actor_for(other.token, new_password=True)
    with pytest.raises(NotSignedIn):
        mechanism.sign_in("keeper", first)
    assert not mechanism.sign_in("keeper", OWN).new_password_needed


def test_a_second_factor_is_set_up_after_it(embedded_world: World) -> None:
    mechanism = embedded_world.mechanism
    mechanism.let_in_by(DoorRules(second_factor=True))
    first = given(embedded_world)
    token = mechanism.sign_in("keeper", first).token
    me = mechanism.actor_for(token, new_password=True)
    token = str(mechanism.change_password(me, first, OWN, token).details["token"])
    with pytest.raises(SecondFactorNeeded):
        mechanism.actor_for(token, new_password=True)
    assert mechanism.actor_for(token, setting_up=True).id == me.id


@pytest.mark.asvs("V6.4.1")
@pytest.mark.parametrize("lasts", [FIRST_LASTS, timedelta(days=1)])
def test_it_runs_out_like_a_wrong_one(embedded_world: World, lasts: timedelta) -> None:
    world, mechanism = embedded_world, embedded_world.mechanism
    mechanism.let_in_by(DoorRules(first_password=lasts))
    first = given(world)
    world.clock.advance(seconds=lasts.total_seconds() - 1)
    session = mechanism.sign_in("keeper", first)
    me = mechanism.actor_for(session.token, new_password=True)
    world.clock.advance(seconds=1)
    with pytest.raises(NotSignedIn) as late:
        mechanism.sign_in("keeper", first)
    with pytest.raises(NotSignedIn) as wrong:
        mechanism.sign_in("keeper", OWN)
    assert str(late.value) == str(wrong.value)
    for new_password in (False, True):
        with pytest.raises(NotSignedIn):
            mechanism.actor_for(session.token, new_password=new_password)
    with pytest.raises(NotSignedIn):
        mechanism.change_password(me, first, OWN, session.token)


@pytest.mark.asvs("V6.4.6")
def test_it_is_given_to_whoever_never_came_in_and_to_nobody_else(
    embedded_world: World,
) -> None:
    world, mechanism = embedded_world, embedded_world.mechanism
    person = mechanism.admit_actor(world.system, admitted(world)).id
    give = mechanism.give_first_password
    first, second = (
        str(give(world.system, person).details["password"]) for _ in range(2)
    )
    with pytest.raises(NotSignedIn):
        mechanism.sign_in("keeper", first)
    token = mechanism.sign_in("keeper", second).token
    me = mechanism.actor_for(token, new_password=True)
    with pytest.raises(NotPermitted):
        give(me, person)
    mechanism.change_password(me, second, OWN, token)
    key, host = SoftwareKey(), world["host"]
    made = key.register(mechanism.ask_new_passkey(host))
    mechanism.register_passkey(host, made, "blue key")
    for somebody in (person, host.id):
        with pytest.raises(AlreadyAnswered):
            give(world.system, somebody)
    for nobody in (world.bodies["ngo"], world.system.id):
        with pytest.raises(NotFound):
            give(world.system, nobody)
    run(world, "UPDATE actor SET active = 0 WHERE sign_in_name = 'prosecutor'")
    with pytest.raises(NotFound):
        give(world.system, world["prosecutor"].id)


def test_nobody_chooses_one_for_somebody_else(world: World) -> None:
    mechanism = world.mechanism
    let_in(world, "admin", "office", frozenset({Role.ADMINISTRATOR}))
    admin = world["admin"]
    with pytest.raises(NotPermitted):
        mechanism.admit_actor(admin, admitted(world), OWN)
    assert count(world, "password") == 0
    person = mechanism.admit_actor(admin, admitted(world)).id
    done = mechanism.give_first_password(admin, person)
    assert mechanism.sign_in("keeper", done.details["password"]).new_password_needed


def test_it_is_kept_nowhere_and_the_entry_says_that_it_was_given(
    embedded_world: World,
) -> None:
    world = embedded_world
    first = given(world)
    person = world.mechanism.sign_in("keeper", first).actor.id
    entry = chain_of(world, world.bodies["ngo"])[-2]
    assert entry == ("credential_issued", {"factor": "password"})
    stored = str(everything(world))
    assert "keeper" in stored, "a control"
    assert first not in stored
    again = world.mechanism.give_first_password(world.system, person)
    assert again.details["password"] not in repr(again)
