"""The mechanism, its organisations and the services they offer."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Boolean, ForeignKey, Integer
from sqlmodel import Session, select
from sqlmodel import col as column

from referral.records.columns import Digest, Id, Moment, Plain, Row, Word, col
from workflows.vocabulary import AllowRule, OrganisationKind, Regime


class MechanismRow(Row, table=True):
    """The one mechanism this deployment serves. Its id is the tenant of every key."""

    __tablename__: ClassVar[str] = "mechanism"
    id: UUID = col(Id, key=True)
    jurisdiction: str = col(Plain("which mechanism this is; public"))
    pathway_digest: bytes = col(Digest)
    opened_at: datetime = col(Moment)
    allow_rule: AllowRule = col(Word(AllowRule))
    """Who may ask whom, where two organisations said nothing."""
    invented: bool = col(Boolean)
    """True if everybody in it is made up: it is never served as a real one."""


class Organisation(Row, table=True):
    """A body of the mechanism. It carries the chain of acts that concern no case."""

    __tablename__: ClassVar[str] = "organisation"
    id: UUID = col(Id, key=True)
    code: str = col(Plain("short public name inside the mechanism"), unique=True)
    label: str = col(Plain("public name inside the mechanism"))
    kind: OrganisationKind = col(Word(OrganisationKind))
    regime: Regime = col(Word(Regime))
    region: str = col(Plain("coarse code of the area it serves; public"))
    active: bool = col(Boolean)
    admitted_at: datetime = col(Moment)
    seq: int = col(Integer)
    head: bytes = col(Digest)


class Service(Row, table=True):
    """What an organisation offers. Never an address: that is sealed elsewhere."""

    __tablename__: ClassVar[str] = "service"
    id: UUID = col(Id, key=True)
    organisation_id: UUID = col(Id, ForeignKey("organisation.id"), index=True)
    service_type: str = col(Plain("word of the service catalogue"), index=True)
    label: str = col(Plain("public name of the service inside the mechanism"))
    region: str = col(Plain("coarse code of the area it serves; public"))
    active: bool = col(Boolean)
    listed_at: datetime = col(Moment)


def mechanism_row(session: Session) -> MechanismRow | None:
    """The deployment's own row, once it was opened."""
    return session.exec(select(MechanismRow)).one_or_none()


def organisation(
    session: Session, organisation_id: UUID, *, lock: bool = False
) -> Organisation | None:
    """One organisation by id. `lock` holds its row until the act ends (PostgreSQL)."""
    if not lock:
        return session.get(Organisation, organisation_id)
    session.flush()
    return session.get(
        Organisation, organisation_id, with_for_update=True, populate_existing=True
    )


def label_of(session: Session, organisation_id: UUID | None) -> str | None:
    """The public name of an organisation; None if none is meant."""
    found = organisation(session, organisation_id) if organisation_id else None
    return found.label if found else None


def organisation_by_code(session: Session, code: str) -> Organisation | None:
    """One organisation by its short name."""
    return session.exec(
        select(Organisation).where(Organisation.code == code)
    ).one_or_none()


def service(session: Session, service_id: UUID) -> Service | None:
    """One service by id."""
    return session.get(Service, service_id)


def lock_services(session: Session, services: Iterable[UUID], *, shared: bool) -> None:
    """Hold some services as they are until the act ends (PostgreSQL), in a fixed order.

    Whoever offers to a service shares the lock, whoever ends what is offered to it does
    not: so no offer is on its way while a service closes or takes nobody any more.
    """
    session.flush()
    query = select(Service).where(column(Service.id).in_(list(services)))
    locked = query.order_by(column(Service.id)).with_for_update(read=shared)
    session.exec(locked.execution_options(populate_existing=True)).all()


def services_of(session: Session, organisation_id: UUID) -> list[Service]:
    """The active services of one organisation, by label."""
    query = (
        select(Service)
        .where(Service.organisation_id == organisation_id)
        .where(Service.active)
        .order_by(Service.label, Service.id)  # type: ignore[arg-type] # columns
    )
    return list(session.exec(query).all())


def active_services(
    session: Session, service_type: str | None = None
) -> list[tuple[Service, Organisation]]:
    """Services that can be asked now, with their organisations, by label."""
    query = (
        select(Service, Organisation)
        .where(Service.organisation_id == Organisation.id)
        .where(Service.active, Organisation.active)
        .order_by(Service.label, Service.id)  # type: ignore[arg-type] # columns
    )
    if service_type is not None:
        query = query.where(Service.service_type == service_type)
    return list(session.exec(query).all())


def active_organisations(session: Session) -> list[Organisation]:
    """The bodies that take part now, by label."""
    query = (
        select(Organisation)
        .where(Organisation.active)
        .order_by(Organisation.label, Organisation.id)  # type: ignore[arg-type] # columns
    )
    return list(session.exec(query).all())


def regions_known(session: Session) -> frozenset[str]:
    """The coded regions of the bodies and services that take part now."""
    bodies = select(Organisation.region).where(Organisation.active)
    places = select(Service.region).where(Service.active)
    found = (*session.exec(bodies).all(), *session.exec(places).all())
    return frozenset(found) - {""}
