"""Programs that check the description or make clients from it, by lock file.

`make test` brings them in (tests/tools/contract/setup.sh). Where one is missing, a
test that needs it is skipped with a reason; with CI=true it fails.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import pytest

from api.app import describe

TOOLS = Path("tests/tools/contract").resolve()
PYTHON = Path(sys.prefix, "contract-client", "bin", "python")
NODE = (18, 18)
"""The oldest Node.js that all of them run on."""


def _refuse(why: str) -> NoReturn:
    if os.environ.get("CI") == "true":  # noqa: TID251 # of the test run itself
        pytest.fail(why)
    pytest.skip(why)


def run(
    *command: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run one program to its end; its words are kept."""
    quiet = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
    environment = {**os.environ, **quiet, **(env or {})}  # noqa: TID251 # of the run
    return subprocess.run(  # noqa: S603 # our own tools
        [str(word) for word in command],
        cwd=cwd,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )


def needed(*command: str | Path, **words: Any) -> str:
    """What a program that must succeed said."""
    done = run(*command, **words)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def node() -> str:
    """Node.js, of a version that the tools run on."""
    try:
        said = run("node", "--version").stdout
    except FileNotFoundError:
        _refuse("Node.js is missing (Debian: nodejs, npm)")
    found = tuple(int(part) for part in re.findall(r"\d+", said)[:2])
    if found < NODE:
        _refuse(f"Node.js {said.strip()} is too old: 18.18 or newer is needed")
    return "node"


def npm_tool(name: str) -> Path:
    """A program that npm installed."""
    node()
    program = TOOLS / "node_modules" / ".bin" / name
    if not program.exists():
        _refuse(f"{name} is not installed: sh tests/tools/contract/setup.sh")
    return program


def client_python() -> Path:
    """The Python beside the generator of Python clients."""
    if not PYTHON.with_name("openapi-python-client").exists():
        _refuse("openapi-python-client is missing: sh tests/tools/contract/setup.sh")
    return PYTHON


def described(folder: Path, words: Any = None) -> Path:
    """The description as a file."""
    path = folder / "openapi.json"
    path.write_text(json.dumps(words or describe()), encoding="utf-8")
    return path
