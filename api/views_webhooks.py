"""What answers look like about partners' systems, and what has not arrived."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from api.views import View
from referral.actions.work import Done


class Webhook(View):
    """Where a partner's system is told; never a secret."""

    id: UUID
    organisation_id: UUID
    organisation: str
    address: str
    kinds: list[str] = Field(description="The notices it is told of")
    registered_at: datetime
    public_keys: list[str] = Field(
        description="`whpk_...` of every pair that signs now (Ed25519, `v1a`)"
    )
    failing_since: datetime | None = Field(
        description="Since when nothing has arrived; null if the last try did"
    )
    ended_at: datetime | None
    ended_why: str | None = Field(description="`ended` by somebody, or `gone` (410)")


class AllWebhooks(View):
    """Every webhook there was, the newest first."""

    items: list[Webhook]


class ToldSecret(View):
    """The keys of a webhook; the secret is told this once."""

    id: UUID
    secret: str = Field(description="`whsec_...`, for HMAC-SHA256 (`v1`)")
    public_key: str = Field(description="`whpk_...`, for Ed25519 (`v1a`)")
    receipts: list[str]

    @classmethod
    def of(cls, done: Done) -> Self:
        """From what was done."""
        words = {name: str(done.details[name]) for name in ("secret", "public_key")}
        return cls(id=done.id, receipts=list(done.receipts), **words)


class Delivery(View):
    """One thing that has not arrived."""

    id: UUID
    destination: str = Field(description="`inbox`, or `webhook`")
    organisation: str
    address: str | None = Field(description="Of the partner's system")
    kind: str
    standing: str = Field(description="`waiting`, `retrying` or `dead`")
    made_at: datetime
    attempts: int
    next_at: datetime | None
    last_error: str | None
    behind: bool = Field(description="True if one before it has to arrive first")


class Deliveries(View):
    """A page of what has not arrived, the oldest first."""

    items: list[Delivery]
    counts: dict[str, int] = Field(description="Of every standing there is")
    next: str | None = Field(description="Cursor of the next page")
