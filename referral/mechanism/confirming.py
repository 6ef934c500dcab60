"""Acts that a body without an account confirms: asking, answering, taking back."""

from functools import partial
from uuid import UUID

from referral.actions import outside_answers, outside_confirmations
from referral.actions.outside_answers import OutsideView
from referral.actions.protect import StepRequest
from referral.actions.work import Done, OnDuty, RequestKey
from referral.mechanism.acts import Acts
from referral.rules.acts import Act
from workflows.vocabulary import OutsideAnswer


class Confirming(Acts):
    """What waits for somebody outside."""

    def ask_outside(
        self,
        actor: OnDuty,
        case_id: UUID,
        step: StepRequest,
        *,
        expects: int | None = None,
    ) -> Done:
        """Ask a body outside to confirm a step; `details["token"]` is told once.

        There is no key for trying again: a second token would be another one.
        """
        act = partial(
            outside_confirmations.ask_outside,
            case_id=case_id,
            request=step,
            expects=expects,
        )
        return self._do(actor, Act.ASK_TOGETHER, act)

    def renew_outside(
        self, actor: OnDuty, joint_id: UUID, *, expects: int | None = None
    ) -> Done:
        """Another token in place of one that was lost; it lasts no longer."""
        act = partial(
            outside_confirmations.renew_outside, joint_id=joint_id, expects=expects
        )
        return self._do(actor, Act.ANSWER_TOGETHER, act)

    def take_back_outside(
        self,
        actor: OnDuty,
        joint_id: UUID,
        *,
        expects: int | None = None,
        request: RequestKey | None = None,
    ) -> Done:
        """Ask no more, or take note of a refusal or a silence."""
        act = partial(
            outside_confirmations.take_back_outside, joint_id=joint_id, expects=expects
        )
        return self._do(actor, Act.ANSWER_TOGETHER, act, request)

    def look_outside(self, token: str) -> OutsideView:
        """What somebody outside is asked to confirm with a token."""
        return outside_answers.look_outside(self._house, token)

    def answer_outside(self, token: str, answer: OutsideAnswer) -> Done:
        """Say yes, no, or later with a token."""
        return outside_answers.answer_outside(self._house, token, answer)
