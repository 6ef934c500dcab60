"""Finding the store a deployment lives in, bringing it up to date, or making it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from referral.clock import Clock
from referral.errors import Fault, KeyMissing, StoreUnavailable
from referral.records.database import Store, Unit
from referral.records.database_postgres import PostgresStore
from referral.records.database_postgres_copy import driven
from referral.records.database_sqlite import SqliteStore
from referral.records.database_sqlite_files import engine_for
from referral.records.file_key import FILE_KEY, FileKey
from referral.records.organisations import mechanism_row
from referral.records.protection import assert_protected
from referral.records.rotation import needed
from referral.records.schema import NOT_CURRENT, is_current, migrate, upgrade
from referral.vault.keys import KeyName
from referral.vault.providers import Keks

RECORDS, KEYS = "records.db", "keys.db"
POSTGRES = ("postgresql://", "postgresql+psycopg://")


@dataclass(frozen=True, slots=True)
class Opened:
    """A store that is up to date, and whose it is."""

    store: Store
    tenant: UUID
    new: bool
    """True if no mechanism was opened in it yet."""
    file_key: FileKey | None = None
    """The wrapped key of its own files; None where a server keeps them."""


def open_store(
    location: str,
    keks: Keks,
    clock: Clock,
    migrator: str | None = None,
    *,
    make: bool = False,
) -> Opened:
    """Open, or prepare, the store at a folder or a PostgreSQL address.

    Args:
        location: The folder, or the address for the server's role.
        keks: The keys it rests on.
        clock: Where the time comes from.
        migrator: The same database for the role that owns the tables. Without it
            they must be up to date already.
        make: True if a folder without a store gets one; else it is left as it is.

    Raises:
        StoreUnavailable: if it cannot be reached, is not up to date, or is not
            protected.
        KeyMissing: if a key that it needs is not there.
        KeysUnavailable: if the place of the keys cannot be reached.
    """
    try:
        if location.startswith(POSTGRES):
            return _open_postgres(location, keks, clock, migrator)
        if not make and not (Path(location) / RECORDS).exists():
            raise KeyMissing(f"no mechanism was made at {location} yet")
        return _open_folder(Path(location), keks, clock)
    except DBAPIError as broken:
        raise StoreUnavailable("the store cannot be opened") from broken


def prepare_postgres(address: str, migrator: str) -> None:
    """Bring the tables and their fences up to date, as the role that owns them.

    Raises:
        StoreUnavailable: if both addresses are for one role, or one does not answer.
    """
    server, owner = (
        create_engine(driven(each), hide_parameters=True)
        for each in (address, migrator)
    )
    whoami = text("SELECT current_user")
    try:
        with server.connect() as first, owner.connect() as second:
            names = [each.execute(whoami).scalar_one() for each in (first, second)]
        if names[0] == names[1]:
            raise StoreUnavailable("store and store_migrator are one role: make two")
        migrate(owner, names[0])
    except DBAPIError as broken:
        raise StoreUnavailable("the tables cannot be brought up to date") from broken
    finally:
        server.dispose()
        owner.dispose()


def postgres_store(address: str, clock: Clock, migrator: str | None) -> PostgresStore:
    """The store at an address, whatever is there."""
    return PostgresStore(driven(address), clock, migrator and driven(migrator))


def _open_postgres(
    address: str, keks: Keks, clock: Clock, migrator: str | None
) -> Opened:
    if migrator:
        prepare_postgres(address, migrator)
    engine = create_engine(driven(address), hide_parameters=True)
    try:
        if not is_current(engine):
            raise StoreUnavailable(NOT_CURRENT)
        assert_protected(engine)
    finally:
        engine.dispose()
    store = postgres_store(address, clock, migrator)
    tenant = _whose(store)
    found = tenant or uuid4()
    store.serve(found)
    _check_keys(store, keks)
    return Opened(store, found, tenant is None)


def _whose(store: Store) -> UUID | None:
    """The mechanism that lives here."""

    def look(unit: Unit) -> UUID | None:
        row = mechanism_row(unit.session)
        return row.id if row else None

    with _closed_on_fault(store):
        return store.read(look)


def _check_keys(store: Store, keks: Keks) -> None:
    """Refuse a store that needs a key which is not there."""
    with _closed_on_fault(store):
        for epoch in store.read(needed):
            keks.named(epoch)


@contextmanager
def _closed_on_fault(store: Store) -> Iterator[None]:
    try:
        yield
    except Fault:
        store.close()
        raise


def _open_folder(folder: Path, keks: Keks, clock: Clock) -> Opened:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key_name, file_key = _file_key(folder, keks)
    for file, part in ((KEYS, "keys"), (RECORDS, "records")):
        engine, _ = engine_for(folder / file, file_key)
        upgrade(engine, part)
        if part == "records":
            assert_protected(engine)
        engine.dispose()
        (folder / file).chmod(0o600)
    store = SqliteStore(folder / RECORDS, folder / KEYS, file_key, clock)
    tenant = _whose(store)
    if tenant not in (None, key_name.tenant):
        store.close()
        raise StoreUnavailable("records and file key belong to different deployments")
    _check_keys(store, keks)
    return Opened(store, key_name.tenant, tenant is None, FileKey(folder))


def _file_key(folder: Path, keks: Keks) -> tuple[KeyName, bytes]:
    """The key of the files themselves, made for a new store and never anew."""
    file_key = FileKey(folder)
    if file_key.exists():
        return file_key.open(keks)
    if (folder / RECORDS).exists():
        raise KeyMissing(f"{FILE_KEY} is missing beside {RECORDS}")
    return file_key.make(keks)
