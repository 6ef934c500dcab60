"""What answers look like about how people prove who they are."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import Field

from api.views import View
from referral.actions.sessions import OpenedSession
from referral.actions.work import Done
from referral.rules.signing_in import STEP_UP_LASTS


class PasskeyOptions(View):
    """What a browser hands to `navigator.credentials`, in its JSON form."""

    options: dict[str, Any]


class SteppedUp(View):
    """The session as it goes on, and until when it counts who acts."""

    token: str = Field(
        description="Of the session from now on, told once. The one that was sent "
        "opens nothing any more: whoever misses this answer signs in again."
    )
    expires_at: datetime
    until: datetime = Field(description="For what asks for a proof: five minutes")

    @classmethod
    def of(cls, opened: OpenedSession) -> Self:
        """From a session that was proven anew."""
        at = opened.actor.stepped_up_at
        assert at is not None  # noqa: S101 # it was, just now
        return cls(
            token=opened.token, expires_at=opened.expires_at, until=at + STEP_UP_LASTS
        )


class OpenSession(View):
    """One of one's own sessions."""

    id: UUID
    began_at: datetime
    seen_at: datetime
    way: str | None = Field(description="By what it was opened")
    this_one: bool


class OpenSessions(View):
    """One's own sessions that are open, the newest first."""

    items: list[OpenSession]


class Passkey(View):
    """One of one's own passkeys."""

    id: UUID
    label: str
    registered_at: datetime
    used_at: datetime | None


class Factors(View):
    """With what one proves who one is."""

    passkeys: list[Passkey]
    app: bool = Field(description="True if an app makes codes")
    recovery_left: int
    needed: bool = Field(description="True if one has to be set up before anything")


class NewApp(View):
    """The secret for an app, told once."""

    secret: str
    address: str = Field(description="What a square code for the app holds")
    receipts: list[str]


class NewFactor(View):
    """A factor that was set up; codes for paper, told once, with the first."""

    id: UUID
    codes: list[str]
    token: str = Field(
        description="Of the session from now on, if it was proven anew who acts; the "
        "one that was sent opens nothing then. Else empty"
    )
    receipts: list[str]

    @classmethod
    def of(cls, done: Done) -> Self:
        """From what was done."""
        codes = list(map(str, done.details.get("codes", ())))
        token = str(done.details.get("token", ""))
        return cls(id=done.id, codes=codes, token=token, receipts=list(done.receipts))
