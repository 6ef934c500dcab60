"""A country changes its number: open cases keep the old one until upgraded."""

from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from referral.actions.upgrade import UpgradeRequest
from referral.errors import WrongRole
from referral.rules.results import Result, prove
from tests.spec.evidence import refused
from tests.spec.test_versions import in_reflection, published, reflection
from tests.world import World, a_world
from workflows.loader import load_shipped

OLD, NEW = load_shipped("kosovo-2023.1")[1], load_shipped("kosovo")[1]


@cache
def proven() -> tuple[Result, ...]:
    """The superseded file still keeps every promise."""
    found = prove(OLD)
    assert found.passes
    return (found,)


@pytest.fixture
def thirty_days(tmp_path: Path) -> Iterator[World]:
    """A mechanism that works by the older procedure."""
    where = tmp_path / "data"
    with a_world(
        str(where), tmp_path / "kek", "kosovo-2023.1", proven=proven()
    ) as made:
        yield made


def test_kosovo_an_open_case_keeps_thirty_days_until_somebody_upgrades_it(
    thirty_days: World,
) -> None:
    world = thirty_days
    case = in_reflection(world)
    thirty = reflection(world, case)
    published(world, NEW)
    assert world.mechanism.pathway.version == "2026.1"
    assert reflection(world, case) == thirty
    with refused(world, WrongRole, case):
        world.mechanism.upgrade_case(world["outreach"], case, UpgradeRequest("new"))

    world.mechanism.upgrade_case(world["coordinator"], case, UpgradeRequest("new"))
    assert thirty is not None
    ninety = reflection(world, case)
    assert ninety is not None
    assert abs(ninety - thirty - timedelta(days=60)) <= timedelta(hours=1)
    assert world.entries(case).count("case_upgraded") == 1
    new = in_reflection(world)
    assert reflection(world, new) == ninety
