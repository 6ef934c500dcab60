"""Open a mechanism and act on it: the library's face, and the wiring for the API.

Every method that takes an `actor` is one act, decided by the rules, done in one
transaction, and written into a timeline. Methods that change something answer
`Done` with receipts.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from referral.actions import administer
from referral.actions.pathways import (
    Pathways,
    Published,
    Stored,
    publish,
    republish,
    stored_pathways,
    stored_results,
)
from referral.actions.sign_in import system_actor
from referral.actions.work import House, OnDuty
from referral.clock import Clock, system_clock
from referral.delivery.jobs import Jobs
from referral.errors import KeyMissing, PathwayMissing
from referral.mechanism.administration import Administration
from referral.mechanism.casework import Casework
from referral.mechanism.handover import Handover
from referral.mechanism.leaving import Leaving
from referral.mechanism.together import Together
from referral.records.cases import pathway_text
from referral.records.database import Store
from referral.records.database_sqlite_files import driver
from referral.records.keyring import Keyring
from referral.records.opening import (
    Opened,
    open_store,
    postgres_store,
    prepare_postgres,
)
from referral.records.organisations import mechanism_row
from referral.records.orphans import sweep_orphans
from referral.records.protection import Protection
from referral.rules.results import Result
from referral.vault.providers.file import FileKek
from workflows.loader import load_shipped, text_of
from workflows.schema import Pathway

UNDER_WAY = timedelta(minutes=10)
"""Wraps younger than this may belong to an act that is being written."""


class Mechanism(Administration, Casework, Handover, Leaving, Together):
    """One national referral mechanism: its store, its keys, its pathways."""

    @classmethod
    def create(  # noqa: PLR0913 # opening names everything the deployment is made of
        cls,
        location: str | Path,
        key_file: Path,
        coordinator: administer.NewOrganisation,
        *,
        pathway: str | Path = "convention",
        proven: Iterable[Result] = (),
        invented: bool = False,
        clock: Clock = system_clock,
        migrator: str | None = None,
    ) -> tuple[Self, OnDuty]:
        """Make a new deployment; answers it, and the system as an actor in it.

        Args:
            location: A folder for the embedded store, or a PostgreSQL address.
            key_file: Where the key-encryption key is, or will be written.
            coordinator: The body that carries the first entry.
            pathway: Name of a shipped pathway for new cases, or a file.
            proven: Results of exploring it, beside those kept.
            invented: True if everybody in it will be made up, as in a demo.
            clock: Where the time comes from.
            migrator: A PostgreSQL address for the role that owns the tables.

        Raises:
            PathwayUnproven: if it has no passing result with these rules.
        """
        pathways = _chosen(pathway, proven)
        provider = _key(key_file)
        opened = open_store(str(location), provider, clock, migrator)
        with _closed_on_failure(opened.store):
            house = _house(opened, Keyring(opened.tenant, provider), pathways)
            with _closed_on_failure(house.jobs):
                system = house.store.act(
                    lambda unit: administer.open_mechanism(
                        house, unit, coordinator, invented=invented
                    )
                )
        return cls(house), system

    @classmethod
    def open(
        cls,
        location: str | Path,
        key_file: Path,
        *,
        proven: Iterable[Result] = (),
        clock: Clock = system_clock,
        migrator: str | None = None,
    ) -> Self:
        """Open an existing deployment, bring its tables up to date, sweep orphans.

        Raises:
            StoreUnavailable: if the store cannot be used.
            KeyMissing: if no mechanism was made there yet, or with another key file.
            PathwayUnproven: if its pathway has no passing result with these rules:
                `referral pathways check --stored` explores it.
        """
        provider = FileKek.read(key_file)
        opened = open_store(str(location), provider, clock, migrator)
        with _closed_on_failure(opened.store):
            if opened.new:
                raise KeyMissing(f"no mechanism was made at {_place(location)} yet")
            keyring = Keyring(opened.tenant, provider)
            house = _house(opened, keyring, _stored(opened, proven))
            with _closed_on_failure(house.jobs):
                house.store.act(lambda unit: sweep_orphans(unit, unit.now - UNDER_WAY))
        return cls(house)

    @classmethod
    def stored_pathways(
        cls,
        location: str | Path,
        key_file: Path,
        *,
        clock: Clock = system_clock,
        migrator: str | None = None,
    ) -> tuple[Stored, ...]:
        """The pathways a deployment works by, also one that may not start as it is.

        Raises:
            StoreUnavailable, KeyMissing: as `open`.
        """
        opened = open_store(str(location), FileKek.read(key_file), clock, migrator)
        try:
            return opened.store.read(stored_pathways)
        finally:
            opened.store.close()

    def close(self) -> None:
        """Stop the worker, finish what was begun, let go of the store."""
        self.stop_worker()
        self._house.jobs.close()
        self._house.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def system(self) -> OnDuty:
        """The system as an actor: for whoever operates the deployment."""
        return self._house.store.read(system_actor)

    @property
    def store_name(self) -> str:
        """`sqlcipher`, `sqlite` or `postgresql`."""
        return self._house.store.name

    @cached_property
    def invented(self) -> bool:
        """True if everybody in it is made up: it must never be served as a real one."""

        def told(unit: Any) -> bool:  # noqa: ANN401 # a unit of any store
            row = mechanism_row(unit.session)
            return row is not None and row.invented

        return self._house.store.read(told)

    @property
    def pathway(self) -> Pathway:
        """The pathway new cases walk."""
        return self._published().compiled.pathway

    @property
    def pathway_digest(self) -> str:
        """SHA-256 of its text, 64 hexadecimal digits."""
        return self._published().digest.hex()

    def _published(self) -> Published:
        pathways = self._house.pathways
        return self._house.store.read(lambda unit: pathways.follow(unit.session))

    def now(self) -> datetime:
        """The present moment, as the acts of this mechanism would write it."""
        return self._house.store.read(lambda unit: unit.now)

    @property
    def pathway_warnings(self) -> tuple[str, ...]:
        """Older versions that only serve their open cases, one sentence each."""
        return self._house.pathways.warnings

    def protections(self) -> list[Protection]:
        """What protects the store now, for whoever operates the deployment."""
        return self._house.store.protections()

    def ready(self) -> bool:
        """True if the store is where it was, answers, and its keys open."""

        def check(unit: Any) -> bool:  # noqa: ANN401 # a unit of any store
            self._house.keyring.chain_key(unit)
            return mechanism_row(unit.session) is not None

        store = self._house.store
        return store.at_its_place() and store.read(check)


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
def _closed_on_failure(thing: Store | Jobs) -> Iterator[None]:
    try:
        yield
    except BaseException:
        thing.close()
        raise


def _house(opened: Opened, keyring: Keyring, pathways: Pathways) -> House:
    jobs = Jobs(opened.store)
    with _closed_on_failure(jobs):
        jobs.prepare()
    return House(opened.store, keyring, pathways, jobs)


def _key(file: Path) -> FileKek:
    """The key-encryption key, made if it is not there."""
    if not file.exists():
        FileKek.create(file)
    return FileKek.read(file)


def _chosen(pathway: str | Path, proven: Iterable[Result]) -> Pathways:
    if isinstance(pathway, Path):
        return Pathways(publish(text_of(pathway), pathway.name), proven)
    _, text = load_shipped(pathway)
    return Pathways(publish(text, f"{pathway}.toml"), proven)


def _stored(opened: Opened, proven: Iterable[Result]) -> Pathways:
    """The pathway for new cases, as it was published into the store."""

    def load(unit: Any) -> tuple[Published, tuple[Result, ...]]:  # noqa: ANN401 # any
        row = mechanism_row(unit.session)
        kept = pathway_text(unit.session, row.pathway_digest) if row else None
        if kept is None:
            raise PathwayMissing("the mechanism's pathway is not stored")
        return republish(kept), stored_results(unit.session)

    published, found = opened.store.read(load)
    return Pathways(published, (*proven, *found))


def _place(location: str | Path) -> str:
    """The location without whatever password an address may carry."""
    return str(location).rpartition("@")[2]
