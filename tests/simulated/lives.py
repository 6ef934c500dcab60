"""How a simulated person's course goes on: what is done next, by whom, by lot.

Only real acts are done, each by somebody who may; a refusal is an answer like others.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from referral.actions.protect import StepRequest
from referral.actions.refer import Offer
from referral.actions.work import Done
from referral.errors import Refusal
from referral.rules.explain import StepAnswer
from referral.rules.facts import PersonFacts
from tests.world import WOMAN, World, admitted
from workflows.vocabulary import (
    PROFESSIONS,
    AgeClass,
    ConsentAnswer,
    ConsentPurpose,
    DecisionReason,
    Known,
    LegalGround,
    Outcome,
    ReferralKind,
    RiskLevel,
    Sex,
    StepInput,
    Track,
)

ADULT = replace(WOMAN, foreign_national=Known.NO, risk_level=RiskLevel.MEDIUM)
MET: tuple[tuple[str, PersonFacts], ...] = (
    ("outreach", ADULT),
    ("outreach", replace(ADULT, sex=Sex.MALE, foreign_national=Known.YES)),
    ("officer", replace(ADULT, risk_level=RiskLevel.HIGH)),
    (
        "outreach",
        replace(
            ADULT,
            age_class=AgeClass.CHILD,
            unaccompanied=Known.YES,
            guardian_appointed=True,
        ),
    ),
    ("outreach", replace(ADULT, age_class=AgeClass.UNSURE)),
)
"""By whom somebody is met, and what is known of them."""
SERVED_BY = {"shelter": "host", "haven": "warden"}
AUTHORITIES = ("authority", "migration", "police", "court", "advocates")
LATE = ("close", "record_contact_lost", "record_death", "leave_anonymous_record")
"""What ends a course: seldom at first."""


@dataclass
class Life:
    """One person's course."""

    case: UUID
    met_by: str
    began: datetime
    child: bool
    offer: UUID | None = None
    to: str = "shelter"
    turns: int = 0
    did: list[str] = field(default_factory=list)


def with_everybody(world: World) -> None:
    """Somebody of every profession, so that every seat can be taken."""
    held = {role for each in world.people.values() for role in each.roles}
    for role in sorted(PROFESSIONS - held):
        admitted(world, role.value, "advocates", frozenset({role}))


def met(world: World, lot: Random) -> Life:
    """A case is opened."""
    by, facts = lot.choice(MET)
    case = world.case(by, facts)
    child = facts.age_class is not AgeClass.ADULT
    return Life(case.id, by, world.clock(), child)


