"""The helper of `tests/postgres.py` gives a real server and leaves nothing behind."""

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests.postgres import (
    SUPERUSER,
    NoServer,
    Programs,
    account_for_server,
    as_role,
    fresh_database,
    libpq,
    postgres_server,
    postgres_url,
    programs,
    server,
    server_of,
)

__all__ = ["postgres_server", "postgres_url"]

EACH = list(programs())


def home_of(url: str) -> Path:
    return Path(url.rpartition("host=")[2])


def wait_for(holds: Callable[[], bool]) -> None:
    give_up = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < give_up
        time.sleep(0.05)


@pytest.mark.parametrize("chosen", EACH, ids=lambda chosen: str(chosen.folder))
def test_every_set_of_programs_serves_and_leaves_nothing(chosen: Programs) -> None:
    with server_of(chosen) as url, psycopg.connect(libpq(url)) as connection:
        durable = connection.execute("SHOW fsync").fetchone()
    assert durable == ("on",)
    assert not home_of(url).exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(libpq(url))


def test_two_databases_of_one_server_know_nothing_of_each_other(
    postgres_server: str, postgres_url: str
) -> None:
    other = fresh_database(postgres_server)
    with psycopg.connect(libpq(as_role(postgres_url, SUPERUSER))) as connection:
        connection.execute("CREATE TABLE here (n int)")
    with psycopg.connect(libpq(other)) as connection:
        seen = connection.execute("SELECT to_regclass('here')").fetchone()
    assert seen == (None,)


def test_programs_that_are_not_there_say_so(tmp_path: Path) -> None:
    missing = Programs(tmp_path / "nowhere", account_for_server())
    with pytest.raises((NoServer, OSError), match="nowhere"), server_of(missing):
        pass


@pytest.mark.skipif(not shutil.which("setpriv"), reason="setpriv is Linux's own")
def test_a_killed_run_takes_its_server_with_it(tmp_path: Path) -> None:
    told = tmp_path / "url"
    program = (
        "import pathlib, time\n"
        "from tests.postgres import server\n"
        "with server() as url:\n"
        f"    pathlib.Path({str(told)!r}).write_text(url)\n"
        "    time.sleep(60)\n"
    )
    run = subprocess.Popen([sys.executable, "-c", program])  # noqa: S603 - our own
    wait_for(lambda: told.exists() and bool(told.read_text()))
    home = home_of(told.read_text())
    run.send_signal(signal.SIGKILL)
    run.wait()
    wait_for(lambda: not (home / "data/postmaster.pid").exists())
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(libpq(told.read_text()))
    shutil.rmtree(home)


def test_the_preferred_server_is_the_first_that_starts() -> None:
    with server() as url, psycopg.connect(libpq(url)) as connection:
        answer = connection.execute("SELECT 1").fetchone()
    assert answer == (1,)
