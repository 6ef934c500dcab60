"""Reading a backup: nothing is put in place before all of it is known to be whole.

The records' part may be older than the keys' part, never younger: later keys open what
was written earlier, but for what was destroyed since.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from referral.errors import BackupUnusable
from referral.records.backups import SEALED, Group, Manifest, Part, read_manifest
from referral.records.file_key import FILE_KEY
from referral.records.schema import knows
from referral.vault.providers.secret_file import keep_name
from referral.vault.recipients import Identity, Takes, digest_of, new_file

POSTGRESQL = "postgresql"
Pour = Callable[[Takes], None]
"""Lets the content of one part pass into something."""
_DUMPS = {"records.dump": Group.RECORDS, "keys.dump": Group.KEYS}
_FILES = {"records.db": Group.RECORDS, "keys.db": Group.KEYS, FILE_KEY: Group.KEYS}


@dataclass(frozen=True, slots=True)
class Backup:
    """Both parts of a backup, which may be of two moments."""

    records: Manifest
    keys: Manifest
    folders: tuple[tuple[Group, Path], ...]

    def parts(self) -> Iterator[tuple[str, Part, Path]]:
        """Every sealed file, with its name and where it lies."""
        said = {Group.RECORDS: self.records, Group.KEYS: self.keys}
        for group, folder in self.folders:
            for name, part in sorted(said[group].of(group).items()):
                yield name, part, folder / f"{name}{SEALED}"

    def check(self, progress: Callable[[int, int], None]) -> None:
        """See that every sealed file is what its manifest says.

        Raises:
            BackupUnusable: names the first that is not.
        """
        parts = list(self.parts())
        for done, (name, part, path) in enumerate(parts, start=1):
            try:
                found = digest_of(path)
            except OSError:
                raise BackupUnusable(f"{name} is missing or cannot be read") from None
            if found.size < part.sealed.size:
                raise BackupUnusable(f"{name} is cut short")
            if found != part.sealed:
                raise BackupUnusable(
                    f"{name} is not the one of this backup, or damaged"
                )
            progress(done, len(parts))

    def open_into(self, folder: Path, identity: Identity) -> None:
        """Open every part into files that only their owner reads.

        Raises:
            BackupUnusable: names the part that does not open, or is another.
            OSError: if there is no room.
        """
        for name, pour in self.opened(identity):
            with new_file(folder / name) as plain:
                pour(plain)

    def opened(self, identity: Identity) -> Iterator[tuple[str, Pour]]:
        """Every part by name, the records first, with what opens it into something.

        That raises `BackupUnusable` if the part does not open, or is another.
        """
        for name, part, path in self.parts():
            yield name, partial(_pour, part, path, name, identity)


def _pour(part: Part, path: Path, name: str, identity: Identity, into: Takes) -> None:
    if identity.open(path, into, name) != part.plain:
        raise BackupUnusable(f"{name} holds something else than was sealed")


def read_backup(records: Path, keys: Path, store: str) -> Backup:
    """Both parts, if they are for each other and for this store.

    Args:
        records: The folder of the records' part.
        keys: The folder of the keys' part: of the same backup or a later one.
        store: `sqlcipher`, `sqlite` or `postgresql`: what is here.

    Raises:
        BackupUnusable: says which part, and why not.
    """
    first = read_manifest(records, Group.RECORDS)
    second = read_manifest(keys, Group.KEYS)
    for group, manifest in ((Group.RECORDS, first), (Group.KEYS, second)):
        _must_fit(group, manifest, store)
    if first.tenant != second.tenant:
        raise BackupUnusable("the keys part belongs to another mechanism")
    if second.made_at < first.made_at:
        raise BackupUnusable(
            "the keys part is older than the records part: what was written between "
            "them would have no key. Take one as old, or younger"
        )
    return Backup(first, second, ((Group.RECORDS, records), (Group.KEYS, keys)))


def _must_fit(group: Group, manifest: Manifest, store: str) -> None:
    if not knows(manifest.migration):
        raise BackupUnusable(
            f"the {group} part was made by a newer version ({manifest.package}): "
            "install that one first"
        )
    if manifest.store != store:
        raise BackupUnusable(
            f"the {group} part was made of {manifest.store}; here is {store}"
        )
    wanted = _DUMPS if store == POSTGRESQL else _FILES
    if {name: part.group for name, part in manifest.parts.items()} != wanted:
        raise BackupUnusable(f"the {group} part does not name the files of a backup")


def must_be_free(place: Path) -> None:
    """Refuse to restore over something.

    Raises:
        BackupUnusable: if there is anything.
    """
    if place.is_symlink() or place.is_file() or any(place.glob("*")):
        raise BackupUnusable(f"there is something already at {place}: nothing is lost")


@contextmanager
def placing(place: Path) -> Iterator[Path]:
    """A folder beside the place, which takes the place when this ends well.

    It has a name that nobody takes for a store; one that a killed restore has left
    is emptied first.

    Raises:
        BackupUnusable: if something is at the place, or another restore is under way.
    """
    must_be_free(place)
    stage = place.with_name(f"{place.name}.restoring")
    stage.mkdir(mode=0o700, parents=True, exist_ok=True)
    held = os.open(stage, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _hold(held)
        _empty(stage)
        try:
            yield stage
            os.fsync(held)
            stage.rename(place)
            keep_name(place)
        except BaseException:
            shutil.rmtree(stage, ignore_errors=True)
            raise
    finally:
        os.close(held)


def _hold(folder: int) -> None:
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise BackupUnusable("another restore is under way here") from None


def _empty(folder: Path) -> None:
    for left in folder.iterdir():
        left.unlink()
