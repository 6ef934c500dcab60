"""Acts of an offer's life between its card and its end."""

from collections.abc import Callable, Mapping
from functools import partial
from uuid import UUID

from referral.actions import (
    asking_back,
    by_telephone,
    respond,
    serving,
    still_here,
    undoing,
)
from referral.actions.work import Done, OnDuty, RequestKey
from referral.mechanism.acts import Acts
from referral.rules.acts import Act

LIFE_STEPS: Mapping[str, tuple[Act, Callable[..., Done]]] = {
    "confirm": (Act.ANSWER_OFFER, respond.confirm),
    "dispute": (Act.ANSWER_OFFER, by_telephone.dispute),
    "return": (Act.GIVE_SERVICE, serving.return_person),
    "start_service": (Act.GIVE_SERVICE, serving.start_service),
    "complete": (Act.GIVE_SERVICE, serving.complete),
    "close_provider": (Act.CLOSE_PROVIDER, serving.close_provider),
}
"""Steps that are a button, or a coded word; the act, and what does it."""
CODED: Mapping[str, str] = {
    "decline": "reason",
    "dispute": "reason",
    "return": "reason",
    "complete": "outcome",
}
"""Steps that need a coded word, and what the act calls it."""


class OfferLife(Acts):
    """What is said about an offer before its answer."""

    def undo_all(self, actor: OnDuty, request: RequestKey | None = None) -> Done:
        """Undo every offer that the actor has pressed and that has not left."""
        return self._do(actor, Act.WITHDRAW_OFFER, undoing.undo_all, request)

    def housed(
        self, actor: OnDuty, *, limit: int = 50
    ) -> tuple[still_here.HousedView, ...]:
        """Who lives with the actor's organisation, and when that was said last."""
        act = partial(still_here.list_housed, limit=limit)
        return self._look(actor, Act.LIST_OFFERS, act)

    def confirm_stay(
        self, actor: OnDuty, referral_id: UUID, request: RequestKey | None = None
    ) -> Done:
        """Say that whoever arrived by an offer is still there."""
        act = partial(still_here.confirm_stay, referral_id=referral_id)
        return self._do(actor, Act.GIVE_SERVICE, act, request)

    def record_departure(
        self,
        actor: OnDuty,
        referral_id: UUID,
        outcome: str,
        *,
        expects: int | None = None,
        request: RequestKey | None = None,
    ) -> Done:
        """Say that they are not there any more, and how the service ended."""
        act = partial(still_here.record_departure, referral_id=referral_id)
        act = partial(act, outcome=outcome, expects=expects)
        return self._do(actor, Act.GIVE_SERVICE, act, request)

    def question_offer(
        self,
        actor: OnDuty,
        referral_id: UUID,
        text: str,
        *,
        expects: int | None = None,
        request: RequestKey | None = None,
    ) -> Done:
        """Ask the sender of an offer something."""
        act = partial(asking_back.ask_sender, referral_id=referral_id, text=text)
        act = partial(act, expects=expects)
        return self._do(actor, Act.ASK_ABOUT_OFFER, act, request)

    def reply_offer(
        self,
        actor: OnDuty,
        referral_id: UUID,
        text: str,
        *,
        expects: int | None = None,
        request: RequestKey | None = None,
    ) -> Done:
        """Answer what the addressee of an offer asked."""
        act = partial(asking_back.reply, referral_id=referral_id, text=text)
        act = partial(act, expects=expects)
        return self._do(actor, Act.REPLY_ABOUT_OFFER, act, request)

    def record_telephone_yes(
        self,
        actor: OnDuty,
        referral_id: UUID,
        said_by: str,
        *,
        expects: int | None = None,
        request: RequestKey | None = None,
    ) -> Done:
        """Write down a yes that was said by telephone, and who said it."""
        act = partial(by_telephone.record_telephone_yes, referral_id=referral_id)
        act = partial(act, said_by=said_by, expects=expects)
        return self._do(actor, Act.RECORD_TELEPHONE_YES, act, request)
