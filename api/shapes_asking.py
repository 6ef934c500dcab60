"""What goes in: questions, answers, corrections."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints

from api.shapes import Content, Facts, Shape, example_of
from api.values import counted
from referral.actions.correct import Correction
from referral.actions.questions import LONGEST, NewQuestion
from referral.errors import Malformed
from workflows.vocabulary import Compartment, CorrectionReason

Asked = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]


class NewAsking(Shape):
    """What is asked about one entry, and of whom."""

    model_config = example_of(
        seq=4,
        addressee_id="0195f1a0-0000-7000-8000-000000000004",
        text="What was this opened for?",
    )
    seq: Annotated[int, counted] = Field(
        ge=1, le=2**31 - 1, description="The number of the entry"
    )
    addressee_id: UUID = Field(description="Who holds the case, or wrote the entry")
    text: Asked

    def question(self) -> NewQuestion:
        """As the action takes it."""
        return NewQuestion(self.seq, self.addressee_id, self.text)


class NewAnswer(Shape):
    """What is answered."""

    model_config = example_of(text="To arrange the interpreter.")
    text: Asked


class NewCorrection(Shape):
    """What is right instead: facts, or content, and why the entry was wrong."""

    model_config = example_of(reason="writing_error", facts={"region": "south"})
    reason: CorrectionReason
    facts: Facts | None = None
    content: Content | None = None

    def drawers(self) -> dict[Compartment, dict[str, Any]]:
        """The content, by drawer; empty where facts are corrected."""
        return self.content.drawers() if self.content else {}

    def correction(self, seq: int) -> Correction:
        """As the action takes it.

        Raises:
            Malformed: if it is of both, or of neither: each is an act of its own.
        """
        if (self.facts is None) is (self.content is None):
            fault = ("/facts", "one_of_two")
            raise Malformed("Correct facts, or content.", faults=(fault,))
        return Correction(seq, self.reason)
