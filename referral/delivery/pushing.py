"""Other ways than mail, by Apprise, where it is installed and the operator names them.

A way is a name and an address pattern with one gap in it: people fill in who they are
there and nothing else, so that nobody makes this server call where they like.
"""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from referral.delivery.mailing import Message, NotSent

GAP = "{to}"
_WHO = re.compile(r"[A-Za-z0-9@._+-]{1,100}")
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,30}")
_SILENT = logging.CRITICAL + 1


class WaysUnusable(ValueError):
    """The ways cannot be used as they are named, or Apprise is not installed."""


def is_who(typed: str) -> bool:
    """True for what may fill the gap of a way."""
    return _WHO.fullmatch(typed) is not None


@dataclass(frozen=True, slots=True)
class Push:
    """One way: a service's address, with a gap for who is told."""

    pattern: str = field(repr=False)
    """May hold a secret of the service."""

    def carry(self, message: Message) -> None:
        """Hand it over; what the service answers is not kept."""
        # An extra: whoever names no way need not have it.
        from apprise import Apprise, NotifyFormat  # noqa: PLC0415

        logging.getLogger("apprise").setLevel(_SILENT)
        if not is_who(message.to):
            raise NotSent
        way = Apprise()
        there = way.add(self.pattern.replace(GAP, quote(message.to, safe="")))
        if not (
            there
            and way.notify(
                title=message.subject,
                body=message.text,
                body_format=NotifyFormat.TEXT,
            )
        ):
            raise NotSent

    def hang_up(self) -> None:
        """Nothing to cut: Apprise waits four seconds, and no longer."""


def ways(named: Mapping[str, str]) -> dict[str, Push]:
    """The ways of a deployment, by name.

    Raises:
        WaysUnusable: for a name that is none, a pattern without its gap, or a service
            that Apprise does not know; and where Apprise is not installed.
    """
    if not named:
        return {}
    try:
        from apprise import Apprise  # noqa: PLC0415 # an extra
    except ImportError:
        raise WaysUnusable("Apprise is not installed: the extra `notify`") from None
    logging.getLogger("apprise").setLevel(_SILENT)
    for name, pattern in named.items():
        if not _NAME.fullmatch(name):
            raise WaysUnusable("a way is named with a few small letters")
        if pattern.count(GAP) != 1:
            raise WaysUnusable(f"{name}: there is one {GAP} in an address")
        if not Apprise().add(pattern.replace(GAP, "x")):
            raise WaysUnusable(f"{name}: Apprise knows no such service")
    return {name: Push(pattern) for name, pattern in named.items()}
