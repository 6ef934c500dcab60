"""Rows that are inserted and never changed: whoever tries, whatever the statement."""

from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from referral.errors import StoreUnavailable
from referral.records.fences import RECORDS
from referral.records.stays import HISTORY, NEVER_EDITED, STAYS
from tests.records.raw import lying_open, run, store
from tests.world import World

FULL = ("pathway_text", "referral_case", "statement")
"""Tables of which every mechanism with an offer has rows."""
REFUSED = "stays as it was written"


def every_row(world: World, table: str) -> list[Any]:
    """What a table holds, in some order that stays."""
    return sorted(run(world, f"SELECT * FROM {table}"), key=repr)  # noqa: S608 - ours


def test_what_the_fence_lets_nobody_change_is_what_triggers_keep() -> None:
    kept = {
        t for t, fence in RECORDS.items() if not fence.changes and not fence.removes
    }
    assert {*HISTORY, *STAYS} == kept
    assert kept >= set(FULL)
    assert not RECORDS["sealed_value"].changes
    assert NEVER_EDITED == ("sealed_value",)


def changes(table: str) -> list[str]:
    """What would change or remove the rows of a table."""
    column = {"pathway_text": "name"}.get(table, "id")
    edits = [f"UPDATE {table} SET {column} = {column}"]  # noqa: S608 - ours
    return [*edits, f"DELETE FROM {table}"]  # noqa: S608 - ours


@pytest.mark.asvs("V16.4.2")
@pytest.mark.parametrize("table", FULL)
def test_nobody_who_has_the_database_changes_them(world: World, table: str) -> None:
    world.offered()
    statements = changes(table)
    if world.mechanism.store_name == "postgresql":
        statements.append(f"TRUNCATE {table} CASCADE")
    before = every_row(world, table)
    assert before

    for statement in statements:
        with pytest.raises(DBAPIError, match=REFUSED):
            run(world, statement)
    assert every_row(world, table) == before

    with lying_open(world):
        run(world, statements[0])


def test_a_sealed_value_is_removed_and_never_edited(world: World) -> None:
    world.offered()
    with pytest.raises(DBAPIError, match=REFUSED):
        run(world, "UPDATE sealed_value SET owner_id = record_id")

    run(world, "DELETE FROM sealed_value WHERE drawer = 'identity'")
    assert {row[1] for row in every_row(world, "sealed_value")} >= {"contact"}


@pytest.mark.parametrize("table", [*FULL, "sealed_value"])
def test_a_second_row_does_not_take_the_place_of_the_first(
    embedded_world: World, table: str
) -> None:
    """The authorizer sees an insert alone, which the server may do."""
    world = embedded_world
    world.offered()
    before = every_row(world, table)
    replaces = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"  # noqa: S608 - ours

    with pytest.raises((StoreUnavailable, DBAPIError)) as refused:
        store(world).act(
            lambda unit: unit.session.connection().exec_driver_sql(replaces).rowcount
        )
    assert REFUSED in str(refused.value.__cause__ or refused.value)
    assert every_row(world, table) == before

    with lying_open(world):
        done = store(world).act(
            lambda unit: unit.session.connection().exec_driver_sql(replaces).rowcount
        )
    assert done == len(before) > 0
