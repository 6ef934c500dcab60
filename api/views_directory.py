"""What answers look like: who takes part, and what somebody leaves behind."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from api.views import View
from referral.actions.work import Done


class Colleague(View):
    """Somebody who acts for an organisation, or did."""

    id: UUID
    organisation_id: UUID
    sign_in_name: str
    kind: str
    active: bool
    admitted_at: datetime
    roles: list[str]
    waiting: list[str] = Field(description="Roles that wait for a coordinator's yes")
    came_in: bool = Field(
        description="True for a person with something of their own to sign in with"
    )


class Body(View):
    """An organisation that takes part, or did, with who acts for it."""

    id: UUID
    code: str
    label: str
    kind: str
    regime: str
    region: str
    active: bool
    admitted_at: datetime
    actors: list[Colleague]


class FirstPassword(View):
    """A password for somebody's first sign-in, told once."""

    password: str
    until: datetime = Field(description="When it opens nothing any more")
    receipts: list[str]

    @classmethod
    def of(cls, done: Done) -> Self:
        """From what was done."""
        return cls(receipts=list(done.receipts), **done.details)


class Directory(View):
    """Who takes part. It tells of no case."""

    items: list[Body]


class Departure(View):
    """What somebody would leave behind, by codes and counts."""

    actor_id: UUID
    sign_in_name: str
    organisation_id: UUID
    organisation: str
    roles: list[str]
    looked_after: list[str] = Field(description="Open cases they last worked on")
    alone: list[str] = Field(description="Open cases nobody else there can work on")
    offers: list[str] = Field(description="Offers nobody else there can answer")
    last_of: list[str] = Field(description="Roles that nobody else holds")
    sessions: int
    keys: int
    glasses: int = Field(description="Opened in an emergency, not reviewed yet")
    joint_acts: int = Field(description="Asked of others, not ended yet")
    colleagues: dict[str, str] = Field(description="Who could take over, by id")
    seen: str


class Closing(View):
    """What would end with an organisation, by codes and counts."""

    organisation_id: UUID
    label: str
    cases: list[str] = Field(description="Open cases: handed over first")
    offers: list[str] = Field(description="Offers under way: ended first")
    served: list[str] = Field(description="Open cases of others it gives a service in")
    actors: list[str]
    services: int
    seen: str