class Turns:
    """What can be done for a life, each a way that may be refused."""

    def __init__(self, world: World, lot: Random) -> None:
        self.world, self.lot, self.mechanism = world, lot, world.mechanism

    def holder(self, life: Life) -> str:
        """Who works on it now."""
        for name in (life.met_by, "host", "warden", "outreach"):
            with suppress(Refusal):
                seen = self.mechanism.read_case(self.world[name], life.case)
                if "holder" in seen.relations:
                    return name
        return life.met_by

    def turn(self, life: Life) -> str:
        """Do one thing, by lot; answers which."""
        life.turns += 1
        ways: list[Callable[[Life], str | None]] = [self.step, self.step, self.step]
        if life.turns <= 2:  # who was just met is asked first
            ways = [self.agrees]
        elif life.offer is not None:
            ways += [self.answer] * 4
        else:
            ways += [self.offer] * 2 + [self.agrees, self.takes_back]
        with suppress(Refusal):
            did = self.lot.choice(ways)(life)
            if did is not None:
                life.did.append(did)
                return did
        return "nothing"

    def agrees(self, life: Life) -> str:
        """The person says yes; for a child the best interests stand in."""
        by, words = self.holder(life), dict[str, Any]()
        if life.child:
            words = {
                "answer": ConsentAnswer.CANNOT,
                "ground": LegalGround.CHILD_BEST_INTERESTS,
            }
        purpose = self.lot.choice(
            (ConsentPurpose.REFERRAL, ConsentPurpose.REFERRAL, *ConsentPurpose)
        )
        if purpose is ConsentPurpose.IDENTIFICATION:
            words["recipient_id"] = self.world.bodies[self.lot.choice(AUTHORITIES)]
        done = self.world.consent(life.case, by, purpose=purpose, **words)
        if done.details.get("joint_act"):
            self.world.confirmed(done)
        return "consent"

    def takes_back(self, life: Life) -> str | None:
        """Now and then somebody no longer wants what they agreed to."""
        if self.lot.random() > 0.05:  # seldom
            return None
        me = self.world[self.holder(life)]
        given = self.mechanism.consents(me, life.case)
        if not given:
            return None
        self.mechanism.withdraw_consent(me, life.case, self.lot.choice(given).id)
        return "withdrawn"

    def offer(self, life: Life) -> str:
        life.to = self.lot.choice(tuple(SERVED_BY))
        kind = self.lot.choice(tuple(ReferralKind))
        until = self.world.clock() + timedelta(hours=self.lot.choice((2, 6, 72)))
        asked = Offer(self.world.services[life.to], kind, (), until)
        me = self.world[self.holder(life)]
        life.offer = self.mechanism.make_offer(me, life.case, asked).id
        return "offer"

    def answer(self, life: Life) -> str | None:
        """The other side answers, or is silent until it is too late."""
        if life.offer is None:
            return None
        seen = self.mechanism.read_offer(self.world[SERVED_BY[life.to]], life.offer)
        way = {
            "offered": ("accept", "accept", "decline", "withdraw"),
            "accepted": ("arrived", "arrived", "arrived", "no_show"),
        }.get(seen.stage)
        if way is None:
            life.offer = None
            return None
        word = self.lot.choice(way)
        by = self.holder(life) if word == "withdraw" else SERVED_BY[life.to]
        reason = "full" if word == "decline" else None
        self.mechanism.answer_offer(self.world[by], life.offer, word, reason=reason)
        return word

    def step(self, life: Life) -> str | None:
        """One of the steps of the pathway that somebody may take now."""
        names = list(self.world.people)
        self.lot.shuffle(names)
        for name in [self.holder(life), *names][:6]:
            with suppress(Refusal):
                me = self.world[name]
                told = self.mechanism.steps(me, life.case)
                open_now = [each for each in told if each.allowed]
                if open_now and (one := self.chosen(life, open_now)):
                    return self.taken(life, name, one)
        return None

    def chosen(self, life: Life, open_now: list[StepAnswer]) -> StepAnswer | None:
        """What leads on, rather than what ends; what ends, once it is late."""
        age = self.world.clock() - life.began
        ends = self.lot.random() < age / timedelta(days=600)
        fit = [each for each in open_now if (each.step not in LATE) != ends]
        rare = self.lot.random() < 0.02
        pool = open_now if rare else fit
        return self.lot.choice(pool) if pool else None

    def taken(self, life: Life, name: str, step: StepAnswer) -> str | None:
        given: dict[str, Any] = {}
        if StepInput.REASON in step.needs:
            given["reason"] = "As recorded."
        if StepInput.OUTCOME in step.needs:
            given["outcome"] = self.lot.choice(tuple(Outcome))
        if StepInput.REASON_CODE in step.needs:
            given["reason_code"] = DecisionReason.INFORMATION_MISSING
        if StepInput.RECIPIENT in step.needs:
            given["recipient_id"] = self.world.bodies[self.lot.choice(AUTHORITIES)]
        request = StepRequest(step.step, **given)
        if not step.seats:
            self.mechanism.take_step(self.world[name], life.case, request)
            return step.step
        others = {each.organisation_id for each in self.world.people.values()}
        asked = self.mechanism.ask_step(
            self.world[name], life.case, request, invited=sorted(others)
        )
        return step.step if self.together(asked, name) else f"asked:{step.step}"

    def together(self, asked: Done, name: str) -> bool:
        """Everybody who may takes a seat; then whoever asked does it."""
        for other in self.world.people:
            with suppress(Refusal):
                self.world.agree(asked.id, other)
        with suppress(Refusal):
            self.mechanism.answer_joint(self.world[name], asked.id, "execute")
            return True
        return False


def days_apart(lot: Random) -> Iterator[timedelta]:
    """How long it takes until something happens again; often soon, at times weeks."""
    while True:
        yield timedelta(hours=max(0.2, lot.expovariate(1 / 200)))


def is_closed(world: World, life: Life) -> bool:
    """True if nobody has to do anything for this person any more."""
    seen = world.mechanism.read_case(world["coordinator"], life.case)
    return seen.stages[Track.PROTECTION] in ("closed", "anonymous_record")
