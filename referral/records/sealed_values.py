"""Sealed values and stored answers: rows that are boxes."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, Integer
from sqlmodel import Session, delete, select
from sqlmodel import col as column

from referral.records.columns import Digest, Id, Moment, Plain, Row, Sealed, col
from referral.vault.sealed import Box


class SealedValue(Row, table=True):
    """All content of one drawer of one record, at one row version.

    Earlier versions stay: a correction keeps what was written before.
    """

    __tablename__: ClassVar[str] = "sealed_value"
    __table_args__ = (Index("ix_sealed_value_owner", "owner_id", "drawer"),)
    record_id: UUID = col(Id, key=True)
    drawer: str = col(Plain("name of a drawer"), key=True)
    row_version: int = col(Integer, key=True)
    owner_id: UUID = col(Id)
    box: Box = col(Sealed)
    author_id: UUID | None = col(Id, null=True)
    author_organisation_id: UUID | None = col(Id, null=True)
    stored_at: datetime = col(Moment)


class StoredAnswer(Row, table=True):
    """The answer to a request that carried a key, so that a retry gets the same."""

    __tablename__: ClassVar[str] = "stored_answer"
    actor_id: UUID = col(Id, key=True)
    request_tag: bytes = col(Digest, key=True)
    record_id: UUID = col(Id)
    owner_id: UUID = col(Id)
    box: Box = col(Sealed)
    stored_at: datetime = col(Moment, index=True)


def latest(session: Session, record_id: UUID, drawer: str) -> SealedValue | None:
    """The present version of one record's drawer."""
    query = (
        select(SealedValue)
        .where(SealedValue.record_id == record_id, SealedValue.drawer == drawer)
        .order_by(column(SealedValue.row_version).desc())
        .limit(1)
    )
    return session.exec(query).one_or_none()


def version_at(
    session: Session, record_id: UUID, drawer: str, at: datetime
) -> SealedValue | None:
    """The version of one record's drawer that stood at a moment."""
    query = (
        select(SealedValue)
        .where(SealedValue.record_id == record_id, SealedValue.drawer == drawer)
        .where(column(SealedValue.stored_at) <= at)
        .order_by(column(SealedValue.row_version).desc())
        .limit(1)
    )
    return session.exec(query).one_or_none()


def versions_of(session: Session, record_id: UUID, drawer: str) -> list[SealedValue]:
    """Every version of one record's drawer, the first one first."""
    query = select(SealedValue).where(
        SealedValue.record_id == record_id, SealedValue.drawer == drawer
    )
    return list(session.exec(query.order_by(column(SealedValue.row_version))).all())


def drawers_with_content(session: Session, record_id: UUID) -> frozenset[str]:
    """Which drawers of a record hold anything."""
    query = select(SealedValue.drawer).where(SealedValue.record_id == record_id)
    return frozenset(session.exec(query.distinct()).all())


def forget_answers_before(session: Session, moment: datetime) -> int:
    """Delete the stored answers of before a moment. How many."""
    old = column(StoredAnswer.stored_at) < moment
    return session.exec(delete(StoredAnswer).where(old)).rowcount


def forget_answers_of(session: Session, owner: UUID) -> int:
    """Delete the stored answers about a case or an organisation. How many."""
    theirs = column(StoredAnswer.owner_id) == owner
    return session.exec(delete(StoredAnswer).where(theirs)).rowcount
