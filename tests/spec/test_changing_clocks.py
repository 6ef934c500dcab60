"""A period is made longer by whoever decides it, for a coded reason, and in time."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from referral.actions.case_clocks import ClockChange
from referral.errors import OffThePath, WrongRole
from referral.rules.case_clocks import RunningClock
from tests.spec.evidence import refused
from tests.world import WOMAN, World, a_world
from workflows.vocabulary import (
    AgeClass,
    ClockReason,
    ClockUnit,
    ConsentPurpose,
    Known,
)

FOREIGNER = replace(WOMAN, age_class=AgeClass.ADULT, foreign_national=Known.YES)
CHILD, MONTH = ClockReason.CHILD_BEST_INTERESTS, ClockUnit.CALENDAR_MONTH
LONGER = ClockChange("reflection", "extend", CHILD, 1, MONTH)


@pytest.fixture
def world(location: str, tmp_path: Path) -> Iterator[World]:
    """A mechanism whose reflection may be extended for as long as is decided."""
    with a_world(location, tmp_path / "keys" / "kek", "north_macedonia") as made:
        yield made


def reflecting(world: World) -> UUID:
    case = world.case(facts=FOREIGNER).id
    named = world.bodies["migration"]
    purpose = ConsentPurpose.IDENTIFICATION
    world.consent(case, purpose=purpose, recipient_id=named)
    world.step(case, "notify_authority", recipient_id=named)
    world.step(case, "start_reflection", by="migration")
    return case


def reflection(world: World, case: UUID) -> RunningClock:
    found = world.mechanism.clocks(world["coordinator"], case)
    return next(each for each in found if each.name == "reflection")


def test_a_month_more_is_a_month_more(world: World) -> None:
    case = reflecting(world)
    before = reflection(world, case)
    with refused(world, WrongRole, case) as another:
        world.mechanism.change_clock(world["outreach"], case, LONGER)
    assert another.value.missing == ("immigration_authority",)
    world.mechanism.change_clock(world["migration"], case, LONGER)
    after = reflection(world, case)
    assert before.due_at is not None
    assert after.due_at is not None
    assert 28 <= (after.due_at - before.due_at).days <= 31
    assert "clock_changed" in world.entries(case)


def test_what_nobody_can_count_to_is_refused_and_harms_nothing(world: World) -> None:
    case = reflecting(world)
    before = reflection(world, case)
    with refused(world, OffThePath, case):
        world.mechanism.change_clock(
            world["migration"], case, replace(LONGER, n=10_000)
        )
    assert reflection(world, case) == before


def test_a_clock_that_has_run_out_is_not_changed_any_more(world: World) -> None:
    case = reflecting(world)
    world.clock.advance(days=63)
    assert reflection(world, case).state == "passed"
    with refused(world, OffThePath, case):
        world.mechanism.change_clock(world["migration"], case, LONGER)


def test_a_clock_that_does_not_run_or_may_not_be_changed_is_refused(
    world: World,
) -> None:
    case = reflecting(world)
    for clock, change in (("nothing", "extend"), ("reflection", "suspend")):
        wanted = replace(LONGER, clock=clock, change=change)
        with refused(world, OffThePath, case):
            world.mechanism.change_clock(world["migration"], case, wanted)
