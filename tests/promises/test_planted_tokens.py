"""Forty tokens planted in every sealed field are found in no byte that is written."""

import logging
from pathlib import Path
from typing import Any

import psycopg
import pytest

from referral.actions.identify import Identification
from referral.rules.facts import PersonFacts
from tests.postgres import libpq
from tests.world import World, a_world
from workflows.catalogues import SEALED_FIELDS
from workflows.vocabulary import AgeClass, Compartment, Known, Purpose

FIELDS = [(drawer, name) for drawer, names in SEALED_FIELDS.items() for name in names]
TWICE = 2


def planted(person: int) -> dict[Compartment, dict[str, str]]:
    """Every sealed field of one person, each with a token of its own."""
    content: dict[Compartment, dict[str, str]] = {}
    for number, (drawer, name) in enumerate(FIELDS):
        content.setdefault(drawer, {})[name] = f"Qz{person}x{number:02}ToKeN"
    return content


def tokens() -> list[str]:
    found = [
        token
        for person in range(TWICE + 1)
        for fields in planted(person).values()
        for token in fields.values()
    ]
    assert len(found) >= 40
    return found


def walked(world: World) -> None:
    """Two people, one corrected, one all the way to an opened package."""
    facts = PersonFacts(AgeClass.ADULT, language="sqi", interpreter_needed=Known.YES)
    mechanism, worker = world.mechanism, world["outreach"]
    cases = [
        mechanism.open_case(worker, Identification(facts, planted(person)))
        for person in range(TWICE)
    ]
    for case in cases:
        world.consent(case.id)
        offer = world.offer(case.id)
        mechanism.answer_offer(world["host"], offer.id, "accept")
        mechanism.open_package(world["host"], offer.id, Purpose.CARE)
    first = cases[0].id
    mechanism.record_content(worker, first, planted(TWICE))
    for drawer in SEALED_FIELDS:
        mechanism.open_content(worker, first, drawer, Purpose.CARE)
    mechanism.timeline(world["coordinator"], first)


def found_in(raw: bytes) -> list[str]:
    """The tokens that stand in some bytes, in UTF-8 or UTF-16."""
    return [
        token
        for token in tokens()
        if token.encode() in raw or token.encode("utf-16-le") in raw
    ]


def written_under(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_the_files_of_the_embedded_store_hold_none(tmp_path: Path) -> None:
    data, key = tmp_path / "data", tmp_path / "keys" / "kek"
    with a_world(str(data), key) as world:
        walked(world)
        assert found_in(written_under(data)) == []
    assert {path.name for path in data.iterdir()} >= {"records.db", "keys.db"}
    assert len(written_under(data)) > 100_000
    assert found_in(written_under(tmp_path)) == []


def test_the_search_would_find_one(tmp_path: Path) -> None:
    (tmp_path / "leak").write_bytes(b"..." + tokens()[7].encode() + b"...")
    assert found_in(written_under(tmp_path)) == [tokens()[7]]


def every_row(url: str) -> str:
    """All rows of all tables as text, bytes in hexadecimal and as they are."""
    with psycopg.connect(libpq(url)) as connection:
        tables: list[tuple[str, str]] = connection.execute(
            "SELECT table_schema, table_name FROM information_schema.tables "
            "WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        assert ("public", "sealed_value") in tables
        rows: list[Any] = []
        for schema, table in tables:
            name = psycopg.sql.Identifier(schema, table)
            query = psycopg.sql.SQL("SELECT * FROM {}").format(name)
            rows += connection.execute(query).fetchall()
    return repr(rows)


def test_the_rows_of_the_other_store_hold_none(
    postgres_url: str, tmp_path: Path
) -> None:
    with a_world(postgres_url, tmp_path / "kek") as world:
        walked(world)
        assert found_in(every_row(postgres_url).encode()) == []


def test_what_is_logged_holds_none(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with a_world(str(tmp_path / "data"), tmp_path / "kek") as world:
        walked(world)
    assert found_in(caplog.text.encode()) == []
