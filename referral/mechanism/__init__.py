"""Open a mechanism and act on it: the library's face, and the wiring for the API.

Every method that takes an `actor` is one act, decided by the rules, done in one
transaction, and written into a timeline. Methods that change something answer
`Done` with receipts.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

from referral.actions import administer
from referral.actions.pathways import Pathways, publish
from referral.actions.sign_in import system_actor
from referral.actions.work import House, OnDuty
from referral.clock import Clock, system_clock
from referral.errors import KeyMissing, PathwayMissing
from referral.mechanism.administration import Administration
from referral.mechanism.casework import Casework
from referral.mechanism.handover import Handover
from referral.records.cases import pathway_text
from referral.records.database_sqlite import driver
from referral.records.keyring import Keyring
from referral.records.opening import Opened, open_store
from referral.records.organisations import mechanism_row
from referral.records.orphans import sweep_orphans
from referral.rules.results import Result
from referral.vault.providers.file import FileKek
from workflows.loader import load_shipped, text_of
from workflows.schema import Pathway

UNDER_WAY = timedelta(minutes=10)
"""Wraps younger than this may belong to an act that is being written."""


class Mechanism(Administration, Casework, Handover):
    """One national referral mechanism: its store, its keys, its pathways."""

    @classmethod
    def create(
        cls,
        location: str | Path,
        key_file: Path,
        coordinator: administer.NewOrganisation,
        *,
        pathway: str | Path = "convention",
        proven: Iterable[Result] = (),
        clock: Clock = system_clock,
    ) -> tuple[Self, OnDuty]:
        """Make a new deployment: key file, store, first organisation.

        Args:
            location: A folder for the embedded store, or a PostgreSQL address.
            key_file: Where the key-encryption key is, or will be written.
            coordinator: The coordinating body, which carries the first entry.
            pathway: Name of a shipped pathway for new cases, or a file.
            proven: Results of exploring it, beside those that are kept.
            clock: Where the time comes from.

        Returns:
            The mechanism, and the system as an actor who may set the rest up.

        Raises:
            PathwayUnproven: if the pathway has no passing result with these rules.
        """
        pathways = _chosen(pathway, proven)
        if not key_file.exists():
            FileKek.create(key_file)
        provider = FileKek.read(key_file)
        opened = open_store(str(location), provider, clock)
        with _closed_on_failure(opened):
            house = _house(opened, Keyring(opened.tenant, provider), pathways)
            system = house.store.act(
                lambda unit: administer.open_mechanism(house, unit, coordinator)
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
    ) -> Self:
        """Open an existing deployment, bring its tables up to date, sweep orphans.

        Raises:
            StoreUnavailable: if the store cannot be used.
            KeyMissing: if no mechanism was made there yet, or with another key file.
            PathwayUnproven: if its pathway has no passing result with these rules.
        """
        provider = FileKek.read(key_file)
        opened = open_store(str(location), provider, clock)
        with _closed_on_failure(opened):
            if opened.new:
                raise KeyMissing(f"no mechanism was made at {_place(location)} yet")
            keyring = Keyring(opened.tenant, provider)
            house = _house(opened, keyring, _stored(opened, proven))
            house.store.act(lambda unit: sweep_orphans(unit, unit.now - UNDER_WAY))
        return cls(house)

    def close(self) -> None:
        """Finish what was begun and let go of the store."""
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

    @property
    def pathway(self) -> Pathway:
        """The pathway new cases walk."""
        return self._house.pathways.current.compiled.pathway

    @property
    def pathway_digest(self) -> str:
        """SHA-256 of its text, 64 hexadecimal digits."""
        return self._house.pathways.current.digest.hex()

    @property
    def pathway_warnings(self) -> tuple[str, ...]:
        """Older versions that only serve their open cases, one sentence each."""
        return self._house.pathways.warnings

    def ready(self) -> bool:
        """True if the store answers and the keys open: a mechanism is there."""

        def check(unit: Any) -> bool:  # noqa: ANN401 # a unit of any store
            self._house.keyring.chain_key(unit)
            return mechanism_row(unit.session) is not None

        return self._house.store.read(check)


def embedded_driver() -> tuple[str, str]:
    """The embedded store's driver and the version of its SQLite.

    Raises:
        StoreUnavailable: if there is none that is safe to use.
    """
    module, name = driver()
    return name, str(module.sqlite_version)


@contextmanager
def _closed_on_failure(opened: Opened) -> Iterator[None]:
    try:
        yield
    except BaseException:
        opened.store.close()
        raise


def _house(opened: Opened, keyring: Keyring, pathways: Pathways) -> House:
    return House(opened.store, keyring, pathways)


def _chosen(pathway: str | Path, proven: Iterable[Result]) -> Pathways:
    if isinstance(pathway, Path):
        return Pathways(publish(text_of(pathway), pathway.name), proven)
    _, text = load_shipped(pathway)
    return Pathways(publish(text, f"{pathway}.toml"), proven)


def _stored(opened: Opened, proven: Iterable[Result]) -> Pathways:
    """The pathway for new cases, as it was published into the store."""

    def load(unit: Any) -> str:  # noqa: ANN401 # a unit of any store
        row = mechanism_row(unit.session)
        kept = pathway_text(unit.session, row.pathway_digest) if row else None
        if kept is None:
            raise PathwayMissing("the mechanism's pathway is not stored")
        return kept.text

    return Pathways(publish(opened.store.read(load), "stored pathway"), proven)


def _place(location: str | Path) -> str:
    """The location without whatever password an address may carry."""
    return str(location).rpartition("@")[2]
