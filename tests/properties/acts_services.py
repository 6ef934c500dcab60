"""Acts about services: terms, places, agreements, suspension, ranking."""

from collections.abc import Callable
from typing import Any

from referral.actions.suspending import NewSuspension
from referral.mechanism import Mechanism
from referral.rules.matching import Wanted
from tests.spec.places import SHELTER, WOMEN
from workflows.vocabulary import (
    AllowRule,
    PlaceKind,
    SuspensionExtent,
    SuspensionReason,
)


def held(mechanism: Mechanism, stage: Any) -> Any:  # a stage of any
    """Places that are kept free, where somebody told that they are."""
    world, kind = stage.world, PlaceKind.FAMILY
    shelter = world.services["shelter"]
    mechanism.tell_capacity(world["host"], shelter, kind, 4, 4)
    return mechanism.hold_places(world["outreach"], shelter, kind)


def _suspension(stage: Any, body: str) -> NewSuspension:  # the same
    """One of an organisation without services: nothing ends by it."""
    reason, extent = SuspensionReason.NO_STAFF, SuspensionExtent.ADMISSIONS
    whose = stage.world.bodies[body]
    return NewSuspension(reason, extent, organisation_id=whose)


def lifted(mechanism: Mechanism, stage: Any) -> Any:  # the same
    """A suspension that ends again."""
    office = stage.world["coordinator"]
    begun = mechanism.suspend(office, _suspension(stage, "court"))
    return mechanism.lift_suspension(office, begun.id)


def closed(mechanism: Mechanism, stage: Any) -> Any:  # the same
    """A service that nobody was sent to."""
    world = stage.world
    body = world.bodies["bystanders"]
    new = mechanism.list_service(world.system, body, "medical", "Surgery")
    reason = SuspensionReason.PREMISES
    return mechanism.close_service(world["coordinator"], new.id, reason)


def ruled(mechanism: Mechanism, stage: Any) -> Any:  # the same
    """A rule that is set, and set back: others are asked afterwards."""
    office = stage.world["coordinator"]
    mechanism.set_allow_rule(office, AllowRule.BOTH_LISTED)
    return mechanism.set_allow_rule(office, AllowRule.EVERYBODY)


SERVICES: dict[str, Callable[[Mechanism, Any], object]] = {
    "service_directory": lambda m, s: m.service_directory(s.world["outreach"]),
    "state_terms": lambda m, s: m.state_terms(
        s.world.system, s.world.services["shelter"], WOMEN
    ),
    "own_services": lambda m, s: m.own_services(s.world["host"]),
    "tell_capacity": lambda m, s: m.tell_capacity(
        s.world["host"], s.world.services["shelter"], SHELTER, 6, 2
    ),
    "hold_places": held,
    "release_hold": lambda m, s: m.release_hold(s.world["outreach"], held(m, s).id),
    "needing_place": lambda m, s: m.needing_place(s.world["outreach"]),
    "match_services": lambda m, s: m.match_services(s.world["outreach"], s.case),
    "ask_places": lambda m, s: m.ask_places(s.world["outreach"], Wanted()),
    "allowed": lambda m, s: m.allowed(s.world["outreach"]),
    "state_allowed": lambda m, s: m.state_allowed(
        s.world["outreach"], s.world.bodies["haven"], agrees=True
    ),
    "suspensions": lambda m, s: m.suspensions(s.world["coordinator"]),
    "suspend": lambda m, s: m.suspend(
        s.world["coordinator"], _suspension(s, "migration")
    ),
    "lift_suspension": lifted,
    "close_service": closed,
    "set_allow_rule": ruled,
}
