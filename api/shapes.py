"""What goes in and out: shapes closed to unknown fields, with bounds on every text."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
)
from pydantic_core import PydanticCustomError

from api.values import Day, Flag, Moment, counted
from referral.actions.identify import Identification
from referral.actions.protect import StepRequest
from referral.actions.refer import Offer
from referral.rules.consent_answer import Spoken
from referral.rules.facts import PersonFacts
from workflows.vocabulary import (
    AgeClass,
    Compartment,
    DecisionReason,
    Exploitation,
    HowGiven,
    Known,
    LegalGround,
    Outcome,
    ReferralKind,
    RiskLevel,
    Sex,
)

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{3}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,40}$")]
Indicator = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=400)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]


class Shape(BaseModel):
    """Base of every shape."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


def example_of(**words: Any) -> ConfigDict:  # noqa: ANN401 # JSON
    """The base's configuration with an example for the description."""
    return ConfigDict(json_schema_extra={"examples": [words]})


class Facts(Shape):
    """Coded facts about the person. Leave out what is not known or not asked.

    `null` takes a fact back: it is not known any more.
    """

    model_config = example_of(
        age_class="adult", sex="female", language="sqi", region="north"
    )
    age_class: AgeClass | None = None
    sex: Sex | None = None
    citizenship: list[Country] | None = Field(default=None, max_length=6)
    foreign_national: Known | None = None
    language: Language | None = Field(default=None, description="ISO 639-3")
    interpreter_needed: Known | None = None
    region: Code | None = Field(default=None, description="Never finer than a region")
    immediate_danger: Known | None = None
    unaccompanied: Known | None = None
    guardian_appointed: Flag | None = None
    children_with: Annotated[int, Field(ge=0, le=30), counted] | None = None
    risk_level: RiskLevel | None = None
    exploitation: list[Exploitation] | None = Field(default=None, max_length=12)
    needs: list[Code] | None = Field(default=None, max_length=20)
    access_needs: list[Code] | None = Field(default=None, max_length=20)
    cooperates_with_authorities: Known | None = None
    emergency_ground: LegalGround | None = None
    family_assessed: Flag | None = None
    family_suspected: Known | None = Field(
        default=None, description="Whether a relative may have taken part"
    )

    def changes(self) -> dict[str, Any]:
        """What was stated, as the rules hold it."""
        stated = self.model_dump(exclude_unset=True)
        unknown = PersonFacts()
        return {
            name: getattr(unknown, name)
            if value is None
            else tuple(value)
            if isinstance(value, list)
            else value
            for name, value in stated.items()
        }


class Identity(Shape):
    """Who the person is."""

    first_name: Line | None = None
    middle_name: Line | None = None
    second_name: Line | None = None
    birth_date: Day | None = None
    identity_number: Line | None = None
    citizenship_detail: Line | None = None


class Contact(Shape):
    """How the person may safely be reached."""

    phone: Line | None = None
    email: Line | None = None
    safe_contact_rule: Line | None = None


class Location(Shape):
    """Where the person was met or is."""

    found_at: Line | None = None
    address: Line | None = None


class Narrative(Shape):
    """`account`: the person's words. `what_i_saw`: the worker's observation."""

    account: Text | None = None
    what_i_saw: Text | None = None


class Health(Shape):
    """Health, as far as help needs it."""

    health_needs: Text | None = None
    medication: Text | None = None


class Legal(Shape):
    """Legal needs and proceedings."""

    legal_needs: Text | None = None
    proceedings: Text | None = None


class Family(Shape):
    """Family and children."""

    family_situation: Text | None = None
    children_detail: Text | None = None


