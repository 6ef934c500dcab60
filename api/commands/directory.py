"""`referral directory`: who takes part, under which name, and how somebody leaves."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from api.commands.common import opened, refuse, say, tell
from workflows.vocabulary import Role

if TYPE_CHECKING:
    from pydantic import BaseModel

app = typer.Typer(help="Who takes part, and who leaves.", no_args_is_help=True)

ActorArg = Annotated[UUID, typer.Argument(help="The actor")]
BodyArg = Annotated[UUID, typer.Argument(help="The organisation")]
Seen = Annotated[str, typer.Option(help="`seen` of what you looked at")]
AsJson = Annotated[bool, typer.Option("--json", help="One document")]


@app.command("list")
def list_all(*, as_json: AsJson = False) -> None:
    """Print every organisation with everybody who acts for it."""
    from api.views_directory import Body  # noqa: PLC0415 # lazy

    with opened() as mechanism:
        found = mechanism.directory(mechanism.system())
    bodies = [Body.model_validate(each) for each in found]
    if as_json:
        tell({"items": [body.model_dump(mode="json") for body in bodies]})
        return
    for body in bodies:
        ended = "" if body.active else " (takes part no more)"
        say(f"{body.label} · {body.kind} · {body.id}{ended}")
        for one in body.actors:
            roles = ", ".join((*one.roles, *(f"{word}?" for word in one.waiting)))
            out = "" if one.active else " (cannot sign in)"
            say(f"  {one.sign_in_name} · {roles or '-'} · {one.id}{out}")


@app.command()
def rename(
    actor_id: ActorArg,
    name: Annotated[str, typer.Argument(help="What they sign in as from now on")],
) -> None:
    """Let somebody sign in under another name."""
    with opened() as mechanism:
        mechanism.rename_actor(mechanism.system(), actor_id, name)
    say("renamed")


@app.command()
def name(
    body_id: BodyArg,
    label: Annotated[str, typer.Option(help="Name that people read")],
    region: Annotated[str, typer.Option(help="Coarse code of its area")] = "",
) -> None:
    """Call an organisation otherwise."""
    from referral.actions.directory import BodyChange  # noqa: PLC0415 # lazy

    with opened() as mechanism:
        change = BodyChange(label, region)
        mechanism.change_organisation(mechanism.system(), body_id, change)
    say("named")


@app.command()
def take(
    actor_id: ActorArg,
    word: Annotated[Role, typer.Argument(metavar="ROLE", help="The role")],
) -> None:
    """Take a role away from somebody, at once."""
    with opened() as mechanism:
        mechanism.take_role(mechanism.system(), actor_id, word)
    say("taken")


def _told(found: "BaseModel", *, as_json: bool) -> None:
    words = found.model_dump(mode="json")
    if as_json:
        tell(words)
        return
    for about, value in words.items():
        several = isinstance(value, list | dict)
        say(f"{about}: {', '.join(value) or '-' if several else value}")


@app.command()
def leaving(actor_id: ActorArg, *, as_json: AsJson = False) -> None:
    """Look at what somebody would leave behind if they left now."""
    from api.views_directory import Departure  # noqa: PLC0415 # lazy

    with opened() as mechanism:
        found = mechanism.preview_departure(mechanism.system(), actor_id)
    _told(Departure.model_validate(found), as_json=as_json)


@app.command()
def leave(
    actor_id: ActorArg,
    seen: Seen,
    colleague: Annotated[
        UUID | None, typer.Option(help="Who takes over the rest, by identifier")
    ] = None,
    case: Annotated[
        list[str] | None,
        typer.Option(help="`CODE=ACTOR`: who takes over this one; repeatable"),
    ] = None,
    coordinator: Annotated[
        str | None, typer.Option(help="Who is asked where nobody takes over")
    ] = None,
) -> None:
    """End all access of somebody, and say who takes over."""
    from referral.actions.departures import Leaving  # noqa: PLC0415 # lazy

    words = Leaving(seen, colleague, _by_case(case or ()), coordinator)
    with opened() as mechanism:
        done = mechanism.end_actor(mechanism.system(), actor_id, words)
    say(f"ended: {done.details['sessions']} sessions, {done.details['keys']} keys")


def _by_case(stated: Iterable[str]) -> dict[str, UUID]:
    found = {}
    for each in stated:
        code, _, who = each.partition("=")
        try:
            found[code] = UUID(who)
        except ValueError:
            refuse("--case takes CODE=ACTOR, the actor by identifier")
    return found


@app.command()
def closing(body_id: BodyArg, *, as_json: AsJson = False) -> None:
    """Look at what would end with an organisation if it stopped now."""
    from api.views_directory import Closing  # noqa: PLC0415 # lazy

    with opened() as mechanism:
        found = mechanism.preview_closing(mechanism.system(), body_id)
    _told(Closing.model_validate(found), as_json=as_json)


@app.command()
def close(body_id: BodyArg, seen: Seen) -> None:
    """Let an organisation take part no more, once it holds no open case."""
    with opened() as mechanism:
        done = mechanism.end_organisation(mechanism.system(), body_id, seen)
    say(f"ended: {done.details['actors']} actors, {done.details['services']} services")
