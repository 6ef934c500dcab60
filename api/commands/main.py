"""`referral`: serve, worker, demo, doctor, pathways, timeline, cases, admin."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands import admin, cases, checks, pathways, serving, timeline
from api.commands.common import REFUSED, choose

app = typer.Typer(
    name="referral",
    help="Case workflow of a national referral mechanism.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(pathways.app, name="pathways")
app.add_typer(timeline.app, name="timeline")
app.add_typer(cases.app, name="cases")
app.add_typer(admin.app, name="admin")
app.command("serve")(serving.serve)
app.command("worker")(serving.worker)
app.command("demo")(serving.demo)
app.command("openapi")(serving.openapi)
app.command("doctor")(checks.doctor)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version  # noqa: PLC0415 # only when asked

        typer.echo(version("referral-engine"))
        raise typer.Exit


@app.callback()
def options(
    store: Annotated[
        str | None,
        typer.Option(help="Folder or postgresql:// address (else REFERRAL_STORE)"),
    ] = None,
    key_file: Annotated[
        Path | None, typer.Option(help="Key file (else REFERRAL_KEY_FILE)")
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Case workflow of a national referral mechanism."""
    _ = version
    choose(store, key_file)


def run() -> None:
    """Run the command; a refusal is a sentence and exit code 1."""
    from pydantic import ValidationError  # noqa: PLC0415 # settings may be wrong

    from referral.errors import ReferralError  # noqa: PLC0415

    try:
        app()
    except ReferralError as refused:
        typer.echo(str(refused) or type(refused).__name__, err=True)
        raise SystemExit(REFUSED) from None
    except ValidationError as wrong:
        for error in wrong.errors(include_input=False, include_context=False):
            name = "REFERRAL_" + "_".join(str(part) for part in error["loc"]).upper()
            typer.echo(f"{name}: {error['msg']}", err=True)
        raise SystemExit(2) from None
