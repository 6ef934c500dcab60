"""Timelines that nothing protects any more."""

import pytest

from tests.records.raw import open_to_changes
from tests.world import World


@pytest.fixture
def open_world(world: World) -> World:
    """A mechanism whose append-only triggers were taken away."""
    open_to_changes(world)
    return world
