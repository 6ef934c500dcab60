"""`referral webhook` and `referral deliveries`: what goes to partners' systems."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

import typer

from api.commands.common import opened, refuse, say, tell

app = typer.Typer(
    help="Where partners' systems are told of what happens.", no_args_is_help=True
)
deliveries = typer.Typer(help="What has not arrived.", no_args_is_help=True)

WebhookArg = Annotated[UUID, typer.Argument(help="The webhook, as `webhook list` says")]
JointArg = Annotated[UUID, typer.Argument(help="What was asked, as it was said")]


@app.command("ask")
def ask(
    organisation: Annotated[UUID, typer.Argument(help="Whose system it is")],
    address: Annotated[str, typer.Argument(help="https://host[:port]/path")],
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", help="Once for each; else all that is told outside"),
    ] = None,
) -> None:
    """Ask a coordinator for a webhook; before the first case it is registered."""
    from referral.actions.webhooks import NewWebhook  # noqa: PLC0415 # lazy
    from workflows.vocabulary import NoticeKind  # noqa: PLC0415 # lazy

    unknown = set(kind or ()) - {each.value for each in NoticeKind}
    if unknown:
        refuse(f"no kinds: {', '.join(sorted(unknown))}")
    new = NewWebhook(organisation, address, frozenset(map(NoticeKind, kind or ())))
    with opened() as mechanism:
        done = mechanism.ask_webhook(mechanism.system(), new)
    if done.kind == "joint_act":
        say(f"asked {done.id}: a coordinator has to agree to the address")
        return
    tell({"id": done.id, **done.details})


@app.command("fetch")
def fetch(joint: JointArg) -> None:
    """Make the webhook that a coordinator has agreed to; its secret is told once."""
    with opened() as mechanism:
        done = mechanism.fetch_webhook(mechanism.system(), joint)
    tell({"id": done.id, **done.details})


@app.command("rotate")
def rotate(
    webhook: WebhookArg,
    overlap: Annotated[
        int, typer.Option("--overlap", help="Days that the old keys sign, up to 7")
    ] = 7,
) -> None:
    """Draw the keys that follow; the secret is told this once."""
    with opened() as mechanism:
        both = timedelta(days=overlap)
        done = mechanism.rotate_webhook(mechanism.system(), webhook, both)
    tell({"id": done.id, **done.details})


@app.command("close")
def end(webhook: WebhookArg) -> None:
    """Tell a partner's system nothing any more."""
    with opened() as mechanism:
        done = mechanism.end_webhook(mechanism.system(), webhook)
    say(f"ended; {done.details['stopped']} not sent")


@app.command("list")
def list_all() -> None:
    """List every webhook as JSON; never a secret."""
    from dataclasses import asdict  # noqa: PLC0415 # lazy

    with opened() as mechanism:
        found = mechanism.webhooks(mechanism.system())
    tell([asdict(each) for each in found])


@deliveries.command("list")
def list_deliveries(
    standing: Annotated[
        str | None, typer.Option("--standing", help="waiting, retrying or dead")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", help="The most that is shown")] = 200,
) -> None:
    """List what has not arrived as JSON, with how much there is of each standing."""
    from dataclasses import asdict  # noqa: PLC0415 # lazy

    from workflows.vocabulary import DeliveryStanding  # noqa: PLC0415 # lazy

    if standing and standing not in set(DeliveryStanding):
        refuse(f"no standing: {standing}")
    wanted = DeliveryStanding(standing) if standing else None
    with opened() as mechanism:
        found = mechanism.deliveries(mechanism.system(), wanted, limit=limit)
    tell({"counts": found.counts, "items": [asdict(each) for each in found.items]})


@deliveries.command("send-again")
def send_again(
    delivery: Annotated[UUID, typer.Argument(help="What was given up")],
) -> None:
    """Send once more what was given up."""
    with opened() as mechanism:
        mechanism.send_again(mechanism.system(), delivery)
    say("sent again")
