"""Whatever keeps the next service from being asked, somebody has a task by it."""

from collections.abc import Callable
from uuid import UUID

import pytest

from referral.actions.conflicts import NewConflict
from referral.actions.suspending import NewSuspension
from tests.delivery.test_offer_clock import inbox
from tests.delivery.test_offer_lists import listed
from tests.delivery.waiting import until
from tests.world import World
from workflows.vocabulary import (
    AllowRule,
    ConflictReason,
    SuspensionExtent,
    SuspensionReason,
)

Hindrance = Callable[[World, UUID], object]
SAFETY = SuspensionReason.SAFETY


def suspended(world: World, _: UUID) -> None:
    where = world.services["haven"]
    new = NewSuspension(SAFETY, SuspensionExtent.ADMISSIONS, service_id=where)
    world.mechanism.suspend(world["coordinator"], new)


def closed(world: World, _: UUID) -> None:
    world.mechanism.close_service(world["coordinator"], world.services["haven"], SAFETY)


def not_allowed(world: World, _: UUID) -> None:
    world.mechanism.set_allow_rule(world["coordinator"], AllowRule.BOTH_LISTED)


def in_conflict(world: World, case: UUID) -> None:
    new = NewConflict(world.bodies["haven"], ConflictReason.RELATED, None)
    world.mechanism.state_conflict(world["coordinator"], case, new)


def cooling(world: World, case: UUID) -> None:
    other = world.offer(case, to="haven")
    world.mechanism.answer_offer(world["warden"], other.id, "decline", reason="full")


@pytest.mark.parametrize(
    ("hinder", "missing"),
    [
        (suspended, "service_not_suspended"),
        (closed, None),
        (not_allowed, "agreed_by_us"),
        (in_conflict, None),
        (cooling, "another_service"),
    ],
)
def test_who_cannot_be_asked_next_becomes_a_task(
    embedded_world: World, hinder: Hindrance, missing: str | None
) -> None:
    world = embedded_world
    case, first = listed(world, then=(world.services["haven"],))
    hinder(world, case)
    made = world.entries(case).count("offer_made")
    reason = "not_eligible"
    world.mechanism.answer_offer(world["host"], first, "decline", reason=reason)
    world.mechanism.fire_due()
    world.mechanism.fire_due()

    assert world.entries(case).count("offer_made") == made
    standing = world.mechanism.exceptions(world["coordinator"])
    assert [line.kind for line in standing].count("next_not_offered") == 1
    found = world.mechanism.timeline(world["coordinator"], case)
    (entry,) = [each for each in found if each.type == "next_not_offered"]
    told = (entry.fields or {})["missing"]
    assert missing is None or missing in told
    world.mechanism.start_worker()
    try:
        until(lambda: "next_not_offered" in inbox(world, "outreach"))
    finally:
        world.mechanism.stop_worker()
