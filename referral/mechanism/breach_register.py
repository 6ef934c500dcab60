"""Acts on the register of breaches."""

from datetime import datetime
from functools import partial
from uuid import UUID

from referral.actions import breaches, read_breaches
from referral.actions.breaches import BreachContent
from referral.actions.work import Done, OnDuty, RequestKey
from referral.mechanism.acts import Acts
from referral.rules.acts import Act
from workflows.vocabulary import BreachExemption


class BreachRegister(Acts):
    """Breaches of personal data: opened, added to, told, closed."""

    def open_breach(
        self,
        actor: OnDuty,
        aware_at: datetime,
        content: BreachContent,
        *,
        request: RequestKey | None = None,
    ) -> Done:
        """Write down that there was one, and since when somebody knows."""
        act = partial(breaches.open_breach, aware_at=aware_at, content=content)
        return self._do(actor, Act.OPEN_BREACH, act, request)

    def add_to_breach(
        self,
        actor: OnDuty,
        breach_id: UUID,
        content: BreachContent,
        *,
        expects: int | None = None,
        request: RequestKey | None = None,
    ) -> Done:
        """Write down more of it."""
        act = partial(
            breaches.add_to_breach,
            breach_id=breach_id,
            content=content,
            expects=expects,
        )
        return self._do(actor, Act.KEEP_BREACH, act, request)

    def tell_authority(
        self,
        actor: OnDuty,
        breach_id: UUID,
        delay: str | None = None,
        *,
        expects: int | None = None,
        request: RequestKey | None = None,
    ) -> Done:
        """Write down that the authority was told."""
        act = partial(
            breaches.tell_authority, breach_id=breach_id, delay=delay, expects=expects
        )
        return self._do(actor, Act.KEEP_BREACH, act, request)

    def tell_people(
        self,
        actor: OnDuty,
        breach_id: UUID,
        *,
        expects: int | None = None,
        request: RequestKey | None = None,
    ) -> Done:
        """Write down that the people concerned were told."""
        act = partial(breaches.tell_people, breach_id=breach_id, expects=expects)
        return self._do(actor, Act.KEEP_BREACH, act, request)

    def close_breach(
        self,
        actor: OnDuty,
        breach_id: UUID,
        authority: BreachExemption | None = None,
        people: BreachExemption | None = None,
        *,
        expects: int | None = None,
        request: RequestKey | None = None,
    ) -> Done:
        """Close it, with the reason for whoever was not told."""
        act = partial(
            breaches.close_breach,
            breach_id=breach_id,
            authority=authority,
            people=people,
            expects=expects,
        )
        return self._do(actor, Act.KEEP_BREACH, act, request)

    def breaches(
        self, actor: OnDuty, *, limit: int = 50
    ) -> list[read_breaches.BreachLine]:
        """The register, open ones first."""
        act = partial(read_breaches.list_breaches, limit=limit)
        return self._do(actor, Act.READ_BREACHES, act)

    def breach(self, actor: OnDuty, breach_id: UUID) -> read_breaches.BreachView:
        """One breach, opened."""
        act = partial(read_breaches.read_breach, breach_id=breach_id)
        return self._do(actor, Act.READ_BREACHES, act)
