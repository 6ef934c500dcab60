"""Acts that end a record, keep it longer, or tell how long it is kept."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from referral.actions import erase, holds, retention
from referral.actions.work import Done, OnDuty, RequestKey
from referral.mechanism.acts import Acts
from referral.records.database import Unit
from referral.records.erasures import ErasureNow, open_erasures
from referral.rules.acts import Act
from workflows.vocabulary import ErasureReason


@dataclass(frozen=True, slots=True)
class ErasuresNow:
    """Erasures that are not complete, for whoever operates the deployment."""

    open: tuple[ErasureNow, ...]
    now: datetime

    @property
    def overdue(self) -> int:
        """How many had to be complete by now."""
        return sum(each.overdue(self.now) for each in self.open)

    @property
    def uncleared(self) -> int:
        """Of how many the store's own logs may still hold a destroyed key."""
        return sum(not each.cleared for each in self.open)

    @property
    def waits_for(self) -> tuple[str, ...]:
        """The keys that have to be destroyed for them."""
        return tuple(sorted({key for each in self.open for key in each.waits_for}))


class Erasing(Acts):
    """Erasure by two people, legal holds, retention."""

    def ask_erasure(
        self,
        actor: OnDuty,
        case_id: UUID,
        reason: ErasureReason,
        *,
        expects: int | None = None,
        request: RequestKey | None = None,
    ) -> Done:
        """Ask somebody else to agree that a person is erased."""
        act = partial(
            erase.ask_erasure, case_id=case_id, reason=reason, expects=expects
        )
        return self._do(actor, Act.ASK_ERASURE, act, request)

    def set_hold(
        self,
        actor: OnDuty,
        case_id: UUID,
        hold: holds.NewHold,
        *,
        expects: int | None = None,
        request: RequestKey | None = None,
    ) -> Done:
        """Keep a case from being erased until two people lift the hold."""
        act = partial(holds.set_hold, case_id=case_id, hold=hold, expects=expects)
        return self._do(actor, Act.SET_HOLD, act, request)

    def ask_lifting(
        self,
        actor: OnDuty,
        case_id: UUID,
        hold_id: UUID,
        reason: str,
        *,
        expects: int | None = None,
        request: RequestKey | None = None,
    ) -> Done:
        """Ask somebody else to agree that a hold is lifted."""
        act = partial(
            holds.ask_lifting,
            case_id=case_id,
            hold_id=hold_id,
            reason=reason,
            expects=expects,
        )
        return self._do(actor, Act.SET_HOLD, act, request)

    def case_retention(self, actor: OnDuty, case_id: UUID) -> retention.RetentionView:
        """How long a case is kept, what keeps it, how far its erasure is."""
        act = partial(retention.read_retention, case_id=case_id)
        return self._look(actor, Act.READ_RETENTION, act)

    def retention_list(
        self, actor: OnDuty, *, limit: int = 50
    ) -> retention.RetentionList:
        """Cases whose period is over, and erasures that are not complete."""
        act = partial(retention.list_retention, limit=limit)
        return self._look(actor, Act.LIST_RETENTION, act)

    def erasures(self) -> ErasuresNow:
        """Erasures that are not complete, with the moment this was asked."""

        def look(unit: Unit) -> ErasuresNow:
            return ErasuresNow(tuple(open_erasures(unit)), unit.now)

        return self._house.store.read(look)
