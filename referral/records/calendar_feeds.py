"""That somebody's clocks can be fetched as a calendar, by whoever has the address."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlmodel import Session, delete, select
from sqlmodel import col as column

from referral.records.columns import Digest, Id, Moment, Row, col


class CalendarFeed(Row, table=True):
    """One person's calendar. Of the secret in its address only the digest is kept."""

    __tablename__: ClassVar[str] = "calendar_feed"
    id: UUID = col(Id, key=True)
    actor_id: UUID = col(Id, ForeignKey("actor.id"), unique=True)
    digest: bytes = col(Digest, unique=True)
    made_at: datetime = col(Moment)
    read_at: datetime | None = col(Moment, null=True)
    """When it was fetched last."""


def feed_of(session: Session, actor_id: UUID) -> CalendarFeed | None:
    """Somebody's calendar."""
    query = select(CalendarFeed).where(CalendarFeed.actor_id == actor_id)
    return session.exec(query).one_or_none()


def feed_with(session: Session, digest: bytes) -> CalendarFeed | None:
    """The calendar whose address holds the secret of this digest."""
    query = select(CalendarFeed).where(CalendarFeed.digest == digest)
    return session.exec(query).one_or_none()


def end_feed(session: Session, actor_id: UUID) -> bool:
    """Its address opens nothing from now on. False if there was none."""
    gone = session.exec(
        delete(CalendarFeed).where(column(CalendarFeed.actor_id) == actor_id)
    )
    return bool(gone.rowcount)
