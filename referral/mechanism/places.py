"""Where services are, and who may know it for a time."""

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from referral.actions import addresses
from referral.actions.places import (
    OfferPlaces,
    PlaceView,
    own_places,
    places_of_offer,
)
from referral.actions.work import Done, OnDuty, RequestKey
from referral.mechanism.acts import Acts
from referral.rules.acts import Act
from workflows.vocabulary import Purpose


class Places(Acts):
    """Addresses in their organisation's own drawer, grants, placement tokens."""

    def set_address(
        self,
        actor: OnDuty,
        service_id: UUID,
        street: str,
        number: str = "",
        directions: str = "",
        *,
        request: RequestKey | None = None,
    ) -> Done:
        """Write down, or replace, where one's own service is."""
        act = partial(
            addresses.set_address,
            service_id=service_id,
            street=street,
            number=number,
            directions=directions,
        )
        return self._do(actor, Act.SET_ADDRESS, act, request)

    def places(self, actor: OnDuty) -> tuple[PlaceView, ...]:
        """One's own services, and who may know where they are until when."""
        return self._look(actor, Act.SET_ADDRESS, own_places)

    def offer_places(self, actor: OnDuty, referral_id: UUID) -> OfferPlaces:
        """What of places belongs to an offer, for one of its two sides."""
        act = partial(places_of_offer, referral_id=referral_id)
        return self._look(actor, Act.READ_ADDRESS, act)

    def read_address(
        self, actor: OnDuty, service_id: UUID, purpose: Purpose
    ) -> dict[str, Any]:
        """Open where a service is: one's own, or a granted one."""
        act = partial(addresses.read_address, service_id=service_id, purpose=purpose)
        return self._do(actor, Act.READ_ADDRESS, act)

    def read_placement(
        self, actor: OnDuty, token: UUID, purpose: Purpose
    ) -> dict[str, Any]:
        """What a placement token stands for."""
        act = partial(addresses.read_placement, token=token, purpose=purpose)
        return self._do(actor, Act.READ_ADDRESS, act)

    def grant_address(
        self,
        actor: OnDuty,
        referral_id: UUID,
        service_id: UUID,
        until: datetime,
        *,
        request: RequestKey | None = None,
    ) -> Done:
        """Let the other body of an accepted offer open it for a time."""
        act = partial(
            addresses.grant_address,
            referral_id=referral_id,
            service_id=service_id,
            until=until,
        )
        return self._do(actor, Act.GRANT_ADDRESS, act, request)

    def end_grant(
        self, actor: OnDuty, grant_id: UUID, *, request: RequestKey | None = None
    ) -> Done:
        """Take a grant back."""
        act = partial(addresses.end_grant, grant_id=grant_id)
        return self._do(actor, Act.GRANT_ADDRESS, act, request)
