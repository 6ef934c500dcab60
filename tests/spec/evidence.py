"""What an act left behind in the store: rows, entries, and who may say so."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

import pytest
from sqlalchemy import Table, select
from sqlmodel import SQLModel

from referral.errors import Erased, Refusal
from referral.records.cases import Case
from referral.records.chains import payload_of
from referral.records.database import Unit
from referral.records.keys import KeyRow
from referral.records.organisations import Organisation
from referral.records.timeline import Entry, chain_entries
from tests.records.raw import keyring, store
from tests.world import World

E = TypeVar("E", bound=Exception)
Rows = Mapping[str, list[dict[str, Any]]]

OF_ITS_ENTRY = {"organisation": {"seq", "head"}, "case_file": {"seq", "head"}}
"""Columns that change with every entry of a chain."""
SEALING = (
    *("entry", "data_key", "key_wrap"),
    *("log_leaf", "log_node", "log_waiting", "checkpoint"),
)
"""Tables that an entry of a chain writes into."""
COUNTED = ("address_met",)
"""Tables that a refusal may write into."""


def everything(world: World) -> Rows:
    """Every row of every table, in a fixed order."""

    def read(unit: Unit) -> Rows:
        sources = ((SQLModel, unit.session), (KeyRow, unit.keys))
        return {
            name: _rows(table, session.connection().execute(select(table)).mappings())
            for base, session in sources
            for name, table in base.metadata.tables.items()
        }

    return store(world).act(read, anyway=True)


def _rows(table: Table, found: Any) -> list[dict[str, Any]]:  # a result
    keys = [column.name for column in table.primary_key.columns]
    return sorted(map(dict, found), key=lambda row: repr([row[key] for key in keys]))


def besides_the_entry(rows: Rows) -> Rows:
    """The same without what every single entry changes."""
    return {
        table: [
            {k: v for k, v in row.items() if k not in OF_ITS_ENTRY.get(table, ())}
            for row in found
        ]
        for table, found in rows.items()
        if table not in (*SEALING, *COUNTED)
    }


def chain_of(world: World, chain_id: UUID) -> list[tuple[str, dict[str, Any]]]:
    """The entries of any chain: type and fields."""

    def read(unit: Unit) -> list[tuple[str, dict[str, Any]]]:
        return [
            (row.type.value, _said(world, unit, row))
            for row in chain_entries(unit.session, chain_id)
        ]

    return store(world).act(read, anyway=True)


def _said(world: World, unit: Unit, row: Entry) -> dict[str, Any]:
    """The fields of an entry; none if they were erased."""
    try:
        return payload_of(unit, keyring(world), row)
    except Erased:
        return {}


def last_entry(world: World, chain_id: UUID) -> Entry:
    """The newest entry of a chain."""
    return store(world).act(lambda unit: chain_entries(unit.session, chain_id)[-1])


def case_row(world: World, case_id: UUID) -> Case:
    """A case as it stands in the table."""
    return store(world).act(lambda unit: unit.session.get_one(Case, case_id))


def body_row(world: World, name: str) -> Organisation:
    """An organisation as it stands in the table."""
    body_id = world.bodies[name]
    return store(world).act(lambda unit: unit.session.get_one(Organisation, body_id))


@contextmanager
def refused(
    world: World, kind: type[Refusal], chain_id: UUID
) -> Iterator[pytest.ExceptionInfo[Refusal]]:
    """What happens inside is refused: one entry on that chain, and nothing else."""
    before = everything(world)
    with pytest.raises(kind) as refusal:
        yield refusal
    assert type(refusal.value) is kind
    after = everything(world)
    assert besides_the_entry(after) == besides_the_entry(before)
    new = [row for row in after["entry"] if row not in before["entry"]]
    assert len(after["entry"]) == len(before["entry"]) + 1
    assert [(row["chain_id"], row["type"]) for row in new] == [(chain_id, "refused")]
    said = chain_of(world, chain_id)[-1][1]
    assert said["code"] == kind.code
    assert said["missing"] == list(refusal.value.missing)


@contextmanager
def nothing_left(world: World, kind: type[E]) -> Iterator[pytest.ExceptionInfo[E]]:
    """What happens inside fails and leaves no trace at all."""
    before = everything(world)
    with pytest.raises(kind) as failure:
        yield failure
    assert everything(world) == before


def entries_by(world: World, what: Callable[[], object]) -> int:
    """How many entries an act writes."""
    before = len(everything(world)["entry"])
    what()
    return len(everything(world)["entry"]) - before
