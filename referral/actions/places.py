"""Looking at one's own places, and at who may know of them until when: no address."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from referral.actions.work import Work
from referral.errors import NotFound
from referral.records.addresses import AddressGrant, grants_by, grants_of
from referral.records.chains import Happening
from referral.records.organisations import label_of, service, services_of
from referral.records.referrals import Referral, referral_by_id
from referral.records.sealed_values import latest
from referral.rules.addresses import may_be_told_now
from referral.rules.deciding import Act, may
from workflows.vocabulary import Compartment, EntryType, ReferralStage


@dataclass(frozen=True, slots=True)
class GrantView:
    """That one other body may open where a service is, until when."""

    id: UUID
    service_id: UUID
    service_label: str
    to: str
    """Label of the organisation that may open it."""
    until: datetime
    referral_id: UUID
    offer_code: str


@dataclass(frozen=True, slots=True)
class PlaceView:
    """One's own service, and whether its address is written down. Never an address."""

    service_id: UUID
    label: str
    region: str
    written: bool
    grants: tuple[GrantView, ...]


@dataclass(frozen=True, slots=True)
class OfferPlaces:
    """What of places belongs to one offer, as one side of it sees it."""

    may_grant: tuple[PlaceView, ...]
    """Own services with an address, while somebody is on the way."""
    given: tuple[GrantView, ...]
    held: tuple[GrantView, ...]
    """What the own organisation may open now."""


def own_places(work: Work) -> tuple[PlaceView, ...]:
    """The services of one's own organisation, with the grants that still count."""
    work.check(Act.SET_ADDRESS)
    found = _places(work)
    _shown(work, "places", len(found))
    return found


def _shown(work: Work, what: str, count: int) -> None:
    fields = {"list": what, "shown": count}
    work.enter(work.own_organisation(), Happening(EntryType.LIST_SHOWN, fields))


def _places(work: Work) -> tuple[PlaceView, ...]:
    session, here = work.unit.session, work.actor.organisation_id
    given = _views(work, grants_by(session, here, work.now))
    return tuple(
        PlaceView(
            service_id=row.id,
            label=row.label,
            region=row.region,
            written=latest(session, row.id, Compartment.LOCATION) is not None,
            grants=tuple(one for one in given if one.service_id == row.id),
        )
        for row in services_of(session, here)
    )


def _views(work: Work, grants: Iterable[AddressGrant]) -> tuple[GrantView, ...]:
    """The grants that can be used now; what they belong to, in words."""
    return tuple(
        _view(work, grant, offer)
        for grant in grants
        for offer in [referral_by_id(work.unit.session, grant.referral_id)]
        if offer and may_be_told_now(offer.stage, grant.valid_until, work.now)
    )


def _view(work: Work, grant: AddressGrant, offer: Referral) -> GrantView:
    session = work.unit.session
    asked = service(session, grant.service_id)
    return GrantView(
        id=grant.id,
        service_id=grant.service_id,
        service_label=asked.label if asked else "",
        to=label_of(session, grant.organisation_id) or "",
        until=grant.valid_until,
        referral_id=offer.id,
        offer_code=offer.code,
    )


def places_of_offer(work: Work, referral_id: UUID) -> OfferPlaces:
    """Which own address may be granted for an offer, and which one may be opened.

    Raises:
        NotFound: if the actor's organisation is on neither side of the offer.
    """
    offer, here = referral_by_id(work.unit.session, referral_id), work.actor
    if offer is None or here.organisation_id not in (
        offer.sender_id,
        offer.addressee_id,
    ):
        raise NotFound
    work.check(Act.READ_ADDRESS)
    live = _views(work, grants_of(work.unit.session, offer.id))
    on_the_way = offer.stage is ReferralStage.ACCEPTED
    own = _places(work) if on_the_way else ()
    mine = {place.service_id for place in own}
    may_grant = may(Act.GRANT_ADDRESS, work.asker())
    _shown(work, "address_grants", len(live))
    return OfferPlaces(
        may_grant=tuple(p for p in own if p.written and may_grant),
        given=tuple(one for one in live if one.service_id in mine),
        held=tuple(one for one in live if one.service_id not in mine),
    )
