"""`referral services`: what they state; one suspended, asked again, closed.

Listing and stating are the operator's. Whether a service takes anybody a coordinator
says, who signs in: somebody answers for it.
"""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from api.commands.common import opened, password, refuse, say, signed_in, tell
from workflows.vocabulary import SuspensionExtent, SuspensionReason

if TYPE_CHECKING:
    from api.views_services import DirectoryService
    from referral.actions.read_suspensions import SuspensionView
    from referral.actions.work import Done

app = typer.Typer(help="Services: terms, suspension, closing.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="One document")]
Name = Annotated[str, typer.Option("--name", help="A coordinator: sign-in name")]
Reason = Annotated[SuspensionReason, typer.Option(help="Why")]
FromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from stdin")
]


@app.command("list")
def list_all(*, as_json: AsJson = False) -> None:
    """Print every service with what it states and told of its places."""
    from api.views_services import listed  # noqa: PLC0415 # lazy

    with opened() as mechanism:
        found = mechanism.service_directory(mechanism.system())
        now, zone = mechanism.now(), mechanism.pathway.time_zone
    shown = [listed(one, now, zone) for one in found]
    if as_json:
        tell({"items": [one.model_dump(mode="json") for one in shown]})
        return
    for one in shown:
        _say(one)


def _say(one: "DirectoryService") -> None:
    out = " (takes nobody for now)" if one.suspended else ""
    say(f"{one.label} · {one.service_type} · {one.organisation} · {one.id}{out}")
    for told in one.places:
        left = f"{told.left} of {told.total} free" if told.fresh else "unknown"
        say(f"  {told.kind}: {left}")


@app.command()
def terms(
    service_id: Annotated[UUID, typer.Argument(help="The service")],
    file: Annotated[
        Path,
        typer.Argument(help="JSON as POST /v1/services/{id}/terms takes it"),
    ],
    version: Annotated[int, typer.Option(help="`terms_version` looked at")] = 0,
) -> None:
    """State whom a service takes, when it is reached, on whose referral."""
    from pydantic import ValidationError  # noqa: PLC0415 # lazy

    from api.shapes_services import ServiceTerms  # noqa: PLC0415 # lazy

    try:
        stated = ServiceTerms.model_validate_json(file.read_bytes()).terms()
    except (OSError, ValidationError):
        refuse("the file cannot be read as terms of a service")
    with opened() as mechanism:
        done = mechanism.state_terms(
            mechanism.system(), service_id, stated, expects=version
        )
    say(f"stated: version {done.version}")


@app.command()
def suspensions(
    name: Name, *, password_stdin: FromStdin = False, as_json: AsJson = False
) -> None:
    """Print what takes nobody now, why, and until when."""
    from api.views_services import Suspension, Suspensions  # noqa: PLC0415 # lazy

    secret = password(from_stdin=password_stdin)
    with opened() as mechanism, signed_in(mechanism, name, secret) as actor:
        found = mechanism.suspensions(actor)
    if as_json:
        items = [Suspension.model_validate(each) for each in found]
        tell(Suspensions(items=items).model_dump(mode="json"))
        return
    for one in found:
        _say_suspended(one)


def _say_suspended(one: "SuspensionView") -> None:
    what = one.service or f"all of {one.organisation}"
    until = f"until {one.until.isoformat()}" if one.until else "until it is lifted"
    say(f"{one.id} · {what} · {one.reason} · {one.extent} · {until}")


@app.command()
def suspend(  # noqa: PLR0913 # a parameter for each option
    name: Name,
    reason: Reason,
    extent: Annotated[SuspensionExtent, typer.Option(help="Whom it concerns")],
    service: Annotated[UUID | None, typer.Option(help="One service")] = None,
    organisation: Annotated[
        UUID | None, typer.Option(help="Every service of an organisation")
    ] = None,
    until: Annotated[
        str | None, typer.Option(help="Moment with a zone; left out: until lifted")
    ] = None,
    *,
    password_stdin: FromStdin = False,
) -> None:
    """Let a service, or all of an organisation, take nobody: what is offered ends."""
    from referral.actions.suspending import NewSuspension  # noqa: PLC0415 # lazy

    new = NewSuspension(reason, extent, service, organisation, _moment(until))
    secret = password(from_stdin=password_stdin)
    with opened() as mechanism, signed_in(mechanism, name, secret) as actor:
        done = mechanism.suspend(actor, new)
    say(f"suspension {done.id}")
    _say_ended(done)


def _moment(said: str | None) -> datetime | None:
    if said is None:
        return None
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        refuse("--until takes a moment such as 2026-03-09T08:00:00+01:00")
    if moment.tzinfo is None:
        refuse("--until says in which zone: 2026-03-09T08:00:00+01:00")
    return moment


def _say_ended(done: "Done") -> None:
    ended, placed = done.details["offers_ended"], done.details["to_be_placed"]
    say(f"ended: {ended} offers; need another place: {placed}")


@app.command()
def lift(
    suspension: Annotated[UUID, typer.Argument(help="Identifier of the suspension")],
    name: Name,
    *,
    password_stdin: FromStdin = False,
) -> None:
    """End a suspension: it can be asked again."""
    secret = password(from_stdin=password_stdin)
    with opened() as mechanism, signed_in(mechanism, name, secret) as actor:
        mechanism.lift_suspension(actor, suspension)
    say("lifted")


@app.command()
def close(
    service: Annotated[UUID, typer.Argument(help="Identifier of the service")],
    name: Name,
    reason: Reason,
    *,
    password_stdin: FromStdin = False,
) -> None:
    """Let a service take part no more; another place is asked for whom it had."""
    secret = password(from_stdin=password_stdin)
    with opened() as mechanism, signed_in(mechanism, name, secret) as actor:
        done = mechanism.close_service(actor, service, reason)
    _say_ended(done)
