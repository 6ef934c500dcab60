"""What answers about offers look like."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from api.views import Reason, View


class OfferWay(View):
    """One thing your side could do with an offer: possible now, or why not."""

    step: str
    allowed: bool
    refusals: list[Reason]


class OfferWordSaid(View):
    """Something said about an offer."""

    word: str
    side: str = Field(description="`sender`, `addressee` or `coordinator`")
    at: datetime
    due_at: datetime | None = Field(description="Until when it is to be answered")
    text: str | None
    code: str | None


class AskedService(View):
    """Another service that is asked for the same need."""

    service_id: UUID
    service_label: str
    referral_id: UUID | None = Field(description="Null while it was not asked")
    stage: str | None


class Offer(View):
    """An offer: the card, never the person."""

    id: UUID
    code: str
    version: int
    stage: str
    kind: str
    side: str
    service_id: UUID
    service_label: str
    offered_at: datetime = Field(description="When it left, or leaves")
    leaves_at: datetime | None = Field(
        description="Until when you can undo it; null once it has left"
    )
    answer_by: datetime | None
    decline_reason: str | None
    reminded_at: datetime | None = Field(description="When half of the time was over")
    overdue_at: datetime | None = Field(description="When the time was over")
    cards: list[dict[str, Any]]
    case_ids: list[UUID]
    ways: list[OfferWay] = Field(description="What your side could do with it")
    words: list[OfferWordSaid] = Field(
        description="What was said about it; empty in lists"
    )
    asked: str | None = Field(description="`in_order` or `at_once`; null for one")
    others: list[AskedService] = Field(
        description="Who else is asked; never told to an addressee"
    )


class OfferPage(View):
    """A page of offers, newest first."""

    items: list[Offer]
    next: str | None = Field(description="Cursor of the next page")


class Housed(View):
    """People who live with a service by one offer. It names nobody."""

    referral_id: UUID
    code: str
    version: int
    service: str
    people: int
    arrived_at: datetime
    said_at: datetime | None = Field(description="When it was said last")
    asked_at: datetime = Field(description="From when on it is to be said (again)")
    waits: bool


class HousedList(View):
    """Who lives with one's services."""

    items: list[Housed]
