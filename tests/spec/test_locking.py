"""A session locked by a press or by lying unused, and unlocked by its owner alone."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import update

from referral.actions.administer import NewActor
from referral.actions.door import DoorRules
from referral.errors import NotSignedIn, ProofRefused, TooManyTries
from referral.records.actors import Password
from referral.rules.locking import Idle, is_locked
from referral.vault.secrets import hash_password
from tests.records.raw import run
from tests.spec.evidence import chain_of
from tests.spec.test_passkeys import came_in, registered
from tests.spec.test_second_factors import PASSWORD, code_at
from tests.world import World
from workflows.vocabulary import Role


def opened(world: World) -> str:
    new = NewActor(world.bodies["ngo"], "keeper", frozenset({Role.CASE_MANAGER}))
    world.mechanism.admit_actor(world.system, new, PASSWORD)
    quick = hash_password(PASSWORD, memory_kib=64)
    run(world, update(Password).values(hashed=quick))
    return world.mechanism.sign_in("keeper", PASSWORD).token


def is_shut(world: World, token: str, **how: Any) -> bool:
    """True if a session answers that it is locked; false if it lets in."""
    try:
        world.mechanism.actor_for(token, **how)
    except NotSignedIn as refusal:
        if not is_locked(refusal):
            raise
        return True
    return False


def said(world: World, last: int) -> list[tuple[str, Any]]:
    return chain_of(world, world.bodies["ngo"])[-last:]


@pytest.mark.asvs("V7.4.1", "V16.3.1")
def test_a_locked_session_lets_nobody_on_until_its_owner_unlocks_it(
    world: World,
) -> None:
    token, other = opened(world), world.mechanism.sign_in("keeper", PASSWORD).token
    world.mechanism.lock(token)
    assert is_shut(world, token)
    assert not is_shut(world, other), "the control: one session is locked, not all"
    with pytest.raises(NotSignedIn):
        world.mechanism.lock(token)
    with pytest.raises(NotSignedIn):
        world.mechanism.step_up(token, code="123456")

    again = world.mechanism.unlock(token, password=PASSWORD)
    assert not is_shut(world, again.token)
    with pytest.raises(NotSignedIn):
        world.mechanism.actor_for(token)
    factor = {"factor": "password", "locked": "pressed"}
    assert said(world, 2) == [("session_locked", {}), ("session_unlocked", factor)]


@pytest.mark.asvs("V7.3.1")
@pytest.mark.parametrize(("handheld", "minutes"), [(False, 15), (True, 2)])
def test_what_lies_unused_is_locked_and_goes_on_for_no_longer(
    world: World, handheld: bool, minutes: int
) -> None:
    token = opened(world)
    assert not is_shut(world, token, handheld=handheld)
    for _ in range(3):
        world.clock.advance(minutes=minutes)
        assert not is_shut(world, token)
    world.clock.advance(minutes=minutes, milliseconds=1)
    assert is_shut(world, token)
    assert is_shut(world, token, handheld=not handheld)

    world.clock.advance(hours=6)
    again = world.mechanism.unlock(token, password=PASSWORD)
    assert again.expires_at - world.clock() < timedelta(hours=2)
    ((kind, fields),) = said(world, 1)
    assert (kind, fields["locked"]) == ("session_unlocked", "unused")
    world.clock.advance(minutes=minutes, milliseconds=1)
    assert is_shut(world, again.token), "a telephone's session stays one"
    world.clock.advance(hours=2)
    with pytest.raises(NotSignedIn, match="Your session has ended"):
        world.mechanism.unlock(again.token, password=PASSWORD)
    with pytest.raises(NotSignedIn, match="Your session has ended"):
        world.mechanism.locked(again.token)


def test_a_telephone_asked_for_its_desktop_page_is_still_a_telephone(
    embedded_world: World,
) -> None:
    world, token = embedded_world, opened(embedded_world)
    assert not is_shut(world, token, handheld=True)
    world.clock.advance(minutes=3)
    assert is_shut(world, token, handheld=False)


def test_how_long_is_a_setting(embedded_world: World) -> None:
    world = embedded_world
    idle = Idle(timedelta(minutes=30), timedelta(minutes=4))
    world.mechanism.let_in_by(DoorRules(idle=idle))
    token = opened(world)
    world.clock.advance(minutes=30)
    assert not is_shut(world, token)
    world.clock.advance(minutes=30, milliseconds=1)
    assert is_shut(world, token)
    assert idle.warns(handheld=True) == timedelta(minutes=1)
    assert idle.warns(handheld=False) == timedelta(minutes=2)


@pytest.mark.asvs("V7.5.1", "V6.3.1")
def test_a_wrong_password_unlocks_nothing_and_is_told(world: World) -> None:
    token = opened(world)
    world.mechanism.lock(token)
    for wrong in ("", "lantern harbour eight"):
        with pytest.raises(ProofRefused):
            world.mechanism.unlock(token, password=wrong)
    assert said(world, 1) == [("sign_in_refused", {"factor": "password"})]
    for _ in range(3):
        with pytest.raises(ProofRefused):
            world.mechanism.unlock(token, password="wrong")
    with pytest.raises(TooManyTries):
        world.mechanism.unlock(token, password=PASSWORD)
    assert is_shut(world, token)
    world.clock.advance(minutes=16)
    assert world.mechanism.unlock(token, password=PASSWORD).token


def test_a_passkey_of_ones_own_unlocks_and_proves_it(world: World) -> None:
    key, other = registered(world), registered(world, "host")
    token = came_in(world, key)
    seen = world.mechanism.locked(token)
    assert (seen.passkey, seen.password, seen.code) == (True, False, False)
    world.mechanism.lock(token)
    asked = world.mechanism.ask_unlock(token)
    with pytest.raises(ProofRefused):
        world.mechanism.unlock(token, answered=other.answer(asked))
    answered = key.answer(world.mechanism.ask_unlock(token))
    again = world.mechanism.unlock(token, answered=answered)
    assert again.actor.stepped_up_at == world.clock()
    with pytest.raises(NotSignedIn):
        world.mechanism.ask_unlock(token)


def test_a_code_unlocks_for_who_has_no_password_and_for_nobody_else(
    embedded_world: World,
) -> None:
    world, mechanism = embedded_world, embedded_world.mechanism
    token = came_in(world, registered(world))
    me = mechanism.actor_for(token)
    secret = str(mechanism.begin_app(me).details["secret"])
    token = str(
        mechanism.confirm_app(me, code_at(world, secret), token).details["token"]
    )
    world.clock.advance(minutes=1)
    mechanism.lock(token)
    assert mechanism.locked(token).code
    with pytest.raises(ProofRefused):
        mechanism.unlock(token, code="000000")
    assert mechanism.unlock(token, code=code_at(world, secret)).token

    with_one = opened(world)
    mechanism.lock(with_one)
    assert not mechanism.locked(with_one).code
    with pytest.raises(ProofRefused):
        mechanism.unlock(with_one, code=code_at(world, secret))
