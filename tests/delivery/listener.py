"""Somebody who listens inside: whether a line came in, and what was said on it."""

import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from referral.delivery.addresses import Found, Reach
from referral.delivery.partner_lines import Message
from tests.vault.certificates import Signer

HELLO = Message({"Content-Type": "text/plain"}, b"hello")
OK = b"HTTP/1.1 204 No Content\r\n\r\n"
LISTED = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


@dataclass
class Listener:
    """Whoever listens inside: how often a line came in, and what was said on it."""

    port: int
    ca_file: Path
    reached: int = 0
    said: list[bytes] = field(default_factory=list)
    answer: bytes = OK
    then: Any = None
    """Called with the line once the answer was sent."""

    def reach(self, *listed: Any, **words: Any) -> Reach:
        return Reach(listed, self.ca_file, words.pop("patience", 2.0), **words)


@contextmanager
def listening(folder: Path, host: str = "localhost") -> Iterator[Listener]:
    """A listener on every address of this machine, of both kinds."""
    signer = Signer(folder, "authority")
    context = signer.signs(host)
    server = socket.create_server(
        ("::", 0), family=socket.AF_INET6, dualstack_ipv6=True
    )
    made = Listener(server.getsockname()[1], signer.file)
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            try:
                line, _ = server.accept()
            except OSError:
                return
            made.reached += 1
            threading.Thread(
                target=answer, args=(line, context, made), daemon=True
            ).start()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        over.set()
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join()


def answer(line: socket.socket, context: ssl.SSLContext, made: Listener) -> None:
    """One line: read what is sent, answer as told."""
    try:
        with line, context.wrap_socket(line, server_side=True) as held:
            said = b""
            while b"hello" not in said:
                more = held.recv(4096)
                if not more:
                    return
                said += more
            made.said.append(said)
            held.sendall(made.answer)
            if made.then is not None:
                made.then(held)
    except OSError:
        return


@pytest.fixture
def inside(tmp_path: Path) -> Iterator[Listener]:
    with listening(tmp_path) as made:
        yield made


def leads_to(*addresses: str) -> Any:
    """A name that leads to these: as whoever owns a domain may have it."""

    def resolve(_: str, port: int) -> Sequence[Found]:
        return [found for each in addresses for found in found_at(each, port)]

    return resolve


def found_at(address: str, port: int) -> Sequence[Found]:
    kind = socket.SOCK_STREAM
    return socket.getaddrinfo(address, port, type=kind, flags=socket.AI_NUMERICHOST)
