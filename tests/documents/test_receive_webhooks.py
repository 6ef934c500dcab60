"""The receiver of the how-to, taken from the page, receives what we send."""

import importlib.util
import re
import sqlite3
import sys
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from referral.clock import system_clock
from referral.delivery.cloudevents import WORDS
from referral.exchange import check_webhook
from tests.architecture.source import ROOT
from tests.delivery.going_out import go_out, messages
from tests.delivery.receiver import Partner, registered
from tests.spec.test_leaving import keeper
from tests.vault.certificates import Signer
from tests.world import World
from workflows.vocabulary import OutgoingState

GUIDE = ROOT / "docs/how-to/receive-webhooks.md"


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The program of the page, in a folder beside the file it takes along."""
    (code,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    path = tmp_path / "receiver.py"
    path.write_text(code)
    monkeypatch.setitem(sys.modules, "check_webhook", check_webhook)
    monkeypatch.chdir(tmp_path)
    spec = importlib.util.spec_from_file_location("receiver", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.Receiver.log_message = lambda *_: None
    return module


@pytest.fixture
def serving(written: ModuleType, tmp_path: Path) -> Iterator[Partner]:
    """The same, behind TLS, as its page says that something else has to do."""
    signer = Signer(tmp_path, "authority")
    with ThreadingHTTPServer(("127.0.0.1", 0), written.Receiver) as server:
        server.socket = signer.signs("localhost").wrap_socket(
            server.socket, server_side=True
        )
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield Partner(f"https://localhost:{server.server_port}/", signer.file)
        server.shutdown()
        thread.join()


def done(folder: Path) -> list[Any]:
    with sqlite3.connect(folder / "received.db") as store:
        found = store.execute("SELECT item, type FROM to_do").fetchall()
    store.close()
    return found


def test_it_takes_what_is_ours_once_and_refuses_the_rest(
    embedded_world: World, serving: Partner, written: ModuleType, tmp_path: Path
) -> None:
    world = embedded_world
    world.clock.moment = system_clock()
    world.case()
    world.people["registrar"] = keeper(world, "registrar")
    registered(world, serving)
    written.__dict__["KEYS"] = serving.keys
    _, offer = world.offered()
    assert go_out(world) == []
    assert [row.state for row in messages(world)] == [OutgoingState.DELIVERED]
    assert done(tmp_path) == [(str(offer.id), "item.waiting")]

    written.__dict__["KEYS"] = ["whpk_" + "A" * 43 + "="]
    world.offered()
    go_out(world)
    assert messages(world)[1].last_error == "http_401"
    assert len(done(tmp_path)) == 1


def test_the_page_names_every_word_that_is_sent() -> None:
    named = set(re.findall(r"`(item\.[a-z-]+)`", GUIDE.read_text()))
    assert named == set(WORDS.values())
