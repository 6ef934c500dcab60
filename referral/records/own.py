"""What belongs to the person: the number they keep, wrong tries, what they left.

A number is stored nowhere. It is found by a keyed digest, for which the database alone
is not enough, and proven by an Argon2id hash. Its row goes when the number ends.
"""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer
from sqlmodel import Session, delete, func, select
from sqlmodel import col as column

from referral.records.cases import Case
from referral.records.columns import Digest, Id, Moment, Plain, Row, col


class OwnCode(Row, table=True):
    """That a person holds a number for their case."""

    __tablename__: ClassVar[str] = "own_code"
    id: UUID = col(Id, key=True)
    case_id: UUID = col(Id, ForeignKey("case_file.id"), unique=True)
    tag: bytes = col(Digest, unique=True)
    generation: int = col(Integer)
    """Of the key that the tag was made with."""
    hashed: str = col(Plain("Argon2id hash with its salt; not the number"))
    issued_at: datetime = col(Moment)


class OwnTry(Row, table=True):
    """A number that was tried, counted by a keyed tag of where it came from."""

    __tablename__: ClassVar[str] = "own_try"
    id: UUID = col(Id, key=True)
    source_tag: bytes = col(Digest, index=True)
    at: datetime = col(Moment, index=True)


class OwnMessage(Row, table=True):
    """That the person left a message. Its words are sealed under this row's id."""

    __tablename__: ClassVar[str] = "own_message"
    __table_args__ = (Index("ix_own_message_case", "case_id", "read_at"),)
    id: UUID = col(Id, key=True)
    case_id: UUID = col(Id, ForeignKey("case_file.id"))
    left_at: datetime = col(Moment)
    read_at: datetime | None = col(Moment, null=True)


def code_of(session: Session, case_id: UUID) -> OwnCode | None:
    """The number that is out for a case."""
    return session.exec(select(OwnCode).where(OwnCode.case_id == case_id)).one_or_none()


def code_tagged(session: Session, tags: list[bytes]) -> OwnCode | None:
    """The number with one of these tags."""
    return session.exec(select(OwnCode).where(column(OwnCode.tag).in_(tags))).first()


def code_generations(session: Session) -> list[int]:
    """Generations of the key that tags of numbers were made with."""
    return list(session.exec(select(OwnCode.generation).distinct()).all())


def end_code(session: Session, case_id: UUID) -> UUID | None:
    """Forget the number of a case: its row goes. Which it was; None if none."""
    row = code_of(session, case_id)
    if row is None:
        return None
    session.delete(row)
    session.flush()
    return row.id


def count_try(
    session: Session, row: OwnTry, day: datetime, hour: datetime
) -> tuple[list[datetime], int]:
    """Note a try and forget those of days before.

    Args:
        session: The store.
        row: The try.
        day: Tries before this are forgotten.
        hour: From when on those from everywhere are counted.

    Returns:
        When others came from the same place, and how many from anywhere; without it.
    """
    session.exec(delete(OwnTry).where(column(OwnTry.at) < day))
    mine = select(OwnTry.at).where(OwnTry.source_tag == row.source_tag)
    here = list(session.exec(mine).all())
    every = select(func.count()).select_from(OwnTry)
    everywhere = session.exec(every.where(column(OwnTry.at) >= hour)).one()
    session.add(row)
    return here, everywhere


def forget_try(session: Session, try_id: UUID) -> None:
    """The try was no wrong one."""
    session.exec(delete(OwnTry).where(column(OwnTry.id) == try_id))


def messages_of(session: Session, case_id: UUID) -> list[OwnMessage]:
    """What the person left, the oldest first."""
    query = select(OwnMessage).where(OwnMessage.case_id == case_id)
    in_order = query.order_by(column(OwnMessage.left_at), column(OwnMessage.id))
    return list(session.exec(in_order).all())


def unread_at(session: Session, holder_id: UUID, limit: int) -> list[Case]:
    """Cases of a holder with a message that nobody has read, the oldest first."""
    waiting = (
        select(OwnMessage.case_id, func.min(OwnMessage.left_at).label("since"))
        .where(column(OwnMessage.read_at).is_(None))
        .group_by(column(OwnMessage.case_id))
        .subquery()
    )
    query = (
        select(Case)
        .join(waiting, waiting.c.case_id == Case.id)
        .where(Case.holder_id == holder_id, column(Case.erased_at).is_(None))
        .order_by(waiting.c.since, column(Case.id))
        .limit(limit)
    )
    return list(session.exec(query).all())
