"""`referral timeline`: prove that no entry was changed."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from api.commands import handing_on
from api.commands.common import REFUSED, opened, progress, refuse, say, tell
from api.commands.serving import run_app

if TYPE_CHECKING:
    from referral.records.chain_audit import Verdict

app = typer.Typer(help="Prove a timeline.", no_args_is_help=True)


for _command in (handing_on.export, handing_on.draw, handing_on.open_file):
    app.command(_command.__name__.partition("_")[0])(_command)


@app.callback()
def group() -> None:
    """Prove a timeline."""


@app.command()
def verify(
    *,
    case: Annotated[
        UUID | None, typer.Option("--case", help="Only the case of this identifier")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One document")] = False,
) -> None:
    """Walk every chain from its first entry to its head, the log over all, the rows.

    Names each case or organisation whose timeline does not hold, the first entry
    that is wrong, and why; and each row of a case that is not what its entries say.
    Exit code 1 if there is any.
    """
    from referral.errors import NotFound  # noqa: PLC0415 # lazy

    with opened() as mechanism, progress("Verifying") as move:
        try:
            verdict = mechanism.verify_all(move, case)
        except NotFound:
            refuse("there is no such case, and there never was")
    if as_json:
        tell(asdict(verdict))
    else:
        for line in _told(verdict):
            say(line)
    if not verdict.whole:
        raise typer.Exit(REFUSED)


def _told(verdict: "Verdict") -> Iterator[str]:
    """What was found, for people."""
    yield f"{verdict.chains} chains, {verdict.entries} entries"
    for chain in verdict.broken:
        yield f"{chain.kind} {chain.label}, entry {chain.seq}: {chain.reason}"
    yield "every chain holds" if not verdict.broken else "NOT every chain holds"
    yield from told_of_log(verdict)
    yield "the log holds" if not verdict.log else "the log does NOT hold"
    for row in verdict.rows:
        yield f"case {row.label}, row of entry {row.seq}: {row.reason}"
    yield (
        "every row is what the entries say"
        if not verdict.rows
        else "NOT every row is what the entries say"
    )


def told_of_log(verdict: "Verdict") -> Iterator[str]:
    """What the log does not agree with, a line each."""
    for found in verdict.log:
        named = found.label or found.chain_id
        yield (
            "log, " + (f"{named}, entry {found.seq}: " if named else "") + found.reason
        )


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
