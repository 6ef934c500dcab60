"""What is asked when somebody looks for a person, and what is said of a place."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from api.shapes import Shape, example_of
from api.values import Day, Moment
from referral.actions.search import Question
from workflows.vocabulary import Purpose

Asked = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class NewMatch(Shape):
    """Whom you mean: a whole name or a number. It stands in no address."""

    model_config = example_of(name="Kestrel Alder", birth_date="1998-04-05")
    name: Asked | None = Field(default=None, description="In any alphabet or spelling")
    birth_date: Day | None = None
    document: Asked | None = Field(default=None, description="Number of a document")
    phone: Asked | None = None

    def question(self) -> Question:
        """As the action takes it."""
        name, document, phone = self.name or "", self.document or "", self.phone or ""
        return Question(name, self.birth_date, document, phone)


class NewSearch(NewMatch):
    """Whom you look for, and what for."""

    model_config = example_of(name="Kestrel Alder", purpose="care")
    purpose: Purpose


class NewAddress(Shape):
    """Where one of your services is. It is sealed for your organisation."""

    model_config = example_of(
        street="Lapwing Lane", number="17", directions="Second floor, ring twice"
    )
    street: Annotated[str, StringConstraints(min_length=1, max_length=400)]
    number: Annotated[str, StringConstraints(max_length=40)] = ""
    directions: Annotated[str, StringConstraints(max_length=400)] = ""


class NewGrant(Shape):
    """Until when the other body of an offer may see the address."""

    model_config = example_of(
        service_id="0195f1a0-0000-7000-8000-000000000001",
        until="2026-03-03T03:30:00Z",
    )
    service_id: UUID
    until: Moment
