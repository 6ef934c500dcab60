"""Keys of machines: for named acts, for a time, one after another."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from referral.actions.administer import NewActor
from referral.errors import Malformed, NotFound, NotPermitted, NotSignedIn, WrongRole
from referral.rules.acts import Act
from tests.spec.evidence import chain_of
from tests.world import World
from workflows.vocabulary import ActorKind, Role

A_DAY = timedelta(days=1)


@pytest.fixture
def machine(embedded_world: World) -> UUID:
    """A partner's machine."""
    ngo, roles = embedded_world.bodies["ngo"], frozenset({Role.CASE_MANAGER})
    new = NewActor(ngo, "partner", roles, ActorKind.MACHINE)
    return embedded_world.mechanism.admit_actor(embedded_world.system, new).id


def test_a_key_serves_for_the_acts_it_names(
    embedded_world: World, machine: UUID
) -> None:
    world, mechanism = embedded_world, embedded_world.mechanism
    scope = frozenset({Act.LIST_SERVICES})
    issued = mechanism.issue_key(world.system, machine, A_DAY, scope)
    actor = mechanism.actor_for(issued.details["key"])
    assert actor.scope == frozenset({"list_services"})
    assert len(mechanism.services(actor, None)) == 2
    with pytest.raises(NotPermitted) as refusal:
        mechanism.cases(actor)
    assert refusal.value.missing == ("scope_list_cases",)
    kind, fields = chain_of(world, world.bodies["ngo"])[-1]
    assert (kind, fields["missing"]) == ("refused", ["scope_list_cases"])


def test_a_key_without_a_list_names_what_its_roles_have_and_never_everything(
    embedded_world: World, machine: UUID
) -> None:
    world, mechanism = embedded_world, embedded_world.mechanism
    issued = mechanism.issue_key(world.system, machine, A_DAY)
    scope = mechanism.actor_for(issued.details["key"]).scope
    assert scope is not None
    assert "open_case" in scope
    assert not scope & {"administer", "keep_sign_in", "list_exceptions"}


@pytest.mark.parametrize(
    "scope", [frozenset[Act](), {Act.ADMINISTER}, {Act.KEEP_SIGN_IN}, {Act.VERIFY_ALL}]
)
def test_a_key_names_acts_that_its_machine_may_have(
    embedded_world: World, machine: UUID, scope: frozenset[Act]
) -> None:
    world = embedded_world
    with pytest.raises(Malformed):
        world.mechanism.issue_key(world.system, machine, A_DAY, frozenset(scope))


def test_one_key_follows_another_and_both_open_for_a_while(
    embedded_world: World, machine: UUID
) -> None:
    world, mechanism = embedded_world, embedded_world.mechanism
    scope = frozenset({Act.LIST_SERVICES})
    old = mechanism.issue_key(world.system, machine, timedelta(days=90), scope)
    new = mechanism.follow_key(world.system, old.id, timedelta(days=90), A_DAY)
    before, after = old.details["key"], new.details["key"]
    assert mechanism.actor_for(before) == mechanism.actor_for(after)
    world.clock.advance(days=1)
    with pytest.raises(NotSignedIn):
        mechanism.actor_for(before)
    assert mechanism.actor_for(after).scope == frozenset({"list_services"})
    with pytest.raises(NotFound):
        mechanism.follow_key(world.system, old.id, A_DAY, A_DAY)
    with pytest.raises(Malformed):
        mechanism.follow_key(world.system, new.id, A_DAY, timedelta(days=8))


@pytest.mark.asvs("V8.3.2")
def test_a_revoked_key_opens_nothing_on_the_next_request(
    embedded_world: World, machine: UUID
) -> None:
    world, mechanism = embedded_world, embedded_world.mechanism
    issued = mechanism.issue_key(world.system, machine, A_DAY)
    mechanism.revoke_key(world.system, issued.id)
    with pytest.raises(NotSignedIn):
        mechanism.actor_for(issued.details["key"])
    for gone in (issued.id, uuid4()):
        with pytest.raises(NotFound):
            mechanism.revoke_key(world.system, gone)
    assert chain_of(world, world.bodies["ngo"])[-1][0] == "credential_revoked"
    (shown,) = mechanism.machine_keys(world.system, machine)
    assert shown.revoked_at == world.clock()
    assert not shown.signs


def test_keys_are_given_by_administration_to_machines_alone(
    embedded_world: World, machine: UUID
) -> None:
    world, mechanism = embedded_world, embedded_world.mechanism
    with pytest.raises(WrongRole):
        mechanism.issue_key(world["outreach"], machine, A_DAY)
    with pytest.raises(WrongRole):
        mechanism.machine_keys(world["outreach"], machine)
    person = world["outreach"].id
    with pytest.raises(NotFound):
        mechanism.register_signing_key(world.system, person, bytes(32), A_DAY)
    key = bytes(range(32))
    signs = mechanism.register_signing_key(world.system, machine, key, A_DAY)
    for wrong in (key, key[:-1]):
        with pytest.raises(Malformed):
            mechanism.register_signing_key(world.system, machine, wrong, A_DAY)
    with pytest.raises(NotFound):
        mechanism.follow_key(world.system, signs.id, A_DAY, A_DAY)
