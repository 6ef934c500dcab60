"""Whoever proves who they are goes on with a new token; the old one opens nothing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pyotp
import pytest

from referral.actions.administer import NewActor
from referral.actions.sessions import OpenedSession
from referral.actions.work import OnDuty
from referral.errors import NotSignedIn
from tests.records.raw import count
from tests.software_key import SoftwareKey
from tests.spec.test_passwords import NEW, OLD
from tests.world import World
from workflows.vocabulary import Role


def registered(world: World) -> SoftwareKey:
    """A passkey of the outreach worker."""
    key, me = SoftwareKey(), world["outreach"]
    made = key.register(world.mechanism.ask_new_passkey(me))
    world.mechanism.register_passkey(me, made, "blue key")
    return key


def came_in(world: World, key: SoftwareKey) -> OpenedSession:
    """A session that was opened with a passkey."""
    answered = key.answer(world.mechanism.ask_passkey())
    return world.mechanism.sign_in_with_passkey(answered)


def proven(world: World, key: SoftwareKey, session: OpenedSession) -> OpenedSession:
    """The same session, in which it was proven once more who acts."""
    answered = key.answer(world.mechanism.ask_step_up(session.actor))
    return world.mechanism.step_up(session.token, answered=answered)


def is_over(world: World, token: str) -> bool:
    """True if a token opens nothing any more."""
    try:
        world.mechanism.actor_for(token, setting_up=True)
    except NotSignedIn:
        return True
    return False


@pytest.mark.asvs("V7.2.4")
def test_a_passkey_shown_once_more_gives_the_session_another_token(
    embedded_world: World,
) -> None:
    world, key = embedded_world, registered(embedded_world)
    before = came_in(world, key)
    world.clock.advance(minutes=10)
    after = proven(world, key, before)
    assert is_over(world, before.token)
    assert world.mechanism.actor_for(after.token) == after.actor
    assert after.expires_at == before.expires_at, "it lasts no longer for it"
    (row,) = world.mechanism.sessions(after.actor, after.token)
    assert row.this_one


def with_a_code(world: World, me: OnDuty, token: str) -> str:
    """A first code of an app, and half an hour later another one."""
    secret = str(world.mechanism.begin_app(me).details["secret"])
    app = pyotp.TOTP(secret)
    done = world.mechanism.confirm_app(me, app.at(world.clock()), token)
    first = str(done.details["token"])
    assert is_over(world, token)
    world.clock.advance(minutes=10)
    return world.mechanism.step_up(first, code=app.at(world.clock())).token


def with_a_password(world: World, me: OnDuty, token: str) -> str:
    """The password of now, and a new one."""
    done = world.mechanism.change_password(me, OLD, NEW, token)
    return str(done.details["token"])


def with_a_first_passkey(world: World, me: OnDuty, token: str) -> str:
    """A passkey that is made in a session opened with a password."""
    made = SoftwareKey().register(world.mechanism.ask_new_passkey(me))
    done = world.mechanism.register_passkey(me, made, "blue key", token)
    return str(done.details["token"])


@pytest.mark.asvs("V7.2.4")
@pytest.mark.parametrize("prove", [with_a_code, with_a_password, with_a_first_passkey])
def test_so_does_a_code_a_password_and_a_first_factor(
    embedded_world: World, prove: Callable[[World, OnDuty, str], str]
) -> None:
    world, roles = embedded_world, frozenset({Role.CASE_MANAGER})
    new = NewActor(world.bodies["ngo"], "keeper", roles)
    world.mechanism.admit_actor(world.system, new, OLD)
    session = world.mechanism.sign_in("keeper", OLD)
    token = prove(world, session.actor, session.token)
    assert is_over(world, session.token)
    assert world.mechanism.actor_for(token).id == session.actor.id


def test_what_is_under_way_with_the_old_token_finishes_or_is_not_known(
    embedded_world: World,
) -> None:
    world, key = embedded_world, registered(embedded_world)
    before = came_in(world, key)
    under_way = world.mechanism.actor_for(before.token)
    after = proven(world, key, before)
    assert world.mechanism.factors(under_way).passkeys, "it was let in, and finishes"
    for act in (
        lambda: world.mechanism.sign_out(before.token),
        lambda: proven(world, key, before),
        lambda: with_a_first_passkey(world, after.actor, before.token),
    ):
        with pytest.raises(NotSignedIn):
            act()
    assert world.mechanism.actor_for(after.token).id == under_way.id


def test_whoever_missed_the_answer_is_not_locked_out(embedded_world: World) -> None:
    world, key = embedded_world, registered(embedded_world)
    before = came_in(world, key)
    answered = key.answer(world.mechanism.ask_step_up(before.actor))
    world.mechanism.step_up(before.token, answered=answered)
    tried = count(world, "sign_in_try"), count(world, "failed_sign_in")
    for _ in range(6):
        with pytest.raises(NotSignedIn):
            world.mechanism.step_up(before.token, answered=answered)
    assert (count(world, "sign_in_try"), count(world, "failed_sign_in")) == tried
    assert came_in(world, key).actor.id == before.actor.id


def test_of_two_proofs_at_once_one_goes_on(world: World) -> None:
    key, mechanism = registered(world), world.mechanism
    session = came_in(world, key)
    other = SoftwareKey()
    made = other.register(mechanism.ask_new_passkey(session.actor))
    mechanism.register_passkey(session.actor, made, "red key")
    together = Barrier(2)

    def show(held: SoftwareKey) -> str:
        answered = held.answer(mechanism.ask_step_up(session.actor))
        together.wait(30)
        try:
            return mechanism.step_up(session.token, answered=answered).token
        except NotSignedIn:
            return ""

    with ThreadPoolExecutor(2) as pool:
        tokens = sorted(pool.map(show, (key, other)))
    assert tokens[0] == ""
    assert mechanism.actor_for(tokens[1]).id == session.actor.id
    assert is_over(world, session.token)
