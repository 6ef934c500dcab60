"""Whether the server is well: strangers hear one word, and it is the right one."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from starlette.testclient import TestClient

from api.app import make_app
from tests.postgres import SUPERUSER, as_role, libpq
from tests.world import World, a_world

Gone = Callable[[World], AbstractContextManager[None]]


def heard(client: TestClient, path: str) -> tuple[int, str]:
    """Everything that a stranger is told, headers aside."""
    reply = client.get(path)
    assert "server" not in reply.headers
    return reply.status_code, reply.text


@contextmanager
def _moved(world: World) -> Iterator[None]:
    """The records' file is taken from its place, while it stays open."""
    records = Path(world.location) / "records.db"
    aside = records.with_suffix(".aside")
    records.rename(aside)
    yield
    aside.rename(records)


@contextmanager
def _replaced(world: World) -> Iterator[None]:
    """Another file lies at the place of the wrapped keys."""
    keys = Path(world.location) / "keys.db"
    aside = keys.with_suffix(".aside")
    keys.rename(aside)
    keys.write_bytes(aside.read_bytes())
    yield
    aside.rename(keys)


@contextmanager
def _shut(world: World) -> Iterator[None]:
    """The database lets nobody in, and has thrown out who was in."""
    name = world.location.split("/")[3].split("?")[0]
    server = as_role(world.location.replace(f"/{name}?", "/postgres?", 1), SUPERUSER)
    allow = sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS {}")
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
    with psycopg.connect(libpq(server), autocommit=True) as outside:
        outside.execute(allow.format(sql.Identifier(name), sql.SQL("false")))
        outside.execute(end, (name,))
        yield
        outside.execute(allow.format(sql.Identifier(name), sql.SQL("true")))


def not_ready_and_back(world: World, gone: Gone) -> None:
    ok, not_ready = (200, '{"state":"ok"}'), (503, '{"state":"not ready"}')
    app = make_app(world.mechanism)
    with TestClient(app, raise_server_exceptions=False) as client:
        assert heard(client, "/readyz") == ok
        with gone(world):
            for _ in range(3):
                assert heard(client, "/readyz") == not_ready
                assert heard(client, "/healthz") == ok
        assert heard(client, "/readyz") == ok
    assert world.case().version == 1


@pytest.mark.parametrize("gone", [_moved, _replaced])
def test_an_embedded_store_that_is_gone_is_not_ready_until_it_is_back(
    embedded_world: World, gone: Gone
) -> None:
    not_ready_and_back(embedded_world, gone)


def test_a_database_that_is_gone_is_not_ready_until_it_is_back(
    postgres_url: str, tmp_path: Path
) -> None:
    with a_world(postgres_url, tmp_path / "kek") as world:
        not_ready_and_back(world, _shut)


def test_a_store_that_cannot_write_is_not_ready(embedded_world: World) -> None:
    app = make_app(embedded_world.mechanism)
    embedded_world.mechanism.close()
    with TestClient(app, raise_server_exceptions=False) as client:
        assert heard(client, "/readyz") == (503, '{"state":"not ready"}')
        assert heard(client, "/healthz") == (200, '{"state":"ok"}')
