"""A partner's system: a server of its own that checks, deduplicates and misbehaves.

It believes what the how-to's receiver would believe, keeps what it did in the order in
which it did it, and answers as a test tells it to.
"""

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from referral.actions.webhooks import NewWebhook
from referral.clock import Clock, system_clock
from referral.delivery.addresses import Reach
from referral.exchange.check_webhook import NotBelieved, check
from tests.vault.certificates import Signer
from tests.world import World
from workflows.vocabulary import NoticeKind

HERE = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
PATIENCE = 2.0
"""Seconds that a test waits for a partner that says nothing."""


def holds(key: bytes, message: bytes, signature: bytes) -> bool:
    """Ed25519, as a partner with `cryptography` has it."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


@dataclass
class Heard:
    """One request as it came."""

    headers: dict[str, str]
    body: bytes

    @property
    def msg_id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def event(self) -> Any:
        return json.loads(self.body)


Answers = Callable[[Heard, int], int | None]
"""How a request is answered, and the how-manieth of its message it is: a status; or
None to break off. `-status` has the effect and then breaks off."""


@dataclass
class Partner:
    """What a partner's system knows and did."""

    url: str
    ca_file: Path
    keys: list[str] = field(default_factory=list)
    clock: Clock = system_clock
    answers: Answers = lambda _, __: 204
    extra: dict[str, str] = field(default_factory=dict)
    """Further headers of its answers."""
    heard: list[Heard] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    effects: list[Heard] = field(default_factory=list)
    """What it did, once for each identifier."""
    lock: threading.Lock = field(default_factory=threading.Lock)
    webhook: Any = None

    def reach(self, patience: float = PATIENCE) -> Reach:
        return Reach(HERE, self.ca_file, patience)

    def items(self) -> list[str]:
        return [each.event["data"]["item"] for each in self.effects]

    def types(self) -> list[str]:
        return [each.event["type"] for each in self.effects]

    def take(self, one: Heard) -> int | None:
        """Decide about a request; None breaks off."""
        with self.lock:
            self.heard.append(one)
            try:
                now = self.clock().timestamp()
                msg_id = check(one.headers, one.body, self.keys, now, holds)
            except NotBelieved as why:
                self.refused.append(str(why))
                return 401
            times = sum(each.msg_id == msg_id for each in self.heard)
        status = self.answers(one, times)
        done = status is not None and (status < 0 or 200 <= status < 300)
        with self.lock:
            if done and all(each.msg_id != msg_id for each in self.effects):
                self.effects.append(one)
        return None if status is None or status < 0 else status


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    partner: Partner
    context: ssl.SSLContext

    def handle_error(self, *_: object) -> None:
        return  # whoever calls hangs up in the middle of it

    def get_request(self) -> Any:
        line, where = super().get_request()
        held = self.context.wrap_socket(
            line, server_side=True, do_handshake_on_connect=False
        )
        return held, where


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        length = int(self.headers["content-length"])
        told = {name.lower(): value for name, value in self.headers.items()}
        partner = self.server.partner
        status = partner.take(Heard(told, self.rfile.read(length)))
        if status is None:
            self.close_connection = True
            return
        self.send_response_only(status)
        self.send_header("Date", format_datetime(partner.clock(), usegmt=True))
        for name, value in partner.extra.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        return


@contextmanager
def partner(folder: Path, clock: Clock = system_clock) -> Iterator[Partner]:
    """A partner's system that listens on this machine, at a name of its own."""
    signer = Signer(folder, f"authority-{folder.name}"[:60])
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.context = signer.signs("localhost")
        url = f"https://localhost:{server.server_port}/hook"
        server.partner = Partner(url, signer.file, clock=clock)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.partner
        server.shutdown()
        thread.join()


def registered(
    world: World,
    to: Partner,
    body: str = "shelter",
    kinds: frozenset[NoticeKind] = frozenset(),
    by: str = "registrar",
) -> Any:
    """A webhook that two people agreed to; the partner gets its keys."""
    mechanism = world.mechanism
    new = NewWebhook(world.bodies[body], to.url, kinds)
    joint = mechanism.ask_webhook(world[by], new).id
    world.agree(joint, "coordinator")
    made = mechanism.fetch_webhook(world[by], joint)
    to.keys[:] = [made.details["public_key"]]
    to.webhook = made.id
    mechanism.reaches(to.reach())
    return made
