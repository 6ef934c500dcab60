"""How a person gets from one organisation to the next, as it is proposed."""

from typing import Annotated

from pydantic import Field, StringConstraints

from api.shapes import Language, Shape, example_of
from api.values import Flag, Moment
from referral.rules.handover import (
    LONGEST_NAME,
    LONGEST_NOTE,
    LONGEST_POINT,
    Arrangement,
    Meets,
)
from workflows.vocabulary import (
    Belonging,
    Medication,
    Meeter,
    Transport,
    Whereabouts,
)

Point = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_POINT)]
Note = Annotated[str, StringConstraints(max_length=LONGEST_NOTE)]
FirstName = Annotated[str, StringConstraints(max_length=LONGEST_NAME)]


class WhoMeets(Shape):
    """Who brings or receives: a function, and a first name at most."""

    what: Meeter
    first_name: FirstName = Field(default="", description="One word, sealed")

    def meets(self) -> Meets:
        """As the rules take it."""
        return Meets(self.what, self.first_name)


class HandoverWords(Shape):
    """Everything of a hand-over but its window. What is not a code is sealed."""

    brings: WhoMeets
    receives: WhoMeets
    meeting_point: Point = Field(description="Where you meet: never a safe place")
    transport: Transport
    interpreter: Language | None = Field(default=None, description="ISO 639-3")
    interpreter_arranged: Flag = False
    belongings: list[Belonging] = Field(default=[], max_length=6)
    medication: list[Medication] = Field(default=[], max_length=4)
    note: Note = Field(
        default="", description="Of belongings and medicines; sealed as health"
    )


class NewHandover(HandoverWords):
    """Who meets whom, where and when; the other side confirms it."""

    model_config = example_of(
        window_from="2026-03-03T08:00:00Z",
        window_until="2026-03-03T10:00:00Z",
        brings={"what": "social_worker", "first_name": "Plover"},
        receives={"what": "shelter_worker"},
        meeting_point="The bench by the fountain",
        transport="taxi",
    )
    window_from: Moment
    window_until: Moment = Field(description="At most a day later")

    def arrangement(self) -> Arrangement:
        """As the action takes it."""
        return arrangement(self, self.window_from, self.window_until)


def arrangement(
    words: HandoverWords, window_from: Moment, window_until: Moment
) -> Arrangement:
    """Words and a window together."""
    return Arrangement(
        window_from=window_from,
        window_until=window_until,
        brings=words.brings.meets(),
        receives=words.receives.meets(),
        meeting_point=words.meeting_point,
        transport=words.transport,
        interpreter=words.interpreter or "",
        interpreter_arranged=words.interpreter_arranged,
        belongings=tuple(words.belongings),
        medication=tuple(words.medication),
        note=words.note,
    )


class NewWhereabouts(Shape):
    """What came of looking for somebody who did not arrive."""

    model_config = example_of(outcome="found")
    outcome: Whereabouts
