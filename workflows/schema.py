"""The shape of a pathway.

A country writes its mechanism as a TOML file of these shapes. The shape says what
a file may contain; `workflows.checks` says whether its parts fit together;
`workflows.loader` reads it and reports every fault at once.

A step needs a *ground*: the text it rests on and how sure we are of it. Where the
source gives no number a clock is `"unset"`, which means "your procedure sets no
deadline" and never "on time".
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Protocol, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from workflows.vocabulary import (
    ClockEnd,
    ClockUnit,
    Compartment,
    Confidence,
    Counting,
    Entitlement,
    Guard,
    Relation,
    Role,
    StageKind,
    StepInput,
    Track,
)

UNSET = "unset"
NOTICE = "illustrative, to be confirmed by the national coordinator"

Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
"""A name as code and addresses use it: small letters, digits, underscore."""

Line = Annotated[str, StringConstraints(max_length=400, pattern=r"^\P{C}+$")]
"""One line for people. Control and direction-changing characters are refused."""


def _none_if_unset(value: object) -> object:
    return None if value == UNSET else value


class _Named(Protocol):
    @property
    def name(self) -> str: ...


N = TypeVar("N", bound=_Named)


def _by_name(things: Iterable[N], name: str) -> N:
    for thing in things:
        if thing.name == name:
            return thing
    raise KeyError(name)


class Shape(BaseModel):
    """Base of every shape: closed to unknown keys, never changed once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Ground(Shape):
    """What a step or a number rests on."""

    source: Line | None = Field(
        default=None, description="The law or report; left out for our own model"
    )
    article: Line | None = Field(default=None, description="Where in the source")
    confidence: Confidence = Field(description="How sure we are of it")
    note: Line | None = Field(
        default=None, description="What the reader must know; required for a model"
    )


class Span(Shape):
    """A length of time as a law writes it."""

    n: int = Field(strict=True, ge=1, le=10_000, description="How many units")
    unit: ClockUnit = Field(description="The unit the law counts in")


class Clock(Span):
    """A period a law or a procedure sets."""

    counts: Counting = Field(description="Whether the day of the start is day 1")
    ends: ClockEnd = Field(default=ClockEnd.EXPIRY, description="What ends the period")
    floor: Span | None = Field(
        default=None, description="The period never ends before this much has passed"
    )
    ground: Ground = Field(description="Where the number comes from")


LEAST_REFLECTION = Clock(
    n=30,
    unit=ClockUnit.DAY,
    counts=Counting.FROM,
    ground=Ground(source="CETS 197", article="art 13(1)", confidence=Confidence.FOUND),
)
"""What protects a person where a procedure sets no reflection period."""

ClockOrUnset = Annotated[Clock | None, BeforeValidator(_none_if_unset)]
"""A clock, or None where the file says `"unset"`."""


class Stage(Shape):
    """Where a case may stand on one track."""

    name: Word = Field(description="The stage's name, unique in its track")
    label: Line = Field(description="What people read")
    kind: StageKind = Field(description="Who has to act: the owner, others, nobody")
    owners: tuple[Role, ...] = Field(
        default=(), description="Roles answerable for the case while it stands here"
    )
    clock: Word | None = Field(
        default=None, description='Name of a clock, or "unset"; a waiting stage says it'
    )
    entitles: tuple[Entitlement, ...] = Field(
        default=(), description="What standing here entitles the person to"
    )


