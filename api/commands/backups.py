"""`referral backup` and `referral restore`."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.commands import keys_at
from api.commands.common import REFUSED, opened, progress, refuse, say, settings, tell
from api.commands.timeline import told_of_log

if TYPE_CHECKING:
    from api.settings import Settings
    from referral.actions.back_up import Made, Plan
    from referral.mechanism.restoring import Restored

JsonOption = Annotated[bool, typer.Option("--json", help="One document")]
NEXT = (
    "Compare receipts that others kept since: what is newer than the backup is lost.",
    "Sign in anew: every session was ended. Take back machine keys that were revoked",
    "since. What was sent between backup and loss is sent again; receivers know it by",
    "its identifier. Then: referral doctor, referral backup, referral serve",
)


def backup(
    to: Annotated[
        Path | None, typer.Option("--to", help="Folder (else REFERRAL_BACKUP_FOLDER)")
    ] = None,
    keys_to: Annotated[
        Path | None,
        typer.Option(
            "--keys-to", help="Folder of the keys (else REFERRAL_BACKUP_KEYS_FOLDER)"
        ),
    ] = None,
    recipient: Annotated[
        list[str] | None,
        typer.Option("--recipient", help="Public key age1..., twice or more"),
    ] = None,
    keep: Annotated[
        int, typer.Option("--keep", min=1, help="How many backups stay")
    ] = 96,
    every: Annotated[
        int | None, typer.Option("--every", min=1, help="Again after so many minutes")
    ] = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Copy the store while it is in use, sealed to two people or more.

    The keys are a part of their own, in a folder of their own. One key of the
    recipients opens both; the key that wraps all others is in neither.
    """
    plan = _plan(settings(), to, keys_to, recipient, keep)
    if every is None:
        _ends_in_order()
        _told(_backed_up(plan), as_json=as_json)
        return
    with _until_stopped() as stopped:
        while not stopped.is_set():
            _one_of_many(plan, as_json=as_json)
            stopped.wait(every * 60)
    say("stopped")


def _plan(
    chosen: "Settings",
    to: Path | None,
    keys_to: Path | None,
    recipients: list[str] | None,
    keep: int,
) -> "Plan":
    from importlib.metadata import version  # noqa: PLC0415 # only when asked

    from referral.actions.back_up import Plan  # noqa: PLC0415 # lazy

    folder = to or chosen.backup_folder
    if folder is None:
        refuse("name the folder: --to, or REFERRAL_BACKUP_FOLDER")
    elsewhere = keys_to or (None if to else chosen.backup_keys_folder)
    return Plan(
        folder,
        elsewhere or folder / "keys",
        tuple(recipients or chosen.backup_recipients.split()),
        keep,
        version("referral-engine"),
        chosen.store_backup,
    )


def _backed_up(plan: "Plan") -> "Made":
    with opened() as mechanism, progress("Copying") as move:
        return mechanism.back_up(mechanism.system(), plan, move)


def _one_of_many(plan: "Plan", *, as_json: bool) -> None:
    """A failure is told; the next one is tried all the same."""
    from referral.errors import ReferralError  # noqa: PLC0415 # lazy

    try:
        _told(_backed_up(plan), as_json=as_json)
    except ReferralError as failed:
        typer.echo(str(failed) or type(failed).__name__, err=True)


def _ends_in_order() -> None:
    """Let SIGTERM end a command as Ctrl-C does: what is under way is taken away."""
    signal.signal(signal.SIGTERM, lambda word, _: sys.exit(128 + word))


@contextmanager
def _until_stopped() -> Iterator[Event]:
    stopped = Event()
    for word in (signal.SIGTERM, signal.SIGINT):
        signal.signal(word, lambda *_: stopped.set())
    yield stopped


def _told(made: "Made", *, as_json: bool) -> None:
    manifest = made.manifest
    if as_json:
        words: dict[str, Any] = manifest.model_dump(mode="json")
        tell(words | {"deleted": made.gone, "keys_deleted": made.keys_gone})
        return
    heads = manifest.heads
    say(f"backup {manifest.name}: sealed to {manifest.recipients}")
    say(f"{heads.chains} timelines, {heads.entries} entries, heads {heads.sha256}")
    say(f"receipt {manifest.entry}")
    for part, names in (("records", made.gone), ("keys", made.keys_gone)):
        if names:
            say(f"deleted {len(names)} older {part} parts")


def restore(
    records: Annotated[Path, typer.Argument(help="Folder of one backup")],
    keys: Annotated[
        Path | None,
        typer.Argument(help="Folder of its keys, or of a later one's; else found"),
    ] = None,
    identity: Annotated[
        Path | None, typer.Option("--identity", help="File of one recipient")
    ] = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Put a backup in place where there is nothing yet, whole and proven.

    Needs the key that wraps all others where the settings say. Exit code 1 if it was
    refused, or if a timeline or the log over all does not hold.
    """
    from referral.mechanism.restoring import Target, restore  # noqa: PLC0415 # lazy

    chosen = settings()
    if identity is None:
        raise typer.BadParameter("name the file of one recipient: --identity")
    _ends_in_order()
    target = Target(chosen.store, keys_at.ring(chosen), chosen.store_migrator)
    beside = keys or _keys_of(records, chosen)
    with progress("Restoring") as move:
        done = restore(records, beside, identity, target, move)
    _told_restored(done, as_json=as_json)
    if not done.verdict.whole:
        raise typer.Exit(REFUSED)


def _keys_of(records: Path, chosen: "Settings") -> Path:
    """Where the keys of a backup lie, if nobody says so."""
    named = chosen.backup_keys_folder
    beside = records.absolute().parent / "keys" / records.name
    if named is not None and not beside.exists():
        return named / records.name
    return beside


def _told_restored(done: "Restored", *, as_json: bool) -> None:
    manifest, verdict = done.manifest, done.verdict
    words = {
        "backup": manifest.name,
        "made_at": manifest.made_at.isoformat(),
        "seconds_old": int(done.age.total_seconds()),
        "chains": verdict.chains,
        "entries": verdict.entries,
        "heads": manifest.heads.sha256,
        "entry": manifest.entry,
        "restored": done.receipt,
        "broken": [
            {"kind": each.kind, "label": each.label, "seq": each.seq}
            for each in verdict.broken
        ],
        "log": [asdict(each) for each in verdict.log],
    }
    if as_json:
        tell(words)
        return
    age = timedelta(seconds=int(done.age.total_seconds()))
    say(f"restored {manifest.name}, {age} old: what was written since is lost")
    say(f"{verdict.chains} timelines, {verdict.entries} entries, heads as backed up:")
    say(f"{manifest.heads.sha256}")
    say(f"its last receipt {manifest.entry}")
    for chain in verdict.broken:
        say(f"NOT whole: {chain.kind} {chain.label}, entry {chain.seq}: {chain.reason}")
    for line in told_of_log(verdict):
        say(line)
    for line in NEXT:
        say(line)
