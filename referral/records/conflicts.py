"""Who must have nothing to do with a case: an actor, or a whole organisation.

Whose it is lies open, so that they can be kept away; why is sealed under the row's own
identifier.
"""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlmodel import Session, or_, select
from sqlmodel import col as column

from referral.records.actors import Actor
from referral.records.columns import Id, Moment, Row, col


class Conflict(Row, table=True):
    """Somebody listed as in conflict with a case, from when until when."""

    __tablename__: ClassVar[str] = "conflict"
    __table_args__ = (
        Index("ix_conflict_case", "case_id", "lifted_at"),
        Index("ix_conflict_whose", "organisation_id", "lifted_at"),
    )
    id: UUID = col(Id, key=True)
    case_id: UUID = col(Id, ForeignKey("case_file.id"))
    organisation_id: UUID = col(Id, ForeignKey("organisation.id"))
    """Whose: the organisation itself, or the one of the actor."""
    actor_id: UUID | None = col(Id, ForeignKey("actor.id"), null=True)
    """None where the whole organisation is kept away."""
    stated_by: UUID = col(Id)
    stated_at: datetime = col(Moment)
    lifted_at: datetime | None = col(Moment, null=True)


def conflicts_of(session: Session, case_id: UUID) -> list[Conflict]:
    """Every conflict of a case, lifted ones too, the oldest first."""
    query = select(Conflict).where(Conflict.case_id == case_id)
    in_order = query.order_by(column(Conflict.stated_at), column(Conflict.id))
    return list(session.exec(in_order).all())


def kept_from(
    session: Session, actor_id: UUID, organisation_id: UUID
) -> frozenset[UUID]:
    """The cases that an actor, or the organisation, is listed with now."""
    query = select(Conflict.case_id).where(
        Conflict.organisation_id == organisation_id,
        column(Conflict.lifted_at).is_(None),
        or_(column(Conflict.actor_id).is_(None), column(Conflict.actor_id) == actor_id),
    )
    return frozenset(session.exec(query).all())


def kept_away_from(session: Session, case_id: UUID, actor_id: UUID) -> bool:
    """True if an actor, or their organisation, is listed with a case now."""
    actor = session.get(Actor, actor_id)
    return actor is not None and case_id in kept_from(
        session, actor_id, actor.organisation_id
    )


def is_kept_away(session: Session, case_id: UUID, organisation_id: UUID) -> bool:
    """True if a whole organisation must have nothing to do with a case now."""
    query = select(Conflict.id).where(
        Conflict.case_id == case_id,
        Conflict.organisation_id == organisation_id,
        column(Conflict.actor_id).is_(None),
        column(Conflict.lifted_at).is_(None),
    )
    return session.exec(query.limit(1)).first() is not None
