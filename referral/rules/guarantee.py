"""What a guarantee is, and what it finds."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from referral.rules.reading import Read, guard_table
from referral.rules.situations import (
    Fact,
    Position,
    Reflection,
    Said,
)
from referral.rules.worlds import Situation, World
from workflows.schema import Step
from workflows.vocabulary import (
    AgeClass,
    Entitlement,
    Guard,
    Known,
    LegalGround,
    RiskLevel,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One way in which a pathway breaks a guarantee."""

    about: str
    """The step, stage or part it is about, as the file names it."""
    told: str
    """What is wrong, in one sentence."""
    where: Situation | Position | None = None
    """Where it shows; None if it shows without any case."""
    step: str | None = None
    """The step that is tried there, with the ground handed in."""
    ground: LegalGround | None = None


Check = Callable[[World], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Guarantee:
    """One promise of the Convention or the Directive, and how it is looked for."""

    name: str
    promise: str
    basis: str
    checks: tuple[Check, ...]


OWN_WISH = (Guard.CONSENT_TO_RETURN, Guard.RISK_ASSESSED)
"""A return the person asked for, after a risk assessment (CETS 197 art 16)."""

WISHES_HOME: dict[Read, object] = {
    Fact.AGE: AgeClass.ADULT,
    Fact.UNACCOMPANIED: Known.NO,
    Fact.GUARDIAN: True,
    Fact.RISK: RiskLevel.LOW,
    Fact.FOREIGN: Known.YES,
    Fact.FAMILY_ASSESSED: True,
    Fact.FAMILY_SUSPECTED: Known.NO,
    Fact.OFFERS: 0,
    Fact.TO_ASSISTANCE: Said.YES,
    Fact.TO_IDENTIFICATION: Said.YES,
    Fact.TO_RETURN: Said.YES,
}
"""An informed adult who asks to return, with the risk assessed as low."""


def own_wish_reads() -> frozenset[Read]:
    """What the person's own wish to return depends on."""
    return frozenset(read for word in OWN_WISH for read in guard_table(word).reads)


def own_wish(situation: Situation) -> bool:
    """True if the person asked to return and the risk is assessed."""
    return all(guard_table(word).holds(None, situation.values) for word in OWN_WISH)


def is_protected(world: World, position: Position) -> bool:
    """True while identification is open, or reflection runs (CETS 197 10(2), 13).

    Reflection protects in lawful stay: whoever left that while it ran did so by their
    own wish, or on a ground of art 13(3), which is what G4 is about.
    """
    reflects = position.reflection is Reflection.RUNS and stays(world, position)
    return reflects or not world.ended(position)


def stays(world: World, position: Position) -> bool:
    """True if the position entitles to lawful stay."""
    return Entitlement.LAWFUL_STAY in world.entitles(position)


def not_removed(world: World, position: Position) -> bool:
    """True if the position protects against removal: by stay or by its own."""
    return not world.entitles(position).isdisjoint(
        {Entitlement.NO_REMOVAL, Entitlement.LAWFUL_STAY}
    )


def taken(
    world: World, step: Step, situations: Iterable[Situation]
) -> Iterator[tuple[Situation, LegalGround | None]]:
    """The situations in which a step can be taken, with the ground if it needs one."""
    for situation in situations:
        for ground in world.grounds(step, situation):
            yield situation, ground
            break
