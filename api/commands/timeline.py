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
    """Walk every chain from its first entry to its head.

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
    if verdict.broken:
        raise typer.Exit(REFUSED)
