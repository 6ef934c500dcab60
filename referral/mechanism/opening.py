"""The parts a mechanism is opened with: store, keys, pathways, jobs."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from referral.actions import log
from referral.actions.erasure_ends import clear_logs
from referral.actions.pathways import (
    Pathways,
    Published,
    publish,
    republish,
    stored_results,
)
from referral.actions.work import House
from referral.clock import system_clock
from referral.delivery.jobs import Jobs
from referral.errors import LogForked, PathwayMissing
from referral.mechanism.keeping import UNDER_WAY
from referral.records.cases import pathway_text
from referral.records.database import Store
from referral.records.database_sqlite_files import driver
from referral.records.forks import check_whole
from referral.records.keyring import Keyring
from referral.records.log import number
from referral.records.opening import Opened, postgres_store, prepare_postgres
from referral.records.organisations import mechanism_row
from referral.records.orphans import sweep_orphans
from referral.rules.results import Result
from referral.vault.providers import Keks
from referral.vault.providers.file import FileKeys
from referral.vault.providers.ring import KeyRing
from workflows.loader import load_shipped, text_of


def migrate_postgres(address: str, migrator: str) -> None:
    """Bring a PostgreSQL database up to date: our tables, their fences, the jobs'.

    Args:
        address: For the server's role, which gets its rights.
        migrator: For the role that owns the tables.

    Raises:
        StoreUnavailable: if it cannot be done.
    """
    prepare_postgres(address, migrator)
    store = postgres_store(address, system_clock, migrator)
    try:
        Jobs(store).update_tables()
    finally:
        store.close()


def embedded_driver() -> tuple[str, str]:
    """The embedded store's driver and the version of its SQLite.

    Raises:
        StoreUnavailable: if there is none that is safe to use.
    """
    module, name = driver()
    return name, str(module.sqlite_version)


@contextmanager
def closed_on_failure(thing: Store | Jobs) -> Iterator[None]:
    """Let go of something if what follows fails."""
    try:
        yield
    except BaseException:
        thing.close()
        raise


def house_in(opened: Opened, keks: Keks, pathways: Pathways) -> House:
    """The house around a store that was opened."""
    keyring = Keyring(opened.tenant, keks, opened.file_key)
    jobs = Jobs(opened.store)
    with closed_on_failure(jobs):
        jobs.prepare()
    opened.store.number_with(lambda unit, written: number(unit, keyring, written))
    return House(opened.store, keyring, pathways, jobs)


def take_in(house: House) -> None:
    """Give every entry that waits a place in the log, older ones at the first start."""
    house.store.act(house.keyring.prepare, anyway=True)
    log.settle(house)
    house.store.guard_with(lambda unit: check_whole(unit, house.keyring))


def tidied(house: House) -> None:
    """Sweep away what was deleted; later, while the log is forked."""
    with suppress(LogForked):
        house.store.act(lambda unit: sweep_orphans(unit, unit.now - UNDER_WAY))
        clear_logs(house)


def ring_of(keys: Path | KeyRing, *, make: bool = False) -> KeyRing:
    """The keys, the first one made where that is asked; a path is a key file."""
    ring = keys
    if not isinstance(ring, KeyRing):
        ring = KeyRing([FileKeys(ring)], FileKeys.kind)
    if make and not ring.has_any():
        ring.prepare()
    return ring


def chosen(pathway: str | Path, proven: Iterable[Result]) -> Pathways:
    """The pathway a new deployment begins with: a shipped one by name, or a file."""
    if isinstance(pathway, Path):
        return Pathways(publish(text_of(pathway), pathway.name), proven)
    _, text = load_shipped(pathway)
    return Pathways(publish(text, f"{pathway}.toml"), proven)


def stored(opened: Opened, proven: Iterable[Result]) -> Pathways:
    """The pathway for new cases, as it was published into the store."""

    def load(unit: Any) -> tuple[Published, tuple[Result, ...]]:  # noqa: ANN401 # any
        row = mechanism_row(unit.session)
        kept = pathway_text(unit.session, row.pathway_digest) if row else None
        if kept is None:
            raise PathwayMissing("the mechanism's pathway is not stored")
        return republish(kept), stored_results(unit.session)

    published, found = opened.store.read(load)
    return Pathways(published, (*proven, *found))


def place(location: str | Path) -> str:
    """The location without whatever password an address may carry."""
    return str(location).rpartition("@")[2]
