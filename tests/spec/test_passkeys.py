"""Passkeys: what opens the door, and everything that does not."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from referral.actions.sessions import OpenedSession
from referral.errors import (
    NotFound,
    NotSignedIn,
    ProofRefused,
    StepUpNeeded,
)
from tests.records.raw import count
from tests.software_key import SoftwareKey
from tests.spec.evidence import chain_of, everything
from tests.world import World
from workflows.vocabulary import SignInWay


def registered(world: World, name: str = "outreach", **traits: Any) -> SoftwareKey:
    """A device whose passkey is somebody's."""
    key, actor = SoftwareKey(**traits), world[name]
    options = world.mechanism.ask_new_passkey(actor)
    world.mechanism.register_passkey(actor, key.register(options), "blue key")
    return key


def came_in(world: World, key: SoftwareKey) -> str:
    """The token of a session that a passkey opened."""
    answered = key.answer(world.mechanism.ask_passkey())
    return world.mechanism.sign_in_with_passkey(answered).token


def said(world: World, body: str = "ngo") -> list[str]:
    return [kind for kind, _ in chain_of(world, world.bodies[body])]


def test_a_passkey_opens_a_session_without_a_name(world: World) -> None:
    options = world.mechanism.ask_passkey()
    assert options["userVerification"] == "required"
    assert options.get("allowCredentials", []) == []
    key = registered(world)
    answered = key.answer(world.mechanism.ask_passkey())
    opened = world.mechanism.sign_in_with_passkey(answered, "198.51.100.7")

    actor = world.mechanism.actor_for(opened.token)
    assert actor.id == world["outreach"].id
    assert actor.stepped_up_at == world.clock()
    assert said(world)[-2:] == ["factor_added", "signed_in"]
    assert count(world, "sign_in_try") == 0
    (row,) = world.mechanism.factors(world["outreach"]).passkeys
    assert (row.label, row.used_at) == ("blue key", world.clock())


def test_a_device_that_counts_nothing_opens_again_and_again(
    embedded_world: World,
) -> None:
    key = registered(embedded_world, counts=False)
    for _ in range(3):
        assert came_in(embedded_world, key)


def stepped_up(world: World, key: SoftwareKey, token: str) -> OpenedSession:
    actor = world.mechanism.actor_for(token)
    answered = key.answer(world.mechanism.ask_step_up(actor))
    return world.mechanism.step_up(token, answered=answered)


@pytest.mark.asvs("V6.5.6", "V7.5.1")
def test_what_opens_is_changed_only_by_who_proved_just_now_who_they_are(
    embedded_world: World,
) -> None:
    world, key = embedded_world, registered(embedded_world)
    mechanism, token = world.mechanism, came_in(world, key)
    (row,) = mechanism.factors(world["outreach"]).passkeys
    world.clock.advance(minutes=5)
    me = mechanism.actor_for(token)
    options = mechanism.ask_new_passkey(me)
    acts: tuple[Callable[[], object], ...] = (
        lambda: mechanism.remove_passkey(me, row.id),
        lambda: mechanism.register_passkey(me, SoftwareKey().register(options), "x"),
        lambda: mechanism.begin_app(me),
        lambda: mechanism.renew_recovery_codes(me),
    )
    for act in acts:
        with pytest.raises(StepUpNeeded):
            act()
    opened = stepped_up(world, key, token)
    me = opened.actor
    assert me == mechanism.actor_for(opened.token)
    assert mechanism.rename_passkey(me, row.id, "red key").id == row.id
    with pytest.raises(NotFound):
        mechanism.remove_passkey(world["host"], row.id)
    mechanism.remove_passkey(me, row.id)
    assert said(world)[-3:] == ["stepped_up", "factor_renamed", "factor_removed"]
    assert count(world, "recovery_code") == 0, "they stood in for the passkey"


def test_stepping_up_asks_for_ones_own_passkey_of_now(embedded_world: World) -> None:
    world, key = embedded_world, registered(embedded_world)
    mechanism, other = world.mechanism, registered(embedded_world, "host")
    token = came_in(world, key)
    me = mechanism.actor_for(token)
    world.clock.advance(minutes=6)
    asked = mechanism.ask_step_up(me)
    assert [each["type"] for each in asked["allowCredentials"]] == ["public-key"]
    wrong = (
        key.answer(mechanism.ask_passkey()),
        other.answer(mechanism.ask_step_up(world["host"])),
        other.answer(mechanism.ask_step_up(me)),
    )
    for answered in wrong:
        with pytest.raises(ProofRefused):
            mechanism.step_up(token, answered=answered)
    stale = mechanism.actor_for(token).stepped_up_at
    assert stale == world.clock() - timedelta(minutes=6)
    assert stepped_up(world, key, token).actor.stepped_up_at == world.clock()
    with pytest.raises(NotSignedIn):
        mechanism.step_up("no such token", code="123456")


def test_challenges_that_nobody_answers_write_nothing(embedded_world: World) -> None:
    before = everything(embedded_world)
    for _ in range(50):
        embedded_world.mechanism.ask_passkey()
    assert everything(embedded_world) == before


def test_sessions_are_ones_own_to_see_and_to_end(embedded_world: World) -> None:
    world, key = embedded_world, registered(embedded_world)
    mechanism = world.mechanism
    mine, lost = came_in(world, key), came_in(world, key)
    theirs = came_in(world, registered(world, "host"))
    me = mechanism.actor_for(mine)
    shown = mechanism.sessions(me, mine)
    assert [each.this_one for each in shown].count(True) == 1
    assert {each.way for each in shown} == {SignInWay.PASSKEY}
    (gone,) = (each.id for each in shown if not each.this_one)
    with pytest.raises(NotFound):
        mechanism.end_session(world["host"], gone)
    mechanism.end_session(me, gone)
    with pytest.raises(NotSignedIn):
        mechanism.actor_for(lost)
    with pytest.raises(NotFound):
        mechanism.end_session(me, gone)
    more = came_in(world, key)
    assert mechanism.sign_out_everywhere(me).details["ended"] == 2
    for token in (mine, more):
        with pytest.raises(NotSignedIn):
            mechanism.actor_for(token)
    assert mechanism.actor_for(theirs).id == world["host"].id


@pytest.mark.asvs("V7.2.2")
def test_a_session_is_never_the_one_somebody_laid_there(embedded_world: World) -> None:
    """Fixation: every sign-in makes a token of its own."""
    world, key = embedded_world, registered(embedded_world)
    tokens = {came_in(world, key) for _ in range(3)}
    assert len(tokens) == 3
    assert all(len(token) == 43 for token in tokens)
