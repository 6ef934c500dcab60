"""A mechanism from a backup, onto a machine where there is none."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from referral.clock import Clock, system_clock
from referral.errors import BackupUnusable, KeysUnavailable, StoreUnavailable
from referral.mechanism import Mechanism
from referral.mechanism.acts import no_progress
from referral.mechanism.opening import embedded_driver, migrate_postgres
from referral.records.backups import Manifest
from referral.records.chain_audit import Verdict
from referral.records.database_postgres_copy import empty_again, must_be_empty, undump
from referral.records.opening import POSTGRES
from referral.records.restoring import (
    POSTGRESQL,
    Backup,
    must_be_free,
    placing,
    read_backup,
)
from referral.vault.providers.ring import KeyRing
from referral.vault.recipients import Identity


@dataclass(frozen=True, slots=True)
class Target:
    """Where a mechanism is put, and the keys it rests on."""

    location: str
    ring: KeyRing
    migrator: str | None = None
    clock: Clock = field(default=system_clock)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in place.

    Attributes:
        manifest: What its records part says of itself.
        age: How long before now its state was.
        verdict: What verifying every timeline has found.
        receipt: Of the entry that says it was restored.
    """

    manifest: Manifest
    age: timedelta
    verdict: Verdict
    receipt: str


def restore(
    records: Path,
    keys: Path,
    identity: Path,
    to: Target,
    progress: Callable[[int, int], None] = no_progress,
) -> Restored:
    """Put a backup in place, whole and proven, or nothing.

    Args:
        records: The folder of its records part.
        keys: The folder of its keys part, or of a later backup's.
        identity: A file of one of those it was sealed to.
        to: Where to; there must be nothing yet.
        progress: Told how far it is.

    Raises:
        BackupUnusable: if it is not whole, not for here, or something is there.
        KeyMissing: if the key that it rests on is not there, or no identity.
        StoreUnavailable: if there is no room, or the new store fails meanwhile.
    """
    on_server = to.location.startswith(POSTGRES)
    store = POSTGRESQL if on_server else embedded_driver()[0]
    backup = read_backup(records, keys, store)
    if not on_server:
        must_be_free(Path(to.location))
    backup.check(progress)
    opens = Identity(identity)
    try:
        if on_server:
            return _onto_server(backup, opens, to, progress)
        with placing(Path(to.location)) as stage:
            backup.open_into(stage, opens)
            return _proven(backup, str(stage), to, progress)
    except OSError as broken:
        raise StoreUnavailable(f"nothing was restored: {broken.strerror}") from broken


def _onto_server(
    backup: Backup, opens: Identity, to: Target, progress: Callable[[int, int], None]
) -> Restored:
    if to.migrator is None:
        raise BackupUnusable("set store_migrator: the role that will own the tables")
    must_be_empty(to.migrator)
    undump(backup.opened(opens), to.migrator)
    try:
        migrate_postgres(to.location, to.migrator)
        return _proven(backup, to.location, to, progress)
    except BaseException:
        with suppress(BackupUnusable):
            empty_again(to.migrator)
        raise


def _proven(
    backup: Backup, location: str, to: Target, progress: Callable[[int, int], None]
) -> Restored:
    """Open it, compare it with its manifest, verify it, and enter that it is here."""
    manifest = backup.records
    try:
        opened = Mechanism.open(location, to.ring, clock=to.clock)
    except KeysUnavailable:
        raise
    except StoreUnavailable as broken:
        told = f"the parts do not open together: {broken}"
        raise BackupUnusable(told) from broken
    with opened as mechanism:
        if not mechanism.is_as_backed_up(manifest):
            raise BackupUnusable("records: its timelines are not those that it names")
        verdict = mechanism.verify_all(progress)
        done = mechanism.note_restored(mechanism.system(), manifest)
        age = mechanism.now() - manifest.made_at
    return Restored(manifest, age, verdict, done.receipts[0])
