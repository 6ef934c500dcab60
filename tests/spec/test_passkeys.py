"""Passkeys: what opens the door, and everything that does not."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from referral.actions.work import OnDuty
from referral.errors import (
    Malformed,
    NotFound,
    NotProven,
    NotSignedIn,
    StepUpNeeded,
    TooManyTries,
)
from tests.records.raw import count, run
from tests.software_key import PRESENT, SoftwareKey
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


Wrong = Callable[[World, SoftwareKey], dict[str, Any]]


def _other_origin(world: World, key: SoftwareKey) -> dict[str, Any]:
    key.origin = "http://localhost.evil.test:8000"
    return key.answer(world.mechanism.ask_passkey())


def _other_site(world: World, key: SoftwareKey) -> dict[str, Any]:
    key.site = "evil.test"
    return key.answer(world.mechanism.ask_passkey())


def _not_verified(world: World, key: SoftwareKey) -> dict[str, Any]:
    key.flags = PRESENT
    return key.answer(world.mechanism.ask_passkey())


def _nobody_present(world: World, key: SoftwareKey) -> dict[str, Any]:
    key.flags = 0
    return key.answer(world.mechanism.ask_passkey())


def _stale(world: World, key: SoftwareKey) -> dict[str, Any]:
    options = world.mechanism.ask_passkey()
    world.clock.advance(minutes=3)
    return key.answer(options)


def _replayed(world: World, key: SoftwareKey) -> dict[str, Any]:
    answered = key.answer(world.mechanism.ask_passkey())
    world.mechanism.sign_in_with_passkey(answered)
    return answered


def _cloned(world: World, key: SoftwareKey) -> dict[str, Any]:
    came_in(world, key)
    came_in(world, key)
    key.count = 0
    return key.answer(world.mechanism.ask_passkey())


def _made_up_challenge(world: World, key: SoftwareKey) -> dict[str, Any]:
    made_up = {**world.mechanism.ask_passkey(), "challenge": "A" * 86}
    return key.answer(made_up)


def _for_stepping_up(world: World, key: SoftwareKey) -> dict[str, Any]:
    return key.answer(world.mechanism.ask_step_up(world["outreach"]))


def _for_registering(world: World, key: SoftwareKey) -> dict[str, Any]:
    return key.answer(world.mechanism.ask_new_passkey(world["outreach"]))


def _foreign_key(world: World, key: SoftwareKey) -> dict[str, Any]:
    other = SoftwareKey(credential_id=key.credential_id, handle=key.handle)
    return other.answer(world.mechanism.ask_passkey())


def _unknown_passkey(world: World, key: SoftwareKey) -> dict[str, Any]:
    return SoftwareKey(handle=key.handle).answer(world.mechanism.ask_passkey())


def _anothers_passkey(world: World, key: SoftwareKey) -> dict[str, Any]:
    """The answer of one's own device, said to be from another's."""
    mine = registered(world, "host")
    return mine.answer(world.mechanism.ask_passkey(), rawId=key.credential_id)


def _anothers_handle(world: World, key: SoftwareKey) -> dict[str, Any]:
    host = world["host"].id.bytes
    return key.answer(world.mechanism.ask_passkey(), userHandle=host)


def _a_registration(world: World, key: SoftwareKey) -> dict[str, Any]:
    return key.answer(world.mechanism.ask_passkey(), type="webauthn.create")


def _changed_count(world: World, key: SoftwareKey) -> dict[str, Any]:
    """The signature covers what the device says of its count."""
    return key.answer(
        world.mechanism.ask_passkey(), authenticatorData=key._head()[:-1] + b"\x63"
    )


def _no_signature(world: World, key: SoftwareKey) -> dict[str, Any]:
    return key.answer(world.mechanism.ask_passkey(), signature=b"")


def _nonsense(world: World, key: SoftwareKey) -> dict[str, Any]:
    answered = key.answer(world.mechanism.ask_passkey())
    answered["response"]["clientDataJSON"] = "!"
    return answered


def _nothing_to_read(world: World, key: SoftwareKey) -> dict[str, Any]:
    answered = key.answer(world.mechanism.ask_passkey())
    return {**answered, "rawId": None, "response": []}


def _removed(world: World, key: SoftwareKey) -> dict[str, Any]:
    me = world.mechanism.actor_for(came_in(world, key))
    (row,) = world.mechanism.factors(me).passkeys
    world.mechanism.remove_passkey(me, row.id)
    return key.answer(world.mechanism.ask_passkey())


WRONG: tuple[Wrong, ...] = (
    *(_other_origin, _other_site, _not_verified, _nobody_present, _stale, _replayed),
    *(_cloned, _made_up_challenge, _for_stepping_up, _for_registering, _foreign_key),
    *(_unknown_passkey, _anothers_passkey, _anothers_handle, _a_registration),
    *(_changed_count, _no_signature, _nonsense, _nothing_to_read, _removed),
)


def test_whatever_is_wrong_with_an_answer_is_refused_alike(
    embedded_world: World,
) -> None:
    """Each is given with a device that opened a session just before."""
    world, answers = embedded_world, set()
    for wrong in WRONG:
        run(world, "DELETE FROM passkey")
        key = registered(world)
        assert came_in(world, key)
        answered, before = wrong(world, key), count(world, "sign_in")
        with pytest.raises(NotSignedIn) as refusal:
            world.mechanism.sign_in_with_passkey(answered)
        answers.add((refusal.value.sentence, refusal.value.missing))
        assert count(world, "sign_in") == before, wrong.__name__
    assert len(answers) == 1


def test_who_tells_of_a_copied_passkey_is_its_owners_timeline(
    embedded_world: World,
) -> None:
    world = embedded_world
    answered = _cloned(world, registered(world))
    with pytest.raises(NotSignedIn):
        world.mechanism.sign_in_with_passkey(answered)

    kind, fields = chain_of(world, world.bodies["ngo"])[-1]
    assert kind == "sign_in_refused"
    assert fields == {"factor": "passkey", "why": "count_did_not_grow"}
    assert count(world, "failed_sign_in") == 1


def test_five_wrong_answers_of_a_passkey_make_it_wait(embedded_world: World) -> None:
    world = embedded_world
    key = registered(world)
    for _ in range(5):
        with pytest.raises(NotSignedIn):
            world.mechanism.sign_in_with_passkey(_not_verified(world, key))
    key.flags |= 0x04
    with pytest.raises(TooManyTries):
        came_in(world, key)
    world.clock.advance(minutes=15)
    assert came_in(world, key)


def test_twenty_wrong_answers_from_one_address_make_that_wait(
    embedded_world: World,
) -> None:
    world, here = embedded_world, "198.51.100.7"
    key = registered(world)
    for _ in range(20):
        stranger = SoftwareKey().answer(world.mechanism.ask_passkey())
        with pytest.raises(NotSignedIn):
            world.mechanism.sign_in_with_passkey(stranger, here)
    answered = key.answer(world.mechanism.ask_passkey())
    with pytest.raises(TooManyTries):
        world.mechanism.sign_in_with_passkey(answered, here)
    assert came_in(world, key), "from elsewhere it opens"


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://evil.test"},
        {"site": "evil.test"},
        {"flags": PRESENT},
        {"algorithm": -257},
        {"algorithm": -65535},
    ],
)
def test_a_passkey_made_for_elsewhere_is_not_kept(
    embedded_world: World, wrong: dict[str, Any]
) -> None:
    with pytest.raises(Malformed):
        registered(embedded_world, **wrong)
    assert count(embedded_world, "passkey") == 0


def test_a_challenge_for_registering_serves_its_person_once(
    embedded_world: World,
) -> None:
    world, key = embedded_world, SoftwareKey()
    mechanism, actor = world.mechanism, world["outreach"]
    answered = key.register(mechanism.ask_new_passkey(actor))
    with pytest.raises(Malformed):
        mechanism.register_passkey(world["host"], answered, "key")
    mechanism.register_passkey(actor, answered, "key")
    with pytest.raises(Malformed):
        mechanism.register_passkey(actor, answered, "key")
    more = key.register(mechanism.ask_new_passkey(world["host"]))
    with pytest.raises(Malformed):
        mechanism.register_passkey(world["host"], more, "the same device")


@pytest.mark.parametrize("label", ["", "  ", "x" * 41, "a\u202eb"])
def test_a_passkey_is_called_something_short(embedded_world: World, label: str) -> None:
    world = embedded_world
    options = world.mechanism.ask_new_passkey(world["outreach"])
    with pytest.raises(Malformed):
        world.mechanism.register_passkey(
            world["outreach"], SoftwareKey().register(options), label
        )


def stepped_up(world: World, key: SoftwareKey, token: str) -> OnDuty:
    actor = world.mechanism.actor_for(token)
    answered = key.answer(world.mechanism.ask_step_up(actor))
    return world.mechanism.step_up(token, answered=answered)


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
    me = stepped_up(world, key, token)
    assert me == mechanism.actor_for(token)
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
        with pytest.raises(NotProven):
            mechanism.step_up(token, answered=answered)
    stale = mechanism.actor_for(token).stepped_up_at
    assert stale == world.clock() - timedelta(minutes=6)
    assert stepped_up(world, key, token).stepped_up_at == world.clock()
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


def test_a_session_is_never_the_one_somebody_laid_there(embedded_world: World) -> None:
    """Fixation: every sign-in makes a token of its own."""
    world, key = embedded_world, registered(embedded_world)
    tokens = {came_in(world, key) for _ in range(3)}
    assert len(tokens) == 3
    assert all(len(token) == 43 for token in tokens)
