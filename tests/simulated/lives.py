"""How a simulated person's course goes on: what is done next, by whom, by lot.

Only real acts are done, each by somebody who may; a refusal is an answer like others.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

from referral.actions.protect import StepRequest
from referral.actions.work import Done
from referral.errors import ConsentMissing, Refusal
from referral.rules.explain import StepAnswer
from referral.rules.facts import PersonFacts
from tests.simulated.people import Doing, Life
from tests.simulated.plans import Plans
from tests.simulated.referrals import Referrals
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
    RiskLevel,
    Sex,
    StepInput,
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
AUTHORITIES = ("authority", "migration", "police", "court", "advocates")
LATE = ("close", "record_contact_lost", "record_death", "leave_anonymous_record")
"""What ends a course: seldom at first."""


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


class Turns(Doing):
    """What can be done for a life, each a way that may be refused."""

    def __init__(self, world: World, lot: Random) -> None:
        super().__init__(world, lot)
        self.referrals, self.plans = Referrals(world, lot), Plans(world, lot)
        self.refused: Counter[str] = Counter()
        """How often something was answered with no, by the code of the refusal."""

    def turn(self, life: Life) -> str:
        """Do one thing, by lot; answers which."""
        life.turns += 1
        try:
            did = self.lot.choice(self.ways(life))(life)
        except Refusal as no:
            self.refused[no.code] += 1
            life.held_by = ""
            life.unasked = isinstance(no, ConsentMissing)
            return "refused"
        if did is not None:
            life.did.append(did)
        return did or "nothing"

    def ways(self, life: Life) -> list[Callable[[Life], str | None]]:
        """What may come next, the likelier the more often."""
        if life.turns <= 2 or life.unasked:  # who was just met is asked first
            return [self.agrees]
        if life.closed:
            return [self.plans.reopens]
        if life.place_lost:
            return [self.referrals.offer]
        if life.looked_for is not None:
            return [self.referrals.looks_for]
        ways = [self.step, self.step, self.plans.planned, self.referrals.places]
        if self.is_late(life):
            ways.append(self.plans.closes)
        if offers := self.referrals.open_offers(life):
            return [*ways, *[lambda one: self.referrals.go_on(one, offers)] * 5]
        return [*ways, *[self.referrals.offer] * 3, self.agrees, self.takes_back]

    def is_late(self, life: Life) -> bool:
        """True the more often, the longer ago it began: then courses end."""
        age = self.world.clock() - life.began
        return self.rarely(age / timedelta(days=600))

    def agrees(self, life: Life) -> str:
        """The person says yes; for a child the best interests stand in."""
        by, words = self.holder(life), dict[str, Any]()
        if life.child:
            words = {
                "answer": ConsentAnswer.CANNOT,
                "ground": LegalGround.CHILD_BEST_INTERESTS,
            }
        purpose, life.unasked = ConsentPurpose.REFERRAL, False
        if life.turns > 1 and self.rarely(0.5):
            purpose = self.lot.choice(tuple(ConsentPurpose))
        if purpose is ConsentPurpose.IDENTIFICATION:
            words["recipient_id"] = self.world.bodies[self.lot.choice(AUTHORITIES)]
        done = self.world.consent(life.case, by, purpose=purpose, **words)
        if done.details.get("joint_act"):
            self.world.confirmed(done)
        return "consent"

    def takes_back(self, life: Life) -> str | None:
        """Now and then somebody no longer wants what they agreed to."""
        if not self.rarely(0.05):
            return None
        me = self.world[self.holder(life)]
        given = self.mechanism.consents(me, life.case)
        if not given:
            return None
        self.mechanism.withdraw_consent(me, life.case, self.lot.choice(given).id)
        return "withdrawn"

    def step(self, life: Life) -> str | None:
        """One of the steps of the pathway that somebody may take now."""
        others = self.lot.sample(tuple(self.world.people), 2)
        for name in dict.fromkeys((self.holder(life), *others)):
            with suppress(Refusal):
                me = self.world[name]
                told = self.mechanism.steps(me, life.case)
                open_now = [each for each in told if each.allowed]
                if open_now and (one := self.chosen(life, open_now)):
                    return self.taken(life, name, one)
        return None

    def chosen(self, life: Life, open_now: list[StepAnswer]) -> StepAnswer | None:
        """What leads on, rather than what ends; what ends, once it is late."""
        ends = self.is_late(life)
        fit = [each for each in open_now if (each.step not in LATE) != ends]
        rare = self.rarely(0.02)
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
