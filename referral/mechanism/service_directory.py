"""Services: what they state, their places, who may ask whom, and who fits."""

from functools import partial
from uuid import UUID

from referral.actions import (
    allowing,
    matching,
    place_holds,
    read_suspensions,
    service_terms,
    suspending,
)
from referral.actions.service_facts import Listed
from referral.actions.work import Done, OnDuty, RequestKey
from referral.mechanism.acts import Acts
from referral.rules.acts import Act
from referral.rules.matching import Wanted
from referral.rules.service_terms import Terms
from workflows.vocabulary import AllowRule, PlaceKind, SuspensionReason


class ServiceDirectory(Acts):
    """What can be asked of whom, and whether there is a place."""

    def service_directory(
        self, actor: OnDuty, service_type: str | None = None
    ) -> list[Listed]:
        """Every service that takes part, with what it states and told."""
        act = partial(service_terms.list_directory, service_type=service_type)
        return self._look(actor, Act.LIST_SERVICES, act)

    def state_terms(
        self,
        actor: OnDuty,
        service_id: UUID,
        terms: Terms,
        *,
        expects: int | None = None,
        request: RequestKey | None = None,
    ) -> Done:
        """State whom a service takes, when it is reached, on whose referral."""
        act = partial(
            service_terms.state_terms,
            service_id=service_id,
            terms=terms,
            expects=expects,
        )
        return self._do(actor, Act.ADMINISTER, act, request)

    def own_services(self, actor: OnDuty) -> list[Listed]:
        """The services of the actor's organisation with their places."""
        return self._look(actor, Act.TELL_CAPACITY, service_terms.own_services)

    def tell_capacity(
        self,
        actor: OnDuty,
        service_id: UUID,
        kind: PlaceKind,
        total: int,
        free: int,
        request: RequestKey | None = None,
    ) -> Done:
        """Tell how many places of a kind an own service has, and how many are free."""
        act = partial(
            service_terms.tell_capacity,
            service_id=service_id,
            kind=kind,
            total=total,
            free=free,
        )
        return self._do(actor, Act.TELL_CAPACITY, act, request)

    def hold_places(
        self,
        actor: OnDuty,
        service_id: UUID,
        kind: PlaceKind,
        places: int = 1,
        request: RequestKey | None = None,
    ) -> Done:
        """Keep places free for two hours."""
        act = partial(
            place_holds.hold_places, service_id=service_id, kind=kind, places=places
        )
        return self._do(actor, Act.HOLD_PLACES, act, request)

    def release_hold(
        self, actor: OnDuty, hold_id: UUID, request: RequestKey | None = None
    ) -> Done:
        """End a hold that belongs to no offer."""
        act = partial(place_holds.release_hold, hold_id=hold_id)
        return self._do(actor, Act.HOLD_PLACES, act, request)

    def match_services(
        self, actor: OnDuty, case_id: UUID, service_type: str | None = None
    ) -> matching.Matches:
        """Rank the services for a case, and say of the others why they do not fit."""
        act = partial(
            matching.match_services, case_id=case_id, service_type=service_type
        )
        return self._do(actor, Act.MATCH_SERVICES, act)

    def ask_places(self, actor: OnDuty, wanted: Wanted) -> matching.Matches:
        """Look for a place by coded words, of nobody."""
        act = partial(matching.ask_places, wanted=wanted)
        return self._do(actor, Act.LIST_SERVICES, act)

    def allowed(self, actor: OnDuty) -> allowing.AllowedList:
        """What the actor's organisation and the others agreed to."""
        return self._look(actor, Act.LIST_SERVICES, allowing.list_allowed)

    def state_allowed(
        self,
        actor: OnDuty,
        other: UUID,
        *,
        agrees: bool,
        request: RequestKey | None = None,
    ) -> Done:
        """Say that the actor's organisation and another ask each other, or no more."""
        act = partial(allowing.state_allowed, other_id=other, agrees=agrees)
        return self._do(actor, Act.STATE_ALLOWED, act, request)

    def set_allow_rule(
        self, actor: OnDuty, rule: AllowRule, request: RequestKey | None = None
    ) -> Done:
        """Let everybody ask everybody, or only those who agreed to each other."""
        act = partial(allowing.set_allow_rule, rule=rule)
        return self._do(actor, Act.SUSPEND_SERVICE, act, request)

    def suspensions(self, actor: OnDuty) -> list[read_suspensions.SuspensionView]:
        """What takes nobody now, and why."""
        return self._look(actor, Act.SUSPEND_SERVICE, read_suspensions.list_suspensions)

    def suspend(
        self,
        actor: OnDuty,
        new: suspending.NewSuspension,
        request: RequestKey | None = None,
    ) -> Done:
        """Let a service, or an organisation with all of them, take nobody."""
        act = partial(suspending.suspend, new=new)
        return self._do(actor, Act.SUSPEND_SERVICE, act, request)

    def lift_suspension(
        self, actor: OnDuty, suspension_id: UUID, request: RequestKey | None = None
    ) -> Done:
        """Let it be asked again."""
        act = partial(suspending.lift_suspension, suspension_id=suspension_id)
        return self._do(actor, Act.SUSPEND_SERVICE, act, request)

    def close_service(
        self,
        actor: OnDuty,
        service_id: UUID,
        reason: SuspensionReason,
        request: RequestKey | None = None,
    ) -> Done:
        """Let a service take part no more, and ask for a place for whom it had."""
        act = partial(suspending.close_service, service_id=service_id, reason=reason)
        return self._do(actor, Act.SUSPEND_SERVICE, act, request)
