"""What has not left is no row of its addressee, whatever a statement forgot."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from referral.rules.undoing import UNDO_FOR
from tests.postgres import MADE, SERVER, as_role, drop_database, fresh_database
from tests.properties.acts_offers import pressed
from tests.records.fenced import as_body, rows
from tests.world import World, a_world

TABLES = ("referral", "referral_case", "case_file", "entry", "disclosure")
A_MOMENT = timedelta(milliseconds=1)


@pytest.fixture
def world(postgres_server: str, tmp_path: Path) -> Iterator[World]:
    """One case with a yes, on PostgreSQL."""
    url = fresh_database(postgres_server, MADE)
    with a_world(as_role(url, SERVER), tmp_path / "kek") as made:
        yield made
    drop_database(postgres_server, url.split("/")[3].split("?")[0])


def reached(world: World, body: str) -> dict[str, int]:
    """How many rows of each table an organisation reaches without any filter."""
    with as_body(world, body) as own:
        return {
            table: rows(own, f"SELECT * FROM {table}")  # noqa: S608 # our names
            for table in TABLES
        }


def test_rows_are_reached_from_the_moment_on_at_which_it_leaves(world: World) -> None:
    case = world.case().id
    world.consent(case)
    before = reached(world, "shelter")
    offer = pressed(world, case)
    world.clock.moment += UNDO_FOR - A_MOMENT
    found = reached(world, "shelter")
    assert found == before
    assert found["referral"] == found["case_file"] == 0
    assert reached(world, "ngo")["referral"] == 1
    world.clock.moment += A_MOMENT
    found = reached(world, "shelter")
    assert found["referral"] == found["case_file"] == 1
    assert world.mechanism.read_offer(world["host"], offer).stage == "offered"


def test_an_offer_that_was_undone_is_no_row_of_theirs_ever(world: World) -> None:
    case = world.case().id
    world.consent(case)
    before = reached(world, "shelter")
    offer = pressed(world, case)
    world.mechanism.answer_offer(world["outreach"], offer, "undo")
    world.clock.moment += 2 * UNDO_FOR
    assert reached(world, "shelter") == before
