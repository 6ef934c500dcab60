"""Finding the store a deployment lives in, bringing it up to date, or making it."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from referral.clock import Clock
from referral.errors import KeyMissing, StoreUnavailable
from referral.records.database import Store, Unit
from referral.records.database_postgres import PostgresStore
from referral.records.database_sqlite import SqliteStore
from referral.records.database_sqlite_files import engine_for
from referral.records.keys import KekEpoch
from referral.records.organisations import mechanism_row
from referral.records.protection import assert_protected
from referral.records.schema import NOT_CURRENT, is_current, migrate, upgrade
from referral.vault.keys import DataKey, KeyName
from referral.vault.providers import KekProvider
from referral.vault.providers.file import keep_name

RECORDS, KEYS, FILE_KEY = "records.db", "keys.db", "file-key.json"
POSTGRES = ("postgresql://", "postgresql+psycopg://")


@dataclass(frozen=True, slots=True)
class Opened:
    """A store that is up to date, and whose it is."""

    store: Store
    tenant: UUID
    new: bool
    """True if no mechanism was opened in it yet."""


def open_store(
    location: str, provider: KekProvider, clock: Clock, migrator: str | None = None
) -> Opened:
    """Open, or prepare, the store at a folder or a PostgreSQL address.

    Args:
        location: The folder, or the address for the server's role.
        provider: Who wraps keys.
        clock: Where the time comes from.
        migrator: The same database for the role that owns the tables. Without it
            they must be up to date already.

    Raises:
        StoreUnavailable: if it cannot be reached, is not up to date, or is not
            protected.
        KeyMissing: if the key provider holds another deployment's key.
    """
    try:
        if location.startswith(POSTGRES):
            return _open_postgres(location, provider, clock, migrator)
        return _open_folder(Path(location), provider, clock)
    except DBAPIError as broken:
        raise StoreUnavailable("the store cannot be opened") from broken


def prepare_postgres(address: str, migrator: str) -> None:
    """Bring the tables and their fences up to date, as the role that owns them.

    Raises:
        StoreUnavailable: if both addresses are for one role, or one does not answer.
    """
    server, owner = (
        create_engine(_driven(each), hide_parameters=True)
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


def _driven(address: str) -> str:
    return address.replace("postgresql://", "postgresql+psycopg://", 1)


def postgres_store(address: str, clock: Clock, migrator: str | None) -> PostgresStore:
    """The store at an address, whatever is there."""
    return PostgresStore(_driven(address), clock, migrator and _driven(migrator))


def _open_postgres(
    address: str, provider: KekProvider, clock: Clock, migrator: str | None
) -> Opened:
    if migrator:
        prepare_postgres(address, migrator)
    engine = create_engine(_driven(address), hide_parameters=True)
    try:
        if not is_current(engine):
            raise StoreUnavailable(NOT_CURRENT)
        assert_protected(engine)
    finally:
        engine.dispose()
    store = postgres_store(address, clock, migrator)
    tenant, known = _whose(store, provider)
    if tenant is not None and not known:
        store.close()
        raise KeyMissing("the key file is not the one this store was made with")
    found = tenant or uuid4()
    store.serve(found)
    return Opened(store, found, tenant is None)


def _whose(store: Store, provider: KekProvider) -> tuple[UUID | None, bool]:
    """The mechanism that lives here, and whether this provider has wrapped for it."""

    def look(unit: Unit) -> tuple[UUID | None, bool]:
        row = mechanism_row(unit.session)
        known = unit.keys.get(KekEpoch, provider.epoch) is not None
        return row.id if row else None, known

    try:
        return store.read(look)
    except StoreUnavailable:
        store.close()
        raise


def _open_folder(folder: Path, provider: KekProvider, clock: Clock) -> Opened:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key_name, file_key = _file_key(folder, provider)
    for file, part in ((KEYS, "keys"), (RECORDS, "records")):
        engine, _ = engine_for(folder / file, file_key)
        upgrade(engine, part)
        if part == "records":
            assert_protected(engine)
        engine.dispose()
        (folder / file).chmod(0o600)
    store = SqliteStore(folder / RECORDS, folder / KEYS, file_key, clock)
    tenant, _ = _whose(store, provider)
    if tenant not in (None, key_name.tenant):
        store.close()
        raise StoreUnavailable("records and file key belong to different deployments")
    return Opened(store, key_name.tenant, tenant is None)


def _file_key(folder: Path, provider: KekProvider) -> tuple[KeyName, bytes]:
    """The key of the files themselves, wrapped like any other, beside them."""
    path = folder / FILE_KEY
    if not path.exists():
        if (folder / RECORDS).exists():
            raise KeyMissing(f"{FILE_KEY} is missing beside {RECORDS}")
        return _new_file_key(path, provider)
    try:
        kept = json.loads(path.read_text(encoding="ascii"))
        epoch, tenant = kept["epoch"], UUID(kept["tenant"])
        wrapped, commitment = (bytes.fromhex(kept[part]) for part in _PARTS)
    except (ValueError, KeyError, TypeError) as broken:
        raise KeyMissing(f"{FILE_KEY} cannot be read") from broken
    if epoch != provider.epoch:
        raise KeyMissing(
            "the key file is not the one this store was made with "
            f"(store: {epoch}, given: {provider.epoch})"
        )
    name = KeyName(tenant, tenant, "file", 1)
    return name, DataKey.unwrap(name, provider, wrapped, commitment).reveal()


_PARTS = ("wrapped", "commitment")


def _new_file_key(path: Path, provider: KekProvider) -> tuple[KeyName, bytes]:
    tenant = uuid4()
    key = DataKey.new(KeyName(tenant, tenant, "file", 1))
    kept = {
        "version": 1,
        "tenant": str(tenant),
        "epoch": provider.epoch,
        "wrapped": key.wrap(provider).hex(),
        "commitment": key.commitment().hex(),
    }
    part = path.with_suffix(".part")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with os.fdopen(os.open(part, flags, 0o600), "w", encoding="ascii") as file:
        json.dump(kept, file, indent=1)
        file.flush()
        os.fsync(file.fileno())  # without this key the records are lost
    part.replace(path)
    keep_name(path)
    return key.name, key.reveal()
