"""Run as a process of its own: backs up or restores, and is killed while it does.

`WHAT LOCATION KEY SHELF`        does it once, and prints how many steps it took;
`WHAT LOCATION KEY SHELF STEPS`  for each step: is killed there, looks at what is left,
and does it again.
"""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from referral.clock import system_clock
from referral.mechanism import Mechanism
from referral.mechanism.restoring import restore
from referral.records.backups import Group, read_manifest
from referral.vault.recipients import digest_of
from tests.backed_up import Shelf, onto
from tests.faults.rotating import Steps, child


class MoreSteps(Steps):
    """Also before and after every folder made, renamed or deleted."""

    def watch(self) -> None:
        super().watch()
        Path.rename = self.around(Path.rename)  # type: ignore[method-assign]
        Path.mkdir = self.around(Path.mkdir)  # type: ignore[method-assign]
        Path.unlink = self.around(Path.unlink)  # type: ignore[method-assign]
        shutil.rmtree = self.around(shutil.rmtree)  # type: ignore[assignment]


class Drill:
    """Backups of one store, and the machine that the newest is restored onto."""

    def __init__(self, location: str, key: str, folder: str) -> None:
        self.location, self.key = location, Path(key)
        self.shelf = Shelf(Path(folder))
        self.machine = self.shelf.folder / "machine" / "data"
        self.machine.parent.mkdir(exist_ok=True)

    def backup(self) -> None:
        """A backup; two are kept."""
        with Mechanism.open(self.location, self.key) as mechanism:
            mechanism.back_up(mechanism.system(), self.shelf.plan(keep=2))

    def restore(self) -> None:
        """The newest backup that there is, put in place."""
        shelf = self.shelf
        newest = max(each.name for each in shelf.records.glob("2*"))
        to = onto(self.machine, self.key, system_clock)
        parts = shelf.records / newest, shelf.keys / newest
        assert restore(*parts, shelf.identity(), to).verdict.broken == ()

    def after_backup(self) -> None:
        """Whatever bears the name of a backup is one; the next one tidies up."""
        shelf = self.shelf
        for folder, group in ((shelf.records, Group.RECORDS), (shelf.keys, Group.KEYS)):
            for each in folder.glob("2*"):
                for name, part in read_manifest(each, group).of(group).items():
                    assert digest_of(each / f"{name}.age") == part.sealed
        self.restore()
        shutil.rmtree(self.machine)
        self.backup()
        for folder in (shelf.records, shelf.keys):
            assert list(folder.glob(".*")) == []
            assert len(list(folder.glob("2*"))) == 2

    def after_restore(self) -> None:
        """Nothing is there, or all of it; then all of it."""
        if not self.machine.exists():
            self.restore()
        with Mechanism.open(self.machine, self.key) as mechanism:
            assert mechanism.verify_all().broken == ()
        assert list(self.machine.parent.iterdir()) == [self.machine]
        shutil.rmtree(self.machine)


def counted(do: Callable[[], None], last: int | None) -> int:
    """How many steps something takes; it dies at one, if one is named."""
    steps = MoreSteps(last)
    steps.watch()
    do()
    return steps.count


def main(what: str, location: str, key: str, folder: str, *steps: str) -> None:
    """Do what was asked."""
    drill = Drill(location, key, folder)
    do, check = {
        "backup": (drill.backup, drill.after_backup),
        "restore": (drill.restore, drill.after_restore),
    }[what]
    if not steps:
        sys.stdout.write(f"{counted(do, None)}\n")
        return
    for last in map(int, steps):
        died = child(lambda last=last: counted(do, last))  # type: ignore[misc]
        assert os.WIFSIGNALED(died), f"not killed at step {last}"
        assert child(check) == 0, f"after step {last}"
        sys.stdout.write(f"{last}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
