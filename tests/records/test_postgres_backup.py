"""PostgreSQL: dumped past every policy, sealed, and put into an empty database."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import IO

import pytest
from sqlalchemy import create_engine, text

from referral.errors import BackupFailed, BackupUnusable
from referral.mechanism import Mechanism
from referral.mechanism.acts import no_progress
from referral.records.database import Copies
from referral.records.database_postgres_copy import _named, dump, undump
from tests.backed_up import Shelf, onto_server
from tests.delivery.waiting import until
from tests.faults.processes import command, process
from tests.postgres import OWNER, READER, SERVER, as_role, libpq, programs
from tests.records.bare import HOLDS_UP
from tests.world import CONTENT, World, a_world
from workflows.vocabulary import Compartment, Purpose


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "shelf")


@pytest.fixture(autouse=True)
def same_programs(monkeypatch: pytest.MonkeyPatch, postgres_server: str) -> None:
    """`pg_dump` of the server that runs: an older one refuses a newer server."""
    _ = postgres_server
    (first, *_) = programs()
    monkeypatch.setenv("PATH", str(first.folder), prepend=os.pathsep)


@pytest.fixture
def server_world(postgres_url: str, tmp_path: Path) -> Iterator[World]:
    with a_world(postgres_url, tmp_path / "keys" / "kek") as made:
        yield made


def tables(url: str) -> list[str]:
    engine = create_engine(as_role(url, OWNER))
    query = "SELECT tablename FROM pg_tables WHERE schemaname IN ('public', 'dbos')"
    try:
        with engine.connect() as connection:
            return list(connection.execute(text(query)).scalars())
    finally:
        engine.dispose()


def test_it_comes_back_with_its_fences_and_goes_on(
    server_world: World, empty_postgres_url: str, shelf: Shelf
) -> None:
    world = server_world
    case, offer = world.offered()
    made = shelf.of(world)
    assert made.manifest.store == "postgresql"
    records, keys = shelf.parts(made)
    assert sorted(each.name for each in records.iterdir()) == [
        "backup.json",
        "records.dump.age",
    ]
    assert sorted(each.name for each in keys.iterdir()) == [
        "backup.json",
        "keys.dump.age",
    ]
    world.case()

    to = onto_server(empty_postgres_url, world.key_file, world.clock)
    done = shelf.back(made, to, "ben")
    assert done.verdict.broken == ()
    with Mechanism.open(to.location, to.ring, clock=world.clock) as restored:
        assert [each.id for each in restored.cases(world["outreach"])] == [case.id]
        held = restored.open_content(
            world["outreach"], case.id, Compartment.IDENTITY, Purpose.CARE
        )
        assert held == CONTENT[Compartment.IDENTITY]
        restored.answer_offer(world["host"], offer.id, "accept")
        assert [each.wrong for each in restored.protections()] == [()] * 4
    with pytest.raises(BackupUnusable, match="not empty"):
        shelf.back(made, to)


def watched(folder: Path, program: str, places: tuple[Path, ...]) -> Path:
    """Have one of PostgreSQL's programs list what lies there when it is done."""
    real, listing = shutil.which(program), folder / f"{program}.listing"
    assert real is not None
    shim = folder / "shims" / program
    shim.parent.mkdir(exist_ok=True)
    seen = " ".join(map(str, places))
    shim.write_text(
        f'#!/bin/sh\n{real} "$@"\nend=$?\nfind {seen} -type f >> {listing}\nexit $end\n'
    )
    shim.chmod(0o700)
    return listing


