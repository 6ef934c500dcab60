"""Random small pathways, good and bad: three tracks, few stages, any guards."""

from random import Random
from typing import Any

from referral.rules.situations import DOMAINS, Domains, Fact, Said
from workflows.schema import Pathway
from workflows.vocabulary import (
    AgeClass,
    Entitlement,
    Guard,
    Known,
    Relation,
    RiskLevel,
    Role,
    StepInput,
)

GROUND = {"source": "a law", "confidence": "found"}
GUARDS = [
    Guard.CONSENT_TO_ASSISTANCE,
    Guard.CONSENT_TO_IDENTIFICATION,
    Guard.CONSENT_TO_RETURN,
    Guard.CHILD_HAS_GUARDIAN,
    Guard.RISK_ASSESSED,
    Guard.IDENTIFICATION_NOT_OPEN,
    Guard.REFLECTION_NOT_RUNNING,
    Guard.STAY_NOT_PROTECTED,
    Guard.NO_OPEN_OFFER,
    Guard.ADULT,
    Guard.NOTHING_AGREED,
    Guard.IDENTIFICATION_DECLINED,
    Guard.COOPERATES,
    Guard.RISK_HIGH,
]
ROLES = [Role.CASE_MANAGER, Role.COMPETENT_AUTHORITY, Role.AUDITOR, Role.SYSTEM]
RELATIONS = [Relation.HOLDER, Relation.AUTHORITY, Relation.ADDRESSEE]
NARROW: dict[Fact, tuple[Any, ...]] = {
    Fact.AGE: (AgeClass.UNSURE, AgeClass.CHILD, AgeClass.ADULT),
    Fact.UNACCOMPANIED: (Known.UNKNOWN, Known.NO),
    Fact.GUARDIAN: (False, True),
    Fact.RISK: (RiskLevel.UNASSESSED, RiskLevel.HIGH),
    Fact.COOPERATES: (Known.UNKNOWN, Known.YES),
    Fact.OFFERS: (0, 1),
    Fact.TO_ASSISTANCE: (Said.NOTHING, Said.YES),
    Fact.TO_IDENTIFICATION: (Said.NOTHING, Said.YES, Said.YES_TO_ANOTHER, Said.NO),
    Fact.TO_RETURN: (Said.NOTHING, Said.YES),
}
"""The facts of a small world, with few values each."""


def small_world(random: Random, lively: int) -> Domains:
    """Domains in which only some facts ever change."""
    chosen = set(random.sample(sorted(NARROW), lively))
    return {
        fact: NARROW[fact] if fact in chosen else DOMAINS[fact][:1] for fact in Fact
    }


def random_pathway(random: Random) -> Pathway:
    """A pathway of the right shape; whether it promises anything is chance."""
    data = {
        "name": "chance",
        "jurisdiction": "QZ",
        "label": "Chance",
        "version": "1",
        "valid_from": "2026-01-01",
        "time_zone": "Europe/Vienna",
        "languages": ["en"],
        "regime": {"law": "a law", "authority": "unset"},
        "escalates_to": random.choice([[], ["coordinator"]]),
        "tracks": [
            _track(random, "protection", random.randint(2, 3)),
            _track(random, "identification", 2),
            _track(random, "stay", 2),
        ],
    }
    return Pathway.model_validate(data)


def _track(random: Random, name: str, n: int) -> dict[str, Any]:
    stages = [f"{name}_{k}" for k in range(n)]
    return {
        "name": name,
        "start": stages[0],
        "stages": [_stage(random, name, each, each == stages[-1]) for each in stages],
        "steps": [
            _step(random, f"{name}_step_{k}", name, stages)
            for k in range(random.randint(n, n + 1))
        ],
    }


def _stage(
    random: Random, track: str, name: str, last: bool
) -> dict[str, Any]:  # the last one closes
    words = [word.value for word in Entitlement]
    kind = "closed" if last else random.choice(["working", "waiting"])
    closes = last and track == "identification"
    return {
        "name": name,
        "label": name,
        "kind": kind,
        "owners": random.sample(["case_manager", "competent_authority"], 1),
        "clock": random.choice(["unset", "reflection"]) if track == "stay" else "unset",
        "entitles": random.sample(words, random.randint(1, 3)),
        "anonymous": last and track == "protection" and random.random() < 0.3,
        "finding": random.choice([None, "not_identified", "not_wanted"])
        if closes
        else None,
    }


def _step(random: Random, name: str, track: str, stages: list[str]) -> dict[str, Any]:
    discloses = random.random() < 0.2
    starts = track == "stay" and random.random() < 0.5
    return {
        "name": name,
        "label": name,
        "from": random.sample(stages, random.randint(1, len(stages))),
        "to": random.choice(stages),
        "roles": random.sample(ROLES, random.randint(1, 2)),
        "relations": random.sample(RELATIONS, random.randint(1, 2)),
        "guards": random.sample(GUARDS, random.choice([0, 0, 1, 1, 2])),
        "needs": [StepInput.RECIPIENT] if discloses else [],
        "discloses": ["identity"] if discloses else [],
        "starts_clock": "reflection" if starts else None,
        "after_closure": not discloses and random.random() < 0.3,
        "departs": random.random() < 0.2,
        "ground": GROUND,
    }
