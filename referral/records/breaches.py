"""The register of personal data breaches: whose, since when, what was done and when.

What happened is sealed under the row's identifier, for the organisation that opened
it. Rows hold identifiers and moments; never content.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer
from sqlmodel import Session, select
from sqlmodel import col as column
from sqlmodel.sql.expression import SelectOfScalar

from referral.records.columns import Id, Moment, Row, col
from referral.records.paging import Due


class Breach(Row, table=True):
    """One breach (GDPR art 33(5)). Nothing of it is ever removed."""

    __tablename__: ClassVar[str] = "breach"
    __table_args__ = (Index("ix_breach_due", "overdue_at", "due_at"),)
    id: UUID = col(Id, key=True)
    organisation_id: UUID = col(Id, ForeignKey("organisation.id"))
    """Whose key its content is sealed under."""
    opened_by: UUID = col(Id)
    opened_at: datetime = col(Moment)
    aware_at: datetime = col(Moment)
    """When somebody became aware of it: the clock starts there."""
    due_at: datetime = col(Moment)
    """Until when the authority has to be told."""
    version: int = col(Integer)
    authority_told_at: datetime | None = col(Moment, null=True)
    people_told_at: datetime | None = col(Moment, null=True)
    overdue_at: datetime | None = col(Moment, null=True)
    """When it was entered that the time is over, once."""
    closed_at: datetime | None = col(Moment, null=True)


def breach_by_id(
    session: Session, breach_id: UUID, *, lock: bool = False
) -> Breach | None:
    """One breach; `lock` holds its row until the act ends (PostgreSQL)."""
    if not lock:
        return session.get(Breach, breach_id)
    session.flush()
    return session.get(Breach, breach_id, with_for_update=True, populate_existing=True)


def breaches(session: Session, limit: int) -> Sequence[Breach]:
    """The register: open ones first, then the newest."""
    is_open = column(Breach.closed_at).is_(None)
    query = select(Breach).order_by(
        is_open.desc(), column(Breach.aware_at).desc(), column(Breach.id)
    )
    return session.exec(query.limit(limit)).all()


def _untold(now: datetime) -> SelectOfScalar[Breach]:
    return select(Breach).where(
        column(Breach.authority_told_at).is_(None),
        column(Breach.closed_at).is_(None),
        column(Breach.due_at) <= now,
    )


def breaches_overdue(session: Session, now: datetime) -> Sequence[Breach]:
    """Those whose authority was not told in time and is not told yet."""
    return session.exec(_untold(now).order_by(column(Breach.due_at))).all()


def breaches_due(session: Session, now: datetime, limit: int) -> list[Due]:
    """Those whose time is over, which no entry says yet, the oldest first."""
    query = _untold(now).where(column(Breach.overdue_at).is_(None))
    in_order = query.order_by(column(Breach.due_at), column(Breach.id)).limit(limit)
    return [(each.due_at, each.id) for each in session.exec(in_order)]
