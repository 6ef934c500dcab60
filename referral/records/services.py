"""What services state, what places they told, who may ask whom, and who takes nobody.

Nothing here names a person or a case: coded words, counts, moments. A hold may name
the offer it was made with, and is its organisation's own.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, UniqueConstraint
from sqlmodel import Session, func, or_, select, update
from sqlmodel import col as column

from referral.records.columns import Id, Moment, Plain, Row, Word, col
from referral.records.paging import Due
from workflows.vocabulary import (
    HoldState,
    PlaceKind,
    SuspensionExtent,
    SuspensionReason,
)


class ServiceTerms(Row, table=True):
    """What one service states about itself, as it was stated last."""

    __tablename__: ClassVar[str] = "service_terms"
    service_id: UUID = col(Id, ForeignKey("service.id"), key=True)
    words: str = col(
        Plain("coded words on whom it takes, and its hours; public inside", 4000)
    )
    version: int = col(Integer)
    stated_at: datetime = col(Moment)
    stated_by: UUID = col(Id)


class Capacity(Row, table=True):
    """Places of one kind at one service, as the service itself told them.

    `held` is what holds that stand take of `free`: the two change in one statement.
    """

    __tablename__: ClassVar[str] = "capacity"
    __table_args__ = (
        UniqueConstraint("service_id", "kind", name="uq_capacity_kind"),
        CheckConstraint("free >= 0 AND free <= total", name="ck_capacity_free"),
        CheckConstraint("held >= 0", name="ck_capacity_held"),
    )
    id: UUID = col(Id, key=True)
    service_id: UUID = col(Id, ForeignKey("service.id"))
    kind: PlaceKind = col(Word(PlaceKind))
    total: int = col(Integer)
    free: int = col(Integer)
    held: int = col(Integer)
    confirmed_at: datetime = col(Moment)
    confirmed_by: UUID = col(Id)


class PlaceHold(Row, table=True):
    """Places kept free for two hours, for an offer or for somebody who asks."""

    __tablename__: ClassVar[str] = "place_hold"
    __table_args__ = (Index("ix_place_hold_due", "state", "ends_at"),)
    id: UUID = col(Id, key=True)
    capacity_id: UUID = col(Id, ForeignKey("capacity.id"), index=True)
    organisation_id: UUID = col(Id, ForeignKey("organisation.id"))
    """Who asked for it."""
    referral_id: UUID | None = col(Id, ForeignKey("referral.id"), null=True, index=True)
    places: int = col(Integer)
    state: HoldState = col(Word(HoldState))
    held_at: datetime = col(Moment)
    held_by: UUID = col(Id)
    ends_at: datetime = col(Moment)
    ended_at: datetime | None = col(Moment, null=True)


class Allowed(Row, table=True):
    """That one organisation agrees that it and another ask each other."""

    __tablename__: ClassVar[str] = "allowed"
    __table_args__ = (Index("ix_allowed_pair", "organisation_id", "other_id"),)
    id: UUID = col(Id, key=True)
    organisation_id: UUID = col(Id, ForeignKey("organisation.id"))
    other_id: UUID = col(Id, ForeignKey("organisation.id"))
    stated_at: datetime = col(Moment)
    stated_by: UUID = col(Id)
    ended_at: datetime | None = col(Moment, null=True)


class Suspension(Row, table=True):
    """That a service, or every service of an organisation, takes nobody."""

    __tablename__: ClassVar[str] = "suspension"
    __table_args__ = (Index("ix_suspension_whose", "organisation_id", "lifted_at"),)
    id: UUID = col(Id, key=True)
    organisation_id: UUID = col(Id, ForeignKey("organisation.id"))
    service_id: UUID | None = col(Id, ForeignKey("service.id"), null=True)
    """None where every service of the organisation is meant."""
    reason: SuspensionReason = col(Word(SuspensionReason))
    extent: SuspensionExtent = col(Word(SuspensionExtent))
    begun_at: datetime = col(Moment)
    begun_by: UUID = col(Id)
    until: datetime | None = col(Moment, null=True)
    lifted_at: datetime | None = col(Moment, null=True)
    """When somebody lifted it, or when it was noted that its time is over."""


def terms_rows(session: Session) -> dict[UUID, ServiceTerms]:
    """What every service stated, by service."""
    return {row.service_id: row for row in session.exec(select(ServiceTerms))}


def capacities(
    session: Session, services: Iterable[UUID] | None = None
) -> dict[UUID, list[Capacity]]:
    """What was told of places, by service, kinds in order; of some services or all."""
    query = select(Capacity).order_by(column(Capacity.kind))
    if services is not None:
        query = query.where(column(Capacity.service_id).in_(list(services)))
    found: dict[UUID, list[Capacity]] = {}
    for row in session.exec(query):
        found.setdefault(row.service_id, []).append(row)
    return found


def capacity_of(session: Session, service_id: UUID, kind: PlaceKind) -> Capacity | None:
    """Places of one kind at one service, as the database has them now, locked."""
    session.flush()
    query = select(Capacity).where(
        Capacity.service_id == service_id, Capacity.kind == kind
    )
    locked = query.with_for_update().execution_options(populate_existing=True)
    return session.exec(locked).one_or_none()


def take(session: Session, capacity_id: UUID, places: int, fresh: datetime) -> bool:
    """Hold places in one statement; False if so many are not left, or it is too old.

    Args:
        session: The open session.
        capacity_id: Of which kind at which service.
        places: How many.
        fresh: Figures confirmed before this moment count for nothing.
    """
    taken = (
        update(Capacity)
        .where(
            column(Capacity.id) == capacity_id,
            column(Capacity.free) - column(Capacity.held) >= places,
            column(Capacity.confirmed_at) >= fresh,
        )
        .values(held=column(Capacity.held) + places)
    )
    return session.exec(taken).rowcount == 1


def give_back(
    session: Session, capacity_id: UUID, places: int, *, occupied: bool
) -> None:
    """End what a hold took, in one statement; on arrival the places are free no more.

    Where the service told fewer free ones meanwhile, none are left below zero.
    """
    values: dict[str, object] = {"held": column(Capacity.held) - places}
    at = column(Capacity.id) == capacity_id
    session.exec(update(Capacity).where(at).values(**values))
    if occupied:
        enough = column(Capacity.free) >= places
        fewer = {"free": column(Capacity.free) - places}
        if session.exec(update(Capacity).where(at, enough).values(**fewer)).rowcount:
            return
        session.exec(update(Capacity).where(at).values(free=0))


def holds_of(session: Session, referral_id: UUID) -> list[PlaceHold]:
    """The holds of an offer that stand."""
    query = select(PlaceHold).where(
        PlaceHold.referral_id == referral_id, PlaceHold.state == HoldState.HELD
    )
    return list(session.exec(query).all())


def own_holds(session: Session, organisation_id: UUID) -> list[PlaceHold]:
    """The holds of an organisation that stand, the first to end first."""
    query = select(PlaceHold).where(
        PlaceHold.organisation_id == organisation_id, PlaceHold.state == HoldState.HELD
    )
    return list(session.exec(query.order_by(column(PlaceHold.ends_at))).all())


def holds_over(
    session: Session, now: datetime, limit: int, capacity_id: UUID | None = None
) -> list[Due]:
    """Holds whose time is over and that stand still, the oldest first."""
    query = select(PlaceHold.ends_at, PlaceHold.id).where(
        PlaceHold.state == HoldState.HELD, column(PlaceHold.ends_at) <= now
    )
    if capacity_id is not None:
        query = query.where(PlaceHold.capacity_id == capacity_id)
    in_order = query.order_by(column(PlaceHold.ends_at), column(PlaceHold.id))
    return list(session.exec(in_order.limit(limit)).all())


def end_hold(
    session: Session, hold_id: UUID, state: HoldState, at: datetime
) -> PlaceHold | None:
    """Let a hold leave `held`, once, with what it took; None if it had left it.

    The row of the places is locked first, here as wherever both are changed.
    """
    session.flush()
    hold = session.get(PlaceHold, hold_id)
    if hold is None:
        return None
    session.get(Capacity, hold.capacity_id, with_for_update=True)
    stands = column(PlaceHold.state) == HoldState.HELD
    ended = update(PlaceHold).where(column(PlaceHold.id) == hold_id, stands)
    if session.exec(ended.values(state=state, ended_at=at)).rowcount != 1:
        return None
    occupied = state is HoldState.OCCUPIED
    give_back(session, hold.capacity_id, hold.places, occupied=occupied)
    session.refresh(hold)
    return hold


def places_over(session: Session, now: datetime) -> dict[UUID, int]:
    """How many places are held by holds whose time is over, by row of the places."""
    query = (
        select(PlaceHold.capacity_id, func.sum(PlaceHold.places))
        .where(PlaceHold.state == HoldState.HELD, column(PlaceHold.ends_at) <= now)
        .group_by(column(PlaceHold.capacity_id))
    )
    return {row: int(places) for row, places in session.exec(query)}


def pairs_allowed(session: Session) -> frozenset[tuple[UUID, UUID]]:
    """Who agreed to which other organisation, each side apart."""
    query = select(Allowed.organisation_id, Allowed.other_id).where(
        column(Allowed.ended_at).is_(None)
    )
    return frozenset((mine, other) for mine, other in session.exec(query))


def allowed_rows(session: Session, mine: UUID, other: UUID) -> list[Allowed]:
    """What one organisation agreed to about another, and has not taken back."""
    query = select(Allowed).where(
        Allowed.organisation_id == mine,
        Allowed.other_id == other,
        column(Allowed.ended_at).is_(None),
    )
    return list(session.exec(query).all())


def suspensions_now(session: Session, now: datetime) -> list[Suspension]:
    """The suspensions that count at a moment, the oldest first."""
    query = select(Suspension).where(
        column(Suspension.lifted_at).is_(None),
        or_(column(Suspension.until).is_(None), column(Suspension.until) > now),
    )
    return list(session.exec(query.order_by(column(Suspension.begun_at))).all())


def suspension_by_id(
    session: Session, suspension_id: UUID, *, lock: bool = False
) -> Suspension | None:
    """One suspension. `lock` holds its row until the act ends (PostgreSQL)."""
    return session.get(Suspension, suspension_id, with_for_update=lock or None)


def suspensions_over(session: Session, now: datetime, limit: int) -> list[Due]:
    """Suspensions whose time is over, which no entry says yet, the oldest first."""
    until = column(Suspension.until)
    query = (
        select(Suspension)
        .where(column(Suspension.lifted_at).is_(None), until <= now)
        .order_by(until, column(Suspension.id))
        .limit(limit)
    )
    found = session.exec(query).all()
    return [(each.until, each.id) for each in found if each.until is not None]
