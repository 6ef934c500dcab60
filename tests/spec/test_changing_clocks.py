"""A period is made longer by whoever decides it, for a coded reason, and in time."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from api.app import make_app
from referral.actions.case_clocks import ClockChange
from referral.errors import OffThePath, WrongRole
from referral.rules.case_clocks import RunningClock
from referral.rules.results import Result, prove
from tests.api.conftest import Door
from tests.spec.evidence import refused
from tests.world import WOMAN, World, a_world
from workflows.loader import load_shipped
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


OWN = load_shipped("north_macedonia")[1].replace(
    "floor = { n = 30",
    'suspension = { reasons = ["health"], roles = ["immigration_authority"], '
    'ground = { confidence = "model", note = "Invented for this story." } }\n'
    "floor = { n = 30",
    1,
)


@cache
def proven() -> tuple[Result, ...]:
    """A procedure that lets reflection stand still for the person's health."""
    found = prove(OWN)
    assert found.passes
    return (found,)


@pytest.fixture
def pausing(location: str, tmp_path: Path) -> Iterator[World]:
    """A mechanism that works by it."""
    file = tmp_path / "own.toml"
    file.write_text(OWN, encoding="utf-8")
    key = tmp_path / "keys" / "kek"
    with a_world(location, key, file, proven=proven()) as made:
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


@pytest.mark.asvs("V1.4.2")
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


def test_time_that_stood_still_is_added_at_the_end(pausing: World) -> None:
    world = pausing
    case = reflecting(world)
    before = reflection(world, case)
    pause = ClockChange("reflection", "suspend", ClockReason.HEALTH)
    on = ClockChange("reflection", "resume")
    with refused(world, OffThePath, case):
        world.mechanism.change_clock(world["migration"], case, on)
    world.mechanism.change_clock(world["migration"], case, pause)
    world.clock.advance(days=80)
    assert reflection(world, case).state == "stands_still"
    with refused(world, OffThePath, case):
        world.mechanism.change_clock(world["migration"], case, pause)
    with refused(world, WrongRole, case):
        world.mechanism.change_clock(world["outreach"], case, on)
    world.mechanism.change_clock(world["migration"], case, on)
    after = reflection(world, case)
    assert after.state == "running"
    assert before.due_at is not None
    assert after.due_at is not None
    assert (after.due_at - before.due_at).days == 80


def test_a_clock_is_extended_over_http(world: World) -> None:
    case = reflecting(world)
    app = make_app(world.mechanism)
    with TestClient(app, base_url="https://desk.test") as client:
        door = Door(world, client)
        body = {
            "change": "extend",
            "reason": "child_best_interests",
            "n": 1,
            "unit": "calendar_month",
        }
        path = f"/v1/cases/{case}/clocks/reflection"
        version = door.version("migration", case)
        before = reflection(world, case).due_at
        done = door.ask("migration", "POST", path, json=body, version=version)
        assert done.status_code == 200, done.text
        shown = door.ask("migration", "GET", f"/v1/cases/{case}/clocks").json()
        due = {each["name"]: each["due_at"] for each in shown["items"]}["reflection"]
    assert before is not None
    assert datetime.fromisoformat(due) > before
