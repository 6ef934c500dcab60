"""Reaching into a store past all rules and fences, as its owner or a thief could."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Executable, create_engine, text

from referral.errors import StoreUnavailable
from referral.records.database import Store, Unit, work_in
from referral.records.database_sqlite_files import engine_for
from referral.records.file_key import FILE_KEY
from referral.records.keyring import Keyring
from referral.records.opening import KEYS, RECORDS, _file_key
from referral.records.stays import triggers_on_postgres, triggers_on_sqlite
from referral.vault.providers.file import FileKeys
from referral.vault.providers.ring import KeyRing
from tests.postgres import SUPERUSER, as_role
from tests.world import World

T = TypeVar("T")
__all__ = ["FILE_KEY", "KEYS", "RECORDS"]


def store(world: World) -> Store:
    """The store a world lives in."""
    return world.mechanism._house.store


def keyring(world: World) -> Keyring:
    """The keys of a world."""
    return world.mechanism._house.keyring


def act(world: World, what: Callable[[Unit], T]) -> T:
    """Do something in a transaction, without an actor, an entry or a fence."""
    with ExitStack() as stack:
        open_ = []
        for engine, _ in engines(world.location, world.key_file):
            stack.callback(engine.dispose)
            open_.append(stack.enter_context(engine.begin()))
        main: Connection = open_[0]
        return work_in(main, open_[-1], world.clock(), what)[0]


def unfenced(unit: Unit, *, keys: bool = False) -> None:
    """Take the authorizer off a connection of the embedded store, for good."""
    session = unit.keys if keys else unit.session
    raw = session.connection().connection.driver_connection
    assert raw is not None
    raw.set_authorizer(None)


def run(world: World, statement: Executable | str, *, keys: bool = False) -> list[Any]:
    """Run one statement on the records, or on the key tables."""
    wanted = text(statement) if isinstance(statement, str) else statement

    def execute(unit: Unit) -> list[Any]:
        session = unit.keys if keys else unit.session
        result = session.connection().execute(wanted)
        return [tuple(row) for row in result] if result.returns_rows else []

    if isinstance(statement, str) and statement.startswith("SELECT"):
        with suppress(StoreUnavailable):  # past the fence, then
            return store(world).act(execute)
    return act(world, execute)


def count(world: World, table: str, *, keys: bool = False) -> int:
    """How many rows a table has."""
    (row,) = run(world, f"SELECT count(*) FROM {table}", keys=keys)  # noqa: S608 - ours
    return int(row[0])


def open_to_changes(world: World) -> None:
    """Take away the triggers that protect the timeline, and all rows that stay."""
    if world.mechanism.store_name == "postgresql":
        _each(world, [f"ALTER TABLE {t} DISABLE TRIGGER USER" for t in _protected()])
    else:
        _each(
            world, [f"DROP TRIGGER IF EXISTS {name}" for name in triggers_on_sqlite()]
        )


@contextmanager
def lying_open(world: World) -> Iterator[None]:
    """Without these triggers in this block, and with all of them afterwards."""
    open_to_changes(world)
    try:
        yield
    finally:
        closed_to_changes(world)


def rewrite(world: World, statement: Executable | str) -> list[Any]:
    """Run one statement on rows that stay as they were written."""
    with lying_open(world):
        return run(world, statement)


def _protected() -> list[str]:
    made = triggers_on_postgres("public").values()
    return sorted({each.partition(" ON ")[2].split()[0] for each in made})


def _each(world: World, statements: list[str]) -> None:
    def execute(unit: Unit) -> None:
        for statement in statements:
            unit.session.connection().exec_driver_sql(statement)

    act(world, execute)


def closed_to_changes(world: World) -> None:
    """Put them back as they were."""
    if world.mechanism.store_name == "postgresql":
        _each(world, [f"ALTER TABLE {t} ENABLE TRIGGER USER" for t in _protected()])
    else:
        _each(world, list(triggers_on_sqlite().values()))


def engines(location: str, key_file: Path) -> list[tuple[Engine, str]]:
    """Engines on a store that lie open, with the part each holds."""
    if location.startswith("postgresql"):
        return [
            (create_engine(as_role(location, SUPERUSER), hide_parameters=True), "both")
        ]
    ring = KeyRing([FileKeys(key_file)], FileKeys.kind)
    _, file_key = _file_key(Path(location), ring)
    return [
        (engine_for(Path(location) / file, file_key)[0], part)
        for file, part in ((RECORDS, "records"), (KEYS, "keys"))
    ]