class Content(Shape):
    """Sealed fields by drawer."""

    model_config = example_of(
        identity={"first_name": "Kestrel"}, contact={"safe_contact_rule": "text"}
    )
    identity: Identity | None = None
    contact: Contact | None = None
    location: Location | None = None
    narrative: Narrative | None = None
    health: Health | None = None
    legal: Legal | None = None
    family: Family | None = None

    def drawers(self) -> dict[Compartment, dict[str, Any]]:
        """What was stated, by drawer; days as ISO text."""
        stated = self.model_dump(mode="json", exclude_none=True)
        return {Compartment(name): fields for name, fields in stated.items()}


class MinimalConsent(Shape):
    """A yes to a bed and a contact: how the question was asked."""

    model_config = example_of(agrees=True, language="sqi")
    agrees: Flag = Field(
        description="True: only a yes is recorded in this way",
        json_schema_extra={"const": True},
    )
    language: Language | None = None
    how_given: HowGiven = HowGiven.SPOKEN
    interpreter: Flag = False

    @field_validator("agrees")
    @classmethod
    def _is_a_yes(cls, agrees: bool) -> bool:  # noqa: FBT001 # pydantic calls it
        if not agrees:
            raise PydanticCustomError("a_yes", "Only a yes is recorded in this way.")
        return agrees

    def spoken(self, wanted: str | None = None) -> Spoken:
        """As the action takes it; `wanted` is the language the person speaks."""
        language = self.language or wanted or ""
        return Spoken(language, self.how_given, self.interpreter)


class NewCase(Shape):
    """An identification. Nothing in it is mandatory but being stated at all."""

    model_config = example_of(
        facts={"age_class": "adult", "immediate_danger": "yes"}, indicators=["CD01"]
    )
    facts: Facts = Facts()
    content: Content = Content()
    indicators: list[Indicator] = Field(default=[], max_length=80)
    occurred_at: Moment | None = None
    minimal_consent: MinimalConsent | None = Field(
        default=None, description="If they said yes to a bed and a contact"
    )

    def identification(self) -> Identification:
        """As the action takes it."""
        said = self.minimal_consent
        return Identification(
            PersonFacts(**self.facts.changes()),
            self.content.drawers(),
            tuple(self.indicators),
            self.occurred_at,
            said.spoken(self.facts.language) if said else None,
        )


class NewStep(Shape):
    """What is handed in with a step."""

    model_config = example_of(reason="as_assessed")
    reason: Code | None = None
    outcome: Outcome | None = None
    recipient_id: UUID | None = None
    legal_ground: LegalGround | None = None
    reason_code: DecisionReason | None = None

    def request(self, step: str) -> StepRequest:
        """As the action takes it."""
        return StepRequest(step, **dict(self))


class NewOffer(Shape):
    """What is asked of which service."""

    model_config = example_of(
        service_id="0195f1a0-0000-7000-8000-000000000001",
        kind="responsibility",
        answer_by="2026-03-03T03:30:00Z",
    )
    service_id: UUID
    kind: ReferralKind = ReferralKind.SERVICE
    also: list[UUID] = Field(
        default=[], max_length=20, description="Linked cases answered as a whole"
    )
    answer_by: Moment | None = None
    then: list[UUID] = Field(
        default=[], max_length=10, description="Services asked next, in this order"
    )
    beside: list[UUID] = Field(
        default=[], max_length=10, description="Asked at once: the first yes counts"
    )

    undo: bool = Field(
        default=False, description="True for ten seconds in which it can be undone"
    )

    def offer(self) -> Offer:
        """As the action takes it."""
        others = tuple(self.then), tuple(self.beside)
        also, due = tuple(self.also), self.answer_by
        return Offer(self.service_id, self.kind, also, due, *others, self.undo)


class Decline(Shape):
    """Why not, as a code of the catalogue."""

    model_config = example_of(reason="full")
    reason: Code


class SignIn(Shape):
    """Who signs in."""

    model_config = example_of(name="lena", password="..." * 5)
    name: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    password: Annotated[str, StringConstraints(min_length=1, max_length=128)]
    code: Annotated[str, StringConstraints(min_length=1, max_length=40)] | None = Field(
        default=None, description="Of an app or from paper, where one is set up"
    )
