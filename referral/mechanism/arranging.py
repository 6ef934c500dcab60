"""Bringing a person over: agreed by two sides, looked for, and heard of later."""

from functools import partial
from uuid import UUID

from referral.actions import arranging, feedback, read_handovers, stalled_handovers
from referral.actions.work import Done, OnDuty, RequestKey
from referral.mechanism.acts import Acts
from referral.rules.acts import Act
from referral.rules.handover import Arrangement
from workflows.vocabulary import Purpose, Whereabouts


class Arranging(Acts):
    """Hand-overs between an offer's yes and the person's arrival."""

    def propose_handover(
        self,
        actor: OnDuty,
        referral_id: UUID,
        new: Arrangement,
        *,
        request: RequestKey | None = None,
    ) -> Done:
        """Propose who meets whom, where and when."""
        act = partial(arranging.propose, referral_id=referral_id, new=new)
        return self._do(actor, Act.ARRANGE_HANDOVER, act, request)

    def confirm_handover(
        self,
        actor: OnDuty,
        referral_id: UUID,
        handover_id: UUID,
        *,
        request: RequestKey | None = None,
    ) -> Done:
        """Say yes to what the other side proposed."""
        act = partial(
            arranging.confirm, referral_id=referral_id, handover_id=handover_id
        )
        return self._do(actor, Act.ARRANGE_HANDOVER, act, request)

    def handover(self, actor: OnDuty, referral_id: UUID) -> read_handovers.HandoverView:
        """What is proposed and agreed of an offer, and when; nothing is opened."""
        act = partial(read_handovers.outline, referral_id=referral_id)
        return self._do(actor, Act.READ_ARRANGEMENT, act)

    def open_handover(
        self, actor: OnDuty, referral_id: UUID, handover_id: UUID, purpose: Purpose
    ) -> read_handovers.OpenedHandover:
        """Open who meets whom, and where."""
        act = partial(
            read_handovers.open_handover,
            referral_id=referral_id,
            handover_id=handover_id,
            purpose=purpose,
        )
        return self._do(actor, Act.READ_ARRANGEMENT, act)

    def stalled_handovers(
        self, actor: OnDuty, *, limit: int = 25
    ) -> stalled_handovers.StalledHandovers:
        """Hand-overs that nobody arranged, and people to look for."""
        act = partial(stalled_handovers.list_stalled, limit=limit)
        return self._look(actor, Act.LIST_OFFERS, act)

    def note_whereabouts(
        self,
        actor: OnDuty,
        referral_id: UUID,
        outcome: Whereabouts,
        *,
        request: RequestKey | None = None,
    ) -> Done:
        """Say what came of looking for somebody who did not arrive."""
        act = partial(
            stalled_handovers.note_whereabouts, referral_id=referral_id, outcome=outcome
        )
        return self._do(actor, Act.NOTE_WHEREABOUTS, act, request)

    def feedback(
        self, actor: OnDuty, *, limit: int = 50
    ) -> tuple[feedback.FeedbackView, ...]:
        """What became of the people the actor's organisation met first."""
        act = partial(feedback.list_feedback, limit=limit)
        return self._look(actor, Act.READ_FEEDBACK, act)
