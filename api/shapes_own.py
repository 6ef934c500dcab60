"""What goes in: refusals, the number a person keeps, what they say, safe contact."""

from datetime import time
from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema

from api.shapes import Code, Shape, example_of
from api.values import Flag, counted
from referral.actions.own_view import LONGEST_MESSAGE, Shown
from referral.actions.refuse import MOST_INDICATORS
from referral.actions.refuse import NewRefusal as Refusing
from referral.errors import Malformed
from referral.rules.facts import PersonFacts
from referral.rules.safe_contact import LONGEST_WORD, SafeContact
from workflows.vocabulary import AgeClass, ContactChannel, Sex

Number = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Ticket = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Said = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_MESSAGE)]


class NewRefusal(Shape):
    """An adult who wants nothing. There is no field for a name."""

    model_config = example_of(age_class="adult", sex="female", region="north")
    age_class: AgeClass
    sex: Sex = Sex.UNKNOWN
    region: Code | None = Field(
        default=None,
        description="Never finer than a region; one that is not known is left out",
    )
    indicators: Annotated[int, counted] = Field(
        default=0, ge=0, le=MOST_INDICATORS, description="How many signs; not which"
    )

    def refusal(self) -> Refusing:
        """As the action takes it."""
        facts = PersonFacts(self.age_class, self.sex, region=self.region or "")
        return Refusing(facts, self.indicators)


class OwnKey(Shape):
    """What lets the person in: their number, or the ticket it was changed for."""

    model_config = example_of(code="1234 5678 9012 3459")
    code: Number | None = Field(default=None, description="The number, in any groups")
    ticket: Ticket | None = Field(default=None, description="Of the view before")

    def shown(self, source: str) -> Shown:
        """As the action takes it.

        Raises:
            Malformed: if it is both, or neither.
        """
        if (self.code is None) is (self.ticket is None):
            fault = ("/code", "one_of_two" if self.code else "no_number")
            raise Malformed("Give the number.", faults=(fault,))
        return Shown(self.code or "", self.ticket or "", source)


class OwnWithdrawal(OwnKey):
    """Which consent the person takes back."""

    model_config = example_of(
        ticket="0195f1a000007000800000000000.1",
        consent_id="0195f1a0-0000-7000-8000-000000000031",
    )
    consent_id: UUID


class OwnMessage(OwnKey):
    """What the person wants to say to whoever holds the case."""

    model_config = example_of(
        ticket="0195f1a000007000800000000000.1", text="Please ring in the morning."
    )
    text: Said


def _hour(value: object) -> object:
    """An hour is written as one: a number would be read as seconds."""
    return value if isinstance(value, str | time) else ""


Hour = Annotated[
    time,
    BeforeValidator(_hour),
    WithJsonSchema({"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d(:00)?$"}),
]


class NewSafeContact(Shape):
    """When and how the person may be reached, as they said it."""

    model_config = example_of(
        channels=["text_message"], since="09:00", until="12:00", code_word="Heron"
    )
    channels: list[ContactChannel] = Field(max_length=len(ContactChannel))
    since: Hour = Field(default=time(), description="From when, on the wall")
    until: Hour = Field(default=time(), description="Equal to `since`: all day")
    code_word: Annotated[str, StringConstraints(max_length=LONGEST_WORD)] | None = (
        Field(default=None, description="Said first")
    )
    leave_messages: Flag = Field(
        default=False, description="May something be left with whoever answers"
    )

    def rule(self) -> SafeContact:
        """As the action takes it."""
        return SafeContact(
            frozenset(self.channels),
            self.since.replace(tzinfo=None, second=0, microsecond=0),
            self.until.replace(tzinfo=None, second=0, microsecond=0),
            self.code_word or "",
            self.leave_messages,
        )
