"""The data of an offer's life: its times for each pathway, what follows its end, words.

Nothing of it is known of any country so far: what stands there is marked as our own.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType

from pydantic import Field

from workflows.loader import offer_cycle, read, text_of
from workflows.places import Problem
from workflows.shapes import Ground, Line, Shape, Span, SpanOrUnset, Word
from workflows.tables import Table, rows, table, text, twice
from workflows.vocabulary import (
    ClockUnit,
    DeclineConsequence,
    ReferralStage,
    StageKind,
)

_FOLDER = Path(__file__).parent / "catalogue"
CLOCKS, ENDS = _FOLDER / "offer_clocks.toml", _FOLDER / "offer_ends.toml"
LENGTHS = {ClockUnit.HOUR: timedelta(hours=1), ClockUnit.DAY: timedelta(days=1)}
"""What passes is counted, not the calendar: a day is 24 hours whatever the zone."""
_SPANS = ("answer", "telephone", "expiry", "cool_off")
_LISTS = ("returns", "disputes", "outcomes")


class OfferClocks(Shape):
    """How long the parts of an offer may take under one pathway."""

    answer: SpanOrUnset = Field(description="Until a service answers")
    telephone: SpanOrUnset = Field(description="Until a spoken yes is confirmed")
    expiry: SpanOrUnset = Field(description="From its time to the end of the offer")
    cool_off: SpanOrUnset = Field(description="Until a full service is asked again")
    ground: Ground = Field(description="Where the numbers come from")


class OfferClocksFile(Shape):
    """The file of times."""

    any: OfferClocks = Field(description="For every pathway that is not named")
    pathways: Mapping[Word, OfferClocks] = Field(description="By name of the pathway")


class OfferEnd(Shape):
    """What follows by itself when an offer has ended in a stage."""

    stage: ReferralStage = Field(description="The closed stage")
    follows: tuple[DeclineConsequence, ...] = Field(description="What follows")


class CodedWord(Shape):
    """A coded word with what people read for it."""

    name: Word = Field(description="The code")
    label: Line = Field(description="What people read")


class OfferEnds(Shape):
    """The file of ends and their words."""

    ground: Ground = Field(description="What the words rest on")
    ends: tuple[OfferEnd, ...] = Field(min_length=1, description="One of each stage")
    returns: tuple[CodedWord, ...] = Field(min_length=1, description="Of handing back")
    disputes: tuple[CodedWord, ...] = Field(min_length=1, description="Of disputing")
    outcomes: tuple[CodedWord, ...] = Field(min_length=1, description="Of completing")


def length(span: Span | None) -> timedelta | None:
    """A span as it passes; None for one that is not set."""
    return None if span is None else span.n * LENGTHS[span.unit]


@cache
def _clocks() -> OfferClocksFile:
    return read(OfferClocksFile, text_of(CLOCKS), CLOCKS.name, clock_problems)


def offer_clocks(pathway: str) -> OfferClocks:
    """The times of offers under a pathway, by its name."""
    return _clocks().pathways.get(pathway, _clocks().any)


@cache
def offer_ends() -> OfferEnds:
    """The file of ends and their words."""
    return read(OfferEnds, text_of(ENDS), ENDS.name, end_problems)


@cache
def coded(of: str) -> Mapping[str, str]:
    """The labels of one list (`returns`, `disputes`, `outcomes`), by code."""
    listed: tuple[CodedWord, ...] = getattr(offer_ends(), of)
    return MappingProxyType({each.name: each.label for each in listed})


@cache
def follows() -> Mapping[ReferralStage, tuple[DeclineConsequence, ...]]:
    """What follows by itself, for every way an offer ends but a decline."""
    return MappingProxyType({each.stage: each.follows for each in offer_ends().ends})


def clock_problems(data: Table) -> list[Problem]:
    """Spans counted in what does not pass evenly; grounds that do not do."""
    named = table(data, "pathways")
    places: list[tuple[tuple[str, ...], Table]] = [(("any",), table(data, "any"))]
    places += [(("pathways", name), table(named, name)) for name in named]
    return [each for place, raw in places for each in _clock(place, raw)]


def _clock(place: tuple[str, ...], raw: Table) -> Iterator[Problem]:
    for name in _SPANS:
        if text(table(raw, name), "unit") in set(ClockUnit) - set(LENGTHS):
            yield Problem((*place, name), "it is counted in hours or days")
    yield from _ground(place, table(raw, "ground"))


def _ground(place: tuple[str, ...], ground: Table) -> Iterator[Problem]:
    own = ground.get("confidence") == "model"
    if own and not ground.get("note"):
        yield Problem((*place, "ground"), "a model says why in a note")
    if ground and not own and not ground.get("source"):
        yield Problem((*place, "ground"), "name the source, or say it is a model")


def end_problems(data: Table) -> list[Problem]:
    """Ends that are missing, twice or none; words that stand there twice."""
    listed = [text(each, "stage") for each in rows(data, "ends")]
    closed = {s.name for s in offer_cycle().stages if s.kind is StageKind.CLOSED}
    wanted = closed - {ReferralStage.DECLINED}
    return [
        *_ground((), table(data, "ground")),
        *twice(("ends",), listed, "there are two ends for"),
        *(
            Problem(("ends",), f"it says nothing of '{stage}'")
            for stage in sorted(wanted)
            if stage not in listed
        ),
        *(
            Problem(("ends", n), "this is no end, or has reasons of its own")
            for n, stage in enumerate(listed)
            if stage in set(ReferralStage) - wanted
        ),
        *(each for of in _LISTS for each in _words(data, of)),
    ]


def _words(data: Table, of: str) -> Iterator[Problem]:
    names = [text(each, "name") for each in rows(data, of)]
    return iter(twice((of,), names, "there are two words named"))
