"""What goes in: where a partner's system listens, and for what."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from api.shapes import Shape, example_of
from referral.actions.webhooks import NewWebhook
from referral.delivery.addresses import LONGEST
from referral.delivery.cloudevents import WORDS
from referral.rules.machine_scope import LONGEST_OVERLAP
from workflows.vocabulary import NoticeKind

Address = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST)
]


class WebhookToAsk(Shape):
    """A webhook to ask a coordinator for."""

    model_config = example_of(
        organisation_id="0195f1a0-0000-7000-8000-000000000004",
        address="https://partner.example.org/hook",
        kinds=["offer_waiting", "no_longer_needed"],
    )
    organisation_id: UUID = Field(description="Whose system it is")
    address: Address = Field(
        description="`https://host[:port]/path`, with no password and no query: what "
        "the coordinator sees and agrees to"
    )
    kinds: list[NoticeKind] = Field(
        default=[],
        max_length=len(WORDS),
        description="What it is told of; none for everything that is told outside",
    )

    def wanted(self) -> NewWebhook:
        """As the action takes it."""
        return NewWebhook(self.organisation_id, self.address, frozenset(self.kinds))


class FollowingKeys(Shape):
    """Keys that follow those of a webhook."""

    model_config = example_of(overlap_days=7)
    overlap_days: int = Field(
        default=LONGEST_OVERLAP.days,
        ge=1,
        le=LONGEST_OVERLAP.days,
        description="For how long the old ones sign still",
    )
