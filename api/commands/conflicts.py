"""`referral cases conflicts`, `keep-away`, `ask-lifting`: who stays away from a case.

A person does it, who signs in: whoever runs the server has nothing to do with a case.
"""

from typing import Annotated
from uuid import UUID

import typer

from api.commands.common import opened, password, say, signed_in
from workflows.vocabulary import ConflictReason

CaseArg = Annotated[UUID, typer.Argument(help="Identifier of the case")]
Name = Annotated[str, typer.Option("--name", help="Who does it: sign-in name")]
FromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from stdin")
]


def conflicts(case: CaseArg, name: Name, *, password_stdin: FromStdin = False) -> None:
    """Print who is, or was, kept away from a case."""
    secret = password(from_stdin=password_stdin)
    with opened() as mechanism, signed_in(mechanism, name, secret) as actor:
        found = mechanism.case_conflicts(actor, case)
    for one in found.conflicts:
        whom = f"{one.actor} · {one.organisation}" if one.actor else one.organisation
        say(f"{one.id} · {whom} · {'lifted' if one.lifted_at else 'kept away'}")


def keep_away(
    case: CaseArg,
    organisation: Annotated[UUID, typer.Option(help="Whose, or which")],
    reason: Annotated[ConflictReason, typer.Option(help="Why")],
    name: Name,
    *,
    actor: Annotated[
        str | None, typer.Option(help="Sign-in name; left out: all of them")
    ] = None,
    password_stdin: FromStdin = False,
) -> None:
    """Keep an actor, or a whole organisation, away from a case."""
    from referral.actions.conflicts import NewConflict  # noqa: PLC0415 # lazy

    secret = password(from_stdin=password_stdin)
    new = NewConflict(organisation, reason, actor)
    with opened() as mechanism, signed_in(mechanism, name, secret) as who:
        done = mechanism.state_conflict(who, case, new)
    say(f"conflict {done.id}")


def ask_lifting(
    case: CaseArg,
    conflict: Annotated[UUID, typer.Argument(help="Identifier of the conflict")],
    name: Name,
    *,
    password_stdin: FromStdin = False,
) -> None:
    """Ask somebody else to agree that they are kept away no more."""
    secret = password(from_stdin=password_stdin)
    with opened() as mechanism, signed_in(mechanism, name, secret) as who:
        done = mechanism.ask_conflict_lifting(who, case, conflict)
    say(f"asked: joint act {done.id}")
