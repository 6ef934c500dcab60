"""What answers look like about coming from an identity provider."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from api.views import View


class OpenidRequest(View):
    """A sign-in that was begun at the provider."""

    address: str = Field(description="Where the browser goes now")
    request: str = Field(description="Told once; shown again with the answer")
    expires_at: datetime


class OpenidLink(View):
    """That one may come from the provider. Its name for one is kept nowhere."""

    id: UUID
    linked_at: datetime


class OpenidLinks(View):
    """One's own links."""

    items: list[OpenidLink]
