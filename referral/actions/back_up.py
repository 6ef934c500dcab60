"""A backup: entered first, then copied, sealed to two or more, and put with the others.

The entry comes before the copy, so the copy says that it is one, and of what state.
Copying and sealing happen outside any act; nobody waits for them.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO

from referral.actions.actors import system_actor
from referral.actions.work import Done, House, OnDuty, Work, perform
from referral.errors import BackupFailed
from referral.records.actors import end_sessions
from referral.records.backups import (
    SEALED,
    BackupFolder,
    Group,
    Manifest,
    Part,
    new_name,
    outlived,
)
from referral.records.chains import Happening, payload_of
from referral.records.database import Copies, Unit
from referral.records.file_key import FILE_KEY
from referral.records.heads import Heads, heads
from referral.records.rotation import epochs, needed
from referral.records.schema import newest
from referral.records.timeline import latest_of
from referral.rules.acts import Act
from referral.vault.recipients import Recipients
from workflows.vocabulary import EntryType

Progress = Callable[[int, int], None]
_Stages = dict[Group, Path]


@dataclass(frozen=True, slots=True)
class Plan:
    """Where backups go, who can open them, how many are kept.

    Attributes:
        folder: For the records.
        keys_folder: For the keys; another one, better elsewhere.
        recipients: Public keys of age, two or more.
        keep: How many backups stay.
        package: The version of this package.
        reader: On PostgreSQL, the address for the role that reads everything.
    """

    folder: Path
    keys_folder: Path
    recipients: tuple[str, ...]
    keep: int
    package: str
    reader: str | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made, and which older ones were deleted."""

    manifest: Manifest
    gone: tuple[str, ...]
    keys_gone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LastBackup:
    """The last backup that was sealed and whole, as the timeline has it."""

    made_at: datetime
    recipients: int


@dataclass(frozen=True, slots=True)
class _State:
    """What the copied state says of itself."""

    at: datetime
    heads: Heads
    epochs: tuple[str, ...]


def back_up(house: House, actor: OnDuty, plan: Plan, progress: Progress) -> Made:
    """Make a backup, then delete what is kept no longer.

    Args:
        house: Whose store.
        actor: Who operates the mechanism.
        plan: Where to, and for whom.
        progress: Told how much is copied, of how much.

    Raises:
        WrongRole: if the actor does not administer.
        BackupFailed: if it was not made; nothing of it is left.
    """
    recipients = Recipients(plan.recipients)
    folder = BackupFolder(plan.folder, Group.RECORDS)
    keys = BackupFolder(plan.keys_folder, Group.KEYS)
    if plan.folder.resolve() == plan.keys_folder.resolve():
        raise BackupFailed("records and keys go into two folders: name another one")
    try:
        with folder.alone(), keys.alone(), ExitStack() as stack:
            name = new_name(house.store.read(lambda unit: unit.now))
            both = {each.group: each for each in (folder, keys)}
            stages = {g: stack.enter_context(f.filling(name)) for g, f in both.items()}
            manifest = _fill(house, actor, plan, stages, recipients, progress)
            _put(manifest, folder, keys)
            noted = partial(_note_made, manifest=manifest)
            perform(house, actor, noted, name=Act.ADMINISTER.value)
            gone = folder.keep(manifest.tenant, plan.keep)
            keys_gone = keys.keep(manifest.tenant, plan.keep) + _end_old(house, keys)
    except OSError as broken:
        raise BackupFailed(f"the backup was not made: {broken.strerror}") from broken
    return Made(manifest, tuple(gone), tuple(keys_gone))


def _fill(
    house: House,
    actor: OnDuty,
    plan: Plan,
    stages: _Stages,
    recipients: Recipients,
    progress: Progress,
) -> Manifest:
    """Copy and seal; what is left in both folders is sealed."""
    name = stages[Group.RECORDS].stem.removeprefix(".")
    before = house.store.read(heads)
    begin = partial(_begin, name=name, before=before, recipients=len(recipients))
    done = perform(house, actor, begin, name=Act.ADMINISTER.value)
    end = "dump" if house.keyring.file_key is None else "db"
    records, wraps = (stages[group] / f"{group}.{end}" for group in Group)
    sealing = _Sealing(recipients, stages)
    copies = Copies(records, wraps, plan.reader, progress, sealing.take)
    state = house.store.copy(_state, copies)
    rests_on = set(state.epochs)
    if house.keyring.file_key is not None:
        own = stages[Group.KEYS] / FILE_KEY
        rests_on.add(house.keyring.file_key.copy_to(own))
        for copied in (records, wraps, own):
            sealing.file(copied)
    return Manifest(
        name=name,
        made_at=state.at,
        store=house.store.name,
        tenant=house.keyring.tenant,
        package=plan.package,
        migration=newest(),
        epochs=tuple(sorted(rests_on)),
        recipients=len(recipients),
        entry=done.receipts[0],
        heads=state.heads,
        parts=sealing.parts,
    )


