"""Where a service is: set, opened and granted by its own organisation, for a time.

Every act stands on the timeline of the organisation whose address it is.
"""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from referral.actions.catalogue import houses
from referral.actions.work import Done, Work
from referral.errors import Malformed, NotFound, OffThePath, SafeAddressFound
from referral.records.addresses import (
    AddressGrant,
    Placement,
    grants_of,
    grants_to,
    placement_of,
)
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.records.keyed_values import open_latest, open_value, store_value
from referral.records.keys import OwnerKind
from referral.records.organisations import Organisation, Service, organisation, service
from referral.records.referrals import Referral, referral_by_id
from referral.records.sealed_values import latest
from referral.rules.acts import Act
from referral.rules.addresses import (
    FIELDS,
    LONGEST_GRANT,
    KnownPlace,
    may_be_told_now,
    telling,
)
from workflows.vocabulary import Compartment, EntryType, Purpose, ReferralStage

LONGEST_TEXT = 400


def set_address(
    work: Work, service_id: UUID, street: str, number: str = "", directions: str = ""
) -> Done:
    """Write down, or replace, where one's own service is.

    Args:
        work: The act.
        service_id: One's own service.
        street: Its name alone, without town or floor: what leaves is searched for it.
        number: Of the house; empty where it has none.
        directions: Town, floor, bell: whatever else is needed to find the door.

    Raises:
        NotFound: if the service is another organisation's.
        Malformed: if texts cannot be searched for it.
        SafeAddressFound: if the service's public name tells it.
    """
    work.check(Act.SET_ADDRESS)
    ours, body = _own(work, service_id)
    said = (street, number, directions)
    content = dict(zip(FIELDS, map(str.strip, said), strict=True))
    place_told = KnownPlace.of(content)
    too_long = max(map(len, said)) > LONGEST_TEXT
    if too_long or not place_told.can_be_known():
        fault = ("/street", "no_address")
        raise Malformed("Write the street's name and the number.", faults=(fault,))
    public = {"service.label": ours.label, "organisation.label": body.label}
    if found := telling(public, [place_told]):
        raise SafeAddressFound(missing=found)
    version = _keep(work, service_id, content)
    what = Happening(EntryType.ADDRESS_SET, {"version": version}, about=service_id)
    work.enter(body, what)
    return Done("service", service_id, version)


def _own(work: Work, service_id: UUID) -> tuple[Service, Organisation]:
    found, body = service(work.unit.session, service_id), work.own_organisation()
    if found is None or found.organisation_id != body.id:
        raise NotFound
    return found, body


def _keep(work: Work, record: UUID, content: dict[str, str]) -> int:
    """Seal something in the drawer of places of the actor's organisation."""
    row = store_value(
        work.unit,
        work.house.keyring,
        kind=OwnerKind.ORGANISATION,
        owner=work.actor.organisation_id,
        record=record,
        drawer=Compartment.LOCATION,
        content=content,
        author=work.actor.id,
        author_organisation=work.actor.organisation_id,
    )
    return row.row_version


def read_address(work: Work, service_id: UUID, purpose: Purpose) -> dict[str, Any]:
    """Open where a service is: one's own, or one that was granted and still is.

    Raises:
        NotFound: for everybody else, and where no address was written down.
    """
    work.check(Act.READ_ADDRESS)
    session = work.unit.session
    asked = service(session, service_id)
    body = organisation(session, asked.organisation_id) if asked else None
    if body is None:
        raise NotFound
    if body.id != work.actor.organisation_id and not _granted(work, service_id):
        raise NotFound
    what = Happening(EntryType.ADDRESS_OPENED, {}, purpose=purpose, about=service_id)
    drawer = Compartment.LOCATION
    with work.unit.beyond():
        if latest(session, service_id, drawer) is None:
            raise NotFound
        work.enter(body, what)
        held = open_latest(
            work.unit, work.house.keyring, body.id, service_id, drawer, purpose
        )
        return dict(held)


def _granted(work: Work, service_id: UUID) -> bool:
    """True if a grant of an offer that is on its way names this organisation."""
    session, now = work.unit.session, work.now
    return any(
        may_be_told_now(offer.stage, grant.valid_until, now)
        for grant in grants_to(session, work.actor.organisation_id, now)
        for offer in [referral_by_id(session, grant.referral_id)]
        if grant.service_id == service_id and offer is not None
    )


