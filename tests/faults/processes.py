"""The real commands, in processes that can be killed."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import settings

from referral.mechanism import Mechanism
from tests.api.server import REFERRAL
from tests.delivery.waiting import until
from tests.world import World

SOAK = 1_000
"""Examples from which on Hypothesis's profile is the one of `make soak`."""
KILLS = 50 if settings().max_examples > SOAK else 3
"""How often a process is killed: `make soak` asks more of it than a check."""


def command(world: World, *words: str) -> list[str]:
    """A command on the store of a world."""
    place = ["--store", world.location, "--key-file", str(world.key_file)]
    return [REFERRAL, *place, *words]


@contextmanager
def process(
    words: list[str], log: Path, **extra: str
) -> Iterator[subprocess.Popen[bytes]]:
    """A running command; whatever is left of it at the end is killed."""
    usual = {
        "REFERRAL_KEY_BESIDE_DATA": "true",  # tests have one volume
        "REFERRAL_SECOND_FACTOR": "optional",  # and people with a password alone
    }
    environment = {**os.environ, **usual, **extra}  # noqa: TID251 # a child's
    with log.open("ab") as output:
        running = subprocess.Popen(  # noqa: S603 # our own command
            words, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        yield running
    finally:
        kill(running)


def kill(running: subprocess.Popen[bytes]) -> None:
    """As a power cut would: nothing is told to the process."""
    running.send_signal(signal.SIGKILL)
    running.wait(timeout=30)


@contextmanager
def worker(world: World, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`referral worker` on a world's store, once it works."""
    before = log.read_bytes().count(b"working") if log.exists() else 0
    with process(command(world, "worker"), log) as running:
        until(lambda: log.read_bytes().count(b"working") > before)
        yield running


def reopened(world: World) -> Mechanism:
    """The mechanism of a world by the machine's clock; the world's own is closed."""
    world.mechanism.close()
    return Mechanism.open(world.location, world.key_file)


def soon(seconds: float) -> datetime:
    """A moment so many seconds from now."""
    return datetime.now(UTC) + timedelta(seconds=seconds)  # noqa: TID251 # a client's
