"""`referral timeline`: prove that no entry was changed."""

from dataclasses import asdict
from typing import Annotated

import typer

from api.commands.common import REFUSED, opened, progress, say, tell

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
        for found in verdict.log:
            where = f"{found.chain_id}, entry {found.seq}: " if found.seq else ""
            say(f"log, {where}{found.reason}")
        say("the log holds" if not verdict.log else "the log does NOT hold")
    if not verdict.whole:
        raise typer.Exit(REFUSED)


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
