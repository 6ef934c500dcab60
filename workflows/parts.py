"""The parts of a mechanism besides its tracks: who decides, where, and what is told.

Every part that states how a country works carries its ground. A part that a file
leaves out is not known and nothing is assumed in its place.
"""

from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints

from workflows.shapes import (
    Ground,
    Language,
    Line,
    Shape,
    Span,
    Word,
    none_if_unset,
)
from workflows.vocabulary import (
    AgeClass,
    ApprovalKind,
    Compartment,
    DecisionReason,
    EligibilityWord,
    FormalTrigger,
    Known,
    LifeOutcome,
    Milestone,
    OrganisationKind,
    Proof,
    QuorumCase,
    ReopenReason,
    RiskLevel,
    Role,
    Sex,
    Track,
)

Seats = tuple[Annotated[tuple[Role, ...], Field(min_length=1)], ...]
"""One entry a seat: the roles that may fill it. Every seat has an actor of its own."""

CountOrUnset = Annotated[
    Annotated[int, Field(strict=True, ge=1, le=10_000)] | None,
    BeforeValidator(none_if_unset),
]
Jurisdiction = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,3}$")]


class QuorumVariant(Shape):
    """Other seats for some cases."""

    when: tuple[QuorumCase, ...] = Field(
        min_length=1, description="All of these must hold of the person"
    )
    seats: Seats = Field(min_length=1, description="The seats that apply instead")
    ground: Ground | None = Field(
        default=None, description="Left out: the ground of the quorum"
    )


class Quorum(Shape):
    """Who must agree before, or confirm after, one act of several people."""

    name: Word = Field(description="The name steps refer to")
    label: Line = Field(description="What people read")
    kind: ApprovalKind = Field(
        default=ApprovalKind.QUORUM, description="How they act together"
    )
    seats: Seats = Field(min_length=1, description="The roles that fill each seat")
    at_least: CountOrUnset = Field(
        default=None, description='Seats that suffice; "unset": all of them'
    )
    variants: tuple[QuorumVariant, ...] = Field(
        default=(), description="The first whose cases all hold replaces the seats"
    )
    within: Word | None = Field(
        default=None,
        description='Clock after which the request, or the right, lapses; or "unset"',
    )
    ground: Ground = Field(description="Where the rule comes from")


class FirstLine(Shape):
    """Somebody who may see the first signs and begin the path."""

    name: Word = Field(description="A word for them")
    label: Line = Field(description="What people read")
    kind: OrganisationKind | None = Field(
        default=None, description="The kind of organisation, where there is one"
    )
    since: int | None = Field(
        default=None, strict=True, ge=1990, le=2100, description="Year they were added"
    )
    ground: Ground = Field(description="Where it says so")


class FormalIdentification(Shape):
    """How the mechanism decides formally that somebody is a victim."""

    body: Line = Field(description="The body that decides")
    foreign_body: Line | None = Field(
        default=None, description="The body for foreign nationals, where another"
    )
    child_body: Line | None = Field(
        default=None, description='The body for children, where another; or "unset"'
    )
    trigger: FormalTrigger = Field(description="What sets it going")
    quorum: Word | None = Field(
        default=None, description="The quorum of the decision, by name"
    )
    appeal: Annotated[Known | None, BeforeValidator(none_if_unset)] = Field(
        description='Whether a legal remedy exists; "unset" where no source says'
    )
    appeal_ground: Ground | None = Field(
        default=None, description="Where it says so; needed unless unset"
    )
    services_require_status: Annotated[bool | None, BeforeValidator(none_if_unset)] = (
        Field(
            default=None,
            description="Whether help needs formal status; never true here",
        )
    )
    criteria: Word | None = Field(
        default=None, description="A rule of catalogue/criteria, by name; it advises"
    )
    proofs: tuple[Proof, ...] = Field(
        default=(), description="Standards of the decisions, in order"
    )
    ground: Ground = Field(description="Where it says so")


class NegativeDecision(Shape):
    """What a negative decision must bring with it."""

    reasons: tuple[DecisionReason, ...] = Field(
        min_length=1, description="The coded reasons it may give"
    )
    review: Word = Field(description="The step by which it is reviewed")
    onward: Word = Field(description="The step that refers the person on as vulnerable")
    feedback: bool = Field(
        strict=True, description="Whether the referrer is told that it was decided"
    )


class PlaceKind(Shape):
    """A kind of place, and whom it takes. It names no address."""

    name: Word = Field(description="The name steps and the risk scheme use")
    label: Line = Field(description="What people read")
    sexes: tuple[Sex, ...] = Field(default=(), description="Left out: not stated")
    age_classes: tuple[AgeClass, ...] = Field(
        default=(), description="Left out: not stated"
    )
    minimum_age: int | None = Field(
        default=None, strict=True, ge=0, le=120, description="Years"
    )
    risk_levels: tuple[RiskLevel, ...] = Field(
        default=(), description="Left out: not stated"
    )
    families: Known = Field(default=Known.UNKNOWN, description="Whether it takes them")
    capacity: CountOrUnset = Field(default=None, description='Places, or "unset"')
    ground: Ground = Field(description="Where it says so")


