"""`referral`: serve, doctor, backup, restore, and groups of commands."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands import (
    admin,
    backups,
    bouncing,
    cases,
    checks,
    conducting,
    data_protection,
    directory,
    keys,
    linking,
    machines,
    packages,
    pathways,
    services,
    serving,
    timeline,
    webhooks,
)
from api.commands.common import REFUSED, choose, leave_no_dump

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
app.add_typer(keys.app, name="keys")
app.add_typer(admin.app, name="admin")
app.add_typer(machines.app, name="machine")
app.add_typer(directory.app, name="directory")
app.add_typer(services.app, name="services")
app.add_typer(webhooks.app, name="webhook")
app.add_typer(webhooks.deliveries, name="deliveries")
app.add_typer(data_protection.app, name="data-protection")
app.add_typer(packages.app, name="package")
admin.app.command("publish-conduct")(conducting.publish_conduct)
admin.app.command("conduct")(conducting.conduct)
admin.app.command("mail-bounced")(bouncing.mail_bounced)
admin.app.command("link-openid")(linking.link_openid)
admin.app.command("unlink-openid")(linking.unlink_openid)
app.command("serve")(serving.serve)
app.command("worker")(serving.worker)
app.command("demo")(serving.demo)
app.command("openapi")(serving.openapi)
app.command("doctor")(checks.doctor)
app.command("backup")(backups.backup)
app.command("restore")(backups.restore)


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
    key_beside_data: Annotated[
        bool | None,
        typer.Option(
            "--key-beside-data",
            help="Accept key and data on one disk (else REFERRAL_KEY_BESIDE_DATA)",
        ),
    ] = None,
    settings: Annotated[
        Path | None, typer.Option(help="TOML file (else REFERRAL_SETTINGS)")
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Case workflow of a national referral mechanism."""
    _ = version
    leave_no_dump()
    choose(
        store=store,
        key_file=key_file,
        key_beside_data=key_beside_data,
        settings=settings,
    )


def run() -> None:
    """Run the command; a refusal is a sentence and exit code 1."""
    from pydantic import ValidationError  # noqa: PLC0415 # settings may be wrong

    from api.settings import SettingsUnusable  # noqa: PLC0415 # lazy
    from referral.errors import ReferralError  # noqa: PLC0415 # lazy

    try:
        app()
    except ReferralError as refused:
        typer.echo(str(refused) or type(refused).__name__, err=True)
        raise SystemExit(REFUSED) from None
    except SettingsUnusable as unusable:
        typer.echo(str(unusable), err=True)
        raise SystemExit(2) from None
    except ValidationError as wrong:
        for error in wrong.errors(include_input=False, include_context=False):
            typer.echo(_told(error["loc"], error["type"], error["msg"]), err=True)
        raise SystemExit(2) from None


def _told(place: tuple[int | str, ...], kind: str, message: str) -> str:
    """What is wrong with a setting, without its value."""
    from api.settings import PREFIX, nearest  # noqa: PLC0415 # lazy

    name = "_".join(map(str, place))
    if kind != "extra_forbidden":
        return f"{PREFIX}{name.upper()}: {message}"
    meant = nearest(name)
    told = f"{PREFIX}{name.upper()} (in a file: {name}) is no setting"
    return f"{told}; did you mean {meant}?" if meant else told
