"""A filter of a list, kept under a name that says too much."""

from typing import TYPE_CHECKING
from uuid import UUID

from referral.rules.filters import Filtered
from tests.promises.tokens import token

if TYPE_CHECKING:
    from tests.pages.conftest import Desk

FOREIGN = ("SELECT * FROM kept_filter", "DELETE FROM kept_filter")
"""Statements that show a bystander nothing."""


def of_filters(desk: "Desk") -> dict[str, list[UUID]]:
    """A filter named after somebody, by one whose doors nobody knocks at."""
    name = token("filter name")
    done = desk.fill("warden", "/desk/cases?days=7", "/desk/filters", name=name)
    assert done.status_code == 303, done.text  # done
    world = desk.world
    kept = world.mechanism.kept_filters(world["warden"], Filtered.CASES)
    return {"filter_id": [each.id for each in kept]}
