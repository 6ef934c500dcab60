"""Filters that people keep: which list each is of; what it says is sealed."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlmodel import Session, delete, func, select
from sqlmodel import col as column

from referral.records.columns import Id, Moment, Plain, Row, Sealed, col
from referral.vault.sealed import Box


class KeptFilter(Row, table=True):
    """One filter of one person. Its name and its words are sealed."""

    __tablename__: ClassVar[str] = "kept_filter"
    id: UUID = col(Id, key=True)
    actor_id: UUID = col(Id, ForeignKey("actor.id"), index=True)
    listed: str = col(Plain("which list it narrows: a word of three"))
    box: Box = col(Sealed)
    kept_at: datetime = col(Moment)


def filters_of(session: Session, actor_id: UUID, listed: StrEnum) -> list[KeptFilter]:
    """What somebody keeps for one list, the oldest first."""
    query = select(KeptFilter).where(
        KeptFilter.actor_id == actor_id, KeptFilter.listed == listed.value
    )
    in_order = query.order_by(column(KeptFilter.kept_at), column(KeptFilter.id))
    return list(session.exec(in_order).all())


def filters_kept(session: Session, actor_id: UUID) -> int:
    """How many somebody keeps in all."""
    query = select(func.count()).where(KeptFilter.actor_id == actor_id)
    return int(session.exec(query).one())


def end_filter(
    session: Session, actor_id: UUID, listed: StrEnum, filter_id: UUID
) -> bool:
    """Forget one of somebody's own. False if there is none such."""
    gone = session.exec(
        delete(KeptFilter).where(
            column(KeptFilter.id) == filter_id,
            column(KeptFilter.actor_id) == actor_id,
            column(KeptFilter.listed) == listed.value,
        )
    )
    return bool(gone.rowcount)


def end_filters_of(session: Session, actor_id: UUID) -> None:
    """Somebody left: none of theirs is kept."""
    session.exec(delete(KeptFilter).where(column(KeptFilter.actor_id) == actor_id))
