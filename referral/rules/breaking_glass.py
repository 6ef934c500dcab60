"""Breaking the glass: opening a case that is not one's own where a life is at risk.

One person, one case, named drawers, for hours; told to others at once, and looked at
afterwards by somebody else. It never crosses the wall to enforcement, and never opens
where somebody is placed. Values only: what a broken glass is at a moment is computed.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from referral.errors import (
    AlreadyAnswered,
    GuardNotMet,
    Malformed,
    NotPermitted,
    StepUpNeeded,
)
from workflows.vocabulary import Compartment, GlassOutcome, GlassState, Regime


@dataclass(frozen=True, slots=True)
class Bound:
    """A number that bounds breaking the glass, and where it comes from."""

    n: int
    unit: str
    source: str

    @property
    def time(self) -> timedelta:
        """It as a length of time; its unit is one."""
        return timedelta(**{self.unit: self.n})


LASTS = Bound(4, "hours", "ours: from finding somebody to a morning with the holder")
REVIEW_WITHIN = Bound(72, "hours", "ours: a weekend passes; GDPR art 33(1) has as much")
MOST = Bound(3, "cases", "ours: whoever needs more is in the wrong relation to cases")
COUNTED_OVER = Bound(7, "days", "ours: a week of work")
FRESH = Bound(5, "minutes", "ours: as long as a step-up counts anywhere")
SHORTEST = Bound(20, "characters", "ours: a sentence, not a word")
LONGEST_TEXT = 2_000

BREAKABLE: Mapping[Regime, frozenset[Compartment]] = {
    Regime.GDPR: frozenset(Compartment) - {Compartment.LOCATION},
    Regime.LAW_ENFORCEMENT: frozenset({Compartment.IDENTITY}),
}
"""What a broken glass may open. Where somebody is, it never tells; and enforcement
learns who somebody is, and nothing of health, of help, or of what they said."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody would open, and why, in words."""

    drawers: frozenset[Compartment]
    text_length: int


@dataclass(frozen=True, slots=True)
class Broken:
    """A glass that was broken. Identifiers and moments; the words are sealed."""

    id: str
    actor_id: str
    case_id: str
    drawers: frozenset[Compartment]
    at: datetime
    reviewed_at: datetime | None = None
    outcome: GlassOutcome | None = None

    @property
    def ends_at(self) -> datetime:
        """The first moment at which it opens nothing any more."""
        planned = self.at + LASTS.time
        if self.outcome is GlassOutcome.NOT_UPHELD and self.reviewed_at is not None:
            return min(planned, self.reviewed_at)
        return planned

    @property
    def review_due(self) -> datetime:
        """When somebody else must have looked at it."""
        return self.at + REVIEW_WITHIN.time


def standing(broken: Broken, now: datetime) -> GlassState:
    """What a broken glass is at a moment."""
    if broken.reviewed_at is not None:
        return GlassState.REVIEWED
    if now >= broken.review_due:
        return GlassState.OVERDUE
    return GlassState.OPEN if now < broken.ends_at else GlassState.ENDED


def opens(
    broken: Broken,
    actor_id: str,
    case_id: str,
    drawers: Collection[Compartment],
    now: datetime,
) -> bool:
    """True if it lets this actor open these drawers of this case now."""
    return (
        (broken.actor_id, broken.case_id) == (actor_id, case_id)
        and bool(drawers)
        and broken.drawers.issuperset(drawers)
        and broken.at <= now < broken.ends_at
    )


def stepped_up(age: timedelta | None) -> bool:
    """True if whoever asks showed who they are a short time ago."""
    return age is not None and timedelta(0) <= age <= FRESH.time


def check_may_break(
    asked: Asked,
    regime: Regime,
    age: timedelta | None,
    before: Collection[Broken],
    now: datetime,
) -> None:
    """Pass silently, or say what stands in the way.

    Args:
        asked: What would be opened.
        regime: The law that the asker's organisation works under.
        age: How long ago the asker stepped up; None for never.
        before: What the asker broke before, of the last week at least and whatever
            nobody has reviewed.
        now: The moment.

    Raises:
        Malformed: without a drawer, or without a reason in words.
        NotPermitted: for a drawer that no broken glass opens to this regime.
        StepUpNeeded: without a fresh step-up.
        GuardNotMet: while an earlier one was not reviewed in time or not upheld, or
            after too many.
    """
    _check_words(asked)
    closed = asked.drawers - BREAKABLE[regime]
    if closed:
        raise NotPermitted(
            "Breaking the glass does not open this drawer to you.",
            missing=tuple(sorted(f"glass_for_{word.value}" for word in closed)),
        )
    if not stepped_up(age):
        raise StepUpNeeded(missing=("step_up",))
    _check_before(before, now)


def _check_words(asked: Asked) -> None:
    faults = []
    if not asked.drawers:
        faults.append(("/drawers", "empty"))
    if asked.text_length < SHORTEST.n:
        faults.append(("/text", "at_least_20_characters"))
    if asked.text_length > LONGEST_TEXT:
        faults.append(("/text", "too_long"))
    if faults:
        raise Malformed("Say what you open, and why.", faults=tuple(faults))


def _check_before(before: Collection[Broken], now: datetime) -> None:
    if any(standing(each, now) is GlassState.OVERDUE for each in before):
        raise GuardNotMet(
            "What you opened before was not reviewed in time: somebody else has to "
            "look at it first.",
            missing=("review",),
        )
    recent = [each for each in before if now - each.at < COUNTED_OVER.time]
    if any(each.outcome is GlassOutcome.NOT_UPHELD for each in recent):
        raise GuardNotMet(
            "What you opened in the last seven days was not upheld.",
            missing=("upheld_review",),
        )
    if len(recent) >= MOST.n:
        raise GuardNotMet(
            "You have done this three times in seven days.", missing=("seven_days",)
        )


def check_reviewers(reviewers: Collection[str]) -> None:
    """Refuse to break the glass where nobody could look at it afterwards.

    Raises:
        GuardNotMet: naming who is missing.
    """
    if not reviewers:
        raise GuardNotMet(
            "Nobody here could review this, so it cannot be done.",
            missing=("reviewer",),
        )


def check_may_review(broken: Broken, reviewer: str) -> None:
    """Refuse a review by whoever broke it, and a second one.

    Raises:
        NotPermitted: naming what has to be: another actor.
        AlreadyAnswered: if it was reviewed before.
    """
    if reviewer == broken.actor_id:
        raise NotPermitted(
            "Whoever opened it cannot review it: somebody else has to.",
            missing=("another_actor",),
        )
    if broken.reviewed_at is not None:
        raise AlreadyAnswered("This was reviewed before.")
