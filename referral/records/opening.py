"""Finding the store a deployment lives in, bringing it up to date, or making it."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError

from referral.clock import Clock
from referral.errors import KeyMissing, StoreUnavailable
from referral.records.database import Store, Unit
from referral.records.database_postgres import PostgresStore
from referral.records.database_sqlite import SqliteStore
from referral.records.database_sqlite_files import engine_for
from referral.records.keys import KekEpoch
from referral.records.organisations import mechanism_row
from referral.records.schema import assert_append_only, upgrade
from referral.vault.keys import DataKey, KeyName
from referral.vault.providers import KekProvider
from referral.vault.providers.secret_file import keep_name

RECORDS, KEYS, FILE_KEY = "records.db", "keys.db", "file-key.json"
POSTGRES = ("postgresql://", "postgresql+psycopg://")


@dataclass(frozen=True, slots=True)
class Opened:
    """A store that is up to date, and whose it is."""

    store: Store
    tenant: UUID
    new: bool
    """True if no mechanism was opened in it yet."""


def open_store(location: str, provider: KekProvider, clock: Clock) -> Opened:
    """Open, or prepare, the store at a folder or a PostgreSQL address.

    Raises:
        StoreUnavailable: if it cannot be reached or its timeline is unprotected.
        KeyMissing: if the key provider holds another deployment's key.
    """
    try:
        if location.startswith(POSTGRES):
            return _open_postgres(location, provider, clock)
        return _open_folder(Path(location), provider, clock)
    except DBAPIError as broken:
        raise StoreUnavailable("the store cannot be opened") from broken


def _open_postgres(address: str, provider: KekProvider, clock: Clock) -> Opened:
    url = address.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(url, hide_parameters=True)
    try:
        upgrade(engine, "both")
        assert_append_only(engine)
    finally:
        engine.dispose()
    store = PostgresStore(url, clock)
    tenant, known = _whose(store, provider)
    if tenant is not None and not known:
        store.close()
        raise KeyMissing("the key file is not the one this store was made with")
    return Opened(store, tenant or uuid4(), tenant is None)


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
            assert_append_only(engine)
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
