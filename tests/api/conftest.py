"""Clients for the API: in process, with tokens of the world's people."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from starlette.testclient import TestClient

from api.app import make_app
from referral.records.actors import SignIn
from referral.records.database import Unit
from referral.vault.secrets import new_token, token_digest
from tests.world import World


@dataclass
class Door:
    """The API of a world, and a token for everybody in it."""

    world: World
    client: TestClient
    tokens: dict[str, str] = field(default_factory=dict)

    def token(self, name: str) -> str:
        """A session's token. The session is put there: passwords take their time."""
        if name not in self.tokens:
            token, actor = new_token(), self.world[name]

            def begin(unit: Unit) -> None:
                row = SignIn(
                    digest=token_digest(token),
                    actor_id=actor.id,
                    began_at=unit.now,
                    seen_at=unit.now,
                )
                unit.session.add(row)

            self.world.mechanism._house.store.act(begin)
            self.tokens[name] = token
        return self.tokens[name]

    def ask(
        self, name: str | None, method: str, path: str, **words: Any
    ) -> httpx2.Response:
        """One request; a write gets a key and, if stated, a version."""
        headers: dict[str, str] = dict(words.pop("headers", {}))
        version = words.pop("version", None)
        if name is not None:
            headers.setdefault("Authorization", f"Bearer {self.token(name)}")
        if method == "POST":
            headers.setdefault("Idempotency-Key", uuid4().hex)
        if version is not None:
            headers.setdefault("If-Match", f'"{version}"')
        answered = self.client.request(method, path, headers=headers, **words)
        if name is not None:
            self._go_on(name, answered)
        return answered

    def _go_on(self, name: str, answered: httpx2.Response) -> None:
        """Take the token with which a session goes on, as a client does."""
        kind = answered.headers.get("content-type", "")
        if answered.content and kind.startswith("application/json"):
            told = answered.json()
            if isinstance(told, dict) and isinstance(told.get("token"), str):
                self.tokens[name] = told["token"] or self.tokens[name]

    def version(self, name: str, case_id: UUID) -> int:
        """The version of a case as somebody sees it now."""
        answered = self.ask(name, "GET", f"/v1/cases/{case_id}")
        version: int = answered.json()["version"]
        return version


@pytest.fixture
def door(embedded_world: World) -> Iterator[Door]:
    """The API over an invented mechanism."""
    app = make_app(embedded_world.mechanism)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Door(embedded_world, client)
