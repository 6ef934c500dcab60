"""Roles are given by two and taken by one; names are nobody else's."""

from uuid import UUID

import pytest

from referral.actions.administer import NewActor, NewOrganisation
from referral.actions.directory import BodyChange
from referral.actions.together import Answer
from referral.actions.work import Done
from referral.errors import (
    AlreadyAnswered,
    Malformed,
    NotFound,
    NotPermitted,
    StaleCase,
)
from referral.records.actors import roles_of
from referral.rules.roles import given_by_two
from tests.records.raw import act
from tests.spec.evidence import chain_of, nothing_left, refused
from tests.spec.test_leaving import keeper
from tests.world import World
from workflows.vocabulary import ActorKind, OrganisationKind, Regime, Role

GUARDED = (
    Role.ADMINISTRATOR,
    Role.KEY_OFFICER,
    Role.DATA_PROTECTION_OFFICER,
    Role.COORDINATOR,
    Role.CASE_MANAGER,
)


def roles(world: World, who: UUID) -> frozenset[Role]:
    return act(world, lambda unit: roles_of(unit.session, who))


def admitted(world: World, role: Role, name: str = "fresh") -> Done:
    """Somebody whom an administrator alone admits, in a mechanism that is in use."""
    world.case()
    new = NewActor(world.bodies["ngo"], name, frozenset({role}))
    return world.mechanism.admit_actor(keeper(world), new)


@pytest.mark.parametrize("role", GUARDED)
def test_who_is_admitted_has_no_role_until_a_coordinator_agrees(
    embedded_world: World, role: Role
) -> None:
    world = embedded_world
    done = admitted(world, role)
    assert roles(world, done.id) == frozenset()
    assert chain_of(world, world.bodies["ngo"])[-1] == (
        "actor_admitted",
        {"kind": "person", "roles": []},
    )
    (joint,) = map(UUID, done.details["asked"])
    shown = world.mechanism.joint_act(world["coordinator"], joint)
    assert shown.content["receiver"] == "fresh"
    assert (shown.content["receiver_of"], shown.content["role"]) == ("Ngo", role)
    world.agree(joint, "coordinator")
    assert roles(world, done.id) == frozenset()
    world.mechanism.answer_joint(world["coordinator"], joint, "execute")
    assert roles(world, done.id) == {role}
    with pytest.raises(AlreadyAnswered):
        world.mechanism.answer_joint(world["coordinator"], joint, "execute")


def test_the_first_administrator_is_the_operators_and_the_entry_says_so(
    embedded_world: World,
) -> None:
    """The control beside it: once a case was opened, the operator too needs a yes."""
    world = embedded_world
    ngo, first = world.bodies["ngo"], frozenset({Role.ADMINISTRATOR})
    done = world.mechanism.admit_actor(world.system, NewActor(ngo, "first", first))
    assert roles(world, done.id) == first
    assert chain_of(world, ngo)[-1][1]["given_by"] == "operator_alone"
    world.case()
    done = world.mechanism.admit_actor(world.system, NewActor(ngo, "second", first))
    assert roles(world, done.id) == frozenset()
    assert given_by_two(ActorKind.PERSON, in_use=False)
    assert not given_by_two(ActorKind.SYSTEM, in_use=False)


def test_nobody_agrees_to_what_they_asked_for_or_would_receive(
    embedded_world: World,
) -> None:
    world = embedded_world
    world.case()
    me = keeper(world)
    mechanism = world.mechanism
    asked = mechanism.give_role(me, world["coordinator"].id, Role.CASE_MANAGER)
    with refused(world, NotPermitted, world.bodies["office"]) as refusal:
        answer = answer_to(asked)
        mechanism.answer_joint(world["coordinator"], asked.id, "approve", answer)
    assert refusal.value.missing == ("another_actor",)
    with pytest.raises(NotPermitted):
        mechanism.give_role(me, me.id, Role.KEY_OFFICER)
    world.people["me"] = me
    with pytest.raises(NotFound):
        mechanism.answer_joint(
            me, mechanism.ask_canary(world.system, "X").id, "approve", answer
        )
    with pytest.raises(AlreadyAnswered):
        mechanism.give_role(me, world["coordinator"].id, Role.CASE_MANAGER)


