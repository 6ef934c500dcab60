"""What answers look like about keys of machines, and what coordinators are asked."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import Field

from api.views import View
from referral.actions.work import Done


class MachineKey(View):
    """A key of a machine; never its secret, which is kept nowhere."""

    id: UUID
    signs: bool = Field(description="True if requests are signed with it")
    scope: list[str] = Field(description="The acts it serves for")
    expires_at: datetime
    revoked_at: datetime | None


class MachineKeys(View):
    """Every key that a machine was given, the oldest first."""

    items: list[MachineKey]


class ToldKey(View):
    """A key, told once: `rk_...`, sent with requests."""

    id: UUID
    key: str
    receipts: list[str]

    @classmethod
    def of(cls, done: Done) -> Self:
        """From what was done."""
        key = str(done.details["key"])
        return cls(id=done.id, key=key, receipts=list(done.receipts))


class Asked(View):
    """What was asked of a coordinator and has not ended."""

    id: UUID
    kind: str
    standing: str
    ends_at: datetime | None
    about: UUID | None = Field(description="The actor it is about")
    mine: bool = Field(description="True if you asked, and may take it back")
    fetched: bool = Field(description="True for a key that waits to be fetched")
    content: dict[str, Any] = Field(description="Everything that would be done")


class AllAsked(View):
    """What was asked of coordinators, the oldest first."""

    items: list[Asked]
