"""Finding the store a deployment lives in, bringing it up to date, or making it."""

import json
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import create_engine

from referral.clock import Clock
from referral.errors import KeyMissing, StoreUnavailable
from referral.records.database import Store
from referral.records.database_postgres import PostgresStore
from referral.records.database_sqlite import SqliteStore, engine_for
from referral.records.organisations import mechanism_row
from referral.records.schema import assert_append_only, upgrade
from referral.vault.keys import DataKey, KeyName
from referral.vault.providers import KekProvider

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
    if location.startswith(POSTGRES):
        return _open_postgres(location, clock)
    return _open_folder(Path(location), provider, clock)


def _open_postgres(address: str, clock: Clock) -> Opened:
    url = address.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(url, hide_parameters=True)
    try:
        upgrade(engine, "both")
        assert_append_only(engine)
    finally:
        engine.dispose()
    store = PostgresStore(url, clock)
    row = store.read(lambda unit: mechanism_row(unit.session))
    return Opened(store, row.id if row else uuid4(), row is None)


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
    row = store.read(lambda unit: mechanism_row(unit.session))
    if row is not None and row.id != key_name.tenant:
        raise StoreUnavailable("records and file key belong to different deployments")
    return Opened(store, key_name.tenant, row is None)


def _file_key(folder: Path, provider: KekProvider) -> tuple[KeyName, bytes]:
    """The key of the files themselves, wrapped like any other, beside them."""
    path = folder / FILE_KEY
    if not path.exists():
        if (folder / RECORDS).exists():
            raise KeyMissing(f"{FILE_KEY} is missing beside {RECORDS}")
        return _new_file_key(path, provider)
    kept = json.loads(path.read_text(encoding="ascii"))
    if kept["epoch"] != provider.epoch:
        raise KeyMissing(
            "the key file is not the one this store was made with "
            f"(store: {kept['epoch']}, given: {provider.epoch})"
        )
    name = KeyName(UUID(kept["tenant"]), UUID(kept["tenant"]), "file", 1)
    wrapped, commitment = (bytes.fromhex(kept[part]) for part in _PARTS)
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
    part.touch(mode=0o600)
    part.write_text(json.dumps(kept, indent=1), encoding="ascii")
    part.replace(path)
    return key.name, key.reveal()
