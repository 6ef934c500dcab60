"""Whatever answers for a passkey and is none: refused alike, counted, told."""

from collections.abc import Callable
from typing import Any

import pytest

from referral.errors import (
    Malformed,
    NotSignedIn,
    TooManyTries,
)
from tests.records.raw import count, run
from tests.software_key import PRESENT, SoftwareKey
from tests.spec.evidence import chain_of
from tests.spec.test_passkeys import came_in, registered
from tests.world import World

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


@pytest.mark.asvs("V6.7.2", "V9.1.1", "V9.2.1", "V9.2.2")
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


@pytest.mark.asvs("V6.3.1", "V8.2.4")
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


@pytest.mark.asvs("V9.2.2")
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
