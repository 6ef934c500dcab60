"""Walking a country's pathway by its rules alone: one case, step after step."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from referral.rules.explain import StepAnswer, explain
from referral.rules.facts import (
    Approver,
    Asker,
    CaseFacts,
    ConsentInForce,
    Given,
    PersonFacts,
)
from referral.rules.pathway import CompiledPathway, Move, compile_pathway, take
from workflows.loader import load_shipped
from workflows.vocabulary import (
    AgeClass,
    ConsentPurpose,
    DecisionReason,
    Known,
    Outcome,
    Relation,
    RiskLevel,
    Role,
    StageKind,
    Track,
)

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ADULT = PersonFacts(
    age_class=AgeClass.ADULT, unaccompanied=Known.NO, risk_level=RiskLevel.LOW
)
CHILD = replace(ADULT, age_class=AgeClass.CHILD, guardian_appointed=True)


@cache
def compiled(country: str) -> CompiledPathway:
    return compile_pathway(load_shipped(country)[0])


def agreed(*purposes: ConsentPurpose) -> tuple[ConsentInForce, ...]:
    return tuple(ConsentInForce(p.value, p, frozenset()) for p in purposes)


def panel(*roles: Role) -> tuple[Approver, ...]:
    """One actor a role, all agreeing."""
    return tuple(
        Approver(f"{n}-{role}", frozenset({role})) for n, role in enumerate(roles)
    )


class Walk:
    """One case on one country's pathway."""

    def __init__(
        self,
        country: str,
        person: PersonFacts = ADULT,
        consents: Iterable[ConsentPurpose] = (ConsentPurpose.ASSISTANCE,),
        stages: Mapping[str, str] | None = None,
    ) -> None:
        self.path = compiled(country)
        starts = {t.name: t.start for t in self.path.pathway.tracks}
        given = {Track(name): stage for name, stage in (stages or {}).items()}
        self.facts = CaseFacts(
            stages={**starts, **given}, person=person, consents=agreed(*consents)
        )
        self._settle()

    def _settle(self) -> None:
        track = self.path.pathway.track(Track.IDENTIFICATION)
        stage = track.stage(self.facts.stages[Track.IDENTIFICATION])
        ended = stage.kind is StageKind.CLOSED
        self.facts = replace(self.facts, identification_ended=ended)

    def take(self, step: str, *approvers: Approver, **handed_in: Any) -> Move:
        """Take a step as somebody who may, with everything an actor can hand in."""
        wanted = self.path.pathway.step(step)
        given: dict[str, Any] = {
            "at": NOW,
            "reason": "as recorded",
            "outcome": Outcome.RECOVERED,
            "recipient_id": "body",
            "reason_code": DecisionReason.INFORMATION_MISSING,
        }
        move = take(
            self.path,
            step,
            self.facts,
            Asker(frozenset(wanted.roles), frozenset(wanted.relations)),
            Given(**{**given, **handed_in}, approvers=approvers),
        )
        self.facts = replace(
            self.facts, stages={**self.facts.stages, move.track: move.to_stage}
        )
        self._settle()
        return move

    def at(self, track: Track) -> str:
        """Where the case stands."""
        return self.facts.stages[track]

    def know(self, **facts: Any) -> None:
        """Record facts of the person."""
        self.facts = replace(self.facts, person=replace(self.facts.person, **facts))

    def answers(self, role: Role, relation: Relation) -> dict[str, StepAnswer]:
        """What the pathway says to one role in one relation."""
        asker = Asker(frozenset({role}), frozenset({relation}))
        listed = explain(self.path, self.facts, asker, NOW)
        return {answer.step: answer for answer in listed}
