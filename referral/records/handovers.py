"""What two sides agree of bringing a person over, and who is looked for.

Rows hold identifiers, words and moments; who, where and what with is sealed in each
case's own drawers, under `sealed_under`.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID, uuid5

from sqlalchemy import ForeignKey, Index
from sqlmodel import Session, select
from sqlmodel import col as column

from referral.records.cases import Case, CaseParty
from referral.records.columns import Id, Moment, Row, Word, col
from referral.records.outbox import Notice, StandingException
from referral.records.paging import Due
from referral.records.referrals import Referral, ReferralCase, covers_none_of, held_by
from referral.records.silent import Head
from referral.records.timeline import Entry
from workflows.vocabulary import (
    ExceptionKind,
    NoticeKind,
    ReferralKind,
    ReferralStage,
    Relation,
    Whereabouts,
)


class Handover(Row, table=True):
    """One proposal of how a person gets there; the other side confirms it.

    Nothing sleeps over its window: somebody looks at these rows.
    """

    __tablename__: ClassVar[str] = "handover"
    __table_args__ = (Index("ix_handover_due", "alarmed_at", "window_until"),)
    id: UUID = col(Id, key=True)
    referral_id: UUID = col(Id, ForeignKey("referral.id"), index=True)
    proposed_for: UUID = col(Id, ForeignKey("organisation.id"))
    proposed_by: UUID = col(Id)
    proposed_at: datetime = col(Moment)
    window_from: datetime = col(Moment)
    window_until: datetime = col(Moment)
    confirmed_by: UUID | None = col(Id, null=True)
    confirmed_at: datetime | None = col(Moment, null=True)
    replaced_at: datetime | None = col(Moment, null=True)
    """When another one came to stand in its place."""
    alarmed_at: datetime | None = col(Moment, null=True)
    """When it was said that its window passed and nobody told of an arrival; once."""


class NotArrived(Row, table=True):
    """That somebody did not arrive, until what came of looking for them is noted."""

    __tablename__: ClassVar[str] = "not_arrived"
    referral_id: UUID = col(Id, ForeignKey("referral.id"), key=True)
    since: datetime = col(Moment)
    outcome: Whereabouts | None = col(Word(Whereabouts), null=True)
    ended_at: datetime | None = col(Moment, null=True)
    ended_by: UUID | None = col(Id, null=True)


def sealed_under(handover_id: UUID, case_id: UUID) -> UUID:
    """The record under which one case's drawers hold what was proposed."""
    return uuid5(handover_id, str(case_id))


def handovers_of(session: Session, referral_id: UUID) -> list[Handover]:
    """What was proposed of an offer and nothing else replaced, the newest first."""
    query = select(Handover).where(
        Handover.referral_id == referral_id, column(Handover.replaced_at).is_(None)
    )
    return list(session.exec(query.order_by(column(Handover.id).desc())).all())


def handovers_due(
    session: Session, now: datetime, limit: int, stages: Collection[ReferralStage]
) -> list[Due]:
    """Agreed windows that are over while somebody is awaited, said by no entry yet."""
    query = (
        select(Handover.window_until, Handover.id)
        .join(Referral, column(Referral.id) == Handover.referral_id)
        .where(column(Handover.alarmed_at).is_(None))
        .where(column(Handover.window_until) <= now)
        .where(column(Handover.confirmed_at).is_not(None))
        .where(column(Handover.replaced_at).is_(None))
        .where(column(Referral.stage).in_(list(stages)))
        .order_by(column(Handover.window_until), column(Handover.id))
        .limit(limit)
    )
    return list(session.exec(query).all())


def standing_alarm(
    session: Session, referral_id: UUID
) -> list[Notice | StandingException]:
    """What stands because a window of an offer passed."""
    told, late = NoticeKind.HANDOVER_OVERDUE, ExceptionKind.HANDOVER_OVERDUE
    notices = select(Notice).where(
        Notice.about == referral_id,
        Notice.kind == told,
        column(Notice.ended_at).is_(None),
    )
    lines = select(StandingException).where(
        StandingException.about == referral_id,
        StandingException.kind == late,
        column(StandingException.ended_at).is_(None),
    )
    return [*session.exec(notices), *session.exec(lines)]


def unarranged(
    session: Session,
    organisation_id: UUID,
    stages: Collection[ReferralStage],
    accepted_before: datetime,
    limit: int,
    but: Collection[UUID] = (),
) -> Sequence[Referral]:
    """Offers said yes to before a moment, without an agreed hand-over; oldest first.

    For either side: the addressee, and who is responsible for the person.
    """
    agreed = (
        select(Handover.id)
        .where(Handover.referral_id == Referral.id)
        .where(column(Handover.confirmed_at).is_not(None))
        .correlate(Referral)
    )
    mine = column(Referral.addressee_id) == organisation_id
    query = (
        select(Referral)
        .where(column(Referral.stage).in_(list(stages)))
        .where(column(Referral.answered_at) <= accepted_before)
        .where(~agreed.exists(), mine | held_by(organisation_id))
        .where(covers_none_of(but))
        .order_by(column(Referral.answered_at), column(Referral.id))
        .limit(limit)
    )
    return session.exec(query).all()


def looked_for(
    session: Session, organisation_id: UUID, limit: int, but: Collection[UUID] = ()
) -> Sequence[tuple[NotArrived, Referral]]:
    """Whom an organisation has to look for now, the longest gone first."""
    query = (
        select(NotArrived, Referral)
        .where(NotArrived.referral_id == Referral.id)
        .where(column(NotArrived.ended_at).is_(None), held_by(organisation_id))
        .where(covers_none_of(but))
        .order_by(column(NotArrived.since), column(NotArrived.referral_id))
        .limit(limit)
    )
    return session.exec(query).all()


def still_looked_for(session: Session, case_id: UUID) -> list[NotArrived]:
    """Where the person of a case did not arrive and is looked for, oldest first."""
    covers = column(ReferralCase.referral_id) == NotArrived.referral_id
    query = (
        select(NotArrived)
        .join(ReferralCase, covers)
        .where(ReferralCase.case_id == case_id)
        .where(column(NotArrived.ended_at).is_(None))
        .order_by(column(NotArrived.since))
    )
    return list(session.exec(query).all())


def found_by(session: Session, organisation_id: UUID, limit: int) -> Sequence[Case]:
    """Cases an organisation recorded first and holds no more, the newest first."""
    query = (
        select(Case)
        .join(CaseParty, column(CaseParty.case_id) == Case.id)
        .where(CaseParty.organisation_id == organisation_id)
        .where(CaseParty.relation == Relation.FINDER)
        .where(Case.holder_id != organisation_id, column(Case.erased_at).is_(None))
        .order_by(column(Case.id).desc())
        .limit(limit)
    )
    return session.exec(query).all()


_HEAD = tuple(getattr(Entry, name) for name in Head._fields)


def moves_of(session: Session, case_id: UUID) -> list[tuple[ReferralKind, Head]]:
    """The entries that moved an offer of a case, in order, with the offer's kind."""
    query = (
        select(Referral.kind, *_HEAD)
        .where(Entry.chain_id == case_id, Entry.about == Referral.id)
        .where(column(Entry.to_stage).is_not(None))
        .order_by(column(Entry.seq))
    )
    return [(kind, Head(*head)) for kind, *head in session.exec(query)]
