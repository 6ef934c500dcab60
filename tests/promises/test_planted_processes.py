"""What a server, its worker and an import tell the machine they run on: no token.

Real processes on PostgreSQL, with a passphrase: their words, their environment, what
they hold open while a document is on its way, what they say, what they leave.
"""

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlparse
from uuid import uuid4

import httpx2
import pytest

from referral.vault.providers.passphrase import PassphraseFile, PassphraseKeys
from referral.vault.providers.ring import KeyRing
from tests.api.mechanism import PASSWORD, made
from tests.api.server import REFERRAL, Client, free_port, wait_until_up
from tests.delivery.waiting import until
from tests.faults.processes import process
from tests.promises.tokens import drawers, found_in, token
from tests.promises.written import (
    Found,
    core_size,
    files_under,
    open_files,
    rows_by_table,
    server_files,
    told_to_the_machine,
)
from tests.vault.places import secret

HALF = 3 * 2**20
"""Bytes of a document that are on their way: more than is kept in memory."""
WHOLE = 2 * HALF


@dataclass
class Deployment:
    """A store, its settings, and where everything of it is written."""

    store: str
    folder: Path
    pids: tuple[int, ...] = ()
    address: str = ""

    @property
    def settings(self) -> dict[str, str]:
        """What each process finds in its environment."""
        return {
            "REFERRAL_STORE": self.store,
            "REFERRAL_KEY_PROVIDER": "passphrase",
            "REFERRAL_PASSPHRASE_FILE": str(self.passphrase),
            "REFERRAL_SALT_FILE": str(self.folder / "salts.json"),
            "TMPDIR": str(self.folder),
        }

    @property
    def passphrase(self) -> Path:
        """The one file that holds a token, apart from all others."""
        return self.folder.parent / "secret"

    def written(self) -> Found:
        """Every byte of it, and what its processes tell."""
        yield from files_under(self.folder)
        yield from server_files(self.store)
        for table, rows in rows_by_table(self.store).items():
            yield table, rows.encode()
        for pid in self.pids:
            yield from open_files(pid)
            yield from told_to_the_machine(pid)


def leaks(found: Found) -> dict[str, set[str]]:
    """Where a token stands, and how it is written there."""
    return {place: hits for place, raw in found if (hits := found_in(raw))}


@contextmanager
def running(store: str, folder: Path) -> Iterator[Deployment]:
    """A server and a worker beside it."""
    folder.mkdir()
    deployment, port = Deployment(store, folder), free_port()
    secret(deployment.passphrase, f"{token('passphrase')} and seven herons")
    said = PassphraseFile(deployment.passphrase)
    keys = KeyRing([PassphraseKeys(folder / "salts.json", said)], "passphrase")
    made(store, keys)
    log, environment = folder / "server.log", deployment.settings
    with (
        process(
            [REFERRAL, "serve"], log, REFERRAL_PORT=str(port), **environment
        ) as one,
        process([REFERRAL, "worker"], folder / "worker.log", **environment) as two,
    ):
        deployment.address = f"http://127.0.0.1:{port}"
        deployment.pids = (one.pid, two.pid)
        wait_until_up(deployment.address, one, log)
        until(lambda: b"working" in (folder / "worker.log").read_bytes())
        yield deployment


def signed_in(deployment: Deployment) -> Client:
    """The worker of the post."""
    body = {"name": "worker", "password": PASSWORD}
    reply = httpx2.post(f"{deployment.address}/v1/session", json=body)
    return Client(deployment.address, reply.json()["token"])


@contextmanager
def half_sent(client: Client, case: str) -> Iterator[socket.socket]:
    """A document of which one half has arrived."""
    host = urlparse(client.address)
    head = (
        f"POST /v1/cases/{case}/attachments?drawer=identity HTTP/1.1\r\n"
        f"Host: {host.netloc}\r\nAuthorization: Bearer {client.token}\r\n"
        f"Idempotency-Key: {uuid4().hex}\r\nContent-Length: {WHOLE}\r\n"
        f"Attachment-Name: {token('attachment name')}\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection((host.hostname or "", host.port or 0), 30) as line:
        line.sendall(head.encode() + words(HALF))
        yield line


def words(size: int) -> bytes:
    """So many bytes of plain text, with a token in every few of them."""
    said = token("text on its way through").encode() + b" "
    return (said * (size // len(said) + 1))[:size]


def spooled(deployment: Deployment) -> int:
    """How much of the document lies in a file without a name."""
    found = open_files(deployment.pids[0])
    return sum(len(raw) for place, raw in found if "deleted" in place)


def imported(deployment: Deployment) -> str:
    """What the command says that takes a caseload over; its file is not ours."""
    file = deployment.folder.parent / "caseload.csv"
    file.write_text(f"prs_FirstName\n{token('import line')}\n")
    asked = [REFERRAL, "cases", "import", str(file), "--name", "worker"]
    done = subprocess.run(  # noqa: S603 # our own command
        [*asked, "--password-stdin"],
        input=f"{PASSWORD}\n",
        env={**os.environ, **deployment.settings},  # noqa: TID251 # a child's
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout + done.stderr


def test_the_processes_tell_no_token_and_leave_none(
    postgres_url: str, tmp_path: Path
) -> None:
    with running(postgres_url, tmp_path / "served") as deployment:
        client = signed_in(deployment)
        opened = client.post("/v1/cases", {"content": drawers()}).json()
        with half_sent(client, opened["id"]) as line:
            until(lambda: spooled(deployment) > HALF // 2)
            assert leaks(deployment.written()) == {}
            line.sendall(words(WHOLE - HALF))
            assert line.recv(64).startswith(b"HTTP/1.1 201")
        assert found_in(imported(deployment)) == set()
        assert leaks(deployment.written()) == {}
        assert {core_size(pid) for pid in deployment.pids} == {"0 0"}
        assert b"answered" in (deployment.folder / "server.log").read_bytes()
    assert leaks(files_under(deployment.folder)) == {}


def test_a_token_in_the_words_of_a_process_or_its_files_is_found(
    tmp_path: Path,
) -> None:
    leak = token("passphrase")
    file = tmp_path / "held"
    file.write_text(leak)
    pause = ["sh", "-c", f"exec 3<{file}; rm {file}; sleep 60", leak]
    with process(pause, tmp_path / "log", SAID=leak) as one:
        until(lambda: not file.exists())
        told = set(leaks(told_to_the_machine(one.pid)))
        held = leaks(open_files(one.pid))
        assert core_size(one.pid)
    assert {"cmdline of a process", "environ of a process"} <= told
    assert any("deleted" in place for place in held)


@pytest.mark.parametrize("size", [0, 7, HALF])
def test_the_document_is_full_of_tokens(size: int) -> None:
    assert len(words(size)) == size
    assert bool(found_in(words(size))) == (size > 7)
