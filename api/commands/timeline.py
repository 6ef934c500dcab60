"""`referral timeline`: prove that no entry was changed."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from api.commands.common import (
    REFUSED,
    opened,
    password,
    progress,
    refuse,
    say,
    signed_in,
    tell,
)
from api.commands.serving import run_app

if TYPE_CHECKING:
    from referral.records.chain_audit import Verdict

app = typer.Typer(help="Prove a timeline.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Prove a timeline."""


@app.command()
def verify(
    *, as_json: Annotated[bool, typer.Option("--json", help="One document")] = False
) -> None:
    """Walk every chain from its first entry to its head, and the log over all.

    Names each case or organisation whose timeline does not hold, the first entry
    that is wrong, and why. Exit code 1 if there is any.
    """
    with opened() as mechanism, progress("Verifying") as move:
        verdict = mechanism.verify_all(move)
    if as_json:
        tell(asdict(verdict))
    else:
        say(f"{verdict.chains} chains, {verdict.entries} entries")
        for chain in verdict.broken:
            say(f"{chain.kind} {chain.label}, entry {chain.seq}: {chain.reason}")
        say("every chain holds" if not verdict.broken else "NOT every chain holds")
        say_of_log(verdict)
        say("the log holds" if not verdict.log else "the log does NOT hold")
    if not verdict.whole:
        raise typer.Exit(REFUSED)


def say_of_log(verdict: "Verdict") -> None:
    """Print what the log does not agree with, a line each."""
    for found in verdict.log:
        where = f"{found.chain_id}, entry {found.seq}: " if found.seq else ""
        say(f"log, {where}{found.reason}")


@app.command()
def checkpoint(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One document")] = False,
    code: Annotated[bool, typer.Option(help="With a QR code")] = True,
) -> None:
    """Print how far the log over all timelines reaches, for a register on paper.

    Three lines: the log's name, how many entries it holds, the root over them. The QR
    code holds the same with the signature. Whoever keeps the sheet can show later
    that the timelines have not become others.
    """
    import segno  # noqa: PLC0415 # lazy

    with opened() as mechanism:
        found = mechanism.checkpoint()
    if as_json:
        tell({**asdict(found), "root": found.root.hex()})
        return
    text, _, _ = found.note.partition("\n\n")
    say(text)
    if code:
        segno.make(found.note, error="m", micro=False).terminal(compact=True)


@app.command()
def export(  # noqa: PLR0913 # a parameter for each option
    case: Annotated[UUID, typer.Argument(help="Identifier of the case")],
    name: Annotated[str, typer.Option("--name", help="Who exports: sign-in name")],
    reason: Annotated[str, typer.Option(help="Why; it stands in the timeline")],
    into: Annotated[Path, typer.Option(help="A new folder")],
    profile: Annotated[str, typer.Option(help="full, redacted, anonymous")] = "full",
    show: Annotated[
        list[str] | None,
        typer.Option(help="`SEQ:FIELD` to show when redacted; repeatable"),
    ] = None,
    *,
    single: Annotated[
        bool, typer.Option("--single", help="Only the entries named with --show")
    ] = False,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from stdin")
    ] = False,
) -> None:
    """Write a case's timeline so that a stranger can check it without us.

    Beside it lies `verify_timeline.py`, which needs Python and nothing else.
    """
    from referral.actions import export as exporting  # noqa: PLC0415 # lazy

    try:
        how = exporting.Profile(profile)
        wanted = exporting.Wanted(how, reason, shown(show or []), single)
    except ValueError:
        refuse("--profile is full, redacted or anonymous; --show is SEQ:FIELD")
    if into.exists():
        refuse("that folder is there already")
    secret = password(from_stdin=password_stdin)
    with opened() as mechanism, signed_in(mechanism, name, secret) as actor:
        found = mechanism.export_timeline(actor, case, wanted)
    files = {
        "timeline.json": exporting.written(found),
        exporting.VERIFIER: exporting.verifier_text(),
    }
    _write(into, files)
    say(f"{len(found['entries'])} entries in {into}")


def _write(folder: Path, files: dict[str, str]) -> None:
    """A new folder for nobody else's eyes."""
    folder.mkdir(mode=0o700, parents=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
        (folder / name).chmod(0o600)


def shown(said: list[str]) -> dict[int, set[str]]:
    """Fields by entry, from `SEQ:FIELD`.

    Raises:
        ValueError: for anything else.
    """
    fields: dict[int, set[str]] = {}
    for each in said:
        seq, _, field = each.partition(":")
        fields.setdefault(int(seq), set()).update({field} - {""})
    return fields


@app.command()
def acknowledge() -> None:
    """Ask a coordinator to take note that the log is not what a witness saw.

    Until a coordinator has agreed and done it (*Together* at the desk), nothing is
    changed. Afterwards the log goes on under a new name and key, which every witness
    has to be told: `referral timeline checkpoint --json` shows it.
    """
    with opened() as mechanism:
        if mechanism.fork is None:
            refuse("no witness saw another log")
        done = mechanism.ask_acknowledgement(mechanism.system())
    say(f"asked: joint act {done.id}")


@app.command()
def witness(
    folder: Annotated[Path, typer.Option(help="Its key and what it saw; back it up")],
    name: Annotated[str, typer.Option(help="Its name, as `witness.example/w1`")],
    logs: Annotated[
        list[str] | None, typer.Option("--log", help="`verifier` of a log; repeatable")
    ] = None,
    host: Annotated[str, typer.Option(help="Address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8100,
) -> None:
    """Cosign logs for others until Ctrl-C (C2SP tlog-witness).

    Prints the line that the others put into REFERRAL_WITNESSES behind its address.
    TLS must stand before it where it listens to other machines.
    """
    from api.witness import make_witness  # noqa: PLC0415 # lazy

    try:
        served, verifier = make_witness(folder, name, logs or [])
    except ValueError as broken:
        refuse(f"the witness cannot start: {broken}")
    say(verifier)
    run_app(served, host, port)
