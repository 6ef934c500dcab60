"""`referral admin link-openid` and `unlink-openid`: who comes from the provider."""

from typing import Annotated
from uuid import UUID

import typer

from api.commands.common import opened, say

PersonArg = Annotated[UUID, typer.Argument(help="Who")]


def link_openid(person: PersonArg) -> None:
    """Let somebody come from the provider; asks what it calls them (`sub`)."""
    subject = str(typer.prompt("What the provider calls them (sub)"))
    with opened() as mechanism:
        mechanism.link_openid(mechanism.system(), person, subject)
    say("linked; what the provider calls them is kept as a keyed tag alone")


def unlink_openid(person: PersonArg) -> None:
    """End it, and every session that was opened so."""
    with opened() as mechanism:
        done = mechanism.unlink_openid(mechanism.system(), person)
    say(f"ended, with {done.details['ended']} open sessions")
