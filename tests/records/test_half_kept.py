"""Keys are committed before the records that use them: what stays when those fail."""

import sqlite3
from uuid import UUID

import pytest
from sqlalchemy import Connection, event

from referral.errors import StoreFull
from referral.records.database import Unit
from referral.records.database_sqlite import SqliteStore
from referral.records.keys import KeyWrap
from tests.records.raw import act, count, keyring, store
from tests.world import CONTENT, World
from workflows.vocabulary import Compartment, Purpose

DRAWER = Compartment.LEGAL
SAID = {DRAWER: {"legal_needs": "Kestrel asked for a lawyer"}}


def orphan_wrap(world: World, case_id: UUID) -> None:
    """A wrap for a drawer that has no key row."""

    def lay(unit: Unit) -> None:
        named = (case_id, "identity", 1, "kek", keyring(world).tenant)
        wrap = unit.keys.get_one(KeyWrap, named).model_dump()
        unit.keys.add(KeyWrap(**{**wrap, "drawer": DRAWER.value}))

    act(world, lay)


def record(world: World, case_id: UUID) -> None:
    """The first content of the drawer."""
    world.mechanism.record_content(world["outreach"], case_id, SAID)


def found(world: World, case_id: UUID) -> object:
    """What its holder finds in the drawer."""
    outreach = world["outreach"]
    return world.mechanism.open_content(outreach, case_id, DRAWER, Purpose.CARE)


def test_a_wrap_that_no_record_uses_locks_no_drawer(world: World) -> None:
    assert DRAWER not in CONTENT
    case = world.case()
    orphan_wrap(world, case.id)
    before = count(world, "key_wrap", keys=True)

    record(world, case.id)

    assert count(world, "key_wrap", keys=True) == before
    assert found(world, case.id) == SAID[DRAWER]


def test_an_act_whose_records_could_not_be_kept_may_be_done_again(
    embedded_world: World,
) -> None:
    """The keys are kept; then there is no room for the records."""
    world = embedded_world
    case, opened = world.case(), store(world)
    assert isinstance(opened, SqliteStore)
    before = count(world, "key_wrap", keys=True)

    def no_room(_: Connection) -> None:
        full = sqlite3.OperationalError("database or disk is full")
        full.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise full

    event.listen(opened._main, "commit", no_room)
    with pytest.raises(StoreFull):
        record(world, case.id)
    event.remove(opened._main, "commit", no_room)
    assert count(world, "key_wrap", keys=True) == before + 1
    record(world, case.id)

    assert count(world, "key_wrap", keys=True) == before + 1
    assert found(world, case.id) == SAID[DRAWER]
