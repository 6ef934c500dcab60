"""What opens a place of keys, a token or a PIN, is told by no process and kept nowhere.

Real commands and a real server, with a key service and with SoftHSM, also while the
place cannot be reached.
"""

import base64
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx2
import pytest

from referral.vault.providers.ring import KeyRing
from referral.vault.providers.transit import TransitKeys
from tests.api.mechanism import PASSWORD, made
from tests.api.server import REFERRAL, Client, free_port, wait_until_up
from tests.commands.conftest import referral
from tests.delivery.waiting import until
from tests.faults.processes import process
from tests.promises.tokens import drawers
from tests.promises.written import Found, files_under, open_files, told_to_the_machine
from tests.vault.places import PIN, PLACES, Place, softhsm
from tests.vault.transit_server import TOKEN

OPENED_WITH = {"transit": TOKEN, "pkcs11": PIN}


def forms(word: str) -> set[bytes]:
    """A word as it is, and as it would stand in other writing."""
    raw = word.encode()
    return {raw, raw.hex().encode(), base64.b64encode(raw).rstrip(b"=")}


def leaks(found: Found, word: str) -> set[str]:
    """Where a word stands."""
    return {place for place, raw in found if any(form in raw for form in forms(word))}


def settings(kind: str, place: Place, folder: Path) -> dict[str, str]:
    """What each process finds in its environment."""
    words = {
        "REFERRAL_STORE": str(folder / "data"),
        "REFERRAL_KEY_PROVIDER": kind,
        "TMPDIR": str(folder),
    }
    if kind == "pkcs11":
        pin = folder.parent / "place" / "pin"
        named = {"MODULE": str(softhsm()), "PIN_FILE": str(pin)}
    else:
        keys = place.again()
        assert isinstance(keys, TransitKeys)
        named = {
            "URL": keys._service._where.url,
            "TOKEN_FILE": str(folder.parent / "place" / "token"),
        }
    named_fully = {f"REFERRAL_{kind.upper()}_{n}": value for n, value in named.items()}
    return words | named_fully


def said(named: Mapping[str, str]) -> Found:
    """What the operator's commands say."""
    for asked in (("keys", "init"), ("keys", "rotate"), ("doctor",)):
        done = referral(*asked, store=None, stdin="", **named)
        yield " ".join(asked), (done.stdout + done.stderr).encode()


def opened(address: str) -> int:
    """The status of a new case, by somebody who has just signed in."""
    body = {"name": "worker", "password": PASSWORD}
    reply = httpx2.post(f"{address}/v1/session", json=body)
    if reply.status_code != 200:
        return reply.status_code
    client = Client(address, reply.json()["token"])
    return client.post("/v1/cases", {"content": drawers()}).status_code


@pytest.fixture(params=sorted(OPENED_WITH))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def place(kind: str, tmp_path: Path) -> Iterator[Place]:
    (tmp_path / "place").mkdir()
    with PLACES[kind](tmp_path / "place") as there:
        yield there


def test_neither_a_token_nor_a_pin_is_told(
    kind: str, place: Place, tmp_path: Path
) -> None:
    word, folder, port = OPENED_WITH[kind], tmp_path / "served", free_port()
    folder.mkdir()
    named, address = settings(kind, place, folder), f"http://127.0.0.1:{port}"
    made(str(folder / "data"), KeyRing([place.again()], kind))
    told = list(said(named))
    assert any(b"present" in raw for _, raw in told)
    assert leaks(iter(told), word) == set()

    log = folder / "server.log"
    with process([REFERRAL, "serve"], log, REFERRAL_PORT=str(port), **named) as one:
        wait_until_up(address, one, log)
        assert opened(address) == 201
        assert place.go_away is not None
        assert place.come_back is not None
        place.go_away()
        assert opened(address) == 503
        away = referral("keys", "status", store=None, stdin="", **named)
        assert leaks(iter([("away", f"{away}".encode())]), word) == set()
        place.come_back()
        until(lambda: opened(address) == 201)
        for found in (told_to_the_machine(one.pid), open_files(one.pid)):
            assert leaks(found, word) == set()
        assert leaks(files_under(folder), word) == set()
    assert b"answered" in log.read_bytes()


def test_a_token_in_the_words_of_a_command_would_be_found(tmp_path: Path) -> None:
    for word in OPENED_WITH.values():
        done = subprocess.run(  # noqa: S603 # ours
            ["/bin/sh", "-c", f"echo {word} | base64 | tee {tmp_path / 'kept'}"],
            capture_output=True,
            check=True,
        )
        assert leaks(iter([("said", done.stdout)]), word) == {"said"}
        assert leaks(files_under(tmp_path), word) == {"kept"}
