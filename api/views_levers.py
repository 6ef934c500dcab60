"""What answers look like: the coordinator's list, and many cases at once."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from api.views import Reason, StandingException, View

_FREE = "Cases that nothing stands against"
_MOST = "The most that one act takes; look again for the rest"


class StandingExceptions(View):
    """A page of what stands on the coordinator's list, the oldest first."""

    items: list[StandingException]
    total: int = Field(description="Lines of the kind that was asked for, or of all")
    counts: dict[str, int] = Field(description="Lines of every kind that stands")
    next: str | None = Field(description="Cursor of the next page")


class BulkCase(View):
    """One of many cases, and what stands against it."""

    case_id: UUID
    code: str
    looked_after_by: UUID | None = Field(
        description="Who was named for it, or worked on it last"
    )
    name: str = Field(description="What they sign in as")
    refusal: Reason | None


class Reassignment(View):
    """Who looks after the open cases of an organisation, and who could."""

    organisation_id: UUID
    organisation: str
    colleague_id: UUID | None
    colleagues: dict[str, str] = Field(description="Who could be named, by id")
    cases: list[BulkCase]
    free: int = Field(description=_FREE)
    at_once: int = Field(description=_MOST)
    seen: str


class OffersInBulk(View):
    """What would be offered to a service, case by case."""

    service_id: UUID
    service: str
    answer_by: datetime | None
    cases: list[BulkCase]
    free: int = Field(description=_FREE)
    at_once: int = Field(description=_MOST)
    seen: str
