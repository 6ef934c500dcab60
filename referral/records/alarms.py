"""Alarms: that somebody opened what nobody has a reason to open, or too much.

An alarm is written in the transaction of the act that raises it and is, by that, in the
inbox or on the list of whoever it is for; there is nothing to deliver. Rows hold
identifiers, words and moments.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlmodel import Session, delete, func, select
from sqlmodel import col as column

from referral.records.actors import Actor, ActorRole
from referral.records.cases import Case
from referral.records.columns import Id, Moment, Row, Word, col
from referral.records.organisations import Organisation
from workflows.vocabulary import ExceptionKind, Role


class Alarm(Row, table=True):
    """A line for one organisation, until somebody has dealt with it."""

    __tablename__: ClassVar[str] = "alarm"
    __table_args__ = (Index("ix_alarm_standing", "organisation_id", "ended_at"),)
    id: UUID = col(Id, key=True)
    kind: ExceptionKind = col(Word(ExceptionKind))
    organisation_id: UUID = col(Id, ForeignKey("organisation.id"))
    """Who is told."""
    actor_id: UUID = col(Id, ForeignKey("actor.id"), index=True)
    """Who did it."""
    acted_for_id: UUID = col(Id, ForeignKey("organisation.id"))
    case_id: UUID | None = col(Id, ForeignKey("case_file.id"), null=True)
    about: UUID | None = col(Id, null=True, index=True)
    at: datetime = col(Moment)
    ended_at: datetime | None = col(Moment, null=True)


class Canary(Row, table=True):
    """That a case is made up, so that whoever opens it gives themselves away."""

    __tablename__: ClassVar[str] = "canary"
    case_id: UUID = col(Id, ForeignKey("case_file.id"), key=True)
    marked_at: datetime = col(Moment)


class CaseOpened(Row, table=True):
    """When an actor last opened who somebody is, their account or health."""

    __tablename__: ClassVar[str] = "case_opened"
    __table_args__ = (Index("ix_case_opened_at", "actor_id", "at"),)
    actor_id: UUID = col(Id, key=True)
    case_id: UUID = col(Id, ForeignKey("case_file.id"), key=True)
    organisation_id: UUID = col(Id, ForeignKey("organisation.id"))
    at: datetime = col(Moment)


def is_canary(session: Session, case_id: UUID) -> bool:
    """True if nobody has a reason to open this case."""
    return session.get(Canary, case_id) is not None


def cases_opened(
    session: Session, actor_id: UUID, case_id: UUID, since: datetime
) -> int:
    """How many different cases an actor opened since a moment, with this one."""
    query = select(func.count()).where(
        CaseOpened.actor_id == actor_id,
        column(CaseOpened.at) > since,
        CaseOpened.case_id != case_id,
    )
    return session.exec(query).one() + 1


def note_opened(session: Session, row: CaseOpened, since: datetime) -> None:
    """Note that a case was opened, and forget what is older than a moment."""
    mine = column(CaseOpened.actor_id) == row.actor_id
    session.exec(delete(CaseOpened).where(mine, column(CaseOpened.at) <= since))
    session.merge(row)


def coordinating(session: Session) -> list[UUID]:
    """Organisations with a coordinator on duty."""
    query = (
        select(Actor.organisation_id)
        .join(ActorRole, column(ActorRole.actor_id) == column(Actor.id))
        .where(Actor.active, column(ActorRole.role) == Role.COORDINATOR)
        .distinct()
    )
    return list(session.exec(query).all())


def standing_alarms(
    session: Session, actor_id: UUID, kinds: Iterable[ExceptionKind]
) -> list[Alarm]:
    """What stands because of one actor."""
    query = select(Alarm).where(
        Alarm.actor_id == actor_id,
        column(Alarm.kind).in_(list(kinds)),
        column(Alarm.ended_at).is_(None),
    )
    return list(session.exec(query).all())


def alarms_for(
    session: Session, organisation_id: UUID, limit: int | None = None
) -> list[tuple[Alarm, Organisation, str | None]]:
    """What stands for one organisation, with who acted and the code of the case.

    The oldest first; all of it without a limit.
    """
    query = (
        select(Alarm, Organisation, Case.code)
        .join(Organisation, column(Organisation.id) == column(Alarm.acted_for_id))
        .outerjoin(Case, column(Case.id) == column(Alarm.case_id))
        .where(Alarm.organisation_id == organisation_id)
        .where(column(Alarm.ended_at).is_(None))
        .order_by(column(Alarm.at), column(Alarm.id))
        .limit(limit)
    )
    return list(session.exec(query).all())


def alarms_of_held(
    session: Session, holder_id: UUID, kinds: Iterable[ExceptionKind]
) -> list[tuple[Alarm, Case]]:
    """What stands of some kinds because of cases that an organisation holds now.

    Each once, whomever its lines are for; the oldest first.
    """
    query = (
        select(Alarm, Case)
        .join(Case, column(Case.id) == column(Alarm.case_id))
        .where(Case.holder_id == holder_id, column(Case.erased_at).is_(None))
        .where(column(Alarm.kind).in_(list(kinds)), column(Alarm.ended_at).is_(None))
        .order_by(column(Alarm.at), column(Alarm.id))
    )
    found: dict[tuple[object, ...], tuple[Alarm, Case]] = {}
    for alarm, case in session.exec(query):
        found.setdefault((alarm.kind, case.id, alarm.about), (alarm, case))
    return list(found.values())


def alarms_about(session: Session, about: UUID) -> list[Alarm]:
    """What stands because of one thing."""
    query = select(Alarm).where(Alarm.about == about, column(Alarm.ended_at).is_(None))
    return list(session.exec(query).all())


def alarms_of_case(
    session: Session, case_id: UUID, kinds: Iterable[ExceptionKind]
) -> list[Alarm]:
    """What stands because of one case, of some kinds."""
    query = select(Alarm).where(
        Alarm.case_id == case_id,
        column(Alarm.kind).in_(list(kinds)),
        column(Alarm.ended_at).is_(None),
    )
    return list(session.exec(query).all())


def forget_opened(session: Session, actor_id: UUID) -> None:
    """Count nothing any more of what an actor opened."""
    session.exec(delete(CaseOpened).where(column(CaseOpened.actor_id) == actor_id))


def alarms_like(session: Session, alarm: Alarm) -> list[Alarm]:
    """The lines of one event, for whomever they are."""
    query = select(Alarm).where(
        Alarm.kind == alarm.kind,
        Alarm.actor_id == alarm.actor_id,
        Alarm.at == alarm.at,
        column(Alarm.case_id).is_not_distinct_from(alarm.case_id),
        column(Alarm.about).is_not_distinct_from(alarm.about),
    )
    return list(session.exec(query).all())
