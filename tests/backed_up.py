"""Backups in tests: people who can open them, and the way back."""

from dataclasses import dataclass
from pathlib import Path

import pyrage

from referral.actions.back_up import Made, Plan
from referral.clock import Clock
from referral.mechanism import Mechanism
from referral.mechanism.opening import ring_of
from referral.mechanism.restoring import Restored, Target, restore
from tests.postgres import OWNER, READER, as_role, libpq
from tests.world import World

HOLDERS = ("ada", "ben")


@dataclass(frozen=True)
class Shelf:
    """Where a test keeps its backups, and the identity files of those who open them."""

    folder: Path

    @property
    def records(self) -> Path:
        return self.folder / "records"

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    def identity(self, name: str = "ada") -> Path:
        """An identity file; made when somebody first asks for it."""
        path = self.folder / f"{name}.identity"
        if not path.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            path.write_text(f"# invented\n{pyrage.x25519.Identity.generate()}\n")
            path.chmod(0o600)
        return path

    def recipient(self, name: str) -> str:
        """The public key of somebody."""
        secret = self.identity(name).read_text().splitlines()[1]
        return str(pyrage.x25519.Identity.from_str(secret).to_public())

    def plan(self, *, keep: int = 96, reader: str | None = None) -> Plan:
        """A plan for two people."""
        to = tuple(map(self.recipient, HOLDERS))
        return Plan(self.records, self.keys, to, keep, "0.1.0", reader)

    def take(self, mechanism: Mechanism, **words: int) -> Made:
        """A backup of a mechanism on the embedded store."""
        return mechanism.back_up(mechanism.system(), self.plan(**words))  # type: ignore[arg-type] # keep alone

    def of(self, world: World) -> Made:
        """A backup of a world on either store."""
        reader = None
        if world.location.startswith("postgresql"):
            reader = libpq(as_role(world.location, READER))
        plan = self.plan(reader=reader)
        return world.mechanism.back_up(world.system, plan)

    def parts(self, made: Made, keys: Made | None = None) -> tuple[Path, Path]:
        """The folders of both parts, perhaps of two backups."""
        later = keys or made
        return self.records / made.manifest.name, self.keys / later.manifest.name

    def back(
        self, made: Made, to: Target, name: str = "ada", keys: Made | None = None
    ) -> Restored:
        """Restore it with somebody's identity."""
        return restore(*self.parts(made, keys), self.identity(name), to)


def onto(place: Path, key_file: Path, clock: Clock) -> Target:
    """An empty machine that has the key."""
    return Target(str(place), ring_of(key_file), None, clock)


def onto_server(url: str, key_file: Path, clock: Clock) -> Target:
    """An empty database that has the key."""
    owner = libpq(as_role(url, OWNER))
    return Target(libpq(url), ring_of(key_file), owner, clock)
