"""Somebody who breaks a glass, and whoever looks at it afterwards."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from referral.actions.break_glass import NewGlass
from referral.actions.work import Done, OnDuty
from tests.world import World
from workflows.vocabulary import (
    Compartment,
    GlassOutcome,
    GlassReason,
    Purpose,
)

TEXT = "She is here, unconscious, and nobody answers the telephone."
HEALTH = frozenset({Compartment.HEALTH})


def fresh(world: World, who: str = "stranger", ago: int = 1) -> OnDuty:
    """Somebody who showed some minutes ago once more who they are."""
    at = world.clock() - timedelta(minutes=ago)
    return replace(world[who], stepped_up_at=at)


def glass(case: Done, **changes: Any) -> NewGlass:
    """What somebody would open of a case, and why."""
    words: dict[str, Any] = {
        "code": str(case.details["code"]),
        "reason": GlassReason.MEDICAL_EMERGENCY,
        "text": TEXT,
        "drawers": HEALTH,
        **changes,
    }
    return NewGlass(**words)


def broken(world: World, case: Done, who: str = "stranger", **changes: Any) -> UUID:
    """A glass that was broken."""
    new = glass(case, **changes)
    return world.mechanism.break_glass(fresh(world, who), new).id


def opened(
    world: World,
    case: Done,
    who: str = "stranger",
    drawer: Compartment = Compartment.HEALTH,
) -> dict[str, Any]:
    """What a drawer of the case holds, as somebody opens it."""
    return world.mechanism.open_content(
        world[who], case.id, drawer, Purpose.RISK_TO_LIFE
    )


def reviewed(
    world: World,
    found: UUID,
    by: str = "coordinator",
    outcome: GlassOutcome = GlassOutcome.UPHELD,
) -> Done:
    """Somebody else looks at it."""
    return world.mechanism.review_glass(world[by], found, outcome)