def test_no_dump_lies_open_while_it_is_made_or_put_back(
    server_world: World,
    empty_postgres_url: str,
    shelf: Shelf,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whenever the process ends, nothing is left that anybody could read."""
    world, staging = server_world, tmp_path / "staging"
    staging.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(staging))
    places = shelf.folder, staging
    listings = [
        watched(tmp_path, each, places) for each in ("pg_dump", "pg_restore", "psql")
    ]
    monkeypatch.setenv("PATH", str(tmp_path / "shims"), prepend=os.pathsep)

    made = shelf.of(world)
    to = onto_server(empty_postgres_url, world.key_file, world.clock)
    assert shelf.back(made, to).verdict.whole
    for listing in listings:
        seen = {Path(line).name for line in listing.read_text().splitlines()}
        assert {"records.dump.age", "ada.identity"} <= seen, "nothing was looked at"
        known = {"records.dump.age", "keys.dump.age", "backup.json", "pgpass"}
        assert seen - known == {"ada.identity", "ben.identity"}
    assert list(staging.iterdir()) == []


def test_a_backup_that_is_asked_to_end_takes_away_what_it_has_begun(
    server_world: World, shelf: Shelf, tmp_path: Path
) -> None:
    world, began = server_world, tmp_path / "began"
    staging, shim = tmp_path / "staging", tmp_path / "shims" / "pg_dump"
    for folder in (staging, shim.parent):
        folder.mkdir()
    shim.write_text(f"#!/bin/sh\ntouch {began}\nexec sleep 60\n")
    shim.chmod(0o700)
    set_ = {
        "PATH": os.pathsep.join((str(shim.parent), os.environ["PATH"])),  # noqa: TID251 # a child's
        "TMPDIR": str(staging),
        "REFERRAL_STORE_BACKUP": libpq(as_role(world.location, READER)),
    }
    to = [f"--recipient={shelf.recipient(each)}" for each in ("ada", "ben")]
    words = ["backup", "--to", str(shelf.records), *to]
    with process(command(world, *words), tmp_path / "log", **set_) as running:
        until(began.exists)
        running.terminate()
        assert running.wait(HOLDS_UP) == 128 + signal.SIGTERM
    left = [each for each in shelf.records.rglob("*") if each.name != "keys"]
    assert left == list(staging.iterdir()) == []


def test_a_dump_that_breaks_off_leaves_the_database_empty(
    server_world: World, empty_postgres_url: str, tmp_path: Path
) -> None:
    def keep(source: IO[bytes], path: Path) -> None:
        path.write_bytes(source.read())

    reader = libpq(as_role(server_world.location, READER))
    names = tmp_path / "records.dump", tmp_path / "keys.dump"
    dump(lambda _: None, Copies(*names, reader, no_progress, keep), server_world.clock)
    records, keys = (each.read_bytes() for each in names)
    owner = libpq(as_role(empty_postgres_url, OWNER))
    parts = [("records.dump", partial(_write, records))]

    for broken in (keys[: len(keys) // 2], b"no dump"):
        cut = ("keys.dump", partial(_write, broken))
        with pytest.raises(BackupUnusable, match="pg_restore did not succeed"):
            undump([*parts, cut], owner)
        assert tables(empty_postgres_url) == []
    undump([*parts, ("keys.dump", partial(_write, keys))], owner)
    assert "key_wrap" in tables(empty_postgres_url)


def _write(what: bytes, into: IO[bytes]) -> None:
    into.write(what)


def test_nothing_is_left_of_a_restore_that_is_refused(
    server_world: World, empty_postgres_url: str, shelf: Shelf, tmp_path: Path
) -> None:
    world = server_world
    world.case()
    made = shelf.of(world)
    to = onto_server(empty_postgres_url, world.key_file, world.clock)
    manifest = shelf.parts(made)[0] / "backup.json"
    whole = manifest.read_text()
    manifest.write_text(whole.replace(made.manifest.heads.sha256, "0" * 64))
    with pytest.raises(BackupUnusable, match="not those that it names"):
        shelf.back(made, to)
    assert tables(empty_postgres_url) == []
    manifest.write_text(whole)
    with pytest.raises(BackupUnusable, match="store_migrator"):
        shelf.back(made, replace(to, migrator=None))
    folder = replace(to, location=str(tmp_path / "data"))
    with pytest.raises(BackupUnusable, match="was made of postgresql"):
        shelf.back(made, folder)
    assert shelf.back(made, to).verdict.broken == ()


def test_a_role_that_sees_no_rows_makes_no_backup(
    server_world: World, shelf: Shelf
) -> None:
    world = server_world
    for role, why in ((OWNER, "BYPASSRLS"), (SERVER, "BYPASSRLS"), (None, "store_b")):
        reader = libpq(as_role(world.location, role)) if role else None
        with pytest.raises(BackupFailed, match=why):
            world.mechanism.back_up(world.system, shelf.plan(reader=reader))
    assert list(shelf.records.glob("*")) == list(shelf.keys.glob("*")) == []


@pytest.mark.asvs("V13.2.2")
def test_the_reading_role_changes_nothing(server_world: World) -> None:
    engine = create_engine(as_role(server_world.location, READER))
    for statement in ("DELETE FROM entry", "UPDATE case_file SET version = 9"):
        for first in ("SELECT 1", "SET default_transaction_read_only = off"):
            with engine.connect() as connection:
                connection.execute(text(first))
                connection.commit()
                with pytest.raises(Exception, match=r"read-only|permission denied"):
                    connection.execute(text(statement))
    engine.dispose()


def test_without_the_program_it_says_so(
    server_world: World, shelf: Shelf, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupFailed, match="pg_dump is not installed"):
        shelf.of(server_world)


@pytest.mark.asvs("V1.2.5", "V13.3.2")
def test_a_password_is_no_word_of_a_command_line(tmp_path: Path) -> None:
    address = r"postgresql://referral_backup:a%3Ab%5Cc@db.invalid:5433/referral"
    named = _named(address, tmp_path)
    assert "a:b" not in named
    assert "%3A" not in named
    assert named.startswith("postgresql://referral_backup@db.invalid:5433/referral?")
    kept = tmp_path / "pgpass"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.read_text() == "*:*:*:*:a\\:b\\\\c\n"
