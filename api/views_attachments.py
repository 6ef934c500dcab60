"""What answers about attachments look like."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from api.views import View


class Attachment(View):
    """One document attached to a drawer."""

    id: UUID
    drawer: str
    name: str = Field(description="What it was called when it came")
    kind: str = Field(description="What it is, by its content")
    size: int = Field(description="Bytes, as it is given out")
    added_at: datetime
    added_by: UUID


class Attachments(View):
    """What is attached to one drawer, oldest first."""

    items: list[Attachment]
