"""Backups of the store, and what is known of the last one."""

from functools import partial
from pathlib import Path

from referral.actions import back_up as backups
from referral.actions.work import Done, OnDuty
from referral.mechanism.acts import Acts, no_progress
from referral.records.backups import BackupFolder, Group, Manifest
from referral.records.database import Unit
from referral.records.heads import heads, holds, last_moment
from referral.rules.acts import Act


class BackingUp(Acts):
    """What the operator does so that nothing is lost."""

    def back_up(
        self,
        actor: OnDuty,
        plan: backups.Plan,
        progress: backups.Progress = no_progress,
    ) -> backups.Made:
        """Copy the store while it is in use, sealed to two people or more.

        Raises:
            BackupFailed: if it was not made; nothing of it is left.
        """
        return backups.back_up(self._house, actor, plan, progress)

    def end_old_key_backups(self, folder: Path) -> tuple[str, ...]:
        """Delete the keys' parts of backups that reach more than one epoch back."""
        return backups.end_old_keys(self._house, folder)

    def outlived_key_backups(self, folder: Path) -> tuple[str, ...]:
        """The names of those that it would delete."""
        return backups.outlived_keys(self._house, folder)

    def unreadable_backups(self, folder: Path) -> tuple[str, ...]:
        """The names of parts, of either kind, that do not say what they are."""
        return tuple(BackupFolder(folder, Group.KEYS).unreadable())

    def last_backup(self) -> backups.LastBackup | None:
        """When the store was last backed up, for how many; None if never."""
        house = self._house
        return house.store.read(lambda unit: backups.last_backup(house, unit))

    def is_as_backed_up(self, manifest: Manifest) -> bool:
        """True if every timeline is as a backup says, and it holds the backup's entry.

        Before anything else is done with what was restored.
        """

        def look(unit: Unit) -> bool:
            return heads(unit) == manifest.heads and holds(unit, manifest.entry)

        return self._house.store.read(look)

    def note_restored(self, actor: OnDuty, manifest: Manifest) -> Done:
        """Enter that the store comes from a backup; every session ends."""
        act = partial(backups.note_restored, manifest=manifest)
        return self._do(actor, Act.ADMINISTER, act)

    def ahead_of_clock(self) -> float:
        """Seconds from the present moment to the newest entry; below 0: it is past."""

        def look(unit: Unit) -> float:
            newest = last_moment(unit) or unit.now
            return (newest - unit.now).total_seconds()

        return self._house.store.read(look)
