"""A mechanism at work, its doors, and what there is to be asked for."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest
from starlette.testclient import TestClient

from api.app import make_app
from tests.api.conftest import Door
from tests.pages.conftest import Desk
from tests.promises.doors import DOORS, Address
from tests.world import World

FIXED = {
    "{drawer}": "location",
    "{clock}": "reflection",
    "{name}": "x",
    "{of}": "offer_stage",
    "{seq}": "1",
    "{code}": "not-found",
    "{step}": "accept",
    "{word}": "approve",
}
"""Places of addresses that are filled with a word."""
_WELL = 400


@dataclass
class Scene:
    """One world with its doors open, and everything that was answered."""

    world: World
    desk: Desk
    folder: Path
    ids: Mapping[str, Sequence[UUID]]
    words: tuple[str, ...]
    """What somebody types who looks for the secret."""
    said: Callable[[], str]
    """What was printed since it was called last."""
    logged: list[str] = field(default_factory=list)
    at_rest: list[bytes] = field(default_factory=list)
    ran: list[str] = field(default_factory=list)
    backed_up: list[object] = field(default_factory=list)
    seen: dict[tuple[str, str], list[httpx2.Response]] = field(default_factory=dict)
    answered: dict[Address, set[int]] = field(default_factory=dict)
    """The statuses that each door has answered, whoever asked."""

    def addresses(self, path: str) -> Iterator[str]:
        """A path with each of the identifiers it has a place for."""
        found = [path]
        for name, values in self.ids.items():
            place = "{" + name + "}"
            found = [
                one.replace(place, str(value))
                for one in found
                for value in (values if place in one else values[:1])
            ]
        for one in dict.fromkeys(found):
            for place, value in FIXED.items():
                one = one.replace(place, value)  # noqa: PLW2901 # filled in turn
            yield one

    def asked(self, who: str, kind: str) -> list[httpx2.Response]:
        """What one person is answered behind one kind of door, asked once."""
        if (who, kind) not in self.seen:
            self.seen[who, kind] = list(DOORS[kind](self, who))
        return self.seen[who, kind]

    def ask(
        self, who: str, method: str, there: str, path: str = "", **words: Any
    ) -> httpx2.Response:
        """One request to the API."""
        answer = self.desk.door.ask(who, method, there, **words)
        return self._noted((method, path or there), answer)

    def get(self, who: str, there: str, path: str) -> httpx2.Response:
        """One page."""
        return self._noted(("GET", path), self.desk.get(who, there))

    def post(
        self, who: str, there: str, typed: Mapping[str, str], path: str = ""
    ) -> httpx2.Response:
        """One form of a page."""
        answer = self.desk.post(who, there, typed)
        return self._noted(("POST", path or there), answer)

    def _noted(self, address: Address, answer: httpx2.Response) -> httpx2.Response:
        self.answered.setdefault(address, set()).add(answer.status_code)
        return answer

    def reached(self, method: str) -> set[str]:
        """The doors that showed somebody what is behind them."""
        return {
            path
            for (known, path), statuses in self.answered.items()
            if known == method and min(statuses) < _WELL
        }


TOOLS = ("httpx2", "PIL")
"""Loggers of what the tests ask with and draw with."""


class Kept(logging.Handler):
    """Keeps every line of every log but those of the tests' own tools."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(logging.DEBUG)
        self._scene = scene

    def emit(self, record: logging.LogRecord) -> None:
        """One line, with its fields and the fault it tells."""
        if record.name.startswith(TOOLS):
            return
        told: Any = record.getMessage()
        self._scene.logged.append(f"{told} {record.args} {record.exc_info}")


@contextmanager
def opened_on(
    world: World,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    walk: Callable[[Desk], Mapping[str, Sequence[UUID]]],
) -> Iterator[Scene]:
    """A scene on a world that somebody walked through, every log line kept."""
    app = make_app(world.mechanism, exit_url="https://example.org/")
    client = TestClient(
        app,
        base_url="https://desk.test",
        raise_server_exceptions=False,
        follow_redirects=False,
    )

    def said() -> str:
        out = capsys.readouterr()
        return out.out + out.err

    with client:
        desk = Desk(world, client, Door(world, client))
        made = Scene(world, desk, folder, {}, words, said)
        keeper, root = Kept(made), logging.getLogger()
        before = root.level
        root.addHandler(keeper)
        root.setLevel(logging.DEBUG)
        try:
            made.ids = walk(desk)
            yield made
        finally:
            root.removeHandler(keeper)
            root.setLevel(before)
