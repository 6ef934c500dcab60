"""A partner's machine that signs its requests, rightly or as a test wants it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from http_message_signatures import HTTPMessageSigner, HTTPSignatureKeyResolver
from http_message_signatures.algorithms import ED25519
from http_message_signatures.digests import ContentDigest
from starlette.testclient import TestClient

from api.app import make_app
from referral.actions.administer import NewActor
from referral.actions.door import DoorRules
from referral.rules.acts import Act
from referral.vault.passkeys import Site
from tests.world import World
from workflows.vocabulary import ActorKind, Role

HOST = "https://desk.test"
FACTS = b'{"facts": {"age_class": "adult"}}'
PARTS = ("@method", "@target-uri")


@dataclass
class Request:
    """A request before it is sent, to be signed and then changed."""

    method: str
    path: str
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return HOST + self.path


@dataclass
class Partner(HTTPSignatureKeyResolver):
    """A partner's machine, with its key and a client."""

    world: World
    client: TestClient
    machine: Any
    keyid: str
    key: ed25519.Ed25519PrivateKey
    count: int = 0

    def resolve_private_key(self, key_id: str) -> Any:
        _ = key_id
        return self.key

    def signed(self, request: Request, **changes: Any) -> Request:
        """The same with a digest, a nonce, a moment, and a signature over them."""
        self.count += 1
        cover = changes.pop("cover", None)
        parts = [*PARTS]
        if request.body:
            request.headers["Content-Digest"] = ContentDigest.create(request.body)
            request.headers["Content-Type"] = "application/json"
            parts += ["content-digest"]
        if "Idempotency-Key" in request.headers:
            parts += ["idempotency-key"]
        signer = HTTPMessageSigner(
            signature_algorithm=changes.pop("algorithm", ED25519),
            key_resolver=changes.pop("resolver", self),
        )
        words = {
            "key_id": self.keyid,
            "created": self.world.clock(),
            "nonce": f"a nonce of its own {self.count}",
            "label": "sig",
            "include_alg": True,
            "use_existing_digest": bool(request.body),
            "covered_component_ids": cover or parts,
            **changes,
        }
        signer.sign(request, **words)
        return request

    def send(self, request: Request) -> httpx2.Response:
        return self.client.request(
            request.method, request.path, content=request.body, headers=request.headers
        )


@pytest.fixture
def partner(embedded_world: World) -> Iterator[Partner]:
    """A machine that may open cases and look at services."""
    world, key = embedded_world, ed25519.Ed25519PrivateKey.generate()
    roles = frozenset({Role.CASE_MANAGER})
    new = NewActor(world.bodies["ngo"], "partner", roles, ActorKind.MACHINE)
    machine = world.mechanism.admit_actor(world.system, new).id
    scope = frozenset({Act.OPEN_CASE, Act.LIST_SERVICES})
    done = world.mechanism.register_signing_key(
        world.system,
        machine,
        key.public_key().public_bytes_raw(),
        timedelta(days=90),
        scope,
    )
    world.mechanism.let_in_by(DoorRules(Site("desk.test", (HOST,))))
    app = make_app(world.mechanism)
    with TestClient(app, base_url=HOST, raise_server_exceptions=False) as client:
        keyid = str(done.details["keyid"])
        yield Partner(world, client, machine, keyid, key)


def opening() -> Request:
    return Request("POST", "/v1/cases", FACTS, {"Idempotency-Key": "a-key-of-ours"})


def services() -> Request:
    return Request("GET", "/v1/services?type=legal_aid")
