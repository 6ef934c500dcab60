"""Sweeping wraps that nothing uses while others write (PostgreSQL)."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event

from referral.records.database import Unit
from referral.records.orphans import sweep_orphans
from tests.again import Worlds
from tests.records.raw import store
from tests.world import CONTENT, World
from workflows.vocabulary import Compartment, Purpose

AHEAD = timedelta(hours=1)
"""By how much the clock of the machine that sweeps is ahead."""


@pytest.fixture
def world(postgres_server: str, worlds: Worlds, tmp_path: Path) -> Iterator[World]:
    """An invented mechanism on PostgreSQL, where several machines write."""
    with worlds.on_postgres(postgres_server, tmp_path) as made:
        yield made


@pytest.mark.parametrize("looks", [1, 2])
def test_what_is_written_between_two_looks_keeps_its_keys(
    world: World, looks: int
) -> None:
    """A case is opened on another machine after the first look, or the second."""
    opened: list[UUID] = []

    def sweep(unit: Unit) -> int:
        connection, seen = unit.session.connection(), []

        @event.listens_for(connection, "after_cursor_execute")
        def _between(_: Any, __: Any, statement: str, *___: Any) -> None:
            if statement.startswith("SELECT"):
                seen.append(statement)
                if len(seen) == looks:
                    opened.append(world.case().id)

        return sweep_orphans(unit, unit.now + AHEAD)

    assert store(world).act(sweep) == 0
    (case,) = opened
    held = world.mechanism.open_content(
        world["outreach"], case, Compartment.IDENTITY, Purpose.CARE
    )
    assert held == CONTENT[Compartment.IDENTITY]