def _put(manifest: Manifest, folder: BackupFolder, keys: BackupFolder) -> None:
    """The keys first: whoever finds records finds their keys."""
    keys.finish(manifest)
    try:
        folder.finish(manifest)
    except BaseException:
        keys.drop(manifest.name)
        raise


def _state(unit: Unit) -> _State:
    return _State(unit.now, heads(unit), tuple(needed(unit)))


class _Sealing:
    """Seals what is copied, and keeps what the manifest says of each file."""

    def __init__(self, recipients: Recipients, stages: _Stages) -> None:
        self._recipients = recipients
        self._groups = {folder: group for group, folder in stages.items()}
        self.parts: dict[str, Part] = {}

    def take(self, source: IO[bytes], plain: Path) -> None:
        """Seal what can be read, as the file `plain`, which is never written."""
        sealed = plain.with_name(plain.name + SEALED)
        was, is_now = self._recipients.seal_from(source, sealed)
        group = self._groups[plain.parent]
        self.parts[plain.name] = Part(group=group, plain=was, sealed=is_now)

    def file(self, plain: Path) -> None:
        """Seal a file that the store itself encrypts, and take it away."""
        with plain.open("rb") as source:
            self.take(source, plain)
        plain.unlink()


def _begin(work: Work, name: str, before: Heads, recipients: int) -> Done:
    work.check(Act.ADMINISTER)
    fields = {
        "backup": name,
        "recipients": recipients,
        "chains": before.chains,
        "entries": before.entries,
        "heads": before.sha256,
    }
    body = work.own_organisation()
    work.enter(body, Happening(EntryType.BACKUP_BEGUN, fields))
    return Done("backup", body.id)


def _note_made(work: Work, manifest: Manifest) -> Done:
    fields = {
        "backup": manifest.name,
        "made_at": manifest.made_at.isoformat(),
        "recipients": manifest.recipients,
    }
    body = work.own_organisation()
    work.enter(body, Happening(EntryType.BACKUP_MADE, fields))
    return Done("backup", body.id)


def end_old_keys(house: House, folder: Path) -> tuple[str, ...]:
    """Delete the keys' parts that reach more than one epoch back.

    Raises:
        BackupFailed: if the folder cannot be used.
    """
    keys = BackupFolder(folder, Group.KEYS)
    with keys.alone():
        return tuple(_end_old(house, keys))


def outlived_keys(house: House, folder: Path) -> tuple[str, ...]:
    """The names of the keys' parts that reach more than one epoch back."""
    known = house.store.read(epochs)
    kept = BackupFolder(folder, Group.KEYS).kept(house.keyring.tenant)
    return tuple(each.name for each in kept if outlived(each, known))


def _end_old(house: House, keys: BackupFolder) -> list[str]:
    gone = outlived_keys(house, keys.path)
    for name in gone:
        keys.drop(name)
    return list(gone)


def last_backup(house: House, unit: Unit) -> LastBackup | None:
    """The last backup; None if none was ever made."""
    office = system_actor(unit).organisation_id
    entry = latest_of(unit.session, office, EntryType.BACKUP_MADE)
    if entry is None:
        return None
    said = payload_of(unit, house.keyring, entry)
    made_at = datetime.fromisoformat(said["made_at"])
    return LastBackup(made_at, said["recipients"])


def note_restored(work: Work, manifest: Manifest) -> Done:
    """Enter that the store comes from a backup, and end the sessions that were open.

    Who was signed out, or had their session taken away, after the backup was made
    must not be signed in again by it.
    """
    work.check(Act.ADMINISTER)
    fields = {
        "backup": manifest.name,
        "made_at": manifest.made_at.isoformat(),
        "entries": manifest.heads.entries,
        "heads": manifest.heads.sha256,
        "sessions": end_sessions(work.unit.session, work.now),
    }
    body = work.own_organisation()
    work.enter(body, Happening(EntryType.BACKUP_RESTORED, fields))
    return Done("backup", body.id)
