"""A demo made by the command itself, and a way to run the command."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.api.server import REFERRAL
from tests.commands import forked

_USUAL = {
    "COLUMNS": "100",
    "REFERRAL_KEY_BESIDE_DATA": "true",
    "REFERRAL_SECOND_FACTOR": "optional",
}
"""Tests have one volume; a test about that says so itself."""


def referral(
    *words: str, store: Path | None = None, stdin: str = "", **variables: str
) -> subprocess.CompletedProcess[str]:
    where = []
    if store is not None:
        key = str(store / "keys" / "kek")
        where = ["--store", str(store / "data"), "--key-file", key]
    env = {**os.environ, **_USUAL, **variables}  # noqa: TID251 # a child's
    if not forked.measured():
        return forked.run([*where, *words], stdin, env)
    return subprocess.run(  # noqa: S603 # our own command
        [REFERRAL, *where, *words],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env=env,
    )


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's data, made once by the command itself."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    made = referral("demo", "--folder", str(folder), "--no-serve")
    assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture
def copied(demo: Path, tmp_path: Path) -> Path:
    """A copy of the demo, for tests that write into it."""
    return Path(shutil.copytree(demo, tmp_path / "copied"))
