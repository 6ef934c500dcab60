"""A real identity provider for tests, and a browser's way through it."""

import http.client
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest

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
PATIENCE = 0.6
"""Seconds; long enough on a busy machine, short enough for a test."""


def web(method: str, url: str, body: str | None = None) -> tuple[int, str, bytes]:
    """A request as a browser makes it; status, where it is sent on to, content."""
    at = urlsplit(url)
    connection = http.client.HTTPConnection(at.hostname or "", at.port, timeout=60)
    with closing(connection):
        connection.request(method, url.removeprefix(f"http://{at.netloc}"), body)
        answered = connection.getresponse()
        return answered.status, answered.getheader("Location", ""), answered.read()


@dataclass
class Elsewhere:
    """A provider that runs in a process of its own."""

    address: str
    world: World
    secret_file: Path

    def be(self, **how: Any) -> dict[str, int]:
        """Have it behave so from now on; answers how often each address was asked."""
        how = {"now": self.world.clock().timestamp(), "redirect": BACK, **how}
        _, _, said = web("POST", self.address + "/control", json.dumps(how))
        return dict(json.loads(said))

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
        status, where, said = web("GET", address)
        assert status == 302, said
        at = urlsplit(where)
        assert f"{at.scheme}://{at.netloc}{at.path}" == BACK
        return {name: value[0] for name, value in parse_qs(at.query).items()}


@pytest.fixture(scope="module")
def provider_process() -> Iterator[str]:
    """The address of a provider that runs beside the tests of a file."""
    with subprocess.Popen(  # our own program
        [sys.executable, "-m", "tests.openid_provider"],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


@pytest.fixture
def elsewhere(
    provider_process: str, embedded_world: World, tmp_path: Path
) -> Elsewhere:
    """A provider which people of this world may come from, where the time is its."""
    secret_file = tmp_path / "client-secret"
    secret_file.write_text(SECRET)
    secret_file.chmod(0o400)
    found = Elsewhere(provider_process, embedded_world, secret_file)
    found.be(forget=True)
    found.let_in()
    return found


def linked(world: World, name: str = "keeper", subject: str = SUBJECT) -> UUID:
    """Somebody who comes from the provider, and has no password."""
    new = NewActor(world.bodies["ngo"], name, frozenset({Role.CASE_MANAGER}))
    person = world.mechanism.admit_actor(world.system, new).id
    world.mechanism.link_openid(world.system, person, subject)
    return person
