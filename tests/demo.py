"""A demo made by the command itself, and a way to run the command."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.api.server import REFERRAL, free_port, wait_until_up
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
    """Run the command, on a store if one is named."""
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


@dataclass
class Served:
    """A demo that is being served by a process of its own."""

    folder: Path
    address: str
    process: subprocess.Popen[bytes]

    @property
    def key_file(self) -> Path:
        """Where the key of its partner's machine lies."""
        return self.folder / "partner-key"

    def kill(self) -> None:
        """End it as a power cut does."""
        self.process.kill()
        self.process.wait(20)


@contextmanager
def served(folder: Path, log: Path) -> Iterator[Served]:
    """`referral demo` on a folder that has one; killed or asked to end, it ends."""
    port = free_port()
    words = [REFERRAL, "demo", "--folder", str(folder), "--port", str(port)]
    with log.open("ab") as output:
        process = subprocess.Popen(words, stdout=output, stderr=output)  # noqa: S603
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_up(address, process, log)
        yield Served(folder, address, process)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)
