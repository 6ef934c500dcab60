"""A real identity provider for tests, and a browser's way through it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx2

from api.pages.entrance import OPENID_BACK
from referral.actions.administer import NewActor
from referral.actions.door import DoorRules, OpenidDoor
from referral.actions.openid import Returned
from referral.rules.openid import Counts
from referral.vault.openid import Provider, Registration
from referral.vault.passkeys import Site
from tests.openid_tokens import CLIENT, SECRET
from tests.world import World
from workflows.vocabulary import Role

ORIGIN = "https://desk.test"
BACK = ORIGIN + OPENID_BACK
SUBJECT = "kestrel-7"
PATIENCE = 1.0
"""Seconds; long enough on a busy machine, short enough for a test."""


@dataclass
class Elsewhere:
    """A provider that runs in a process of its own."""

    address: str
    world: World
    secret_file: Path
    how: dict[str, Any] = field(default_factory=dict)

    def be(self, **how: Any) -> dict[str, int]:
        """Have it behave so from now on; answers how often each address was asked."""
        self.how = {"now": self.world.clock().timestamp(), "redirect": BACK, **how}
        asked = httpx2.post(self.address + "/control", json=self.how)
        return dict(asked.json())

    def provider(self, issuer: str = "") -> Provider:
        """As a server knows it. Pauses and ages are by the clock of the world."""
        known = Registration(
            issuer or self.address, CLIENT, self.secret_file, BACK, plain=True
        )
        ticks = self.world.clock
        return Provider(known, lambda: ticks().timestamp(), PATIENCE)

    def let_in(self, *, counts: Counts | None = None, required: bool = False) -> None:
        """Let people come from there."""
        door = OpenidDoor(self.provider(), counts or Counts())
        site = Site("desk.test", (ORIGIN,))
        rules = DoorRules(site, second_factor=required, openid=door)
        self.world.mechanism.let_in_by(rules)

    def walk(self, address: str) -> Returned:
        """What a browser does there, and with what it is sent back."""
        said = self.sent_back(address)
        return Returned(said["state"], said["code"], said.get("iss"))

    def sent_back(self, address: str) -> dict[str, str]:
        """The words in the address that a browser is sent back to."""
        answered = httpx2.get(address, follow_redirects=False)
        assert answered.status_code == 302, answered.text
        at = urlsplit(answered.headers["location"])
        assert f"{at.scheme}://{at.netloc}{at.path}" == BACK
        return {name: value[0] for name, value in parse_qs(at.query).items()}


@contextmanager
def a_provider(world: World, folder: Path) -> Iterator[Elsewhere]:
    """One in a process of its own, in which the time is the world's."""
    secret_file = folder / "client-secret"
    secret_file.write_text(SECRET)
    secret_file.chmod(0o400)
    with subprocess.Popen(  # our own program
        [sys.executable, "-m", "tests.openid_provider"],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            elsewhere = Elsewhere(process.stdout.readline().strip(), world, secret_file)
            elsewhere.be()
            yield elsewhere
        finally:
            process.kill()


def linked(world: World, name: str = "keeper", subject: str = SUBJECT) -> UUID:
    """Somebody who comes from the provider, and has no password."""
    new = NewActor(world.bodies["ngo"], name, frozenset({Role.CASE_MANAGER}))
    person = world.mechanism.admit_actor(world.system, new).id
    world.mechanism.link_openid(world.system, person, subject)
    return person