class Placement(Shape):
    """Where a level of danger leads."""

    level: RiskLevel = Field(description="The assessed level")
    place: Word = Field(description="A kind of place, by name")


class RiskScheme(Shape):
    """The levels of danger a mechanism tells apart, and where each leads."""

    levels: tuple[RiskLevel, ...] = Field(min_length=1, description="Lowest first")
    placements: tuple[Placement, ...] = Field(default=(), description="Level to place")
    quorum: Word | None = Field(
        default=None, description="Who assesses it together, by name"
    )
    ground: Ground = Field(description="Where it says so")


class TwoKeyExit(Shape):
    """A place that is left only with two approvals. It is a restriction, so it ends."""

    place: Word = Field(description="The kind of place, by name")
    step: Word = Field(description="The step that leaves it")
    review: Word = Field(description="The step that reviews the restriction")
    quorum: Word = Field(description="The two keys, by name")
    lasts: Word = Field(description="The clock that limits the restriction")
    ground: Ground = Field(description="Where it says so")


class GroundConfirmation(Shape):
    """Who confirms a legal ground that is used instead of consent."""

    before: Word = Field(description="Quorum of a second person, before the act")
    afterwards: Word = Field(description="Quorum where life is at risk: after the act")
    due: Word = Field(description="Clock by which it must be confirmed, in hours")
    rescue: tuple[Compartment, ...] = Field(
        default=tuple(map(Compartment, ("identity", "contact", "location", "health"))),
        description="Drawers told where life is at risk until it is confirmed; ours",
    )


class Register(Shape):
    """A national register that is told, and when."""

    name: Word = Field(description="A word for it")
    label: Line = Field(description="What people read")
    owner: Line = Field(description="Who keeps it")
    notify_on: tuple[Word, ...] = Field(
        default=(), description="Stages that are told; none where no source says"
    )
    ground: Ground = Field(description="Where it says so")


class Transnational(Shape):
    """How cases are handed across a border."""

    scheme: Word = Field(description="A word for the scheme, or none_known")
    label: Line = Field(description="What people read")
    partners: tuple[Jurisdiction, ...] = Field(
        default=(), description="The other parties, as codes"
    )
    forms: CountOrUnset = Field(default=None, description="How many forms it has")
    ground: Ground = Field(description="Where it says so")


class Retention(Shape):
    """How long records are kept."""

    keep: Span = Field(description="How long after closure")
    ground: Ground = Field(description="Where it says so")


class Term(Shape):
    """What the country calls a stage, in its own language and script."""

    track: Track = Field(description="The track of the stage")
    stage: Word = Field(description="The stage")
    language: Language = Field(description="Language, and script where it has several")
    text: Line = Field(description="The term")
    short: Line | None = Field(default=None, description="Its abbreviation")
    ground: Ground = Field(description="Where it says so")


class InterviewRegister(Shape):
    """What is asked once and then known (Directive 2011/36/EU arts 12(4), 15(3))."""

    topics: tuple[Word, ...] = Field(min_length=1, description="What is asked about")
    repeat_needs_reason: bool = Field(
        strict=True, description="A second interview on a topic needs a reason"
    )
    same_interviewer_for_child: bool = Field(
        strict=True, description="A child speaks with the same person again"
    )
    ground: Ground = Field(description="Where it says so")


class MilestoneRule(Shape):
    """A question every case is asked, when, and by whom."""

    word: Milestone = Field(description="Which one")
    label: Line = Field(description="What people read")
    opens_in: tuple[Word, ...] = Field(
        default=(), description="Stages it opens in; none: when the fact occurs"
    )
    step: Word | None = Field(default=None, description="The step it leads to")
    roles: tuple[Role, ...] = Field(min_length=1, description="Who answers it")
    clock: Word | None = Field(default=None, description='Its clock, or "unset"')
    ground: Ground = Field(description="Where it says so")


class Closure(Shape):
    """How a case ends, is followed up, and may begin again."""

    outcomes: tuple[LifeOutcome, ...] = Field(
        min_length=5, max_length=5, description="The five outcomes, each looked at"
    )
    outcomes_ground: Ground = Field(description="Where they come from")
    follow_up: Annotated[tuple[Span, ...] | None, BeforeValidator(none_if_unset)] = (
        Field(description='When the person is asked again; "unset"')
    )
    follow_up_ground: Ground | None = Field(
        default=None, description="Where it says so; needed unless unset"
    )
    reopen_reasons: tuple[ReopenReason, ...] = Field(
        min_length=1, description="Why it may be opened again"
    )


class Eligibility(Shape):
    """What providers of this mechanism state about whom they can take."""

    words: tuple[EligibilityWord, ...] = Field(min_length=1, description="The words")
