"""What every test may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chromium import chromium
from tests.postgres import empty_postgres_url, postgres_server, postgres_url
from tests.tools import profiles
from tests.world import World, a_world

__all__ = [
    "chromium",
    "empty_postgres_url",
    "postgres_server",
    "postgres_url",
    "profiles",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--write-pictures`: `make pictures` keeps what the test takes."""
    parser.addoption("--write-pictures", action="store_true")


@pytest.fixture(params=["embedded", "postgresql"])
def location(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a store may be made: each of the two kinds in turn."""
    if request.param == "embedded":
        return str(tmp_path / "data")
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def world(location: str, tmp_path: Path) -> Iterator[World]:
    """An invented mechanism, on each of the two stores."""
    with a_world(location, tmp_path / "keys" / "kek") as made:
        yield made


@pytest.fixture
def panel_world(location: str, tmp_path: Path) -> Iterator[World]:
    """A mechanism in which panels decide and two keys open, on each of two stores."""
    with a_world(location, tmp_path / "keys" / "kek", "kosovo") as made:
        yield made


@pytest.fixture
def embedded_world(tmp_path: Path) -> Iterator[World]:
    """An invented mechanism on the embedded store, for what does not depend on it."""
    with a_world(str(tmp_path / "data"), tmp_path / "keys" / "kek") as made:
        yield made
