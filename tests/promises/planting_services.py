"""Something in every table of services; coded words, counts and moments."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from referral.actions.suspending import NewSuspension
from tests.spec.places import SHELTER, WOMEN
from tests.world import World
from workflows.vocabulary import SuspensionExtent, SuspensionReason

FOREIGN = (
    "SELECT * FROM place_hold",
    "UPDATE place_hold SET places = 0",
    "UPDATE service_terms SET words = '{}'",
    "UPDATE suspension SET lifted_at = 1",
)
"""What a bystander must not see or change of it."""


def of_services(world: World) -> Mapping[str, Sequence[UUID]]:
    """Terms, places, a hold, an agreement, and who takes nobody; by what they are."""
    mechanism, shelter = world.mechanism, world.services["shelter"]
    mechanism.state_terms(world.system, shelter, WOMEN)
    mechanism.tell_capacity(world["host"], shelter, SHELTER, 6, 5)
    held = mechanism.hold_places(world["outreach"], shelter, SHELTER)
    mechanism.state_allowed(world["outreach"], world.bodies["shelter"], agrees=True)
    new = NewSuspension(
        SuspensionReason.NO_STAFF,
        SuspensionExtent.EVERYBODY,
        organisation_id=world.bodies["bystanders"],
    )
    suspended = mechanism.suspend(world["coordinator"], new)
    return {"place_hold_id": [held.id], "suspension_id": [suspended.id]}
