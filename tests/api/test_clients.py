"""Clients made from the description alone take a case from identification to arrival.

Each speaks real HTTP to a server in a process of its own, so that what the types say
is what the server does.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.contract_tools import client_python, described, needed, node, npm_tool
from tests.api.mechanism import PASSWORD, made
from tests.api.server import serving

WALKS = Path("tests/api/clients").resolve()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A served mechanism, as a client finds it in its environment."""
    store, key_file = str(tmp_path / "data"), tmp_path / "keys" / "kek"
    key, service = made(store, key_file)
    with serving(store, key_file, tmp_path / "server.log") as address:
        yield {
            "ADDRESS": address,
            "PASSWORD": PASSWORD,
            "SHELTER_KEY": key,
            "SERVICE": service,
        }


def arrived(said: str) -> None:
    """What a client saw on its way."""
    seen: dict[str, Any] = json.loads(said)
    assert seen["refusals"] == ["guard-not-met", "already-answered"]
    assert seen["learnt"] == {"first_name": "Kestrel"}
    assert seen["whole"] is True
    assert seen["types"][0] == "case_opened"
    assert {"offer_accepted", "arrival_confirmed"} <= set(seen["types"])


def types_for(folder: Path) -> None:
    """The description as types. A field with a default may be left out."""
    into = ("--default-non-nullable=false", "-o", folder / "openapi.ts")
    needed(npm_tool("openapi-typescript"), described(folder), *into)


def test_a_typescript_client_walks_a_case(
    place: dict[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "ts"
    shutil.copytree(WALKS, folder)
    types_for(folder)
    needed(npm_tool("tsc"), "-p", folder, "--outDir", folder / "out")
    (folder / "out" / "package.json").write_text('{"type": "module"}')
    arrived(needed(node(), folder / "out" / "walk.js", env=place))


def test_a_wrong_word_in_typescript_is_found_before_it_is_sent(tmp_path: Path) -> None:
    folder = tmp_path / "ts"
    shutil.copytree(WALKS, folder)
    types_for(folder)
    walk = folder / "walk.ts"
    walk.write_text(walk.read_text().replace('"responsibility"', '"reponsibility"'))
    with pytest.raises(AssertionError, match="reponsibility"):
        needed(npm_tool("tsc"), "-p", folder, "--noEmit")


def test_a_python_client_walks_a_case(place: dict[str, str], tmp_path: Path) -> None:
    python = client_python()
    beside = {"PATH": str(python.parent)}
    made_from = ("generate", "--path", described(tmp_path), "--meta", "none")
    package = tmp_path / "referral_client"
    generator = python.with_name("openapi-python-client")
    said = needed(generator, *made_from, "--output-path", package, env=beside)
    assert "Warning" not in said
    environment = {**place, "PYTHONPATH": str(tmp_path)}
    arrived(needed(python, WALKS / "walk.py", env=environment))
