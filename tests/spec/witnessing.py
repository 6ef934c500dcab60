"""Witnesses of other organisations, each a real server on a port of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import uvicorn

from api.witness import make_witness
from referral.delivery.witnesses import Policy, read_policy
from referral.mechanism import Mechanism
from tests.api.server import free_port


@contextmanager
def witness(
    folder: Path, *logs: str, name: str = "witness.example/w1"
) -> Iterator[str]:
    """A witness that serves; yields its line for the settings."""
    app, verifier = make_witness(folder, name, list(logs))
    port = free_port()
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None)
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
    try:
        yield f"http://127.0.0.1:{port} {verifier}"
    finally:
        server.should_exit = True
        thread.join(10)


def log_key(mechanism: Mechanism) -> str:
    """What a witness has to be told of a mechanism."""
    return mechanism.checkpoint().verifier


def policy(*lines: str, enough: int = 1) -> Policy:
    """Whom a mechanism asks."""
    return read_policy(lines, enough)
