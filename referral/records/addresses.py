"""Who may know for a time where a service is, and which case holds which token.

The addresses themselves are sealed in the `location` drawer of the organisation, under
the identifier of its service.
"""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlmodel import Session, func, select
from sqlmodel import col as column

from referral.records.columns import Id, Moment, Row, col
from referral.records.organisations import Organisation, Service
from referral.records.sealed_values import SealedValue
from workflows.vocabulary import Compartment


class AddressGrant(Row, table=True):
    """That one other body of one hand-over may open the address of a service."""

    __tablename__: ClassVar[str] = "address_grant"
    id: UUID = col(Id, key=True)
    service_id: UUID = col(Id, ForeignKey("service.id"), index=True)
    organisation_id: UUID = col(Id, ForeignKey("organisation.id"), index=True)
    referral_id: UUID = col(Id, ForeignKey("referral.id"), index=True)
    granted_by: UUID = col(Id)
    granted_at: datetime = col(Moment)
    valid_until: datetime = col(Moment)
    ended_at: datetime | None = col(Moment, null=True)


class Placement(Row, table=True):
    """That a case holds a token; what it stands for is the organisation's to know."""

    __tablename__: ClassVar[str] = "placement"
    token: UUID = col(Id, key=True)
    case_id: UUID = col(Id, ForeignKey("case_file.id"), index=True)
    referral_id: UUID = col(Id, ForeignKey("referral.id"), index=True)
    since: datetime = col(Moment)
    until: datetime | None = col(Moment, null=True)


class AddressMet(Row, table=True):
    """That somebody would have sent a text that told where a service is."""

    __tablename__: ClassVar[str] = "address_met"
    __table_args__ = (Index("ix_address_met_actor", "actor_id", "at"),)
    id: UUID = col(Id, key=True)
    actor_id: UUID = col(Id)
    organisation_id: UUID = col(Id, ForeignKey("organisation.id"))
    service_id: UUID = col(Id, ForeignKey("service.id"))
    at: datetime = col(Moment, index=True)


def times_met(session: Session, actor_id: UUID, since: datetime) -> int:
    """In how many acts an actor has met an address since a moment."""
    query = select(func.count(func.distinct(AddressMet.at))).where(
        AddressMet.actor_id == actor_id, column(AddressMet.at) >= since
    )
    return session.exec(query).one()


def addresses_met(
    session: Session, since: datetime
) -> list[tuple[AddressMet, Organisation, Service]]:
    """Who met an address since a moment, and of which service, the oldest first."""
    query = (
        select(AddressMet, Organisation, Service)
        .join(Organisation, column(Organisation.id) == AddressMet.organisation_id)
        .join(Service, column(Service.id) == AddressMet.service_id)
        .where(column(AddressMet.at) >= since)
        .order_by(column(AddressMet.at), column(AddressMet.id))
    )
    return list(session.exec(query).all())


def grants_of(session: Session, referral_id: UUID) -> list[AddressGrant]:
    """Grants of an offer that were not ended, the newest first."""
    query = (
        select(AddressGrant)
        .where(AddressGrant.referral_id == referral_id)
        .where(column(AddressGrant.ended_at).is_(None))
        .order_by(column(AddressGrant.id).desc())
    )
    return list(session.exec(query).all())


def grants_to(
    session: Session, organisation_id: UUID, now: datetime
) -> list[AddressGrant]:
    """Grants that an organisation holds at a moment."""
    query = (
        select(AddressGrant)
        .where(AddressGrant.organisation_id == organisation_id)
        .where(column(AddressGrant.ended_at).is_(None))
        .where(column(AddressGrant.valid_until) > now)
    )
    return list(session.exec(query).all())


def grants_by(
    session: Session, organisation_id: UUID, now: datetime
) -> list[AddressGrant]:
    """Grants of an organisation's own services at a moment, the first to end first."""
    query = (
        select(AddressGrant)
        .join(Service, column(Service.id) == AddressGrant.service_id)
        .where(Service.organisation_id == organisation_id)
        .where(column(AddressGrant.ended_at).is_(None))
        .where(column(AddressGrant.valid_until) > now)
        .order_by(column(AddressGrant.valid_until), column(AddressGrant.id))
    )
    return list(session.exec(query).all())


def placement_of(session: Session, case_id: UUID) -> Placement | None:
    """The token a case holds now."""
    query = (
        select(Placement)
        .where(Placement.case_id == case_id)
        .where(column(Placement.until).is_(None))
        .order_by(column(Placement.since).desc())
    )
    return session.exec(query).first()


def known_addresses(session: Session) -> list[SealedValue]:
    """The present sealed address of every service that has one."""
    query = (
        select(SealedValue)
        .join(Service, column(Service.id) == SealedValue.record_id)
        .where(SealedValue.drawer == Compartment.LOCATION)
        .order_by(column(SealedValue.row_version))
    )
    return list({value.record_id: value for value in session.exec(query)}.values())
