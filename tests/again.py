"""Worlds made once a process by the real acts, closed, and opened again from a copy.

Making one costs a second of work; most tests want the same one. What they get is a
whole deployment of their own: its files or its database, and its key.
"""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from referral.actions.work import OnDuty
from referral.clock import SetClock
from referral.mechanism import Mechanism
from tests.postgres import MADE, SERVER, as_role, drop_database, fresh_database
from tests.world import START, World, a_world


@dataclass(frozen=True)
class Made:
    """Where a world lies, and who is in it."""

    place: str
    """A folder, or the address of a database."""
    key_file: Path
    bodies: Mapping[str, UUID]
    people: Mapping[str, OnDuty]
    services: Mapping[str, UUID]


class Worlds:
    """One world for each pathway and kind of store, as it was when it was made."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[tuple[str, str], Made] = {}

    @contextmanager
    def embedded(self, folder: Path, pathway: str = "convention") -> Iterator[World]:
        """A copy of the embedded one in `folder`."""
        if ("embedded", pathway) not in self._made:
            place = str(self._folder / "embedded" / pathway)
            self._made["embedded", pathway] = self._make(place, place, pathway)
        made = self._made["embedded", pathway]
        shutil.copytree(made.place, folder / "data")
        with _opened(made, str(folder / "data"), folder / "keys" / "kek") as world:
            yield world

    @contextmanager
    def on_postgres(
        self, server: str, folder: Path, pathway: str = "convention"
    ) -> Iterator[World]:
        """A copy of the one on PostgreSQL, as a database of its own."""
        if ("postgresql", pathway) not in self._made:
            empty = fresh_database(server, MADE)
            place = as_role(empty, SERVER)
            self._made["postgresql", pathway] = self._make(place, empty, pathway)
        made = self._made["postgresql", pathway]
        url = fresh_database(server, database_of(made.place))
        try:
            there = as_role(url, SERVER)
            with _opened(made, there, folder / "keys" / "kek") as world:
                yield world
        finally:
            drop_database(server, database_of(url))

    def _make(self, place: str, kept: str, pathway: str) -> Made:
        """Everything by the real acts, and closed."""
        key_file = self._folder / "keys" / f"{len(self._made)}"
        with a_world(place, key_file, pathway) as world:
            return Made(kept, key_file, world.bodies, world.people, world.services)


def database_of(url: str) -> str:
    """The name of a database by its address."""
    return url.split("/")[3].split("?", maxsplit=1)[0]


@contextmanager
def _opened(made: Made, place: str, key_file: Path) -> Iterator[World]:
    key_file.parent.mkdir(mode=0o700, exist_ok=True)
    shutil.copy2(made.key_file, key_file)
    clock = SetClock(START)
    mechanism = Mechanism.open(place, key_file, clock=clock)
    names = dict(made.bodies), dict(made.people), dict(made.services)
    try:
        yield World(mechanism, clock, mechanism.system(), place, key_file, *names)
    finally:
        mechanism.close()


@pytest.fixture(scope="session")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Worlds:
    """What was made in this process."""
    return Worlds(tmp_path_factory.mktemp("worlds"))
