"""The shape of the one offer life cycle, and whether its parts fit together.

Three promises are checked with it: an offer that has ended is never moved again,
every offer can end, and only the addressee's own act opens the agreed fields.
"""

from collections.abc import Iterator

from pydantic import Field

from workflows.places import Problem, quoted
from workflows.schema import Line, Shape, Word
from workflows.tables import Table, closure, edges, rows, text, texts, twice
from workflows.vocabulary import OfferContent, ReferralStage, Side, StageKind, StepInput


class OfferStage(Shape):
    """Where an offer may stand."""

    name: ReferralStage = Field(description="The stage's name")
    label: Line = Field(description="What people read")
    kind: StageKind = Field(description="A closed stage is never left")
    turn: Side | None = Field(
        default=None, description="Whose turn it is; nobody's in a closed stage"
    )


class OfferStep(Shape):
    """One move of an offer."""

    name: Word = Field(description="The step's name")
    label: Line = Field(description="What the button says")
    from_stages: tuple[ReferralStage, ...] = Field(
        alias="from", min_length=1, description="Stages the step starts from"
    )
    to: ReferralStage = Field(description="The stage it leads to")
    sides: tuple[Side, ...] = Field(min_length=1, description="Any one may take it")
    needs: tuple[StepInput, ...] = Field(
        default=(), description="What is handed in with the step"
    )
    shows: OfferContent = Field(
        default=OfferContent.NOTHING, description="What the addressee sees from now on"
    )
    answers: bool = Field(
        default=False, strict=True, description="True for a yes or no to the offer"
    )


class OfferCycle(Shape):
    """The one life cycle of an offer, the same in every mechanism."""

    version: int = Field(strict=True, ge=1, description="Version of this table")
    start: ReferralStage = Field(description="The stage an offer begins in")
    stages: tuple[OfferStage, ...] = Field(min_length=1, description="Its stages")
    steps: tuple[OfferStep, ...] = Field(min_length=1, description="Its steps")


def offer_inconsistencies(data: Table) -> list[Problem]:
    """Every way in which the parts of the offer table contradict each other."""
    stages, steps = rows(data, "stages"), rows(data, "steps")
    names = [text(stage, "name") for stage in stages]
    return [
        *twice(("stages",), names, "there are two stages named"),
        *twice(
            ("steps",), [text(s, "name") for s in steps], "there are two steps named"
        ),
        *_steps(stages, steps),
        *_reach(text(data, "start"), stages, steps),
    ]


def _steps(stages: tuple[Table, ...], steps: tuple[Table, ...]) -> Iterator[Problem]:
    names = {text(stage, "name") for stage in stages}
    closed = _closed(stages)
    for n, step in enumerate(steps):
        origins, sides = set(texts(step, "from")), set(texts(step, "sides"))
        for word in sorted((origins | {text(step, "to")}) - names - {""}):
            told = f"the stage {quoted(word)} does not exist"
            yield Problem(("steps", n), told)
        for word in sorted(origins & closed):
            told = f"{quoted(word)} has ended and is never left"
            yield Problem(("steps", n, "from"), told)
        opens = text(step, "shows") == OfferContent.AGREED_FIELDS
        if opens and sides != {Side.ADDRESSEE.value}:
            told = "only the addressee's own act opens the agreed fields"
            yield Problem(("steps", n, "sides"), told)


def _reach(
    start: str, stages: tuple[Table, ...], steps: tuple[Table, ...]
) -> Iterator[Problem]:
    ways = edges(steps)
    reached = closure({start}, ways)
    ending = closure(_closed(stages), [(to, origin) for origin, to in ways])
    for n, stage in enumerate(stages):
        name = text(stage, "name")
        if name and name not in reached:
            yield Problem(("stages", n), "no way leads here from the start stage")
        if name and name not in ending:
            yield Problem(("stages", n), "no way leads from here to an end")


def _closed(stages: tuple[Table, ...]) -> set[str]:
    return {
        text(stage, "name")
        for stage in stages
        if text(stage, "kind") == StageKind.CLOSED
    }
