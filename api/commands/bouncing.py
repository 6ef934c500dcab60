"""`referral admin mail-bounced`: a mail that came back, handed on by a post server."""

import typer

from api.commands.common import opened, say


def mail_bounced() -> None:
    """Read a report of a mail that came back (RFC 3464) from standard input.

    For the post server to run. Where it says that there is nobody of an address, and
    the mail was ours, nothing more is sent there.
    """
    from referral.delivery.bounces import LARGEST  # noqa: PLC0415 # lazy

    raw = typer.get_binary_stream("stdin").read(LARGEST + 1)
    with opened() as mechanism:
        taken = mechanism.take_bounce(raw)
    say("noted" if taken else "nothing to note")
