"""A mail that comes back: believed if it was ours, and if it says there is nobody."""

import pytest

from referral.delivery.bounces import LARGEST, read_bounce
from tests.properties.acts_notices import Kept, code_in, told_by
from tests.world import World
from workflows.vocabulary import AddressState

ADDRESS = "host@mail.example"


REPORT = """\
From: MAILER-DAEMON@mail.example
To: desk@post.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

I am sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}

--b
Content-Type: {kind}

From: desk@post.example
Message-ID: {message_id}
Subject: x

--b--
"""
"""A report as RFC 3464 describes it, as a post server writes it."""


def report(
    message_id: str,
    status: str = "5.1.1",
    action: str = "failed",
    kind: str = "text/rfc822-headers",
) -> bytes:
    """A report about a mail."""
    told = REPORT.format(
        address=ADDRESS, action=action, status=status, kind=kind, message_id=message_id
    )
    return told.replace("\n", "\r\n").encode()


def confirmed(world: World) -> Kept:
    kept = told_by(world)
    world.mechanism.ask_mail_address(world["host"], ADDRESS)
    world.mechanism.post_due()
    world.mechanism.confirm_mail_address(world["host"], code_in(kept.messages))
    return kept


def state(world: World) -> AddressState | None:
    return world.mechanism.mail_settings(world["host"]).state


@pytest.mark.parametrize("kind", ["text/rfc822-headers", "message/rfc822"])
def test_a_mail_that_came_back_ends_its_address(
    embedded_world: World, kind: str
) -> None:
    world = embedded_world
    sent = confirmed(world).messages[0]
    raw = report(f"<{sent.id}@post.example>", kind=kind)
    assert world.mechanism.take_bounce(raw)
    assert state(world) is AddressState.REFUSED
    assert not world.mechanism.take_bounce(raw)


@pytest.mark.parametrize(
    ("status", "action"),
    [
        ("5.2.2", "failed"),
        ("4.4.1", "delayed"),
        ("5.7.1", "failed"),
        ("2.0.0", "delivered"),
        ("5.1.1", "relayed"),
        ("nonsense", "failed"),
    ],
)
def test_what_may_pass_ends_nothing(
    embedded_world: World, status: str, action: str
) -> None:
    world = embedded_world
    sent = confirmed(world).messages[0]
    raw = report(f"<{sent.id}@post.example>", status, action)
    assert not world.mechanism.take_bounce(raw)
    assert state(world) is AddressState.CONFIRMED


def test_a_report_that_somebody_made_up_ends_nothing(embedded_world: World) -> None:
    world = embedded_world
    sent = confirmed(world).messages[0]
    name, _, tag = sent.id.partition(".")
    forged = f"{name}.{'0' * len(tag)}"
    other = f"{'0' * 32}.{tag}"
    for made_up in (forged, other, name, "", f"{sent.id}\r\nX: y"):
        raw = report(f"<{made_up}@post.example>".replace("\r\n", " "))
        assert not world.mechanism.take_bounce(raw)
    assert state(world) is AddressState.CONFIRMED


def test_an_address_that_was_given_since_is_not_meant(embedded_world: World) -> None:
    world = embedded_world
    sent = confirmed(world).messages[0]
    world.clock.advance(minutes=1)
    world.mechanism.ask_mail_address(world["host"], "another@mail.example")
    assert not world.mechanism.take_bounce(report(f"<{sent.id}@post.example>"))
    assert state(world) is AddressState.ASKED


@pytest.mark.parametrize(
    "raw",
    [b"", b"\0" * 100, b"Content-Type: multipart/report\r\n\r\n", b"x" * (LARGEST + 1)],
)
def test_what_is_no_report_is_none(raw: bytes) -> None:
    assert read_bounce(raw) is None
