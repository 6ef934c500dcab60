"""Situations a case may be in, as the guarantees explore them.

A situation is a position (a stage on every track, and how reflection stands) and what
is recorded of the person. From it the very `CaseFacts` are built that guards read in
production; what the person said goes through the production rules of consent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any

from referral.rules.consent import Recorded, declined, in_force
from referral.rules.deciding import Act, may
from referral.rules.facts import (
    Approver,
    Asker,
    CaseFacts,
    ConsentInForce,
    Given,
    PersonFacts,
)
from workflows.vocabulary import (
    AgeClass,
    Compartment,
    ConsentAnswer,
    ConsentPurpose,
    DecisionReason,
    Known,
    LegalGround,
    Outcome,
    Relation,
    RiskLevel,
    Role,
    Track,
)

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
RECIPIENT, ANOTHER = "recipient", "another"


class Reflection(StrEnum):
    """How the recovery and reflection period stands."""

    NEVER = "never"
    RUNS = "runs"
    OVER = "over"


ENDS: Mapping[Reflection, datetime | None] = MappingProxyType(
    {
        Reflection.NEVER: None,
        Reflection.RUNS: NOW + timedelta(days=1),
        Reflection.OVER: NOW,
    }
)
"""The moment that guards are handed, seen from `NOW`."""


class Said(StrEnum):
    """What the person answered to one purpose, or what stands in."""

    NOTHING = "nothing"
    YES = "yes"
    YES_TO_ANOTHER = "yes_to_another"
    BEST_INTERESTS = "best_interests"
    DANGER = "danger"
    NO = "no"
    """A no, or a yes that was taken back."""


class Fact(StrEnum):
    """Everything recorded of a person that some guard reads."""

    AGE = "age_class"
    UNACCOMPANIED = "unaccompanied"
    GUARDIAN = "guardian_appointed"
    EMERGENCY = "emergency_ground"
    RISK = "risk_level"
    FOREIGN = "foreign_national"
    COOPERATES = "cooperates_with_authorities"
    FAMILY_ASSESSED = "family_assessed"
    FAMILY_SUSPECTED = "family_suspected"
    OFFERS = "open_offers"
    TO_ASSISTANCE = "assistance"
    TO_IDENTIFICATION = "identification"
    TO_RETURN = "return"
    TO_REFERRAL = "referral"


ANSWERS: Mapping[Fact, ConsentPurpose] = MappingProxyType(
    {
        Fact.TO_ASSISTANCE: ConsentPurpose.ASSISTANCE,
        Fact.TO_IDENTIFICATION: ConsentPurpose.IDENTIFICATION,
        Fact.TO_RETURN: ConsentPurpose.RETURN,
        Fact.TO_REFERRAL: ConsentPurpose.REFERRAL,
    }
)
Values = Mapping[Any, Any]
"""A value for every fact; whatever else is in it is not read."""
Domains = Mapping[Fact, tuple[Any, ...]]

DOMAINS: Domains = MappingProxyType(
    {
        Fact.AGE: (AgeClass.UNSURE, AgeClass.CHILD, AgeClass.ADULT),
        Fact.UNACCOMPANIED: (Known.UNKNOWN, Known.YES, Known.NO),
        Fact.GUARDIAN: (False, True),
        Fact.EMERGENCY: (None, LegalGround.DANGER_TO_LIFE),
        Fact.RISK: tuple(RiskLevel),
        Fact.FOREIGN: (Known.UNKNOWN, Known.YES, Known.NO),
        Fact.COOPERATES: (Known.UNKNOWN, Known.YES, Known.NO),
        Fact.FAMILY_ASSESSED: (False, True),
        Fact.FAMILY_SUSPECTED: (Known.UNKNOWN, Known.YES, Known.NO),
        Fact.OFFERS: (0, 1),
        **dict.fromkeys(ANSWERS, tuple(said for said in Said if said is not Said.NO)),
        Fact.TO_IDENTIFICATION: tuple(Said),
        Fact.TO_REFERRAL: (Said.NOTHING, Said.YES),
    }
)
"""What each fact may be. The first is what it is before anybody recorded anything.