def grant_address(
    work: Work, referral_id: UUID, service_id: UUID, until: datetime
) -> Done:
    """Let the other body of an accepted offer open where one's own service is.

    Raises:
        NotFound: if the offer or the service is not one's own.
        OffThePath: before the offer is accepted, and once the person has arrived.
        Malformed: if the time is over already, or longer than 72 hours.
    """
    offer = referral_by_id(work.unit.session, referral_id, lock=True)
    sides = {offer.sender_id, offer.addressee_id} if offer else set()
    if offer is None or work.actor.organisation_id not in sides:
        raise NotFound
    work.check(Act.GRANT_ADDRESS)
    ours, body = _own(work, service_id)
    if offer.stage is not ReferralStage.ACCEPTED:
        told = "An address is granted while somebody is on the way."
        raise OffThePath(told, missing=("accepted_offer",))
    if not work.now < until <= work.now + LONGEST_GRANT:
        raise Malformed("At most 72 hours.", faults=(("/until", "too_long_or_past"),))
    if latest(work.unit.session, ours.id, Compartment.LOCATION) is None:
        raise OffThePath("No address was written down.", missing=("address",))
    (other,) = sides - {body.id}
    grant = AddressGrant(
        id=work.new_id(),
        service_id=ours.id,
        organisation_id=other,
        referral_id=offer.id,
        granted_by=work.actor.id,
        granted_at=work.now,
        valid_until=until,
    )
    work.unit.session.add(grant)
    fields = {"service": str(ours.id), "to": str(other), "until": until.isoformat()}
    what = Happening(EntryType.ADDRESS_GRANTED, fields, about=offer.id)
    work.enter(body, what)
    return Done("address_grant", grant.id)


def end_grant(work: Work, grant_id: UUID) -> Done:
    """Take a grant of one's own address back."""
    work.check(Act.GRANT_ADDRESS)
    grant = work.unit.session.get(AddressGrant, grant_id)
    if grant is None:
        raise NotFound
    _, body = _own(work, grant.service_id)
    grant.ended_at = work.now
    work.unit.session.add(grant)
    fields = {"service": str(grant.service_id), "to": str(grant.organisation_id)}
    what = Happening(EntryType.ADDRESS_GRANT_ENDED, fields, about=grant.referral_id)
    work.enter(body, what)
    return Done("address_grant", grant.id)


def place(work: Work, case: Case, offer: Referral) -> None:
    """Give a case the token of where its person has arrived, if that is known.

    A service that houses nobody (a nurse, a lawyer) changes nothing: the person
    sleeps where they slept.
    """
    for grant in grants_of(work.unit.session, offer.id):
        grant.ended_at = work.now
        work.unit.session.add(grant)
    reached = service(work.unit.session, offer.service_id)
    if reached is None or not houses(reached.service_type):
        return
    displace(work, case)
    if latest(work.unit.session, offer.service_id, Compartment.LOCATION) is None:
        return
    token = uuid4()
    row = Placement(token=token, case_id=case.id, referral_id=offer.id, since=work.now)
    work.unit.session.add(row)
    _keep(work, token, {"service": str(offer.service_id)})
    what = Happening(EntryType.PERSON_PLACED, {"token": str(token)}, about=offer.id)
    work.enter(work.own_organisation(), what)


def displace(work: Work, case: Case, offer: Referral | None = None) -> None:
    """End the token a case holds; with an offer, only the one that came of it."""
    before = placement_of(work.unit.session, case.id)
    if before is not None and (offer is None or before.referral_id == offer.id):
        before.until = work.now
        work.unit.session.add(before)


def read_placement(work: Work, token: UUID, purpose: Purpose) -> dict[str, Any]:
    """What a token stands for: only the organisation that gave it can tell.

    Raises:
        NotFound: for everybody else.
    """
    work.check(Act.READ_PLACEMENT)
    value = latest(work.unit.session, token, Compartment.LOCATION)
    placed = work.unit.session.get(Placement, token)
    own = work.actor.organisation_id
    if placed is None or value is None or value.owner_id != own:
        raise NotFound
    words = open_value(work.unit, work.house.keyring, own, value, purpose)
    return read_address(work, UUID(words["service"]), purpose)
