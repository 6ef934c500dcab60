"""`referral machine`: keys of partners' machines, for named acts and for a time."""

import base64
import binascii
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from api.commands.common import opened, refuse, say, tell

if TYPE_CHECKING:
    from referral.actions.work import Done
    from referral.rules.acts import Act

app = typer.Typer(help="Keys of partners' machines.", no_args_is_help=True)

MachineArg = Annotated[UUID, typer.Argument(help="The machine, as `admin actor` said")]
JointArg = Annotated[UUID, typer.Argument(help="What was asked, as it was said")]
KeyArg = Annotated[UUID, typer.Argument(help="The key, as `machine keys` lists it")]
ActOption = Annotated[
    list[str] | None,
    typer.Option("--act", help="Once for each act; else all that its roles have"),
]
PartnerOption = Annotated[
    bool,
    typer.Option(
        "--partner", help="The acts that answering offers needs; --act adds others"
    ),
]
DaysOption = Annotated[int, typer.Option("--days", help="Lifetime, up to 180")]


def scope_of(acts: list[str] | None, *, partner: bool) -> "frozenset[Act] | None":
    """The acts that a key is for; None where none is named: all that its roles have."""
    from referral.rules.acts import Act  # noqa: PLC0415 # lazy
    from referral.rules.machine_scope import PARTNER  # noqa: PLC0415 # lazy

    unknown = set(acts or ()) - {act.value for act in Act}
    if unknown:
        refuse(f"no acts: {', '.join(sorted(unknown))}")
    named = frozenset(map(Act, acts or ()))
    return (named | PARTNER if partner else named) or None


@app.command("give")
def give(
    machine: MachineArg,
    act: ActOption = None,
    days: DaysOption = 90,
    *,
    partner: PartnerOption = False,
) -> None:
    """Ask a coordinator for a machine's new key; before the first case it is given."""
    scope = scope_of(act, partner=partner)
    with opened() as mechanism:
        system, lifetime = mechanism.system(), timedelta(days=days)
        done = mechanism.issue_key(system, machine, lifetime, scope)
    say_given(done)


def say_given(done: "Done") -> None:
    """Print a key once, or that a coordinator was asked for one."""
    if done.kind == "joint_act":
        say(f"asked {done.id}: a coordinator has to agree to the key")
        return
    word = "keyid" if "keyid" in done.details else "key"
    say(f"{word} {done.details[word]}")


@app.command("fetch")
def fetch(joint: JointArg) -> None:
    """Make the key that a coordinator has agreed to; it is printed this once."""
    with opened() as mechanism:
        say_given(mechanism.fetch_key(mechanism.system(), joint))


@app.command("take-back")
def take_back(joint: JointArg) -> None:
    """Take back what was asked of a coordinator."""
    with opened() as mechanism:
        mechanism.take_back(mechanism.system(), joint)
    say("taken back")


@app.command("register")
def register(
    machine: MachineArg,
    public_key: Annotated[
        str, typer.Argument(help="Ed25519, 32 bytes in base64: the public half")
    ],
    act: ActOption = None,
    days: DaysOption = 90,
    *,
    partner: PartnerOption = False,
) -> None:
    """Ask for a key that a machine signs with; before the first case it is kept."""
    scope = scope_of(act, partner=partner)
    try:
        raw = base64.b64decode(public_key, validate=True)
    except binascii.Error:
        refuse("the public key is not in base64")
    with opened() as mechanism:
        system, lifetime = mechanism.system(), timedelta(days=days)
        done = mechanism.register_signing_key(system, machine, raw, lifetime, scope)
    say_given(done)


@app.command("follow")
def follow(
    key: KeyArg,
    days: DaysOption = 90,
    overlap: Annotated[
        int,
        typer.Option("--overlap", help="Days that the old key opens still, up to 7"),
    ] = 7,
) -> None:
    """Give a machine the key that follows another; it is printed this once."""
    with opened() as mechanism:
        lifetime, both = timedelta(days=days), timedelta(days=overlap)
        done = mechanism.follow_key(mechanism.system(), key, lifetime, both)
    say(f"key {done.details['key']}")


@app.command("revoke")
def revoke(key: KeyArg) -> None:
    """End a key; the next request with it is refused."""
    with opened() as mechanism:
        mechanism.revoke_key(mechanism.system(), key)
    say("revoked")


@app.command("keys")
def keys(machine: MachineArg) -> None:
    """List every key of a machine as JSON; never a secret."""
    with opened() as mechanism:
        found = mechanism.machine_keys(mechanism.system(), machine)
    tell(
        [
            {
                "id": each.id,
                "signs": each.signs,
                "scope": each.scope,
                "expires_at": each.expires_at,
                "revoked_at": each.revoked_at,
            }
            for each in found
        ]
    )
