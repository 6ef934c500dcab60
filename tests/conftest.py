"""What every test may ask for."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from referral.vault import secrets
from tests.again import Worlds, worlds
from tests.chromium import chromium
from tests.demo import copied, demo
from tests.postgres import empty_postgres_url, postgres_server, postgres_url
from tests.tools import compiling, profiles
from tests.world import World

__all__ = [
    "chromium",
    "copied",
    "demo",
    "empty_postgres_url",
    "postgres_server",
    "postgres_url",
    "profiles",
    "worlds",
]


compiling.share()
STRONG, QUICK = secrets.MEMORY_KIB, 64
"""KiB that a hash takes in operation, and in tests; a stored hash says its own."""


@contextmanager
def _hashes_of(memory_kib: int) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(secrets, "MEMORY_KIB", memory_kib)
        secrets.nobodys_hash.cache_clear()
        yield
    secrets.nobodys_hash.cache_clear()


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[None]:
    """What tests make up costs little to hash, but in processes that they start."""
    with _hashes_of(QUICK):
        yield


@pytest.fixture
def strong_hashes() -> Iterator[None]:
    """For a test that looks at how strong, or how slow, hashes are."""
    with _hashes_of(STRONG):
        yield


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--write-pictures`: `make pictures` keeps what the test takes."""
    parser.addoption("--write-pictures", action="store_true")


@pytest.fixture(params=["embedded", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """Each of the two kinds of store in turn."""
    return str(request.param)


@pytest.fixture
def location(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a store may be made."""
    if kind == "embedded":
        return str(tmp_path / "data")
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def world(
    kind: str, worlds: Worlds, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[World]:
    """An invented mechanism, on each of the two stores."""
    with in_turn(kind, worlds, request, tmp_path, "convention") as made:
        yield made


@pytest.fixture
def panel_world(
    kind: str, worlds: Worlds, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[World]:
    """A mechanism in which panels decide and two keys open, on each of two stores."""
    with in_turn(kind, worlds, request, tmp_path, "kosovo") as made:
        yield made


@contextmanager
def in_turn(
    kind: str,
    worlds: Worlds,
    request: pytest.FixtureRequest,
    folder: Path,
    pathway: str,
) -> Iterator[World]:
    """A mechanism on a pathway, on one of the two kinds of store."""
    if kind == "embedded":
        with worlds.embedded(folder, pathway) as made:
            yield made
        return
    server = request.getfixturevalue("postgres_server")
    with worlds.on_postgres(server, folder, pathway) as made:
        yield made


@pytest.fixture
def embedded_world(worlds: Worlds, tmp_path: Path) -> Iterator[World]:
    """An invented mechanism on the embedded store, for what does not depend on it."""
    with worlds.embedded(tmp_path) as made:
        yield made