class Step(Shape):
    """One move on one track."""

    name: Word = Field(description="The step's name, unique in the whole pathway")
    label: Line = Field(description="What the button says")
    from_stages: tuple[Word, ...] = Field(
        alias="from", min_length=1, description="Stages the step starts from"
    )
    to: Word = Field(description="The stage it leads to")
    roles: tuple[Role, ...] = Field(
        min_length=1, description="Any one of these roles may take it"
    )
    relations: tuple[Relation, ...] = Field(
        min_length=1,
        description="How the actor's organisation must stand to the case: any one",
    )
    guards: tuple[Guard, ...] = Field(
        default=(), description="Conditions that must all hold"
    )
    needs: tuple[StepInput, ...] = Field(
        default=(), description="What the actor hands in with the step"
    )
    discloses: tuple[Compartment, ...] = Field(
        default=(), description="Compartments the recipient may receive by this step"
    )
    starts_clock: Word | None = Field(
        default=None, description="A clock that starts with this step"
    )
    ends_clock: Word | None = Field(
        default=None, description="A clock that this step ends"
    )
    after_closure: bool = Field(
        default=False,
        strict=True,
        description="May be taken while the protection track is closed",
    )
    ground: Ground = Field(description="What the step rests on")


class PathwayTrack(Shape):
    """One of the parallel tracks."""

    name: Track = Field(description="Which track this is")
    start: Word = Field(description="The stage every case starts in")
    stages: tuple[Stage, ...] = Field(
        min_length=1, max_length=60, description="Where a case may stand"
    )
    steps: tuple[Step, ...] = Field(
        default=(), max_length=200, description="How a case moves"
    )

    def stage(self, name: str) -> Stage:
        """The stage of that name.

        Raises:
            KeyError: if this track has none.
        """
        return _by_name(self.stages, name)


class DataProtection(Shape):
    """The data-protection law a mechanism works under."""

    law: Line = Field(description='The law, or "unset" for the deployer to say')
    authority: Line = Field(description='The supervising authority, or "unset"')


class StatusBound(Shape):
    """Help that the source ties to formal status; everything else is not tied."""

    name: Word = Field(description="A word for the help")
    label: Line = Field(description="What people read")
    stage: Word = Field(description="The identification stage it is tied to")
    ground: Ground = Field(description="The source that ties it")


class Pathway(Shape):
    """What one jurisdiction's mechanism says, in one version."""

    name: Word = Field(description="The pathway's name, as its file is called")
    jurisdiction: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,3}$")] = Field(
        description="ISO 3166-1 code; XK is a code like any other"
    )
    label: Line = Field(description="The jurisdiction as it must be written")
    footnotes: tuple[Line, ...] = Field(
        default=(), max_length=10, description="Printed wherever the label is printed"
    )
    version: Annotated[
        str, StringConstraints(pattern=r"^[0-9]{1,4}(\.[0-9]{1,4}){0,2}$")
    ] = Field(description="Version of this file, such as 2026.1")
    valid_from: date = Field(description="First day the pathway applies")
    valid_to: date | None = Field(
        default=None, description="Last day; open if left out"
    )
    notice: Line = Field(default=NOTICE, description="What readers must be told")
    time_zone: Annotated[str, StringConstraints(max_length=64)] = Field(
        description="IANA zone in which days are counted"
    )
    languages: tuple[
        Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?$")], ...
    ] = Field(min_length=1, description="Languages of forms, as sq or sr-Latn")
    regime: DataProtection = Field(description="The data-protection regime")
    tracks: tuple[PathwayTrack, ...] = Field(
        min_length=1, max_length=3, description="The parallel tracks"
    )
    clocks: Mapping[Word, ClockOrUnset] = Field(
        default={}, description='Named periods; "unset" where no number is known'
    )
    entitlements: tuple[StatusBound, ...] = Field(
        default=(), description="Help tied to formal status, each with its source"
    )

    def track(self, name: Track) -> PathwayTrack:
        """The track of that name.

        Raises:
            KeyError: if this pathway has none.
        """
        return _by_name(self.tracks, name)

    def step(self, name: str) -> Step:
        """The step of that name, on whichever track it is.

        Raises:
            KeyError: if this pathway has none.
        """
        return _by_name([step for track in self.tracks for step in track.steps], name)

    def reflection_clock(self) -> Clock:
        """The recovery and reflection period; 30 days where none is set.

        CETS 197 art 13(1): no procedure gives less by saying nothing.
        """
        return self.clocks.get("reflection") or LEAST_REFLECTION
