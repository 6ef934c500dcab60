"""What goes in: what is done to many cases at once, after they were looked at."""

from uuid import UUID

from pydantic import Field

from api.shapes import Shape, example_of
from api.shapes_access import ShortCode
from api.shapes_directory import SEEN
from api.shapes_together import Sha256
from api.values import Moment
from referral.actions.in_bulk import Chosen
from referral.actions.offering_in_bulk import ManyOffers

_LEFT = "Codes of cases that are left as they are"
_BY = "Only of cases that this actor looks after"


class NewReassignment(Shape):
    """Who looks after many cases of an organisation from now on."""

    model_config = example_of(
        organisation_id="0195f1a0-0000-7000-8000-000000000002",
        colleague_id="0195f1a0-0000-7000-8000-000000000003",
        seen="9f" * 32,
    )
    organisation_id: UUID = Field(description="Who holds the cases")
    colleague_id: UUID = Field(description="Somebody of it who works on cases")
    looked_after_by: UUID | None = Field(default=None, description=_BY)
    leave_out: list[ShortCode] = Field(default=[], max_length=1000, description=_LEFT)
    seen: Sha256 = Field(description=SEEN)

    def chosen(self) -> Chosen:
        """The cases, as the action takes them."""
        return Chosen(self.organisation_id, self.looked_after_by)


class NewOffersInBulk(Shape):
    """Responsibility for many cases, offered to one service, case by case."""

    model_config = example_of(
        service_id="0195f1a0-0000-7000-8000-000000000001",
        answer_by="2026-03-03T03:30:00Z",
        seen="9f" * 32,
    )
    service_id: UUID
    answer_by: Moment | None = None
    looked_after_by: UUID | None = Field(default=None, description=_BY)
    leave_out: list[ShortCode] = Field(default=[], max_length=1000, description=_LEFT)
    seen: Sha256 = Field(description=SEEN)

    def wanted(self) -> ManyOffers:
        """As the action takes it."""
        return ManyOffers(self.service_id, self.answer_by, self.looked_after_by)
