"""Acts of plans, follow-up, and of how a case ends and begins again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from referral.actions.follow_ups import FollowUpEnd
from referral.actions.outcomes import Closing, NewOutcomes
from referral.actions.plans import NewLine, NewPlan
from referral.mechanism import Mechanism
from tests.world import World
from workflows.vocabulary import (
    ContactChannel,
    FollowUpResult,
    LifeOutcome,
    LifeResult,
    Outcome,
    PlanAgreement,
    Purpose,
    ReopenReason,
    ServiceNote,
)

if TYPE_CHECKING:
    from tests.properties.acts import Stage

PLAN = NewPlan(("medical",), PlanAgreement.AGREES, goals="To rest.")
LATER = date(2026, 4, 1)
LOOKED_AT = NewOutcomes(dict.fromkeys(LifeOutcome, LifeResult.NOT_KNOWN))
END = Closing("close", Outcome.RECOVERED, "goals_met")
IN_PERSON = ContactChannel.IN_PERSON


@dataclass(frozen=True, slots=True)
class Planned:
    """A case with a plan, a service and a follow-up; one to close, one that is."""

    case: UUID
    line: UUID
    follow_up: UUID
    closing: UUID
    closed: UUID


def planned(world: World) -> Planned:
    """Brought to where everything about a plan can be done."""
    me, m = world["outreach"], world.mechanism
    case, closing, closed = (world.case().id for _ in range(3))
    m.write_plan(me, case, PLAN)
    line = m.plan_service(me, case, NewLine("medical", LATER)).id
    at = world.clock() + timedelta(days=9)
    follow_up = m.set_follow_up(me, case, at, IN_PERSON).id
    m.close_case(me, closed, END, LOOKED_AT)
    return Planned(case, line, follow_up, closing, closed)


PLANS: dict[str, Callable[[Mechanism, "Stage"], object]] = {
    "plan": lambda m, s: m.plan(s.world["outreach"], s.own.planned.case, Purpose.CARE),
    "tasks": lambda m, s: m.tasks(s.world["outreach"]),
    "write_plan": lambda m, s: m.write_plan(
        s.world["outreach"], s.own.planned.case, PLAN
    ),
    "plan_service": lambda m, s: m.plan_service(
        s.world["outreach"], s.own.planned.case, NewLine("legal_aid", LATER)
    ),
    "note_service": lambda m, s: m.note_service(
        s.world["outreach"], s.own.planned.line, ServiceNote.NOT_NEEDED
    ),
    "set_follow_up": lambda m, s: m.set_follow_up(
        s.world["outreach"],
        s.own.planned.case,
        s.world.clock() + timedelta(days=20),
        IN_PERSON,
    ),
    "end_follow_up": lambda m, s: m.end_follow_up(
        s.world["outreach"], s.own.planned.follow_up, FollowUpEnd(FollowUpResult.MISSED)
    ),
    "record_outcomes": lambda m, s: m.record_outcomes(
        s.world["outreach"], s.own.planned.case, LOOKED_AT
    ),
    "endings": lambda m, s: m.endings(s.world["outreach"], s.own.planned.closing),
    "close_case": lambda m, s: m.close_case(
        s.world["outreach"], s.own.planned.closing, END, LOOKED_AT
    ),
    "reopen_case": lambda m, s: m.reopen_case(
        s.world["outreach"], s.own.planned.closed, ReopenReason.PERSON_ASKS
    ),
}
"""By the name of the method."""
