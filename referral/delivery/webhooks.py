"""Telling a partner's system once, and what its answer means."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus

from referral.delivery.addresses import AddressRefused, Reach, read_place
from referral.delivery.cloudevents import CONTENT_TYPE, Event
from referral.delivery.outgoing import RETRY
from referral.delivery.partner_lines import Message, NotArrived, Reply, post
from referral.vault.webhook_signatures import WebhookKeys, signatures

LONGEST_WAIT = timedelta(hours=24)
"""The most that a partner's `Retry-After` is followed; the longest of our own steps."""
RESTS_AFTER = 5
"""After so many failures in a row, whatever they were about, a partner is taken for
dead, and only asked now and then whether it is back."""
RESTS = timedelta(seconds=30)
APART = timedelta(minutes=5)
"""Clocks that differ by more refuse each other's messages."""
JITTER = 0.2
"""Up to so much of a wait is added to it, so that not all come back at once."""
RESTING = "resting"
NOT_LOOKED_AT = frozenset(
    {
        *(RESTING, "timeout", "no_connection", "broken_off", "name_unknown"),
        *("certificate", "clocks_differ", "http_502", "http_503", "http_504"),
    }
)
"""Faults by which a partner has not judged the message itself: once it is back, these
are sent at once. What it looked at and refused keeps its own times."""
_NOT_BELIEVED = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
"""How a receiver refuses what it takes for forged, stale or from the future."""
_BUSY = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
_DICE = secrets.SystemRandom()


@dataclass(frozen=True, slots=True)
class Going:
    """One try: everything it needs, gathered before anything is sent."""

    address: str
    event: Event
    keys: Sequence[WebhookKeys] = field(repr=False)
    at: datetime
    """By the mechanism's clock: what the message says of itself."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a try ended."""

    arrived: bool = False
    gone: bool = False
    """True if nobody listens there any more, and says so."""
    fault: str = ""
    """A word: `http_503`, `timeout`, `address_inside`, ...; empty if it arrived."""
    wait: timedelta | None = None
    """What it asked for, within bounds."""


def written(going: Going) -> Message:
    """The whole of what is sent, signed now."""
    body, stamp = going.event.body(), int(going.at.timestamp())
    msg_id = going.event.msg_id
    headers = {
        "Content-Type": CONTENT_TYPE,
        "webhook-id": msg_id,
        "webhook-timestamp": str(stamp),
        "webhook-signature": signatures(going.keys, msg_id, stamp, body),
    }
    return Message(headers, body)


def tell(going: Going, reach: Reach) -> Outcome:
    """Send one message."""
    try:
        place = read_place(going.address)
        return _meant(post(place, written(going), reach), going.at)
    except (AddressRefused, NotArrived) as why:
        return Outcome(fault=why.word)


def _meant(reply: Reply, now: datetime) -> Outcome:
    status = reply.status
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return Outcome(arrived=True)
    if status == HTTPStatus.GONE:
        return Outcome(gone=True, fault="http_410")
    wait = reply.wait(now) if status in _BUSY else None
    if wait is not None:
        wait = max(timedelta(0), min(wait, LONGEST_WAIT))
    return Outcome(fault=_fault(reply, now), wait=wait)


def _fault(reply: Reply, now: datetime) -> str:
    """A word for a refusal; that clocks differ is worth a word of its own."""
    theirs = reply.moment("date")
    apart = theirs is not None and abs(theirs - now) > APART
    if apart and reply.status in _NOT_BELIEVED:
        return "clocks_differ"
    return f"http_{reply.status}"


def next_try(tries: int, now: datetime, not_before: datetime | None) -> datetime:
    """When a message is tried again that failed for the `tries`-th time."""
    step = RETRY[tries]
    at = now + step + step * (JITTER * _DICE.random())
    return max(at, not_before) if not_before else at
