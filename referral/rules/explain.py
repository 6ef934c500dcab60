"""What may happen next, and why not: an answer for every step of the pathway.

The answer uses the functions that `take` uses. What an actor can hand in with the
step itself, such as a reason or the agreement of others, is listed as needed and
refuses nothing yet.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from referral.errors import CaseClosed, Refusal, StepNotOnPath
from referral.rules.facts import Asker, CaseFacts, Given
from referral.rules.guards import unmet
from referral.rules.pathway import (
    CompiledPathway,
    closed_to,
    guards_not_met,
    not_permitted,
    seats_missing,
)
from workflows.schema import Ground, PathwayTrack, Step
from workflows.vocabulary import (
    Compartment,
    LegalGround,
    Relation,
    Role,
    StepInput,
    Track,
)


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason why a step may not be taken now."""

    code: str
    sentence: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepAnswer:
    """What the pathway says about one step, to one asker, at one moment."""

    track: Track
    step: str
    label: str
    to_stage: str
    allowed: bool
    on_path: bool
    """True if the step starts from the stage the case stands in."""
    refusals: tuple[Reason, ...]
    lifted_by: tuple[LegalGround, ...]
    """Grounds that, named with the step, would let it be taken after all."""
    needs: tuple[StepInput, ...]
    seats: tuple[str, ...]
    """Who must agree in person, one actor a seat; empty where one actor suffices."""
    discloses: tuple[Compartment, ...]
    roles: tuple[Role, ...]
    relations: tuple[Relation, ...]
    ground: Ground


def explain(
    compiled: CompiledPathway, facts: CaseFacts, asker: Asker, given_at: datetime
) -> tuple[StepAnswer, ...]:
    """An answer for every step of every track, in the order of the file.

    Args:
        compiled: The pathway version the case walks.
        facts: The case at this moment.
        asker: Who asks.
        given_at: The moment the step would be taken, in UTC.
    """
    given = Given(at=given_at)
    return tuple(
        _answer(compiled, track, step, facts, asker, given)
        for track, step in compiled.steps.values()
    )


def _answer(
    compiled: CompiledPathway,
    track: PathwayTrack,
    step: Step,
    facts: CaseFacts,
    asker: Asker,
    given: Given,
) -> StepAnswer:
    never = not_permitted(step, asker)
    off_path = _off_path(compiled, track, step, facts)
    guards = [] if off_path else _guards(step, facts, given)
    refusals = [*never, *off_path, *guards]
    return StepAnswer(
        track=track.name,
        step=step.name,
        label=step.label,
        to_stage=step.to,
        allowed=not refusals,
        on_path=not off_path,
        refusals=tuple(_reason(refusal) for refusal in refusals),
        lifted_by=_lifting(step, facts, given) if guards and not never else (),
        needs=step.needs,
        seats=seats_missing(compiled, step, facts, given),
        discloses=step.discloses,
        roles=step.roles,
        relations=step.relations,
        ground=step.ground,
    )


def _off_path(
    compiled: CompiledPathway, track: PathwayTrack, step: Step, facts: CaseFacts
) -> list[Refusal]:
    if closed_to(compiled, track, step, facts):
        return [CaseClosed()]
    if compiled.stage(facts, track.name) not in step.from_stages:
        return [StepNotOnPath()]
    return []


def _guards(step: Step, facts: CaseFacts, given: Given) -> list[Refusal]:
    return [guards_not_met([word]) for word in unmet(step.guards, facts, given)]


def _lifting(step: Step, facts: CaseFacts, given: Given) -> tuple[LegalGround, ...]:
    return tuple(
        ground
        for ground in LegalGround
        if not unmet(step.guards, facts, replace(given, legal_ground=ground))
    )


def _reason(refusal: Refusal) -> Reason:
    return Reason(refusal.code, refusal.sentence, refusal.missing)