A no is told apart from silence only for identification: no guard reads another one.
"""

PERSONAL = tuple(fact for fact in Fact if fact in PersonFacts.__dataclass_fields__)
CONSENTING = (*ANSWERS, Fact.AGE, Fact.GUARDIAN, Fact.EMERGENCY)
"""What decides whether an answer counts: whose it is, and who stands in."""

ANSWERING = frozenset(
    role
    for role in Role
    if may(Act.ANSWER_TOGETHER, Asker(frozenset({role}), frozenset({Relation.NONE})))
)
"""Roles that may take a seat: the table of acts says which."""
APPROVERS = tuple(
    Approver(f"{role.value}-{n}", frozenset({role}))
    for role in Role
    if role in ANSWERING
    for n in range(6)
)
"""Six people of each such role: enough for any table where several decide."""

GIVEN = Given(
    at=NOW,
    reason="as agreed",
    outcome=Outcome.RECOVERED,
    recipient_id=RECIPIENT,
    reason_code=DecisionReason.INFORMATION_MISSING,
    approvers=APPROVERS,
    confirmed_outside=True,
)
"""Everything an actor can hand in with a step, except a legal ground."""

GROUNDS: tuple[LegalGround | None, ...] = (None, *LegalGround)
GIVENS: Mapping[LegalGround | None, Given] = MappingProxyType(
    {
        ground: Given(
            at=NOW,
            reason=GIVEN.reason,
            outcome=GIVEN.outcome,
            recipient_id=RECIPIENT,
            legal_ground=ground,
            reason_code=GIVEN.reason_code,
            approvers=APPROVERS,
            confirmed_outside=True,
        )
        for ground in GROUNDS
    }
)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a case stands: a stage on every track, and how reflection stands."""

    stages: tuple[tuple[Track, str], ...]
    reflection: Reflection = Reflection.NEVER

    def stage(self, track: Track) -> str:
        """The stage on one track; empty if the pathway has no such track."""
        for each, held in self.stages:
            if each is track:
                return held
        return ""

    def moved(self, track: Track, stage: str) -> tuple[tuple[Track, str], ...]:
        """The stages after a move on one track."""
        return tuple(
            (each, stage if each is track else held) for each, held in self.stages
        )


def person_of(values: Values) -> PersonFacts:
    """The person as the guards see them."""
    return PersonFacts(**{fact.value: values[fact] for fact in PERSONAL})


def consents_of(values: Values) -> tuple[ConsentInForce, ...]:
    """What is in force, by the production rules, of what the person said."""
    return _in_force(*(values[fact] for fact in CONSENTING))[0]


def declined_of(values: Values) -> frozenset[ConsentPurpose]:
    """What the person declined, by the production rules, of what they said."""
    return _in_force(*(values[fact] for fact in CONSENTING))[1]


@cache
def _in_force(
    *said: Any,  # noqa: ANN401 # each fact has its own kind
) -> tuple[tuple[ConsentInForce, ...], frozenset[ConsentPurpose]]:
    known = dict(zip(CONSENTING, said, strict=True))
    person = PersonFacts(
        age_class=known[Fact.AGE],
        guardian_appointed=known[Fact.GUARDIAN],
        emergency_ground=known[Fact.EMERGENCY],
    )
    said_so = (recorded(ANSWERS[fact], known[fact]) for fact in ANSWERS)
    answers = [each for each in said_so if each is not None]
    return in_force(answers, person), declined(answers, person)


_STANDS_IN = {
    Said.BEST_INTERESTS: LegalGround.CHILD_BEST_INTERESTS,
    Said.DANGER: LegalGround.DANGER_TO_LIFE,
}


def recorded(
    purpose: ConsentPurpose, said: Said, *, withdrawn: bool = False
) -> Recorded | None:
    """An answer as the records would hold it; None if nothing was said."""
    if said is Said.NOTHING:
        return None
    ground = _STANDS_IN.get(said)
    consent = ConsentInForce(
        id=purpose.value,
        purpose=purpose,
        compartments=frozenset(Compartment),
        recipient_id=ANOTHER if said is Said.YES_TO_ANOTHER else RECIPIENT,
        ground=ground,
    )
    answer = ConsentAnswer.YES if ground is None else ConsentAnswer.CANNOT
    answer = ConsentAnswer.NO if said is Said.NO else answer
    return Recorded(consent, answer, withdrawn=withdrawn)


def facts_of(
    position: Position, values: Values, *, identification_ended: bool
) -> CaseFacts:
    """The facts of a case in a position, as the rules are handed them."""
    return CaseFacts(
        stages=dict(position.stages),
        person=person_of(values),
        consents=consents_of(values),
        declined=declined_of(values),
        open_offers=values[Fact.OFFERS],
        reflection_ends=ENDS[position.reflection],
        identification_ended=identification_ended,
    )
