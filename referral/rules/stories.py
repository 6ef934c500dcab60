"""Telling how a case gets to where a guarantee breaks: the shortest way, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from referral.rules.exploration import CutWorld
from referral.rules.guarantee import Finding
from referral.rules.reading import Read
from referral.rules.situations import DOMAINS, Fact, Position, Said
from referral.rules.worlds import PASSING, Situation
from workflows.schema import Step
from workflows.vocabulary import LegalGround

_WORDS = {
    Fact.AGE: "the age is {}",
    Fact.UNACCOMPANIED: "whether the person is unaccompanied: {}",
    Fact.GUARDIAN: "a guardian is appointed: {}",
    Fact.EMERGENCY: "an emergency is recorded: {}",
    Fact.RISK: "the risk is {}",
    Fact.FOREIGN: "whether the person is a foreign national: {}",
    Fact.COOPERATES: "whether the person works with the authorities: {}",
    Fact.FAMILY_ASSESSED: "the family is assessed: {}",
    Fact.FAMILY_SUSPECTED: "whether a relative is suspected: {}",
    Fact.OFFERS: "open offers: {}",
    Fact.TO_ASSISTANCE: "to assistance the person {}",
    Fact.TO_IDENTIFICATION: "to identification the person {}",
    Fact.TO_RETURN: "to a return the person {}",
    Fact.TO_REFERRAL: "to being referred the person {}",
}
_SAID = {
    Said.NOTHING: "agrees no more",
    Said.YES: "says yes",
    Said.YES_TO_ANOTHER: "says yes, for another recipient",
    Said.BEST_INTERESTS: "cannot consent; the best interests of a child stand in",
    Said.DANGER: "cannot consent; danger to life stands in",
    Said.NO: "says no",
}


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing in a story: facts recorded, a step taken, or time that passed."""

    step: str = ""
    ground: LegalGround | None = None
    facts: tuple[tuple[Fact, Any], ...] = ()


def story(world: CutWorld, finding: Finding) -> tuple[Happened, ...]:
    """The shortest way to a finding; every step in it can be taken."""
    where = finding.where
    if where is None:
        return ()
    position = where.position if isinstance(where, Situation) else where
    known = {fact: values[0] for fact, values in DOMAINS.items()}
    told = list(_walk(world, position, known))
    if isinstance(where, Situation):
        wanted = {fact: where.values[fact] for fact in Fact}
        told += _record(known, wanted)
    if finding.step and isinstance(where, Situation):
        told.append(Happened(finding.step, finding.ground))
    return tuple(told)


def _walk(
    world: CutWorld, position: Position, known: dict[Fact, Any]
) -> Iterator[Happened]:
    way: list[tuple[Position, str]] = []
    while (last := world.before[position]) is not None:
        way.append(last)
        position = last[0]
    for before, name in reversed(way):
        if name == PASSING:
            yield Happened(PASSING)
            continue
        chosen, ground = _least_change(
            world, world.compiled.steps[name][1], before, known
        )
        yield from _record(known, chosen)
        yield Happened(name, ground)


def _least_change(
    world: CutWorld, step: Step, position: Position, known: dict[Fact, Any]
) -> tuple[dict[Fact, Any], LegalGround | None]:
    """The facts nearest to what is known that let the step be taken."""

    def changes(way: tuple[dict[Read, Any], LegalGround | None]) -> int:
        facts, ground = way
        changed = [
            fact for fact in Fact if fact in facts and known[fact] != facts[fact]
        ]
        return 2 * len(changed) + (ground is not None)

    facts, ground = min(world.ways(step, position), key=changes)
    return {fact: facts[fact] for fact in Fact if fact in facts}, ground


def _record(known: dict[Fact, Any], wanted: dict[Fact, Any]) -> Iterator[Happened]:
    changed = tuple((f, v) for f, v in wanted.items() if known[f] != v)
    known.update(wanted)
    if changed:
        yield Happened(facts=changed)


def in_words(world: CutWorld, finding: Finding) -> tuple[str, ...]:
    """The story of a finding, a sentence each, and what is wrong at its end."""
    lines = [_sentence(world, each) for each in story(world, finding)]
    return (*lines, f"{finding.about}: {finding.told}.")


def _sentence(world: CutWorld, happened: Happened) -> str:
    if happened.facts:
        listed = "; ".join(_fact(fact, value) for fact, value in happened.facts)
        return f"It is recorded: {listed}."
    if happened.step == PASSING:
        return "The recovery and reflection period passes."
    step = world.compiled.steps[happened.step][1]
    role = step.roles[0].value.replace("_", " ")
    ground = happened.ground and happened.ground.value.replace("_", " ")
    named = f", naming the ground {ground}" if ground else ""
    return f'The {role} takes the step "{step.label}"{named}.'


def _fact(fact: Fact, value: object) -> str:
    if isinstance(value, Said):
        return _WORDS[fact].format(_SAID[value])
    if value is None or isinstance(value, bool):
        return _WORDS[fact].format("yes" if value else "no")
    return _WORDS[fact].format(str(value).replace("_", " "))
