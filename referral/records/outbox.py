"""What falls due, what must leave, and what waits in an inbox or on a list.

Every row is written in the transaction of the act it comes from. `msg_id` is unique
in each table: whatever happens twice on the way has its effect once. Rows hold
identifiers, words and moments; never content.
"""

from collections.abc import Collection
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer
from sqlmodel import Session, select
from sqlmodel import col as column

from referral.records.columns import Id, Moment, Plain, Row, Word, col
from referral.records.organisations import Organisation
from referral.records.paging import Due
from referral.records.referrals import Referral, ReferralCase, covers_none_of
from workflows.vocabulary import (
    Destination,
    ExceptionKind,
    NoticeKind,
    OutgoingState,
    TimerKind,
    TimerState,
)

UNDELIVERED = (OutgoingState.WAITING, OutgoingState.GIVEN_UP)
"""What somebody should be told still."""
_MESSAGE = "kind and identifier of what brought it about"


class Timer(Row, table=True):
    """When something falls due. Nothing sleeps: somebody looks at these rows."""

    __tablename__: ClassVar[str] = "timer"
    __table_args__ = (Index("ix_timer_due", "state", "due_at"),)
    id: UUID = col(Id, key=True)
    kind: TimerKind = col(Word(TimerKind))
    about: UUID = col(Id, ForeignKey("referral.id"), index=True)
    due_at: datetime = col(Moment)
    tz: str = col(Plain("IANA name of the zone it was computed in"))
    state: TimerState = col(Word(TimerState))
    msg_id: str = col(Plain(_MESSAGE), unique=True)
    set_at: datetime = col(Moment)
    fired_at: datetime | None = col(Moment, null=True)


class Outgoing(Row, table=True):
    """One delivery: where to, what, how often it was tried, when it is tried again."""

    __tablename__: ClassVar[str] = "outbox"
    __table_args__ = (Index("ix_outbox_next", "state", "next_at"),)
    id: UUID = col(Id, key=True)
    destination: Destination = col(Word(Destination))
    organisation_id: UUID = col(Id, ForeignKey("organisation.id"))
    kind: NoticeKind = col(Word(NoticeKind))
    about: UUID = col(Id, ForeignKey("referral.id"), index=True)
    msg_id: str = col(Plain(_MESSAGE), unique=True)
    state: OutgoingState = col(Word(OutgoingState))
    attempts: int = col(Integer)
    """How often it was tried and failed."""
    jobs: int = col(Integer)
    """How many jobs were enqueued for it so far; the number is part of a job's name."""
    made_at: datetime = col(Moment)
    next_at: datetime = col(Moment)
    """From when on the next job for it may be enqueued."""
    lease_until: datetime = col(Moment)
    """Until when the job that was enqueued last is trusted to be on its way."""
    claimed_at: datetime | None = col(Moment, null=True)
    """Since when it is on its way to a partner's system; empty once that ended."""
    done_at: datetime | None = col(Moment, null=True)
    last_error: str | None = col(
        Plain("type of the fault, never what it said"), null=True
    )


class Notice(Row, table=True):
    """A line in an organisation's inbox. Looking at it does not end it."""

    __tablename__: ClassVar[str] = "notice"
    __table_args__ = (Index("ix_notice_inbox", "organisation_id", "ended_at"),)
    id: UUID = col(Id, key=True)
    organisation_id: UUID = col(Id, ForeignKey("organisation.id"))
    kind: NoticeKind = col(Word(NoticeKind))
    about: UUID = col(Id, ForeignKey("referral.id"), index=True)
    msg_id: str = col(Plain(_MESSAGE), unique=True)
    at: datetime = col(Moment)
    ended_at: datetime | None = col(Moment, null=True)


class StandingException(Row, table=True):
    """A line on the coordinator's list, until what it is about has ended."""

    __tablename__: ClassVar[str] = "standing_exception"
    __table_args__ = (Index("ix_exception_standing", "ended_at", "since"),)
    id: UUID = col(Id, key=True)
    kind: ExceptionKind = col(Word(ExceptionKind))
    about: UUID = col(Id, ForeignKey("referral.id"), index=True)
    msg_id: str = col(Plain(_MESSAGE), unique=True)
    since: datetime = col(Moment)
    ended_at: datetime | None = col(Moment, null=True)


def left_lying(session: Session, since: datetime) -> bool:
    """True if something should have been dealt with before a moment and was not."""
    timer = select(Timer.id).where(
        Timer.state == TimerState.WAITING, column(Timer.due_at) < since
    )
    outgoing = select(Outgoing.id).where(
        Outgoing.state == OutgoingState.WAITING,
        column(Outgoing.next_at) < since,
        column(Outgoing.lease_until) < since,
    )
    return any(session.exec(query.limit(1)).first() for query in (timer, outgoing))


