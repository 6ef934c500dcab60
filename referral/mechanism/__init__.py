"""Open a mechanism and act on it: the library's face, and the wiring for the API.

Every method that takes an `actor` is one act, decided by the rules, done in one
transaction, and written into a timeline. Methods that change something answer
`Done` with receipts.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from referral.actions import administer
from referral.actions.actors import system_actor
from referral.actions.pathways import Published, Stored, stored_pathways
from referral.actions.work import OnDuty
from referral.clock import Clock, system_clock
from referral.errors import KeyMissing
from referral.mechanism.access import Access
from referral.mechanism.administration import Administration
from referral.mechanism.arranging import Arranging
from referral.mechanism.asking import Asking
from referral.mechanism.attaching import Attaching
from referral.mechanism.backing_up import BackingUp
from referral.mechanism.breach_register import BreachRegister
from referral.mechanism.casework import Casework
from referral.mechanism.conduct import Conduct
from referral.mechanism.confirming import Confirming
from referral.mechanism.data_rights import DataRights
from referral.mechanism.desk import Desk
from referral.mechanism.directory import Directory
from referral.mechanism.erasing import Erasing
from referral.mechanism.finding import Finding
from referral.mechanism.first_contacts import FirstContacts
from referral.mechanism.handing_on import HandingOn
from referral.mechanism.handover import Handover
from referral.mechanism.keeping import Keeping
from referral.mechanism.keys_of_machines import KeysOfMachines
from referral.mechanism.leaving import Leaving
from referral.mechanism.levers import Levers
from referral.mechanism.notifying import Notifying
from referral.mechanism.offer_life import OfferLife
from referral.mechanism.openid import Openid
from referral.mechanism.opening import (
    chosen,
    closed_on_failure,
    house_in,
    place,
    ring_of,
    stored,
    take_in,
    tidied,
)
from referral.mechanism.own import Own
from referral.mechanism.packaging import Packaging
from referral.mechanism.places import Places
from referral.mechanism.planning import Planning
from referral.mechanism.service_directory import ServiceDirectory
from referral.mechanism.signing_in import SigningIn
from referral.mechanism.together import Together
from referral.mechanism.webhooks import Webhooks
from referral.records.opening import open_store
from referral.records.organisations import mechanism_row
from referral.records.protection_found import Protection
from referral.rules.results import Result
from referral.vault.providers.ring import KeyRing
from workflows.schema import Pathway


class Mechanism(  # each is a group of acts
    Access,
    Administration,
    Arranging,
    Asking,
    Attaching,
    BackingUp,
    BreachRegister,
    Casework,
    Conduct,
    Confirming,
    DataRights,
    Desk,
    Directory,
    Erasing,
    Finding,
    FirstContacts,
    HandingOn,
    Handover,
    Keeping,
    KeysOfMachines,
    Leaving,
    Levers,
    Notifying,
    OfferLife,
    Openid,
    Own,
    Packaging,
    Places,
    ServiceDirectory,
    Planning,
    SigningIn,
    Together,
    Webhooks,
):
    """One national referral mechanism: its store, its keys, its pathways."""

    @classmethod
    def create(  # noqa: PLR0913 # opening names everything the deployment is made of
        cls,
        location: str | Path,
        keys: Path | KeyRing,
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
            keys: A ring, or a key file. A key is made if there is none.
            coordinator: The body that carries the first entry.
            pathway: Name of a shipped pathway for new cases, or a file.
            proven: Results of exploring it, beside those kept.
            invented: True if everybody in it will be made up, as in a demo.
            clock: Where the time comes from.
            migrator: A PostgreSQL address for the role that owns the tables.

        Raises:
            PathwayUnproven: if it has no passing result with these rules.
        """
        pathways = chosen(pathway, proven)
        ring = ring_of(keys, make=True)
        opened = open_store(str(location), ring, clock, migrator, make=True)
        with closed_on_failure(opened.store):
            house = house_in(opened, ring, pathways)
            with closed_on_failure(house.jobs):
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
        keys: Path | KeyRing,
        *,
        proven: Iterable[Result] = (),
        clock: Clock = system_clock,
        migrator: str | None = None,
    ) -> Self:
        """Open an existing deployment: tables up to date, what was erased swept away.

        Raises:
            StoreUnavailable: if the store cannot be used.
            KeyMissing: if no mechanism was made there yet, or with other keys.
            KeysUnavailable: if the place of the keys cannot be reached.
            PathwayUnproven: if its pathway has no passing result with these rules:
                `referral pathways check --stored` explores it.
        """
        ring = ring_of(keys)
        ring.newest()
        opened = open_store(str(location), ring, clock, migrator)
        with closed_on_failure(opened.store):
            if opened.new:
                raise KeyMissing(f"no mechanism was made at {place(location)} yet")
            house = house_in(opened, ring, stored(opened, proven))
            with closed_on_failure(house.jobs):
                house.store.read(
                    house.keyring.chain_key
                )  # the key opens what it wrapped
                take_in(house)
                tidied(house)
        return cls(house)

    @classmethod
    def stored_pathways(
        cls,
        location: str | Path,
        keys: Path | KeyRing,
        *,
        clock: Clock = system_clock,
        migrator: str | None = None,
    ) -> tuple[Stored, ...]:
        """The pathways a deployment works by, also one that may not start as it is.

        Raises:
            StoreUnavailable, KeyMissing: as `open`.
        """
        opened = open_store(str(location), ring_of(keys), clock, migrator)
        try:
            return opened.store.read(stored_pathways)
        finally:
            opened.store.close()

    def close(self) -> None:
        """Stop the worker, forget all names, let go of the store."""
        self.stop_worker()
        self._house.names.drop()
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