def answer_to(asked: Done) -> Answer:
    """A yes to exactly what was asked for."""
    return Answer(str(asked.details["content"]))


def test_what_was_agreed_to_is_exactly_what_is_given(embedded_world: World) -> None:
    world = embedded_world
    world.case()
    asked = world.mechanism.give_role(
        world.system, world["warden"].id, Role.CASE_MANAGER
    )
    with pytest.raises(StaleCase):
        world.mechanism.answer_joint(
            world["coordinator"], asked.id, "approve", Answer("0" * 64)
        )


def test_a_role_is_taken_at_once_and_given_again_by_two(world: World) -> None:
    me, host = keeper(world), world["host"].id
    world.case()
    world.mechanism.take_role(me, host, Role.CASE_MANAGER)
    assert roles(world, host) == {Role.SERVICE_PROVIDER}
    assert chain_of(world, world.bodies["shelter"])[-1] == (
        "role_taken",
        {"role": "case_manager"},
    )
    with refused(world, AlreadyAnswered, me.organisation_id):
        world.mechanism.take_role(me, host, Role.CASE_MANAGER)
    asked = world.mechanism.give_role(me, host, Role.CASE_MANAGER)
    (shelter,) = (b for b in world.mechanism.directory(me) if b.label == "Shelter")
    (shown,) = shelter.actors
    assert (shown.roles, shown.waiting) == (("service_provider",), ("case_manager",))
    world.agree(asked.id, "coordinator")
    world.mechanism.answer_joint(world["coordinator"], asked.id, "execute")
    assert Role.CASE_MANAGER in roles(world, host)
    assert world.mechanism.verify_all().whole


LOOKALIKES = (
    ("0fficer", "looks_like_another"),
    ("Officer", "looks_like_another"),
    ("ｏｆｆｉｃｅｒ", "looks_like_another"),
    ("оfficer", "mixed_scripts"),
    ("h\u200bost", "hidden_characters"),
    ("host\u202e", "hidden_characters"),
    ("ѕуѕтем", "looks_like_another"),
    ("officer", "taken"),
    ("...", "hidden_characters"),
)


@pytest.mark.parametrize(("name", "fault"), LOOKALIKES)
def test_a_name_that_looks_like_anothers_is_refused(
    embedded_world: World, name: str, fault: str
) -> None:
    world = embedded_world
    ngo, worker = world.bodies["ngo"], frozenset({Role.CASE_MANAGER})
    mechanism = world.mechanism
    with nothing_left(world, Malformed) as refusal:
        mechanism.admit_actor(world.system, NewActor(ngo, name, worker))
    assert refusal.value.missing == (fault,)
    with nothing_left(world, Malformed):
        mechanism.rename_actor(world.system, world["outreach"].id, name)


def test_organisations_are_told_apart_too(embedded_world: World) -> None:
    world = embedded_world
    mechanism = world.mechanism
    for code, label in (("ng0", "Another"), ("other", "Роlice"), ("other", "NGO")):
        with nothing_left(world, Malformed):
            new = NewOrganisation(code, label, OrganisationKind.NGO, Regime.GDPR)
            mechanism.admit_organisation(world.system, new)
    with nothing_left(world, Malformed):
        change = BodyChange("She1ter")
        mechanism.change_organisation(world.system, world.bodies["ngo"], change)
    mechanism.change_organisation(
        world.system, world.bodies["ngo"], BodyChange("Мисија", "south")
    )
    found = {body.id: body for body in mechanism.directory(world.system)}
    changed = found[world.bodies["ngo"]]
    assert (changed.label, changed.region) == ("Мисија", "south")
    assert chain_of(world, world.bodies["ngo"])[-1] == (
        "organisation_changed",
        {"changed": ["label", "region"]},
    )


def test_a_name_of_ones_own_may_be_written_otherwise(embedded_world: World) -> None:
    world = embedded_world
    whom = world["outreach"].id
    world.mechanism.rename_actor(world.system, whom, "Outreach")
    assert chain_of(world, world.bodies["ngo"])[-1] == (
        "actor_changed",
        {"changed": ["sign_in_name"]},
    )
