"""Acts on who may see what: conflicts, broken glasses, alarms, roles, the report."""

from functools import partial
from uuid import UUID

from referral.actions import alarms, break_glass, conflicts, guarding, reporting
from referral.actions.break_glass import GlassTold, GlassView, NewGlass
from referral.actions.conflicts import ConflictsView, NewConflict
from referral.actions.work import Done, OnDuty, RequestKey
from referral.mechanism.acts import Acts
from referral.rules.acts import Act
from referral.rules.reporting import Line
from workflows.vocabulary import GlassOutcome, Role


class Access(Acts):
    """Who is kept away, who opens what is not theirs, and who looks at that."""

    def case_conflicts(self, actor: OnDuty, case_id: UUID) -> ConflictsView:
        """Who is, or was, kept away from a case."""
        act = partial(conflicts.read_conflicts, case_id=case_id)
        return self._do(actor, Act.READ_CONFLICTS, act)

    def state_conflict(
        self,
        actor: OnDuty,
        case_id: UUID,
        new: NewConflict,
        *,
        expects: int | None = None,
        request: RequestKey | None = None,
    ) -> Done:
        """Keep an actor, or an organisation, away from a case."""
        act = partial(
            conflicts.state_conflict, case_id=case_id, new=new, expects=expects
        )
        return self._do(actor, Act.STATE_CONFLICT, act, request)

    def ask_conflict_lifting(
        self,
        actor: OnDuty,
        case_id: UUID,
        conflict_id: UUID,
        *,
        expects: int | None = None,
        request: RequestKey | None = None,
    ) -> Done:
        """Ask somebody else to agree that they may have to do with it again."""
        act = partial(
            conflicts.ask_lifting,
            case_id=case_id,
            conflict_id=conflict_id,
            expects=expects,
        )
        return self._do(actor, Act.STATE_CONFLICT, act, request)

    def break_glass(
        self,
        actor: OnDuty,
        new: NewGlass,
        request: RequestKey | None = None,
    ) -> Done:
        """Open named drawers of a case that is not one's own, for some hours."""
        act = partial(break_glass.break_glass, new=new)
        return self._do(actor, Act.BREAK_GLASS, act, request)

    def glasses(self, actor: OnDuty, *, limit: int = 50) -> list[GlassView]:
        """What was broken, as far as the actor may know of it."""
        act = partial(break_glass.list_glass, limit=limit)
        return self._do(actor, Act.LIST_GLASS, act)

    def glass(self, actor: OnDuty, glass_id: UUID) -> GlassTold:
        """Why one was broken, for whoever reviews it."""
        act = partial(break_glass.read_glass, glass_id=glass_id)
        return self._do(actor, Act.REVIEW_GLASS, act)

    def review_glass(
        self,
        actor: OnDuty,
        glass_id: UUID,
        outcome: GlassOutcome,
        request: RequestKey | None = None,
    ) -> Done:
        """Say whether it was needed."""
        act = partial(break_glass.review_glass, glass_id=glass_id, outcome=outcome)
        return self._do(actor, Act.REVIEW_GLASS, act, request)

    def end_alarm(
        self, actor: OnDuty, alarm_id: UUID, request: RequestKey | None = None
    ) -> Done:
        """Say that an alarm was dealt with."""
        act = partial(alarms.end_alarm, alarm_id=alarm_id)
        return self._do(actor, Act.END_ALARM, act, request)

    def ask_canary(
        self, actor: OnDuty, code: str, *, request: RequestKey | None = None
    ) -> Done:
        """Ask a coordinator to mark a made-up case."""
        act = partial(guarding.ask_canary, code=code)
        return self._do(actor, Act.MARK_CANARY, act, request)

    def ask_unlocking(
        self, actor: OnDuty, locked: UUID, *, request: RequestKey | None = None
    ) -> Done:
        """Ask a coordinator to let somebody in again who was locked out."""
        act = partial(guarding.ask_unlocking, actor_id=locked)
        return self._do(actor, Act.UNLOCK_ACTOR, act, request)

    def give_role(
        self,
        actor: OnDuty,
        receiver: UUID,
        role: Role,
        request: RequestKey | None = None,
    ) -> Done:
        """Ask a coordinator to agree that somebody is given one more role."""
        act = partial(guarding.give_role, actor_id=receiver, role=role)
        return self._do(actor, Act.GIVE_ROLE, act, request)

    def permissions(self, actor: OnDuty) -> tuple[Line, ...]:
        """Who may do and see what: the whole table."""
        return self._do(actor, Act.READ_PERMISSIONS, reporting.read_permissions)

    def case_access(self, actor: OnDuty, case_id: UUID) -> reporting.AccessView:
        """Who can see which drawer of one case now, and why."""
        act = partial(reporting.read_access, case_id=case_id)
        return self._do(actor, Act.READ_ACCESS, act)
