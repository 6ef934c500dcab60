"""A plan is kept with the person, followed up, closed with outcomes, and reopened."""

from datetime import timedelta

from referral.actions.follow_ups import FollowUpEnd
from referral.actions.outcomes import Closing, NewOutcomes
from referral.actions.plans import NewLine, NewPlan
from tests.simulated.people import Doing, Life
from workflows.vocabulary import (
    ChildView,
    ContactChannel,
    FollowUpResult,
    LifeOutcome,
    LifeResult,
    Outcome,
    PlanAgreement,
    ServiceNote,
)

NEEDED = ("medical", "safe_accommodation", "legal_aid")
IN_PERSON = ContactChannel.IN_PERSON
ENDS = tuple(each for each in ServiceNote if each is not ServiceNote.STARTED)


class Plans(Doing):
    """What the holder of a case does beside steps and offers."""

    def planned(self, life: Life) -> str:
        """One thing of a plan, by lot; what waits already comes first."""
        if life.follow_ups and self.rarely(0.5):
            return self._followed(life)
        if life.services and self.rarely(0.5):
            return self._noted(life)
        way = self.lot.choice((self._written, self._service, self._follow_up))
        return way(life)

    def _written(self, life: Life) -> str:
        today = self.world.clock().date()
        new = NewPlan(
            tuple(self.lot.sample(NEEDED, 2)),
            self.lot.choice(tuple(PlanAgreement)),
            self.lot.choice(tuple(ChildView)) if life.child else None,
            today + timedelta(days=self.lot.choice((14, 30, 90))),
            goals="To rest.",
        )
        self.mechanism.write_plan(self.world[self.holder(life)], life.case, new)
        return "plan"

    def _service(self, life: Life) -> str:
        begins = self.world.clock().date() + timedelta(days=7)
        new = NewLine(self.lot.choice(NEEDED), begins)
        me = self.world[self.holder(life)]
        life.services.append(self.mechanism.plan_service(me, life.case, new).id)
        return "service_planned"

    def _noted(self, life: Life) -> str:
        note, line = self.lot.choice(ENDS), life.services.pop()
        self.mechanism.note_service(self.world[self.holder(life)], line, note)
        return "service_noted"

    def _follow_up(self, life: Life) -> str:
        at = self.world.clock() + timedelta(days=self.lot.choice((9, 30, 90)))
        me = self.world[self.holder(life)]
        done = self.mechanism.set_follow_up(me, life.case, at, IN_PERSON)
        life.follow_ups.append(done.id)
        return "follow_up_set"

    def _followed(self, life: Life) -> str:
        due, result = life.follow_ups.pop(0), self.lot.choice(tuple(FollowUpResult))
        channel = None if result is FollowUpResult.MISSED else IN_PERSON
        me = self.world[self.holder(life)]
        self.mechanism.end_follow_up(me, due, FollowUpEnd(result, channel))
        return f"follow_up:{result}"

    def looked_at(self) -> NewOutcomes:
        """Every outcome, each with a result; half want to be asked again."""
        results = {each: self.lot.choice(tuple(LifeResult)) for each in LifeOutcome}
        return NewOutcomes(results, IN_PERSON if self.rarely(0.5) else None)

    def closes(self, life: Life) -> str | None:
        """The case ends with its outcomes, if a step of the pathway leads there."""
        me = self.world[self.holder(life)]
        steps = self.mechanism.endings(me, life.case).steps
        if not steps:
            return None
        step, outcome = self.lot.choice(steps)[0], self.lot.choice(tuple(Outcome))
        end = Closing(step, outcome, "As recorded.")
        self.mechanism.close_case(me, life.case, end, self.looked_at())
        return "closed_with_outcomes"

    def reopens(self, life: Life) -> str | None:
        """Somebody comes back, for one of the reasons of the pathway."""
        me = self.world[self.holder(life)]
        seen = self.mechanism.endings(me, life.case)
        if not seen.reopens or seen.closure is None:
            return None
        reason = self.lot.choice(seen.closure.reopen_reasons)
        self.mechanism.reopen_case(me, life.case, reason, "They came back.")
        return "reopened"
