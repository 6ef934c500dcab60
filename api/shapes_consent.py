"""What goes in of an answer of the person."""

from uuid import UUID

from pydantic import Field

from api.shapes import Code, Language, Shape, example_of
from api.values import Flag, Moment
from referral.rules.consent_answer import Answer
from workflows.vocabulary import (
    ChildView,
    Compartment,
    ConsentAnswer,
    ConsentPurpose,
    ConsentWitness,
    GuardianStand,
    HowGiven,
    LegalGround,
)


class NewConsent(Shape):
    """What the person was asked and what they said."""

    model_config = example_of(
        purpose="referral",
        answer="yes",
        given_at="2026-03-02T21:30:00Z",
        compartments=["identity", "contact"],
        recipient_class="any_service",
    )
    purpose: ConsentPurpose
    answer: ConsentAnswer
    given_at: Moment
    compartments: list[Compartment] = Field(default=[], max_length=8)
    recipient_id: UUID | None = None
    recipient_class: Code | None = Field(
        default=None, description="A service type, or `any_service`"
    )
    items: list[Code] = Field(
        default=[], max_length=7, description="Which of the seven things were said"
    )
    language: Language | None = None
    how_given: HowGiven = HowGiven.SPOKEN
    interpreter: Flag = False
    witness: ConsentWitness | None = Field(
        default=None, description="As what somebody else was present"
    )
    expires_at: Moment | None = None
    ground: LegalGround | None = None
    guardian: GuardianStand | None = None
    child_view: ChildView | None = None

    def answered(self) -> Answer:
        """As the action takes it."""
        return Answer(
            purpose=self.purpose,
            answer=self.answer,
            given_at=self.given_at,
            compartments=frozenset(self.compartments),
            recipient_class=self.recipient_class,
            recipient_named=self.recipient_id is not None,
            items=frozenset(self.items),
            language=self.language or "",
            how_given=self.how_given,
            interpreter=self.interpreter,
            witness=self.witness,
            expires_at=self.expires_at,
            ground=self.ground,
            guardian=self.guardian,
            child_view=self.child_view,
        )
