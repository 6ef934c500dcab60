"""Plans, follow-up, what waits, and how a case ends and begins again."""

from datetime import datetime
from functools import partial
from uuid import UUID

from referral.actions import follow_ups, outcomes, plan_reading, plans, tasks
from referral.actions.list_lines import LinePlace
from referral.actions.work import Done, OnDuty, RequestKey
from referral.mechanism.acts import Acts
from referral.rules.acts import Act
from workflows.vocabulary import ContactChannel, Purpose, ReopenReason, ServiceNote


class Planning(Acts):
    """What the holder of a case works out with the person, and follows."""

    def plan(
        self,
        actor: OnDuty,
        case_id: UUID,
        purpose: Purpose,
        version: int | None = None,
    ) -> plan_reading.PlanView:
        """The plan of a case as it stands, or stood, with what came of it."""
        act = partial(
            plan_reading.read_plan, case_id=case_id, purpose=purpose, version=version
        )
        return self._do(actor, Act.READ_PLAN, act)

    def write_plan(
        self,
        actor: OnDuty,
        case_id: UUID,
        new: plans.NewPlan,
        *,
        expects: int | None = None,
        request: RequestKey | None = None,
    ) -> Done:
        """Write the plan of a case anew."""
        act = partial(plans.write_plan, case_id=case_id, new=new, expects=expects)
        return self._do(actor, Act.KEEP_PLAN, act, request)

    def plan_service(
        self,
        actor: OnDuty,
        case_id: UUID,
        new: plans.NewLine,
        *,
        expects: int | None = None,
        request: RequestKey | None = None,
    ) -> Done:
        """Plan one more service."""
        act = partial(plans.plan_service, case_id=case_id, new=new, expects=expects)
        return self._do(actor, Act.KEEP_PLAN, act, request)

    def note_service(
        self,
        actor: OnDuty,
        line_id: UUID,
        note: ServiceNote,
        request: RequestKey | None = None,
    ) -> Done:
        """Note that a planned service began, or is at an end."""
        act = partial(plans.note_service, line_id=line_id, note=note)
        return self._do(actor, Act.KEEP_PLAN, act, request)

    def set_follow_up(
        self,
        actor: OnDuty,
        case_id: UUID,
        at: datetime,
        channel: ContactChannel,
        request: RequestKey | None = None,
    ) -> Done:
        """Set a follow-up contact at a time, and in a way, that is safe."""
        act = partial(follow_ups.set_follow_up, case_id=case_id, at=at, channel=channel)
        return self._do(actor, Act.KEEP_PLAN, act, request)

    def end_follow_up(
        self,
        actor: OnDuty,
        follow_up_id: UUID,
        end: follow_ups.FollowUpEnd,
        request: RequestKey | None = None,
    ) -> Done:
        """Record what came of a follow-up contact."""
        act = partial(follow_ups.end_follow_up, follow_up_id=follow_up_id, end=end)
        return self._do(actor, Act.KEEP_PLAN, act, request)

    def record_outcomes(
        self,
        actor: OnDuty,
        case_id: UUID,
        new: outcomes.NewOutcomes,
        request: RequestKey | None = None,
    ) -> Done:
        """Look at every outcome that the pathway names."""
        act = partial(outcomes.record_outcomes, case_id=case_id, new=new)
        return self._do(actor, Act.KEEP_PLAN, act, request)

    def close_case(
        self,
        actor: OnDuty,
        case_id: UUID,
        closing: outcomes.Closing,
        new: outcomes.NewOutcomes,
        *,
        expects: int | None = None,
        request: RequestKey | None = None,
    ) -> Done:
        """Look at every outcome, and take the step that closes the case."""
        act = partial(
            outcomes.close_case,
            case_id=case_id,
            closing=closing,
            new=new,
            expects=expects,
        )
        return self._do(actor, Act.TAKE_STEP, act, request)

    def endings(self, actor: OnDuty, case_id: UUID) -> outcomes.EndingView:
        """How a case may end now, or begin again, as its pathway says."""
        act = partial(outcomes.read_endings, case_id=case_id)
        return self._look(actor, Act.READ_WAYS, act)

    def reopen_case(
        self,
        actor: OnDuty,
        case_id: UUID,
        reason: ReopenReason,
        words: str = "",
        *,
        expects: int | None = None,
        request: RequestKey | None = None,
    ) -> Done:
        """Open a closed case again, for a reason of the pathway."""
        act = partial(
            outcomes.reopen_case,
            case_id=case_id,
            reason=reason,
            words=words,
            expects=expects,
        )
        return self._do(actor, Act.TAKE_STEP, act, request)

    def tasks(
        self,
        actor: OnDuty,
        *,
        overdue: bool = False,
        after: LinePlace | None = None,
        limit: int = 50,
    ) -> tasks.TaskList:
        """A page of what waits in the cases that the actor's organisation holds."""
        act = partial(tasks.list_tasks, limit=limit, overdue=overdue, after=after)
        return self._look(actor, Act.LIST_TASKS, act)
