"""Run as a process of its own: works on a store until it dies.

`FOLDER KEY killed TIMES`  is killed at random moments while it opens cases, begins
again as often, and prints every case that was durable by then;
`FOLDER KEY between`       dies after the key file was committed, before the records;
`FOLDER KEY after OFFER`   declines, and dies before the wrap is deleted.
"""

import os
import random
import signal
import sys
import time
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, event

from referral.actions.actors import on_duty
from referral.actions.identify import Identification
from referral.actions.work import OnDuty
from referral.mechanism import Mechanism
from referral.records.actors import actor_by_name
from referral.records.database import Unit
from referral.records.database_sqlite import SqliteStore
from tests.world import CONTENT, WOMAN

CRASHED = 42
LONGEST = 0.15
"""Seconds a process may work after its first case before it is killed."""


def actor(mechanism: Mechanism, name: str) -> OnDuty:
    """Somebody who was admitted, without their password."""

    def find(unit: Unit) -> OnDuty:
        found = actor_by_name(unit.session, name)
        assert found
        return on_duty(unit.session, found.id)

    return mechanism._house.store.read(find)


def work(folder: str, key: str, out: int) -> None:
    """Open cases for ever, and say so of each once it is durable."""
    mechanism = Mechanism.open(folder, Path(key))
    me = actor(mechanism, "outreach")
    while True:
        done = mechanism.open_case(me, Identification(WOMAN, CONTENT))
        os.write(out, f"{done.id} {done.receipts[-1]}\n".encode())


def killed(folder: str, key: str, times: int) -> None:
    """Be killed in mid-work, again and again."""
    moments = random.Random(times)  # noqa: S311 - a repeatable choice
    for _ in range(times):
        inlet, outlet = os.pipe()
        worker = os.fork()
        if worker == 0:
            work(folder, key, outlet)
        os.close(outlet)
        with os.fdopen(inlet, "rb") as said:
            first = said.readline()
            time.sleep(moments.uniform(0, LONGEST))
            os.kill(worker, signal.SIGKILL)
            for line in (first, *said.readlines()):
                if line.endswith(b"\n"):
                    sys.stdout.write(line.decode())
        os.waitpid(worker, 0)


def die(_connection: Connection) -> None:
    """As a power cut would: at once, without a word to anybody."""
    os._exit(CRASHED)


def main(folder: str, key: str, what: str, more: str = "") -> None:
    """Do what was asked."""
    if what == "killed":
        killed(folder, key, int(more))
        return
    mechanism = Mechanism.open(folder, Path(key))
    store = mechanism._house.store
    assert isinstance(store, SqliteStore)
    if what == "between":
        me = actor(mechanism, "outreach")
        event.listen(store._main, "commit", die)
        mechanism.open_case(me, Identification(WOMAN, CONTENT))
    if what == "after":
        host = actor(mechanism, "host")
        commits: list[Connection] = []
        event.listen(store._main, "commit", commits.append)
        event.listen(store._keys, "commit", lambda c: die(c) if commits else None)
        mechanism.answer_offer(host, UUID(more), "decline", reason="full")


if __name__ == "__main__":
    main(*sys.argv[1:])
