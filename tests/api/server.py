"""A real server process over a real port, and clients that speak to it."""

import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

REFERRAL = str(Path(sys.executable).parent / "referral")


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def serving(store: str, key_file: Path, log: Path, **settings: str) -> Iterator[str]:
    """`referral serve` in a process of its own; yields its address."""
    port = free_port()
    environment = {
        **os.environ,  # noqa: TID251 # a child gets what the test run has
        "REFERRAL_STORE": store,
        "REFERRAL_KEY_FILE": str(key_file),
        "REFERRAL_PORT": str(port),
        "REFERRAL_KEY_BESIDE_DATA": "true",  # tests have one volume
        "REFERRAL_SECOND_FACTOR": "optional",  # and people with a password alone
        **settings,
    }
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 # our own command
            [REFERRAL, "serve"],
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_up(address, process, log)
        yield address
    finally:
        process.terminate()
        assert process.wait(20) == 0, log.read_text()


def wait_until_up(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until `/healthz` answers, at most half a minute."""
    for _ in range(300):
        if process.poll() is not None:
            raise AssertionError(log.read_text())
        try:
            if httpx2.get(address + "/healthz").status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.1)
    raise AssertionError("the server did not come up: " + log.read_text())


@dataclass
class Client:
    """Somebody who speaks HTTP with one credential, and keeps every reply."""

    address: str
    token: str
    replies: list[str] = field(default_factory=list)

    def get(self, path: str, **query: Any) -> httpx2.Response:
        """Read."""
        return self._keep(
            httpx2.get(self.address + path, params=query, headers=self._headers())
        )

    def post(
        self, path: str, body: Any = None, version: int | None = None
    ) -> httpx2.Response:
        """Write, with a new request key and the version that was looked at."""
        headers = {**self._headers(), "Idempotency-Key": uuid.uuid4().hex}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        return self._keep(httpx2.post(self.address + path, json=body, headers=headers))

    def again(self, path: str, headers: dict[str, str]) -> httpx2.Response:
        """Write without a body, with headers of one's own: to send it once more."""
        words = {**self._headers(), **headers}
        return self._keep(httpx2.post(self.address + path, headers=words))

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def _keep(self, reply: httpx2.Response) -> httpx2.Response:
        self.replies.append(f"{reply.headers}\n{reply.text}")
        return reply
