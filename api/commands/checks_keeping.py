"""What `referral doctor` looks at so that nothing is lost: clock, keys, backups."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from api.commands.findings import Finding

if TYPE_CHECKING:
    from api.settings import Settings
    from referral.mechanism import Mechanism

BACKWARDS = timedelta(seconds=2)
SILENT, FAR = timedelta(days=30), timedelta(days=365)
"""Nobody worked for so long: or the clock is ahead. Our own figures."""
KEY_AGE = timedelta(days=365)
LINGERS = timedelta(days=30)
"""An erasure is complete when the keys of its time are ended: within 30 days."""
FRESH, STALE = timedelta(minutes=15), timedelta(hours=24)
"""What may be lost at most, and what is surely too much."""
HOLDERS = 2
NAMED = 5
"""Files named in one finding."""


def kept(chosen: "Settings", mechanism: "Mechanism") -> Iterator[Finding]:
    """Everything that an opened store can tell."""
    yield _clock(mechanism)
    yield from _keys(mechanism)
    yield _backup(mechanism)
    yield from _holders(chosen, mechanism)
    yield from _keys_parts(chosen, mechanism)
    yield from _unreadable(chosen, mechanism)


def _clock(mechanism: "Mechanism") -> Finding:
    ahead = timedelta(seconds=round(mechanism.ahead_of_clock()))
    if ahead > BACKWARDS:
        told = f"{ahead} behind the newest entry: set it right before anybody works"
        return Finding("clock", "wrong", told)
    since = -ahead
    if since > SILENT:
        told = f"nothing was entered for {since.days} days: or the clock is ahead"
        return Finding("clock", "wrong" if since > FAR else "warning", told)
    return Finding("clock", "well", f"{since} after the newest entry")


def _keys(mechanism: "Mechanism") -> Iterator[Finding]:
    keys, now = mechanism.keys(), mechanism.now()
    present = next(each for each in keys.epochs if each.current)
    age = now - present.began_at
    told = f"in use for {age.days} days: {present.name}"
    if age > KEY_AGE:
        told += "; exchange it: referral keys init, then rotate"
    yield Finding("key's age", "warning" if age > KEY_AGE else "well", told)
    if keys.unfinished:
        yield Finding("rotation", "warning", "unfinished: referral keys rotate")
    for each in keys.epochs:
        ended = each.retired_at is not None or each.current
        if not ended and now - present.began_at > LINGERS:
            told = f"{each.name} opens old backups still: referral keys retire"
            yield Finding("old key", "warning", told)


def _backup(mechanism: "Mechanism") -> Finding:
    last = mechanism.last_backup()
    worst = "warning" if mechanism.invented else "wrong"
    if last is None:
        told = "none was ever made: referral backup (docs/how-to/back-up-and-restore)"
        return Finding("backup", worst, told)
    age = timedelta(seconds=int((mechanism.now() - last.made_at).total_seconds()))
    told = f"the last one is {age} old, sealed to {last.recipients}"
    if age > STALE:
        return Finding("backup", worst, told)
    return Finding("backup", "warning" if age > FRESH else "well", told)


def _holders(chosen: "Settings", mechanism: "Mechanism") -> Iterator[Finding]:
    """Who could open things still if this machine and one person were gone."""
    worst = "warning" if mechanism.invented else "wrong"
    if chosen.key_provider in ("file", "passphrase"):
        few = 1 + chosen.key_copies < HOLDERS
        told = f"1 here, {chosen.key_copies} elsewhere (REFERRAL_KEY_COPIES)"
        if few:
            told += ": lay a copy in another house, or one accident loses everything"
        yield Finding("holders of the key", worst if few else "well", told)
    named = len(set(chosen.backup_recipients.lower().split()))
    if chosen.backup_folder is not None or named:
        few, told = named < HOLDERS, f"{named} named in REFERRAL_BACKUP_RECIPIENTS"
        if few:
            told += ": two or more must be able to open a backup"
        yield Finding("holders of backups", worst if few else "well", told)


def _keys_parts(chosen: "Settings", mechanism: "Mechanism") -> Iterator[Finding]:
    folder = keys_folder_of(chosen)
    left = mechanism.outlived_key_backups(folder) if folder else ()
    if left:
        told = f"{len(left)} reach past an ended key: referral backup deletes them"
        yield Finding("backups of keys", "wrong", told)


def _unreadable(chosen: "Settings", mechanism: "Mechanism") -> Iterator[Finding]:
    """Parts of backups that no command deletes, as nobody knows from when they are."""
    places = {"backups": chosen.backup_folder}
    places["backups of keys"] = keys_folder_of(chosen)
    for name, folder in places.items():
        left = mechanism.unreadable_backups(folder) if folder else ()
        if left:
            told = f"{len(left)} do not say what they are: look, and delete by hand: "
            told += ", ".join(left[:NAMED])
            yield Finding(f"damaged {name}", "wrong", told)


def keys_folder_of(chosen: "Settings") -> Path | None:
    """Where backups of the keys go, if the settings say so."""
    if chosen.backup_keys_folder or chosen.backup_folder is None:
        return chosen.backup_keys_folder
    return chosen.backup_folder / "keys"


def closed(chosen: "Settings") -> Iterator[Finding]:
    """Whether files are closed to others, and lie apart."""
    places = {"data": None, "backups": chosen.backup_folder}
    if "://" not in chosen.store:
        places["data"] = Path(chosen.store)
    places["backups of keys"] = keys_folder_of(chosen)
    for name, folder in places.items():
        if folder is None or not folder.exists():
            continue
        files = [each for each in (folder, *folder.rglob("*")) if _is_open(each)]
        if files:
            named = ", ".join(str(each) for each in files[:NAMED])
            told = f"{len(files)} open to others, chmod go= : {named}"
            yield Finding(f"permissions of {name}", "wrong", told)
        else:
            yield Finding(f"permissions of {name}", "well", "closed to others")
    yield from _apart(places)


def _apart(places: dict[str, Path | None]) -> Iterator[Finding]:
    volumes: dict[int, str] = {}
    for name, folder in places.items():
        if folder is None or not folder.exists():
            continue
        beside = volumes.setdefault(folder.stat().st_dev, name)
        if beside != name:
            told = f"they lie on the volume of the {beside}: one broken disk takes both"
            yield Finding(f"place of {name}", "warning", told)


def _is_open(path: Path) -> bool:
    try:
        return bool(path.lstat().st_mode & 0o077) and not path.is_symlink()
    except OSError:
        return False
