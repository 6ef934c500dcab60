"""What answers look like about how people prove who they are."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import Field

from api.views import View
from referral.actions.work import Done
from referral.rules.signing_in import STEP_UP_LASTS


class PasskeyOptions(View):
    """What a browser hands to `navigator.credentials`, in its JSON form."""

    options: dict[str, Any]


class SteppedUp(View):
    """Until when it counts that it was proven who acts."""

    until: datetime

    @classmethod
    def of(cls, at: datetime) -> Self:
        """Five minutes from then."""
        return cls(until=at + STEP_UP_LASTS)


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
    receipts: list[str]

    @classmethod
    def of(cls, done: Done) -> Self:
        """From what was done."""
        codes = list(map(str, done.details["codes"]))
        return cls(id=done.id, codes=codes, receipts=list(done.receipts))
