"""Acts that serve a person's rights, and those on the register of breaches."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from referral.actions.breaches import BreachContent
from referral.actions.restriction import NewRestriction
from referral.actions.work import Done
from referral.mechanism import Mechanism
from tests.world import World
from workflows.vocabulary import (
    BreachNature,
    Compartment,
    IdentityProof,
    RestrictionEnd,
    RestrictionReason,
)

LOST = BreachContent((BreachNature.CONFIDENTIALITY,), "A folder was left behind.")


def restricted(world: World, case: UUID, drawer: Compartment | None = None) -> Done:
    """A drawer of a case, or all of it, that is only kept."""
    new = NewRestriction(RestrictionReason.ACCURACY_CONTESTED, drawer)
    return world.mechanism.restrict_use(world["outreach"], case, new)


def breached(world: World) -> Done:
    """A breach that somebody is aware of since now."""
    return world.mechanism.open_breach(world["coordinator"], world.clock(), LOST)


DATA_RIGHTS: dict[str, Callable[[Mechanism, Any], object]] = {
    "restriction_notices": lambda m, s: m.restriction_notices(s.world["host"]),
    "sheet": lambda m, s: m.sheet(s.world["outreach"]),
    "sheet of a case": lambda m, s: m.sheet(s.world["outreach"], s.case),
    "person_data": lambda m, s: m.person_data(
        s.world["outreach"], s.case, IdentityProof.KNOWN_IN_PERSON
    ),
    "restrictions": lambda m, s: m.restrictions(s.world["outreach"], s.case),
    "restrict_use": lambda _, s: restricted(s.world, s.case, Compartment.FAMILY),
    "lift_restriction": lambda m, s: m.lift_restriction(
        s.world["outreach"], s.case, s.restriction, RestrictionEnd.PERSON_ASKED
    ),
    "processing_record": lambda m, s: m.processing_record(s.world["coordinator"]),
    "open_breach": lambda m, s: m.open_breach(
        s.world["coordinator"], s.world.clock(), LOST
    ),
    "breaches": lambda m, s: m.breaches(s.world["coordinator"]),
    "breach": lambda m, s: m.breach(s.world["coordinator"], s.breach),
    "add_to_breach": lambda m, s: m.add_to_breach(
        s.world["coordinator"], s.breach, LOST
    ),
    "tell_authority": lambda m, s: m.tell_authority(s.world["coordinator"], s.breach),
    "tell_people": lambda m, s: m.tell_people(s.world["coordinator"], s.breach),
    "close_breach": lambda m, s: m.close_breach(s.world["coordinator"], s.breach),
}
