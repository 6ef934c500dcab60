"""Backups on disk: one folder for the records, another, elsewhere, for their keys.

    RECORDS/20260302T213000Z-1f2e3d4c/backup.json  records.db.age
    KEYS/   20260302T213000Z-1f2e3d4c/backup.json  keys.db.age  file-key.json.age

A folder of that name is a whole part: it is filled under another name and renamed when
everything in it is on the disk. The keys' part comes first, so whoever finds records
finds their keys. `backup.json` is the same in both; it holds no personal data.
"""

import fcntl
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict

from referral.errors import BackupFailed, BackupUnusable
from referral.records.heads import Heads
from referral.records.rotation import Epoch
from referral.vault.providers.secret_file import keep_name, write_closed
from referral.vault.recipients import Digest

VERSION = 1
MANIFEST = "backup.json"
SEALED = ".age"
_NAME = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")
_UNDER_WAY = ".part"


class Group(StrEnum):
    """The two parts of a backup."""

    RECORDS = "records"
    KEYS = "keys"


class Part(BaseModel):
    """One file: what is sealed, and what lies in the folder."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    group: Group
    plain: Digest
    sealed: Digest


class Manifest(BaseModel):
    """What a backup says of itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    version: int = VERSION
    name: str
    made_at: AwareDatetime
    """The moment of the state that it holds."""
    store: str
    """`sqlcipher`, `sqlite` or `postgresql`."""
    tenant: UUID
    package: str
    migration: str
    epochs: tuple[str, ...]
    """Without the keys of these epochs it opens nothing."""
    recipients: int
    entry: str
    """The receipt of the entry that says it was begun: it is in the copy."""
    heads: Heads
    parts: Mapping[str, Part]

    def of(self, group: Group) -> dict[str, Part]:
        """The files of one part, by name."""
        return {name: part for name, part in self.parts.items() if part.group is group}


def new_name(moment: datetime) -> str:
    """A name that sorts by time and says nothing else."""
    return f"{moment:%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"


def read_manifest(folder: Path, group: Group) -> Manifest:
    """What one part of a backup says of itself.

    Raises:
        BackupUnusable: if nothing of it can be read, or only by a newer version.
    """
    try:
        text = (folder / MANIFEST).read_bytes()
    except OSError:
        told = f"the {group} part is not there: {folder / MANIFEST} cannot be read"
        raise BackupUnusable(told) from None
    try:
        version = json.loads(text)["version"]
        if isinstance(version, int) and version > VERSION:
            raise BackupUnusable(f"the {group} part was made by a newer version")
        return Manifest.model_validate_json(text)
    except (ValueError, KeyError, TypeError):
        raise BackupUnusable(f"the {group} part: {MANIFEST} is damaged") from None


class BackupFolder:
    """Where one part of every backup is kept."""

    def __init__(self, path: Path, group: Group) -> None:
        self.path, self.group = path, group

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the folder, and take away what an ended backup has left.

        Raises:
            BackupFailed: if it cannot be used, or a backup is being made just now.
        """
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            held = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
        except OSError as broken:
            raise BackupFailed(f"{self.path} cannot be used") from broken
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._tidy()
            yield
        except BlockingIOError:
            raise BackupFailed("another backup is being made just now") from None
        finally:
            os.close(held)

    def _tidy(self) -> None:
        for left in self.path.glob(f".*{_UNDER_WAY}"):
            if _NAME.fullmatch(left.name[1 : -len(_UNDER_WAY)]):
                shutil.rmtree(left)

    @contextmanager
    def filling(self, name: str) -> Iterator[Path]:
        """A folder that is not taken for a backup, and gone unless it was finished."""
        folder = self._under_way(name)
        try:
            folder.mkdir(mode=0o700)
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def finish(self, manifest: Manifest) -> None:
        """Make it one, durably and at once."""
        folder, whole = self._under_way(manifest.name), self._whole(manifest.name)
        text = manifest.model_dump_json(indent=1).encode()
        write_closed(folder / MANIFEST, text, replace=True, mode=0o600)
        folder.rename(whole)
        keep_name(whole)

    def drop(self, name: str) -> None:
        """Delete one part; half of it is never left as one.

        Raises:
            BackupFailed: if this is no name of a part, and so no folder in here.
        """
        folder = self._under_way(name)
        self._whole(name).rename(folder)
        shutil.rmtree(folder)

    def kept(self, tenant: UUID | None = None) -> list[Manifest]:
        """What is here, the newest first; of one mechanism alone, if it is named.

        A part whose manifest is damaged, or says another name than its folder's, is
        left out: see `unreadable`.
        """
        found = [
            manifest
            for _, manifest in self._named()
            if manifest is not None and tenant in (None, manifest.tenant)
        ]
        return sorted(found, key=lambda each: (each.made_at, each.name), reverse=True)

    def unreadable(self) -> list[str]:
        """Names of what is called a part and does not say what it is.

        Nothing deletes it: nobody knows whose it is, and from when.
        """
        return sorted(folder.name for folder, said in self._named() if said is None)

    def _named(self) -> Iterator[tuple[Path, Manifest | None]]:
        """Every folder with the name of a part, and what it says of itself."""
        for folder in self.path.glob("*"):
            if not _NAME.fullmatch(folder.name):
                continue
            try:
                manifest = read_manifest(folder, self.group)
            except BackupUnusable:
                yield folder, None
            else:
                yield folder, manifest if manifest.name == folder.name else None

    def keep(self, tenant: UUID, number: int) -> list[str]:
        """Delete all but the newest ones; answers the names of those deleted."""
        gone = [each.name for each in self.kept(tenant)[number:]]
        for name in gone:
            self.drop(name)
        return gone

    def _whole(self, name: str) -> Path:
        """Manifests lie open: what they say is joined to no path unlooked-at."""
        if not _NAME.fullmatch(name):
            raise BackupFailed("this is no name of a backup")
        return self.path / name

    def _under_way(self, name: str) -> Path:
        return self._whole(name).with_name(f".{name}{_UNDER_WAY}")


def outlived(manifest: Manifest, epochs: Sequence[Epoch]) -> bool:
    """True if the keys' part must go: it reaches more than one epoch back.

    What was erased under an epoch must not come back once that epoch was retired, and
    no part of keys is older than the epoch before the present one. Epochs that this
    store does not know say nothing: it may have been restored from before them.

    Args:
        manifest: What the part says of itself.
        epochs: The store's epochs, the oldest first.
    """
    present = next((n for n, each in enumerate(epochs) if each.current), 0)
    ended = {
        each.name
        for n, each in enumerate(epochs)
        if each.retired_at is not None or n < present - 1
    }
    return not ended.isdisjoint(manifest.epochs)
