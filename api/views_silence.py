"""What answers look like that tell what did not happen."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from api.views import Entry, View


class Silence(View):
    """Something that should have left an entry and did not."""

    kind: str
    since: datetime
    until: datetime | None = Field(description="When it ended; null while it lasts")
    after: int = Field(description="The entry behind which it lies")
    seq: int | None = Field(description="The entry it is about")
    organisation_id: UUID | None = Field(
        description="Whom it waits for, or who did it; null for whoever holds the case"
    )
    clock: str | None = Field(description="The clock that ran out")


class Timeline(View):
    """A page of entries, in order, with what did not happen between them."""

    items: list[Entry]
    silences: list[Silence] = Field(
        description="Those that lie behind an entry of this page; computed, not stored"
    )
    next: int | None = Field(description="`after` of the next page")


class Question(View):
    """A question about an entry; its text for the two sides alone."""

    id: UUID
    case_id: UUID
    code: str
    seq: int = Field(description="The number of its own entry")
    about: int = Field(description="The number of the entry it is about")
    asked_at: datetime
    asked_by: UUID
    addressee_id: UUID
    addressee: str
    state: str = Field(description="open, answered or withdrawn")
    ended_at: datetime | None
    text: str | None
    answer: str | None
    mine: bool = Field(description="True if your organisation is asked")


class Questions(View):
    """Questions, oldest first."""

    items: list[Question]
