"""Where people are told that something waits, what they are told, what was sent.

Address and wishes are sealed in their organisation's drawer. A line holds a code that
names nobody, a moment, and which row it stands for; a mail is written from its lines
when it is sent, and both are forgotten afterwards.
"""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, UniqueConstraint
from sqlmodel import Session, delete, func, select, update
from sqlmodel import col as column

from referral.records.actors import Actor
from referral.records.alarms import Alarm
from referral.records.columns import Id, Moment, Plain, Row, Sealed, Word, col
from referral.records.organisations import Organisation
from referral.records.outbox import Notice, StandingException
from referral.records.paging import Due
from referral.vault.sealed import Box
from workflows.vocabulary import (
    ActorKind,
    AddressState,
    MailKind,
    MailPurpose,
    MailSource,
    OutgoingState,
)


class MailSetting(Row, table=True):
    """Where one person is told, of what and when: sealed, all of it."""

    __tablename__: ClassVar[str] = "mail_setting"
    actor_id: UUID = col(Id, ForeignKey("actor.id"), key=True)
    version: int = col(Integer)
    """Grows with every change: where in its drawer it is sealed."""
    box: Box = col(Sealed)
    state: AddressState | None = col(Word(AddressState), null=True)
    """Of the address; None where there is none."""
    asked_at: datetime | None = col(Moment, null=True)
    """When the code was made that the address is confirmed by."""
    tries: int = col(Integer)
    """How many wrong codes were given for it."""
    refused_at: datetime | None = col(Moment, null=True)
    """When a post server refused the address for good."""


class Mail(Row, table=True):
    """One mail: how often it was tried, when it is tried again. No word of it."""

    __tablename__: ClassVar[str] = "mail"
    __table_args__ = (Index("ix_mail_next", "state", "next_at"),)
    id: UUID = col(Id, key=True)
    actor_id: UUID = col(Id, ForeignKey("actor.id"), index=True)
    purpose: MailPurpose = col(Word(MailPurpose))
    state: OutgoingState = col(Word(OutgoingState))
    attempts: int = col(Integer)
    made_at: datetime = col(Moment)
    next_at: datetime = col(Moment)
    lease_until: datetime = col(Moment)
    """Until when whoever took it last is trusted to be sending it."""
    done_at: datetime | None = col(Moment, null=True)
    last_error: str | None = col(
        Plain("type of the fault, never what it said"), null=True
    )


class MailLine(Row, table=True):
    """One line for one person, until it is in a mail or nothing stands behind it."""

    __tablename__: ClassVar[str] = "mail_line"
    __table_args__ = (
        UniqueConstraint("actor_id", "source", "about"),
        Index("ix_mail_line_due", "mail_id", "due_at"),
    )
    id: UUID = col(Id, key=True)
    actor_id: UUID = col(Id, ForeignKey("actor.id"))
    kind: MailKind = col(Word(MailKind))
    source: MailSource = col(Word(MailSource))
    about: UUID = col(Id)
    code: str = col(Plain("short code of an offer or a case; it names nobody"))
    answer_by: datetime | None = col(Moment, null=True)
    made_at: datetime = col(Moment)
    due_at: datetime = col(Moment)
    mail_id: UUID | None = col(Id, ForeignKey("mail.id"), null=True)


def setting_of(session: Session, actor_id: UUID) -> MailSetting | None:
    """Somebody's setting; no other act exchanges it until this one is over."""
    return session.get(
        MailSetting, actor_id, with_for_update=True, populate_existing=True
    )


def told_at(session: Session, organisation_id: UUID) -> list[tuple[MailSetting, Actor]]:
    """Who of an organisation has a confirmed address and is on duty."""
    query = (
        select(MailSetting, Actor)
        .where(MailSetting.actor_id == Actor.id, Actor.active)
        .where(Actor.organisation_id == organisation_id)
        .where(Actor.kind == ActorKind.PERSON)
        .where(MailSetting.state == AddressState.CONFIRMED)
    )
    return list(session.exec(query.order_by(column(Actor.id))).all())


def line_there(
    session: Session, actor_id: UUID, source: MailSource, about: UUID
) -> bool:
    """True if somebody is told of this already."""
    query = select(MailLine.id).where(
        MailLine.actor_id == actor_id,
        MailLine.source == source,
        MailLine.about == about,
    )
    return session.exec(query).first() is not None


def lines_due(session: Session, now: datetime, limit: int) -> list[UUID]:
    """Whose next mail is due, whoever waited longest first."""
    first = func.min(MailLine.due_at)
    query = (
        select(MailLine.actor_id)
        .join(MailSetting, column(MailSetting.actor_id) == column(MailLine.actor_id))
        .where(MailSetting.state == AddressState.CONFIRMED)
        .where(column(MailLine.mail_id).is_(None), column(MailLine.due_at) <= now)
        .group_by(column(MailLine.actor_id))
        .order_by(first, column(MailLine.actor_id))
        .limit(limit)
    )
    return list(session.exec(query).all())


