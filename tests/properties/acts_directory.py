"""Acts of whoever administers who takes part."""

from collections.abc import Callable
from typing import Any

from referral.actions.administer import NewActor, NewOrganisation
from referral.actions.departures import Leaving
from referral.actions.directory import BodyChange
from referral.actions.work import Done
from referral.mechanism import Mechanism
from tests.properties.acts_services import SERVICES
from tests.world import World
from workflows.vocabulary import OrganisationKind, Regime, Role


def newcomer(world: World, name: str = "newcomer", body: str = "ngo") -> Done:
    """Somebody who works on cases beside others."""
    new = NewActor(world.bodies[body], name, frozenset({Role.CASE_MANAGER}))
    return world.admit(new)


def clinic(world: World) -> Done:
    """An organisation that is responsible for nobody."""
    new = NewOrganisation("doctors", "Doctors", OrganisationKind.HEALTH, Regime.GDPR)
    return world.mechanism.admit_organisation(world.system, new)


def left(mechanism: Mechanism, world: World, name: str = "leaver") -> Done:
    """Somebody who leaves, as they were just looked at."""
    whom = newcomer(world, name).id
    seen = mechanism.preview_departure(world.system, whom).seen
    return mechanism.end_actor(world.system, whom, Leaving(seen))


def closed(mechanism: Mechanism, world: World) -> Done:
    """An organisation that takes part no more."""
    body = clinic(world).id
    seen = mechanism.preview_closing(world.system, body).seen
    return mechanism.end_organisation(world.system, body, seen)


DIRECTORY: dict[str, Callable[[Mechanism, Any], object]] = {
    **SERVICES,
    "directory": lambda m, s: m.directory(s.world.system),
    "change_organisation": lambda m, s: m.change_organisation(
        s.world.system, s.world.bodies["haven"], BodyChange("Haven of rest", "south")
    ),
    "rename_actor": lambda m, s: m.rename_actor(
        s.world.system, s.world["stranger"].id, "foreigner"
    ),
    "take_role": lambda m, s: m.take_role(
        s.world.system, s.world["stranger"].id, Role.CASE_MANAGER
    ),
    "preview_departure": lambda m, s: m.preview_departure(
        s.world.system, s.world["stranger"].id
    ),
    "end_actor": lambda m, s: left(m, s.world),
    "preview_closing": lambda m, s: m.preview_closing(
        s.world.system, s.world.bodies["bystanders"]
    ),
    "end_organisation": lambda m, s: closed(m, s.world),
}