def timers_due(session: Session, now: datetime, limit: int) -> list[Due]:
    """Timers that have fallen due and not fired, the oldest first."""
    query = (
        select(Timer.due_at, Timer.id)
        .where(Timer.state == TimerState.WAITING, column(Timer.due_at) <= now)
        .order_by(column(Timer.due_at), column(Timer.id))
        .limit(limit)
    )
    return list(session.exec(query).all())


def deliveries_astray(session: Session, now: datetime, limit: int) -> list[Due]:
    """Deliveries whose next try is due and whose last job is not trusted any more."""
    query = (
        select(Outgoing.next_at, Outgoing.id)
        .where(Outgoing.state == OutgoingState.WAITING)
        .where(column(Outgoing.next_at) <= now, column(Outgoing.lease_until) <= now)
        .order_by(column(Outgoing.next_at), column(Outgoing.id))
        .limit(limit)
    )
    return list(session.exec(query).all())


def timers_about(session: Session, about: UUID) -> list[Timer]:
    """Every timer of an offer."""
    return list(session.exec(select(Timer).where(Timer.about == about)).all())


def still_open(
    session: Session, about: UUID
) -> tuple[list[Timer], list[Outgoing], list[Notice], list[StandingException]]:
    """What waits or stands because of an offer; also what was tried often enough."""
    timers = select(Timer).where(Timer.about == about)
    outgoing = select(Outgoing).where(Outgoing.about == about)
    notices = select(Notice).where(Notice.about == about)
    standing = select(StandingException).where(StandingException.about == about)
    return (
        list(session.exec(timers.where(Timer.state == TimerState.WAITING))),
        list(session.exec(outgoing.where(column(Outgoing.state).in_(UNDELIVERED)))),
        list(session.exec(notices.where(column(Notice.ended_at).is_(None)))),
        list(
            session.exec(standing.where(column(StandingException.ended_at).is_(None)))
        ),
    )


def exceptions_called(
    session: Session, about: UUID, begins: str
) -> list[StandingException]:
    """What stands because of an offer, and because of one thing about it."""
    query = select(StandingException).where(
        StandingException.about == about,
        column(StandingException.ended_at).is_(None),
    )
    found = session.exec(query).all()
    return [line for line in found if line.msg_id.startswith(begins)]


def notices_of(
    session: Session, organisation_id: UUID, limit: int, but: Collection[UUID] = ()
) -> list[tuple[Notice, Referral]]:
    """What stands in an organisation's inbox, newest first.

    Args:
        session: The store.
        organisation_id: Whose inbox.
        limit: How many.
        but: Cases of whose offers nothing is shown.
    """
    query = (
        select(Notice, Referral)
        .where(Notice.about == Referral.id, Notice.organisation_id == organisation_id)
        .where(column(Notice.ended_at).is_(None), covers_none_of(but))
        .order_by(column(Notice.at).desc(), column(Notice.id).desc())
        .limit(limit)
    )
    return list(session.exec(query).all())


def letters_about(
    session: Session, case_id: UUID, organisation_id: UUID
) -> list[Notice | Outgoing]:
    """What stands in an inbox, or is on its way there, about offers of a case.

    But for offers that are addressed to the organisation itself.
    """
    offers = (
        select(Referral.id)
        .join(ReferralCase, column(ReferralCase.referral_id) == Referral.id)
        .where(ReferralCase.case_id == case_id)
        .where(Referral.addressee_id != organisation_id)
    )
    notices = select(Notice).where(
        Notice.organisation_id == organisation_id,
        column(Notice.ended_at).is_(None),
        column(Notice.about).in_(offers),
    )
    sent = select(Outgoing).where(
        Outgoing.organisation_id == organisation_id,
        Outgoing.state == OutgoingState.WAITING,
        column(Outgoing.about).in_(offers),
    )
    return [*session.exec(notices), *session.exec(sent)]


def stood_before(session: Session, msg_id: str) -> bool:
    """True if a line of this message stands on the coordinator's list, or stood."""
    query = select(StandingException.id).where(StandingException.msg_id == msg_id)
    return session.exec(query).first() is not None


def exceptions_standing(
    session: Session,
) -> list[tuple[StandingException, Referral, Organisation]]:
    """What stands on the coordinator's list, the oldest first, with its addressee."""
    query = (
        select(StandingException, Referral, Organisation)
        .where(StandingException.about == Referral.id)
        .where(Referral.addressee_id == Organisation.id)
        .where(column(StandingException.ended_at).is_(None))
        .order_by(column(StandingException.since), column(StandingException.id))
    )
    return list(session.exec(query).all())