def lines_to_send(session: Session, actor_id: UUID, now: datetime) -> list[MailLine]:
    """What somebody is told of now; no other worker takes it until this act ends."""
    query = (
        select(MailLine)
        .where(MailLine.actor_id == actor_id)
        .where(column(MailLine.mail_id).is_(None), column(MailLine.due_at) <= now)
        .order_by(column(MailLine.made_at), column(MailLine.id))
        .with_for_update()
    )
    return list(session.exec(query).all())


def hurry_mails(session: Session, now: datetime, fault: str) -> None:
    """What failed in one way is due now, and not in hours: the server is back."""
    session.exec(
        update(Mail)
        .where(column(Mail.state) == OutgoingState.WAITING)
        .where(column(Mail.last_error) == fault, column(Mail.next_at) > now)
        .values(next_at=now, lease_until=now)
    )


def lines_of(session: Session, mail_id: UUID) -> list[MailLine]:
    """The lines of a mail."""
    return list(session.exec(select(MailLine).where(MailLine.mail_id == mail_id)).all())


def row_behind(
    session: Session, line: MailLine
) -> Notice | Alarm | StandingException | None:
    """What a line stands for."""
    if line.source is MailSource.NOTICE:
        return session.get(Notice, line.about)
    if line.source is MailSource.ALARM:
        return session.get(Alarm, line.about)
    return session.get(StandingException, line.about)


def still_stands(session: Session, line: MailLine) -> bool:
    """True while there is what a line stands for."""
    row = row_behind(session, line)
    return row is not None and row.ended_at is None


def mails_due(session: Session, now: datetime, limit: int) -> list[Due]:
    """Mails whose next try is due and that nobody is sending, the oldest first."""
    query = (
        select(Mail.next_at, Mail.id)
        .where(Mail.state == OutgoingState.WAITING)
        .where(column(Mail.next_at) <= now, column(Mail.lease_until) <= now)
        .order_by(column(Mail.next_at), column(Mail.id))
        .limit(limit)
    )
    return list(session.exec(query).all())


def codes_asked(
    session: Session, actor_id: UUID, since: datetime
) -> tuple[datetime, ...]:
    """When codes were asked for by somebody since a moment."""
    query = select(Mail.made_at).where(
        Mail.actor_id == actor_id,
        Mail.purpose == MailPurpose.CODE,
        column(Mail.made_at) > since,
    )
    return tuple(session.exec(query).all())


def refused_addresses(
    session: Session,
) -> list[tuple[UUID, datetime, Organisation]]:
    """Whose address was refused for good and not replaced, since when, and where."""
    query = (
        select(MailSetting.actor_id, MailSetting.refused_at, Organisation)
        .join(Actor, column(Actor.id) == column(MailSetting.actor_id))
        .join(Organisation, column(Organisation.id) == column(Actor.organisation_id))
        .where(MailSetting.state == AddressState.REFUSED, Actor.active)
        .order_by(column(MailSetting.refused_at), column(MailSetting.actor_id))
    )
    return [(who, at, body) for who, at, body in session.exec(query) if at is not None]


def mails_given_up(
    session: Session, since: datetime
) -> list[tuple[UUID, datetime, Organisation]]:
    """Mails that were tried often enough: which, since when, and for whose people."""
    query = (
        select(Mail.id, Mail.done_at, Organisation)
        .join(Actor, column(Actor.id) == column(Mail.actor_id))
        .join(Organisation, column(Organisation.id) == column(Actor.organisation_id))
        .where(Mail.state == OutgoingState.GIVEN_UP, column(Mail.done_at) >= since)
        .where(column(Mail.last_error).is_not(None))
        .order_by(column(Mail.done_at), column(Mail.id))
    )
    return [
        (mail, at, body) for mail, at, body in session.exec(query) if at is not None
    ]


def forget_mails(session: Session, before: datetime) -> int:
    """Delete what was sent, or given up, before a moment. How many mails."""
    old = select(Mail.id).where(column(Mail.done_at) < before)
    session.exec(delete(MailLine).where(column(MailLine.mail_id).in_(old)))
    return session.exec(delete(Mail).where(column(Mail.done_at) < before)).rowcount


def lines_waiting(session: Session, actor_id: UUID) -> list[MailLine]:
    """What somebody is told of later."""
    query = select(MailLine).where(
        MailLine.actor_id == actor_id, column(MailLine.mail_id).is_(None)
    )
    return list(session.exec(query).all())


def end_mail_of(session: Session, actor_id: UUID, at: datetime) -> None:
    """Somebody left: no address, no wishes, no line is kept of them."""
    mine = select(Mail).where(
        Mail.actor_id == actor_id, Mail.state == OutgoingState.WAITING
    )
    for mail in session.exec(mine).all():
        mail.state, mail.done_at = OutgoingState.STOPPED, at
        session.add(mail)
    session.exec(delete(MailLine).where(column(MailLine.actor_id) == actor_id))
    session.exec(delete(MailSetting).where(column(MailSetting.actor_id) == actor_id))
