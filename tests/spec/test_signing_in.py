"""Signing in and out: people with a password, machines with a key."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlmodel import col, update

from referral.actions.administer import NewActor
from referral.errors import Malformed, NotFound, NotSignedIn, TooManyTries
from referral.records.actors import Actor, MachineKey
from referral.records.organisations import Organisation
from tests.records.raw import count, rewrite, run
from tests.spec.evidence import chain_of, everything, nothing_left
from tests.world import World, a_world
from workflows.vocabulary import ActorKind, Role

PASSWORD = "lantern harbour seven"


@pytest.fixture
def desk(embedded_world: World) -> World:
    """A world in which one person has a password."""
    _admit(embedded_world)
    return embedded_world


def _admit(world: World) -> UUID:
    new = NewActor(world.bodies["ngo"], "keeper", frozenset({Role.CASE_MANAGER}))
    return world.mechanism.admit_actor(world.system, new, PASSWORD).id


@pytest.fixture
def machine(embedded_world: World) -> UUID:
    """A partner's machine."""
    new = NewActor(
        embedded_world.bodies["ngo"],
        "partner",
        frozenset({Role.CASE_MANAGER}),
        ActorKind.MACHINE,
    )
    return embedded_world.mechanism.admit_actor(embedded_world.system, new).id


@pytest.mark.asvs("V7.2.1", "V7.4.1", "V16.3.1")
def test_who_signs_in_acts_until_they_sign_out(location: str, tmp_path: Path) -> None:
    with a_world(location, tmp_path / "kek") as world:
        admitted = _admit(world)
        opened = world.mechanism.sign_in("keeper", PASSWORD)
        assert world.mechanism.actor_for(opened.token) == opened.actor
        assert (opened.actor.id, opened.actor.roles) == (
            admitted,
            frozenset({Role.CASE_MANAGER}),
        )
        assert opened.expires_at - world.clock() == timedelta(hours=8)
        assert opened.token not in repr(opened)

        world.mechanism.sign_out(opened.token)
        with pytest.raises(NotSignedIn):
            world.mechanism.actor_for(opened.token)
        with pytest.raises(NotSignedIn):
            world.mechanism.sign_out(opened.token)
        said = [kind for kind, _ in chain_of(world, world.bodies["ngo"])]
        assert said[-2:] == ["signed_in", "signed_out"]
        with pytest.raises(NotSignedIn, match="Name, password or code"):
            world.mechanism.sign_in("nul\0byte", PASSWORD)


@pytest.mark.asvs("V6.3.2", "V6.3.8")
def test_a_wrong_password_and_an_unknown_name_are_told_apart_by_nobody(
    desk: World,
) -> None:
    """People without a password, and people who left, are unknown as well."""
    answers = set()
    for name in ("keeper", "nobody", "outreach", "system", ""):
        with pytest.raises(NotSignedIn) as refusal:
            desk.mechanism.sign_in(name, "lantern harbour eight")
        answers.add((refusal.value.sentence, refusal.value.missing))

    assert len(answers) == 1
    assert count(desk, "failed_sign_in") == 5
    names = run(desk, "SELECT name_tag FROM failed_sign_in")
    assert all(b"keeper" not in bytes(tag) for (tag,) in names)


@pytest.mark.asvs("V6.3.1")
def test_after_five_wrong_passwords_even_the_right_one_waits_a_quarter_hour(
    desk: World,
) -> None:
    for _ in range(5):
        with pytest.raises(NotSignedIn):
            desk.mechanism.sign_in("keeper", "wrong")
        desk.clock.advance(minutes=1)

    before = everything(desk)
    with pytest.raises(TooManyTries):
        desk.mechanism.sign_in("keeper", PASSWORD)
    assert everything(desk) == before
    desk.clock.advance(minutes=10, milliseconds=-1)
    with pytest.raises(TooManyTries):
        desk.mechanism.sign_in("keeper", PASSWORD)
    desk.clock.advance(milliseconds=1)
    assert desk.mechanism.sign_in("keeper", PASSWORD).token


@pytest.mark.asvs("V6.3.1", "V6.3.8")
def test_an_unknown_name_is_locked_like_a_known_one(desk: World) -> None:
    for _ in range(5):
        with pytest.raises(NotSignedIn):
            desk.mechanism.sign_in("nobody", "wrong")

    with pytest.raises(TooManyTries):
        desk.mechanism.sign_in("nobody", "wrong")


@pytest.mark.asvs("V7.3.1")
def test_a_session_that_rests_for_a_quarter_hour_is_locked(desk: World) -> None:
    token = desk.mechanism.sign_in("keeper", PASSWORD).token
    for _ in range(4):
        desk.clock.advance(minutes=15)
        desk.mechanism.actor_for(token)

    desk.clock.advance(minutes=15, milliseconds=1)
    with pytest.raises(NotSignedIn, match="Your session is locked"):
        desk.mechanism.actor_for(token)


