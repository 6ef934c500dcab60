"""Glasses that were broken: who opened which case that was not theirs, until when.

Why, in a code and in words, is sealed in the case under the row's own identifier.
"""

from collections.abc import Collection
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlmodel import Session, or_, select
from sqlmodel import col as column

from referral.records.cases import Case
from referral.records.columns import Id, Moment, Plain, Row, Word, col
from referral.records.paging import Due
from workflows.vocabulary import Compartment, GlassOutcome


class GlassBroken(Row, table=True):
    """One person, one case, named drawers, for hours."""

    __tablename__: ClassVar[str] = "glass_broken"
    __table_args__ = (Index("ix_glass_broken_actor", "actor_id", "broken_at"),)
    id: UUID = col(Id, key=True)
    case_id: UUID = col(Id, ForeignKey("case_file.id"), index=True)
    actor_id: UUID = col(Id, ForeignKey("actor.id"))
    organisation_id: UUID = col(Id, ForeignKey("organisation.id"), index=True)
    drawers: str = col(Plain("names of drawers, with spaces between"))
    broken_at: datetime = col(Moment)
    ends_at: datetime = col(Moment)
    reviewed_at: datetime | None = col(Moment, null=True)
    reviewed_by: UUID | None = col(Id, null=True)
    outcome: GlassOutcome | None = col(Word(GlassOutcome), null=True)
    expired_at: datetime | None = col(Moment, null=True)
    """When it was entered that its time is over."""

    def opens(self) -> frozenset[Compartment]:
        """The drawers it opens."""
        return frozenset(Compartment(word) for word in self.drawers.split())


def words_of(drawers: Collection[Compartment]) -> str:
    """Drawers as the row keeps them."""
    return " ".join(sorted(word.value for word in drawers))


def broken_by(session: Session, actor_id: UUID, since: datetime) -> list[GlassBroken]:
    """What an actor broke since a moment, and before it what nobody has reviewed."""
    query = select(GlassBroken).where(
        GlassBroken.actor_id == actor_id,
        or_(
            column(GlassBroken.broken_at) > since,
            column(GlassBroken.reviewed_at).is_(None),
        ),
    )
    return list(session.exec(query.order_by(column(GlassBroken.broken_at))).all())


def glass_by_id(session: Session, glass_id: UUID) -> GlassBroken | None:
    """One broken glass, held until the act ends (PostgreSQL)."""
    session.flush()
    return session.get(
        GlassBroken, glass_id, with_for_update=True, populate_existing=True
    )


def glasses(
    session: Session, actor_id: UUID | None, limit: int
) -> list[tuple[GlassBroken, Case]]:
    """Those of one actor, or of everybody; what waits for a review first."""
    query = select(GlassBroken, Case).where(GlassBroken.case_id == Case.id)
    if actor_id is not None:
        query = query.where(GlassBroken.actor_id == actor_id)
    in_order = query.order_by(
        column(GlassBroken.reviewed_at).is_not(None),
        column(GlassBroken.broken_at).desc(),
        column(GlassBroken.id),
    )
    return list(session.exec(in_order.limit(limit)).all())


def standing_glasses(
    session: Session, case_id: UUID, now: datetime
) -> list[GlassBroken]:
    """What opens something of a case now."""
    query = select(GlassBroken).where(
        GlassBroken.case_id == case_id, column(GlassBroken.ends_at) > now
    )
    return list(session.exec(query).all())


def glasses_unreviewed(
    session: Session, broken_before: datetime
) -> list[tuple[GlassBroken, Case]]:
    """What was broken before a moment and nobody has looked at since."""
    query = (
        select(GlassBroken, Case)
        .where(GlassBroken.case_id == Case.id)
        .where(column(GlassBroken.reviewed_at).is_(None))
        .where(column(GlassBroken.broken_at) <= broken_before)
        .order_by(column(GlassBroken.broken_at), column(GlassBroken.id))
    )
    return list(session.exec(query).all())


def glasses_run_out(session: Session, now: datetime, limit: int) -> list[Due]:
    """Those whose time is over, which no entry says so far."""
    query = (
        select(GlassBroken.ends_at, GlassBroken.id)
        .where(column(GlassBroken.expired_at).is_(None))
        .where(column(GlassBroken.ends_at) <= now)
        .order_by(column(GlassBroken.ends_at), column(GlassBroken.id))
        .limit(limit)
    )
    return list(session.exec(query).all())
