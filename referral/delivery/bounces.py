"""Reading what a post server sends back: which of our mails came to nobody, for good.

A report (RFC 3464) repeats the head of the mail. Its identifier was made with a key of
ours, so that nobody switches off an address by sending a report of their own.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from uuid import UUID

LARGEST = 256 * 1024
_ID = re.compile(r"<([0-9a-f]{32})\.([0-9a-f]{32})@[^<>@\s]{1,253}>")
_FOR_GOOD = re.compile(r"5\.[12]\.\d{1,3}")
_FULL = frozenset({"5.2.2", "5.2.3", "5.2.4", "5.1.7", "5.1.8"})
"""There is somebody; or it is about the sender."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """Which mail came back."""

    mail_id: UUID
    tag: str
    """Made by whoever wrote the mail, if it is one of ours."""


def read_bounce(raw: bytes) -> Bounce | None:
    """The mail that a report is about; None unless it says that there is nobody.

    Args:
        raw: The report as it came.
    """
    if len(raw) > LARGEST:
        return None
    report = message_from_bytes(raw, policy=policy.default)
    if report.get_content_type() != "multipart/report" or not _says_nobody(report):
        return None
    for part in report.walk():
        found = _ID.fullmatch(_identifier(part).strip())
        if found is not None:
            return Bounce(UUID(hex=found.group(1)), found.group(2))
    return None


def _says_nobody(report: EmailMessage) -> bool:
    """True if every addressee of it failed, and the mailbox is why."""
    said = [
        fields
        for part in report.walk()
        if part.get_content_type() == "message/delivery-status"
        for fields in part.iter_parts()
        if fields.get("Action") is not None
    ]
    return bool(said) and all(_failed(fields) for fields in said)


def _failed(fields: Message) -> bool:
    action = str(fields.get("Action", "")).strip().lower()
    status = str(fields.get("Status", "")).strip().partition(" ")[0]
    lasting = _FOR_GOOD.fullmatch(status) is not None and status not in _FULL
    return action == "failed" and lasting


def _identifier(part: Message) -> str:
    """The identifier of the mail that is repeated in a part of a report."""
    kind = part.get_content_type()
    if kind == "text/rfc822-headers":
        said = part.get_payload(decode=True)
        head = message_from_bytes(said if isinstance(said, bytes) else b"")
        return str(head.get("Message-ID", ""))
    if kind == "message/rfc822":
        inner = part.get_payload()
        whole = inner[0] if isinstance(inner, list) and inner else None
        return str(whole.get("Message-ID", "")) if isinstance(whole, Message) else ""
    return ""