@pytest.mark.asvs("V7.3.2")
def test_a_session_ends_after_eight_hours_however_busy(desk: World) -> None:
    token = desk.mechanism.sign_in("keeper", PASSWORD).token
    for _ in range(8 * 60 // 10):
        desk.clock.advance(minutes=10)
        desk.mechanism.actor_for(token)

    desk.clock.advance(milliseconds=1)
    with pytest.raises(NotSignedIn, match="Your session has ended"):
        desk.mechanism.actor_for(token)


def test_looking_in_within_a_minute_writes_nothing(desk: World) -> None:
    token = desk.mechanism.sign_in("keeper", PASSWORD).token
    before = everything(desk)
    desk.clock.advance(minutes=1)
    desk.mechanism.actor_for(token)
    assert everything(desk) == before

    desk.clock.advance(seconds=1)
    desk.mechanism.actor_for(token)
    assert everything(desk) != before


@pytest.mark.asvs("V7.4.2", "V8.3.2")
@pytest.mark.parametrize("table", [Actor, Organisation])
def test_who_left_or_whose_body_left_is_out_at_once(
    desk: World, table: type[Actor | Organisation]
) -> None:
    opened = desk.mechanism.sign_in("keeper", PASSWORD)
    gone = opened.actor.id if table is Actor else opened.actor.organisation_id
    run(desk, update(table).where(col(table.id) == gone).values(active=False))

    with pytest.raises(NotSignedIn):
        desk.mechanism.actor_for(opened.token)
    with pytest.raises(NotSignedIn):
        desk.mechanism.sign_in("keeper", PASSWORD)


@pytest.mark.asvs("V8.3.2")
def test_a_session_carries_the_roles_of_now(desk: World) -> None:
    opened = desk.mechanism.sign_in("keeper", PASSWORD)
    rewrite(desk, "UPDATE actor_role SET role = 'auditor' WHERE role = 'case_manager'")

    assert desk.mechanism.actor_for(opened.token).roles == {Role.AUDITOR}


def test_a_machine_signs_in_with_its_key_until_it_runs_out(
    embedded_world: World, machine: UUID
) -> None:
    world = embedded_world
    issued = world.mechanism.issue_key(world.system, machine, timedelta(days=180))
    token = issued.details["key"]

    actor = world.mechanism.actor_for(token)
    assert (actor.id, actor.kind) == (machine, ActorKind.MACHINE)
    assert token not in repr(issued)
    stored = repr(everything(world))
    assert token.split("_", 2)[2] not in stored
    world.clock.advance(days=180, milliseconds=-1)
    assert world.mechanism.actor_for(token) == actor
    world.clock.advance(milliseconds=1)
    with pytest.raises(NotSignedIn):
        world.mechanism.actor_for(token)


def test_a_revoked_or_wrong_key_is_nobodys(
    embedded_world: World, machine: UUID
) -> None:
    world = embedded_world
    first, second = (
        world.mechanism.issue_key(world.system, machine, timedelta(days=1))
        for _ in range(2)
    )
    token = first.details["key"]
    mixed = f"rk_{second.id.hex}_{token.split('_', 2)[2]}"
    wrong = [
        token[:-1],
        token + "x",
        mixed,
        f"rk_{uuid4().hex}_{token.split('_', 2)[2]}",
        "rk_",
        "rk_x_y",
        "rk_" + first.id.hex,
        "",
        "nonsense",
    ]
    for bad in wrong:
        with pytest.raises(NotSignedIn):
            world.mechanism.actor_for(bad)

    assert world.mechanism.actor_for(token).id == machine
    revoke = update(MachineKey).where(col(MachineKey.id) == first.id)
    run(world, revoke.values(revoked_at=world.clock()))
    with pytest.raises(NotSignedIn):
        world.mechanism.actor_for(token)
    assert world.mechanism.actor_for(second.details["key"]).id == machine


def test_a_key_opens_nothing_once_its_owner_is_no_machine(
    embedded_world: World, machine: UUID
) -> None:
    world = embedded_world
    issued = world.mechanism.issue_key(world.system, machine, timedelta(days=1))
    run(world, "UPDATE actor SET kind = 'person' WHERE kind = 'machine'")

    with pytest.raises(NotSignedIn):
        world.mechanism.actor_for(issued.details["key"])


@pytest.mark.parametrize(
    "lifetime", [timedelta(0), timedelta(days=-1), timedelta(days=180, seconds=1)]
)
def test_a_key_lives_for_a_while_and_not_for_ever(
    embedded_world: World, machine: UUID, lifetime: timedelta
) -> None:
    with nothing_left(embedded_world, Malformed):
        embedded_world.mechanism.issue_key(embedded_world.system, machine, lifetime)


def test_only_a_machine_gets_a_key(embedded_world: World) -> None:
    world = embedded_world

    for actor in (world["outreach"].id, world.bodies["ngo"]):
        with pytest.raises(NotFound):
            world.mechanism.issue_key(world.system, actor, timedelta(days=1))


@pytest.mark.asvs("V6.2.1")
@pytest.mark.parametrize("password", ["", "x" * 14, "x" * 129])
def test_a_password_has_a_length(embedded_world: World, password: str) -> None:
    world = embedded_world
    new = NewActor(world.bodies["ngo"], "keeper", frozenset({Role.CASE_MANAGER}))

    with nothing_left(world, Malformed):
        world.mechanism.admit_actor(world.system, new, password)


@pytest.fixture
def no_system(embedded_world: World) -> World:
    """A deployment whose system actor was renamed by a careless hand."""
    run(embedded_world, "UPDATE actor SET kind = 'person' WHERE kind = 'system'")
    return embedded_world


@pytest.mark.asvs("V6.3.2")
def test_nobody_poses_as_the_system(no_system: World) -> None:
    with pytest.raises(NotSignedIn):
        no_system.mechanism.system()
    run(no_system, "UPDATE actor SET sign_in_name = 'x' WHERE sign_in_name = 'system'")
    with pytest.raises(NotSignedIn):
        no_system.mechanism.system()
