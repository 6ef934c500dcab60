"""Positions and situations of the neutral mechanism, in few words."""

from typing import Any

from referral.rules.exploration import CutWorld
from referral.rules.pathway import compile_pathway
from referral.rules.reading import ENDED, Read
from referral.rules.situations import DOMAINS, Fact, Position, Reflection
from referral.rules.worlds import Situation
from tests.rules.situations import NEUTRAL
from tests.rules.walled import walled
from workflows.schema import Pathway
from workflows.vocabulary import LegalGround, Track

WALLED = compile_pathway(Pathway.model_validate(walled()))
HELP, FORMAL, STAY = Track.PROTECTION, Track.IDENTIFICATION, Track.STAY
DANGER = LegalGround.DANGER_TO_LIFE


def world() -> CutWorld:
    return CutWorld(NEUTRAL)


def at(
    protection: str = "presumed",
    identification: str = "not_requested",
    stay: str = "not_applicable_or_unknown",
    reflection: Reflection = Reflection.NEVER,
) -> Position:
    stages = (HELP, protection), (FORMAL, identification), (STAY, stay)
    return Position(stages, reflection)


def situation(position: Position, **changed: Any) -> Situation:
    held: dict[Read, Any] = {fact: values[0] for fact, values in DOMAINS.items()}
    held |= {Fact[name]: value for name, value in changed.items()}
    held[Reflection] = position.reflection
    held[ENDED] = position.stage(FORMAL) in ("identified", "not_identified")
    return Situation(position, held)


def taken(name: str) -> Any:
    return NEUTRAL.steps[name][1]
