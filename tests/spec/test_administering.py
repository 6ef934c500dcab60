"""Admitting organisations, people and services; who does it sees no case."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from referral.actions.administer import NewActor, NewOrganisation
from referral.errors import Malformed, NotFound, NotPermitted, WrongRole
from referral.mechanism import Mechanism
from referral.records.actors import roles_of
from referral.rules.roles import INCOMPATIBLE
from tests.records.raw import act
from tests.spec.evidence import chain_of, nothing_left, refused
from tests.world import World
from workflows.vocabulary import OrganisationKind, Regime, Role

NEW_BODY = NewOrganisation("clinic", "Clinic", OrganisationKind.HEALTH, Regime.GDPR)


def test_an_organisation_begins_its_chain_with_its_admission(world: World) -> None:
    done = world.mechanism.admit_organisation(world.system, NEW_BODY)

    assert chain_of(world, done.id) == [
        (
            "organisation_admitted",
            {"code": "clinic", "kind": "health", "regime": "gdpr"},
        )
    ]
    assert done.receipts[0].startswith(f"{done.id};1;")
    with nothing_left(world, Malformed) as refusal:
        world.mechanism.admit_organisation(world.system, NEW_BODY)
    assert refusal.value.missing == ("taken",)


def test_the_first_entry_of_all_is_the_mechanisms_own(world: World) -> None:
    first = chain_of(world, world.bodies["office"])[0]

    assert first == ("mechanism_opened", {"pathway": "convention", "version": "2026.1"})


def test_a_person_is_admitted_in_roles_that_go_together(world: World) -> None:
    both = frozenset({Role.FIRST_RESPONDER, Role.CASE_MANAGER})
    done = world.mechanism.admit_actor(
        world.system, NewActor(world.bodies["ngo"], "second", both)
    )

    assert act(world, lambda unit: roles_of(unit.session, done.id)) == both
    assert chain_of(world, world.bodies["ngo"])[-1] == (
        "actor_admitted",
        {
            "kind": "person",
            "roles": ["case_manager", "first_responder"],
            "given_by": "operator_alone",
        },
    )


def test_nobody_holds_two_roles_that_exclude_each_other(embedded_world: World) -> None:
    world = embedded_world
    office = world.bodies["office"]

    for pair in INCOMPATIBLE:
        with refused(world, NotPermitted, office) as refusal:
            world.mechanism.admit_actor(
                world.system, NewActor(world.bodies["ngo"], "both", pair)
            )
        assert set(refusal.value.missing) == {role.value for role in pair}


def test_a_name_is_taken_once_and_a_body_must_be_there(embedded_world: World) -> None:
    world = embedded_world
    roles = frozenset({Role.CASE_MANAGER})

    with nothing_left(world, Malformed):
        world.mechanism.admit_actor(
            world.system, NewActor(world.bodies["ngo"], "officer", roles)
        )
    nowhere = world["officer"].id
    with refused(world, NotFound, world.bodies["office"]):
        world.mechanism.admit_actor(world.system, NewActor(nowhere, "new", roles))
    with refused(world, NotFound, world.bodies["office"]):
        world.mechanism.list_service(world.system, nowhere, "medical", "Clinic")


def test_a_service_is_of_a_kind_the_catalogue_knows(embedded_world: World) -> None:
    world = embedded_world
    ngo = world.bodies["ngo"]

    with nothing_left(world, Malformed):
        world.mechanism.list_service(world.system, ngo, "magic", "Wand")
    done = world.mechanism.list_service(world.system, ngo, "medical", "Nurse", "north")
    assert chain_of(world, ngo)[-1] == ("service_listed", {"service_type": "medical"})
    (listed,) = world.mechanism.services(world["officer"], "medical")
    assert (listed.id, listed.region) == (done.id, "north")


@pytest.mark.parametrize("name", ["outreach", "coordinator", "auditor", "assessor"])
def test_only_an_administrator_admits(embedded_world: World, name: str) -> None:
    world = embedded_world
    who = world[name]
    machine = world["outreach"].id
    asks: list[Callable[[Mechanism], object]] = [
        lambda m: m.admit_organisation(who, NEW_BODY),
        lambda m: m.admit_actor(who, NewActor(who.organisation_id, "x", frozenset())),
        lambda m: m.list_service(who, who.organisation_id, "medical", "Nurse"),
        lambda m: m.issue_key(who, machine, timedelta(days=1)),
    ]

    for ask in asks:
        with refused(world, WrongRole, who.organisation_id) as refusal:
            ask(world.mechanism)
        assert refusal.value.missing == ("administrator",)
