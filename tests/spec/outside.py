"""A shelter abroad that nobody here signs in for: its keys, and the letters it gets."""

import io
import tarfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pyrage

from referral.actions.administer import NewOrganisation
from referral.actions.link_door import Shown
from referral.actions.links import SentLink
from referral.exchange.packages import Given, put
from referral.vault.archive import parts_of
from tests.world import World
from workflows.vocabulary import (
    OrganisationKind,
    PackageForm,
    Regime,
)

PAGE = "/letter"
Lists = Callable[[World, UUID, pyrage.x25519.Identity], UUID]


@dataclass
class Abroad:
    """Somebody outside: an organisation, its service, the half of a key it keeps."""

    world: World
    body: UUID
    service: UUID
    identity: pyrage.x25519.Identity
    key: UUID

    def read(self, letter: str) -> list[str]:
        """The lines of a letter, opened with the key that stays abroad."""
        plain = pyrage.decrypt(letter.encode(), [self.identity])
        return bytes(plain).decode().splitlines()

    def shown(self, sent: SentLink) -> Shown:
        """Both halves, as the shelter has them: the letter, and a telephone call."""
        _, token, _ = self.read(sent.letter)
        return Shown(token=token, password=sent.password)

    def opened(self, file: bytes, folder: Path) -> Mapping[str, bytes]:
        """What the shelter finds in a package that it took."""
        signers, identity = folder / "allowed_signers", folder / "identity"
        allowed = self.world.mechanism.package_signers().allowed
        signers.write_text("\n".join(allowed))
        identity.unlink(missing_ok=True)
        identity.write_text(f"{self.identity}\n")
        identity.chmod(0o600)
        (folder / "package.tar").write_bytes(file)
        into = folder / "opened"
        put(Given(folder / "package.tar", signers, identity), into)
        return {each.name: each.read_bytes() for each in into.iterdir()}


def new_identity() -> pyrage.x25519.Identity:
    """A key that somebody makes on a machine of their own."""
    return pyrage.x25519.Identity.generate()


def newly_abroad(world: World, lists: Lists) -> Abroad:
    """A shelter in another country, whose key is listed in some way."""
    new = NewOrganisation(
        "abroad", "Abroad", OrganisationKind.SHELTER, Regime.GDPR, "north"
    )
    body = world.mechanism.admit_organisation(world.system, new).id
    service = world.mechanism.list_service(
        world.system, body, "safe_accommodation", "Abroad places"
    ).id
    world.bodies["abroad"], world.services["abroad"] = body, service
    identity = new_identity()
    return Abroad(world, body, service, identity, lists(world, body, identity))


def abroad(world: World) -> Abroad:
    """The same; its key is listed before the first case."""
    return newly_abroad(world, listed)


def listed(world: World, body: UUID, identity: pyrage.x25519.Identity) -> UUID:
    """A key that the operator lists alone, as nothing is in use yet."""
    public = str(identity.to_public())
    done = world.mechanism.list_recipient_key(
        world.system, body, PackageForm.AGE, public
    )
    assert done.kind == "recipient_key"
    return done.id


def inside(file: bytes) -> dict[str, bytes]:
    """The two files of a package."""
    source = io.BytesIO(file)
    found = {}
    for part in parts_of(source, len(file)):
        source.seek(part.offset)
        found[part.name] = source.read(part.size)
    with tarfile.open(fileobj=io.BytesIO(file)) as tar:
        assert tar.getnames() == list(found)
    return found
