"""Stores without anybody in them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from referral.clock import SetClock
from referral.records.database_postgres import PostgresStore
from referral.records.database_sqlite import SqliteStore
from referral.records.opening import open_store
from referral.vault.providers.file import FileKek
from tests.world import START


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[SqliteStore]:
    """The embedded store with its tables and nobody in it."""
    key = FileKek.create(tmp_path / "kek")
    opened = open_store(str(tmp_path / "data"), key, SetClock(START), make=True).store
    assert isinstance(opened, SqliteStore)
    yield opened
    opened.close()


@pytest.fixture
def bare_postgres(postgres_url: str, tmp_path: Path) -> Iterator[PostgresStore]:
    """The same on PostgreSQL."""
    key = FileKek.create(tmp_path / "kek")
    opened = open_store(postgres_url, key, SetClock(START)).store
    assert isinstance(opened, PostgresStore)
    yield opened
    opened.close()
