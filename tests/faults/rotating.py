"""Run as a process of its own: exchanges keys on a store, and is killed while it does.

`LOCATION KEY count`         rotates once, and prints how many steps it took;
`LOCATION KEY killed STEPS`  for each step: rotates to a new key, is killed there, then
opens the store again, finds every value as it was, and finishes what was left.
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from sqlmodel import select

from referral.actions import rotate_keys
from referral.mechanism import Mechanism
from referral.records import rotation
from referral.records.database import Unit
from referral.records.keyed_values import open_value
from referral.records.sealed_values import SealedValue
from referral.vault.providers import secret_file
from workflows.vocabulary import Purpose

SMALL = 7
"""Wraps on a page: many pages of few."""


def opened(mechanism: Mechanism) -> dict[str, str]:
    """Everything that is sealed, as text, by its place."""

    def look(unit: Unit) -> dict[str, str]:
        keyring = mechanism._house.keyring
        rows = unit.session.exec(select(SealedValue)).all()
        return {
            f"{row.record_id} {row.drawer} {row.row_version}": repr(
                open_value(unit, keyring, row.owner_id, row, Purpose.AUDIT)
            )
            for row in rows
        }

    return mechanism._house.store.read(look)


class Steps:
    """Counts what a rotation does to the world, and dies at one of the steps."""

    def __init__(self, last: int | None) -> None:
        self.count, self._last = 0, last

    def step(self, *_: object) -> None:
        self.count += 1
        if self.count == self._last:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, what: Callable[..., Any]) -> Callable[..., Any]:
        def stepped(*given: Any, **named: Any) -> Any:
            self.step()
            result = what(*given, **named)
            self.step()
            return result

        return stepped

    def watch(self) -> None:
        """Before and after each commit, each flush to the disk, each renaming."""
        for moment in ("begin", "commit", "rollback"):
            event.listen(Engine, moment, self.step)
        event.listen(Engine, "before_cursor_execute", self._written)
        secret_file.os.fsync = self.around(os.fsync)  # type: ignore[attr-defined]
        Path.replace = self.around(Path.replace)  # type: ignore[method-assign]

    def _written(self, *given: Any) -> None:
        if str(given[2]).startswith("UPDATE key_wrap"):
            self.step()


def rotate(location: str, key: Path, last: int | None) -> int:
    """Rotate to a new key, dying at a step if one is named."""
    with Mechanism.open(location, key) as mechanism:
        system, steps = mechanism.system(), Steps(last)
        mechanism.prepare_key()
        steps.watch()
        mechanism.rotate_keys(system)
        return steps.count


def finish(location: str, key: Path, before: dict[str, str]) -> None:
    """What the next process finds, and does."""
    with Mechanism.open(location, key) as mechanism:
        assert opened(mechanism) == before
        assert mechanism.rotate_keys(mechanism.system()).left == 0
        now = mechanism.keys()
        assert opened(mechanism) == before
        assert (now.unfinished, now.prepared) == (False, None)
        assert mechanism.verify_all().broken == ()


def child(what: Callable[[], object]) -> int:
    """Do something in a process of its own; its status."""
    running = os.fork()
    if running == 0:
        status = 1
        try:
            what()
            status = 0
        finally:
            os._exit(status)
    return os.waitpid(running, 0)[1]


def main(location: str, key: str, what: str, *steps: str) -> None:
    """Do what was asked."""
    for module in (rotation, rotate_keys):
        module.PAGE = SMALL  # type: ignore[attr-defined] # as both of them read it
    path = Path(key)
    if what == "count":
        sys.stdout.write(f"{rotate(location, path, None)}\n")
        return
    before: dict[str, str] = {}
    with Mechanism.open(location, path) as mechanism:
        before.update(opened(mechanism))
    for last in map(int, steps):
        died = child(lambda last=last: rotate(location, path, last))  # type: ignore[misc]
        assert os.WIFSIGNALED(died), f"not killed at step {last}"
        assert child(lambda: finish(location, path, before)) == 0, f"after step {last}"
        sys.stdout.write(f"{last}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
