"""What answers look like about a refusal, the person's own view, safe contact."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from api.views import View
from referral.actions import safe_contact


class Refusal(View):
    """All that is left of an adult who wanted nothing."""

    case_id: UUID
    code: str
    record: dict[str, str | int] = Field(description="Four coded words, no more")
    kept: list[str] = Field(description="What a law keeps for now: nothing, mostly")
    registers: list[str] = Field(description="Registers that are told the record")


class OwnBody(View):
    """A kind of body that holds something; never which."""

    kind: str
    holds: bool = Field(description="True for whoever keeps the record")
    drawers: list[str]
    rests_on: list[UUID]


class OwnAnswer(View):
    """One answer of the person."""

    id: UUID
    purpose: str
    state: str = Field(description="agreed, refused, taken_back or ended")
    given_at: datetime
    expires_at: datetime | None
    drawers: list[str]
    kind: str
    may_take_back: bool


class OwnLetter(View):
    """That a message was left, and whether it was read."""

    left_at: datetime
    read: bool


class OwnView(View):
    """What the person sees. No organisation, worker, stage or place."""

    code: str = Field(description="To be said to whoever helps")
    stage: str
    bodies: list[OwnBody]
    answers: list[OwnAnswer]
    letters: list[OwnLetter]
    may_write: bool
    ticket: str = Field(description="Spares the number for ten minutes")
    ticket_until: datetime


class OwnCode(View):
    """Whether a number is out; never which."""

    case_id: UUID
    issued_at: datetime | None
    unread: int = Field(description="Messages nobody has read")
    left: int = Field(description="Messages in all")


class IssuedCode(View):
    """A number, told once."""

    number: str
    receipts: list[str]


class Message(View):
    """What the person left."""

    id: UUID
    left_at: datetime
    text: str
    first_read: bool


class Messages(View):
    """Messages, the oldest first."""

    items: list[Message]


class Way(View):
    """Whether a channel is open now."""

    channel: str
    open: bool
    opens_at: datetime | None = Field(description="null where no hour opens it")


class SafeContact(View):
    """The rule, and what it allows at this moment."""

    known: bool = Field(description="False while the person was not asked")
    since: str
    until: str
    code_word: str
    leave_messages: bool
    said: str = Field(description="The same in words, as services are told it")
    ways: list[Way]

    @classmethod
    def of(cls, found: safe_contact.SafeContactView) -> Self:
        """From what the action answers."""
        words = found.rule.words() if found.rule else {}
        return cls(
            known=found.rule is not None,
            since=words.get("since", ""),
            until=words.get("until", ""),
            code_word=words.get("code_word", ""),
            leave_messages=words.get("leave_messages", False),
            said=found.said,
            ways=[
                Way(channel=channel.value, open=may.now, opens_at=may.next_at)
                for channel, may in found.ways.items()
            ],
        )
