"""Acts that hand on a timeline to whoever is outside."""

from functools import partial
from uuid import UUID

from referral.actions import hand_on
from referral.actions.export import Wanted
from referral.actions.log import settle
from referral.actions.work import Done, OnDuty, RequestKey
from referral.mechanism.acts import Acts
from referral.rules.acts import Act


class HandingOn(Acts):
    """A case's timeline as one file, to be checked by whoever gets it."""

    def ask_export(
        self,
        actor: OnDuty,
        case_id: UUID,
        wanted: Wanted,
        *,
        request: RequestKey | None = None,
    ) -> Done:
        """Ask somebody else to agree to what would identify."""
        settle(self._house)
        act = partial(hand_on.ask_export, case_id=case_id, wanted=wanted)
        return self._do(actor, Act.EXPORT_TIMELINE, act, request)

    def export_timeline(
        self,
        actor: OnDuty,
        case_id: UUID,
        wanted: Wanted,
        paper: hand_on.Paper | None = None,
    ) -> hand_on.HandedOn:
        """Hand on what identifies nobody.

        Args:
            actor: Who hands it on.
            case_id: Whose timeline.
            wanted: How much of it, why, sealed to whom.
            paper: Draws the sheets beside it.
        """
        return hand_on.draw(self._house, actor, case_id, wanted, paper)

    def draw_export(
        self, actor: OnDuty, joint_id: UUID, paper: hand_on.Paper | None = None
    ) -> hand_on.HandedOn:
        """Hand on what somebody else has agreed to, once."""
        return hand_on.draw_agreed(self._house, actor, joint_id, paper)
