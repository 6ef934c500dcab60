"""The life cycle of an offer: one table, moved by the same kind of machine.

Responsibility and content move only on the addressee's own yes: no step of the
sender leads to an accepted offer. What has ended is never moved again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from referral.errors import (
    AlreadyAnswered,
    NotAddressed,
    NotPermitted,
    StepNotOnPath,
    WrongRole,
)
from referral.rules.pathway import FlatMachine, build_machine, execute
from workflows.loader import offer_cycle
from workflows.offers import OfferCycle, OfferStep
from workflows.tables import closure
from workflows.vocabulary import OfferContent, ReferralStage, Side, StageKind, StepInput


@dataclass(frozen=True, slots=True)
class OfferStepAnswer:
    """A step that one side may take from one stage of an offer."""

    step: str
    label: str
    to_stage: ReferralStage
    needs: tuple[StepInput, ...]
    shows: OfferContent


@dataclass(frozen=True, slots=True, eq=False)
class CompiledOffers:
    """The offer table with its machine. Safe to share between threads."""

    cycle: OfferCycle
    machine: FlatMachine
    steps: Mapping[str, OfferStep]
    ended: frozenset[str]
    answered: frozenset[str]

    def take(self, stage: str, step: str, side: Side) -> ReferralStage:
        """Move an offer; see `take_offer_step`."""
        wanted = self.steps.get(step)
        if wanted is None:
            raise StepNotOnPath
        if side not in wanted.sides:
            raise _not_permitted(wanted)
        if stage in self.ended:
            raise AlreadyAnswered(
                "This offer has ended. Whoever is responsible for the person can make "
                "a new one.",
                missing=("new_offer",),
            )
        if wanted.answers and stage in self.answered:
            raise AlreadyAnswered(
                "This offer has its answer. Until the person arrives it can be handed "
                "back; afterwards the service can be completed, or close.",
                missing=("unanswered_offer",),
            )
        return ReferralStage(execute(self.machine, step, stage))


def compile_offers(cycle: OfferCycle) -> CompiledOffers:
    """Build the machine of an offer table."""
    machine = build_machine(
        [stage.name.value for stage in cycle.stages],
        [
            (
                step.name,
                [origin.value for origin in step.from_stages],
                step.to.value,
                (),
            )
            for step in cycle.steps
        ],
    )
    ended = frozenset(s.name for s in cycle.stages if s.kind is StageKind.CLOSED)
    ways = [(origin, step.to) for step in cycle.steps for origin in step.from_stages]
    answered = closure({step.to for step in cycle.steps if step.answers}, ways)
    return CompiledOffers(
        cycle,
        machine,
        {step.name: step for step in cycle.steps},
        ended,
        frozenset(answered),
    )


@cache
def shipped_offers() -> CompiledOffers:
    """The one offer table, compiled once."""
    return compile_offers(offer_cycle())


def first_offer_stage() -> ReferralStage:
    """The stage an offer begins in."""
    return shipped_offers().cycle.start


def is_terminal(stage: str) -> bool:
    """True for a stage that is never left."""
    return stage in shipped_offers().ended


def live_stages() -> tuple[ReferralStage, ...]:
    """The stages of an offer that is still open, in the order of the table."""
    stages = shipped_offers().cycle.stages
    return tuple(stage.name for stage in stages if not is_terminal(stage.name))


def offer_step(step: str) -> OfferStep:
    """The table's entry for a step: sides, inputs, what it shows.

    Raises:
        StepNotOnPath: if there is no such step.
    """
    found = shipped_offers().steps.get(step)
    if found is None:
        raise StepNotOnPath
    return found


def offer_steps(stage: str, side: Side) -> tuple[OfferStepAnswer, ...]:
    """What `side` may do with an offer that stands in `stage`."""
    return tuple(
        OfferStepAnswer(step.name, step.label, step.to, step.needs, step.shows)
        for step in shipped_offers().cycle.steps
        if side in step.sides and stage in step.from_stages
    )


def take_offer_step(stage: str, step: str, side: Side) -> ReferralStage:
    """Move an offer.

    Args:
        stage: Where the offer stands.
        step: The step to take.
        side: How the actor stands to this offer.

    Returns:
        The stage it stands in now.

    Raises:
        NotAddressed: if only the addressee may take this step.
        WrongRole: if another side may take it.
        AlreadyAnswered: if the offer has ended, or has its answer already.
        StepNotOnPath: if no such step starts from this stage.
    """
    return shipped_offers().take(stage, step, side)


def _not_permitted(step: OfferStep) -> NotPermitted:
    if step.sides == (Side.ADDRESSEE,):
        return NotAddressed(missing=step.sides)
    return WrongRole(missing=step.sides)
