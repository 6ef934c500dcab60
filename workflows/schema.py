"""The shape of a pathway.

A country writes its mechanism as a TOML file of these shapes. The shape says what
a file may contain; `workflows.checks` says whether its parts fit together;
`workflows.loader` reads it and reports every fault at once.

The smallest shapes are in `workflows.shapes`, the parts beside the tracks in
`workflows.parts`. Whatever a file leaves out is not known, and nothing takes its place.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from workflows.mechanism import Mechanism
from workflows.parts import NegativeDecision
from workflows.shapes import (
    LEAST_REFLECTION,
    UNSET,
    Clock,
    ClockOrUnset,
    Ground,
    Language,
    Line,
    Shape,
    Span,
    Word,
    by_name,
)
from workflows.vocabulary import (
    Compartment,
    Entitlement,
    FormalFinding,
    Guard,
    ReflectionException,
    Relation,
    Role,
    StageKind,
    StepInput,
    Track,
)

__all__ = [
    "LEAST_REFLECTION",
    "NOTICE",
    "UNSET",
    "Clock",
    "ClockOrUnset",
    "DataProtection",
    "Ground",
    "Line",
    "Pathway",
    "PathwayTrack",
    "Shape",
    "Span",
    "Stage",
    "StatusBound",
    "Step",
    "Word",
]

NOTICE = "illustrative, to be confirmed by the national coordinator"


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
    escalates_to: tuple[Role, ...] = Field(
        default=(),
        description="Who is told when its clock runs out; else the mechanism",
    )
    anonymous: bool = Field(
        default=False,
        strict=True,
        description="Only a record without identifying fields is kept here",
    )
    finding: FormalFinding | None = Field(
        default=None,
        description="What was found, where this closes formal identification",
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
    quorum: Word | None = Field(
        default=None, description="Who must agree to it together, by name"
    )
    interview: Word | None = Field(
        default=None, description="The topic, if the step is an interview"
    )
    places_in: Word | None = Field(
        default=None, description="The kind of place it brings the person to"
    )
    departs: bool = Field(
        default=False,
        strict=True,
        description="By it the person leaves the country, or prepares to",
    )
    negative: NegativeDecision | None = Field(
        default=None, description="What it brings with it as a negative decision"
    )
    exceptions: tuple[ReflectionException, ...] = Field(
        default=(), description="Grounds of CETS 197 art 13(3) it may end reflection on"
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
        return by_name(self.stages, name)


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


class Pathway(Mechanism):
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
    languages: tuple[Language, ...] = Field(
        min_length=1, description="Languages of forms, as sq or sr-Latn"
    )
    written_in: Language = Field(
        default="en", description="Language the labels of this file are written in"
    )
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
        return by_name(self.tracks, name)

    def step(self, name: str) -> Step:
        """The step of that name, on whichever track it is.

        Raises:
            KeyError: if this pathway has none.
        """
        return by_name([step for track in self.tracks for step in track.steps], name)

    def reflection_clock(self) -> Clock:
        """The recovery and reflection period; 30 days where none is set.

        CETS 197 art 13(1): no procedure gives less by saying nothing.
        """
        return self.clocks.get("reflection") or LEAST_REFLECTION
