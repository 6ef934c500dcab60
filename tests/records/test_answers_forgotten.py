"""Digests of requests from before answers were sealed: gone with the update."""

from pathlib import Path

import psycopg
from alembic import command
from sqlalchemy import Engine, create_engine, text

from referral.clock import system_clock
from referral.records.opening import open_store
from referral.records.schema import _config, migrate, upgrade
from referral.vault.providers.file import FileKek
from tests.postgres import OWNER, SERVER, SUPERUSER, as_role, libpq
from tests.records.raw import engines

BEFORE = "0009"
MARK = b"digest-of-a-request-that-is-told"
ANSWER = text(
    "INSERT INTO stored_answer (actor_id, request_tag, fingerprint, record_id,"
    " owner_id, box, stored_at) VALUES (:id, :mark, :mark, :id, :id, :mark, 1)"
)


def as_before(location: str, key_file: Path) -> Engine:
    """Tables of before the update with one answer in them, as whoever has them all."""
    open_store(
        location, FileKek.create(key_file), system_clock, make=True
    ).store.close()
    engine, part = engines(location, key_file)[0]
    uuid = "00000000-0000-0000-0000-000000000001"
    mine = uuid if part == "both" else bytes(16)
    with engine.begin() as connection:
        command.downgrade(_config(connection, part), BEFORE)
        connection.execute(ANSWER, {"id": mine, "mark": MARK})
    return engine


def brought_up_to_date(location: str) -> None:
    """What `referral admin migrate` does."""
    owner = create_engine(as_role(location, OWNER))
    migrate(owner, SERVER)
    owner.dispose()


def test_an_update_keeps_no_answer_that_a_digest_stood_beside(
    location: str, tmp_path: Path
) -> None:
    engine = as_before(location, tmp_path / "kek")
    answers = text("SELECT count(*) FROM stored_answer")
    with engine.begin() as connection:
        assert connection.execute(answers).scalar_one() == 1

    if location.startswith("postgresql"):
        brought_up_to_date(location)
    else:
        upgrade(engine, "records")
    with engine.begin() as connection:
        assert connection.execute(answers).scalar_one() == 0
    engine.dispose()


def test_what_operators_are_told_to_run_takes_it_out_of_the_file_too(
    postgres_url: str, tmp_path: Path
) -> None:
    as_before(postgres_url, tmp_path / "kek").dispose()
    brought_up_to_date(postgres_url)

    superuser = libpq(as_role(postgres_url, SUPERUSER))
    with psycopg.connect(superuser, autocommit=True) as connection:
        assert MARK in in_file(connection), "the control: deleting leaves the bytes"
        connection.execute("VACUUM FULL stored_answer")
        assert MARK not in in_file(connection)


def in_file(connection: psycopg.Connection) -> bytes:
    """The table's file as it lies on the disk."""
    connection.execute("CHECKPOINT")
    path = "pg_relation_filepath('stored_answer')"
    row = connection.execute(f"SELECT pg_read_binary_file({path})").fetchone()
    assert row is not None
    return bytes(row[0])
