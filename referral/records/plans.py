"""That a case has a plan, and the dates of it. What is planned is sealed.

Rows hold identifiers and moments: never which service, from whom, or what for.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, Integer
from sqlmodel import Session, func, select
from sqlmodel import col as column

from referral.records.cases import Case
from referral.records.columns import Id, Moment, Row, Word, col
from referral.records.organisations import Service
from referral.records.referrals import Referral, ReferralCase
from referral.records.timeline import Entry
from workflows.vocabulary import EntryType, PlannedKind

AT_ONCE = 500
"""Identifiers named in one query."""


class Plan(Row, table=True):
    """That there is a plan. Its content is sealed under this row's identifier."""

    __tablename__: ClassVar[str] = "individual_plan"
    id: UUID = col(Id, key=True)
    case_id: UUID = col(Id, ForeignKey("case_file.id"), unique=True)
    version: int = col(Integer)
    written_at: datetime = col(Moment)
    review_at: datetime | None = col(Moment, null=True, index=True)


class PlannedDate(Row, table=True):
    """A moment of a plan: when a service begins, or a follow-up contact is due."""

    __tablename__: ClassVar[str] = "planned_date"
    __table_args__ = (
        Index("ix_planned_date_case", "case_id"),
        Index("ix_planned_date_open", "ended_at", "at"),
    )
    id: UUID = col(Id, key=True)
    case_id: UUID = col(Id, ForeignKey("case_file.id"))
    kind: PlannedKind = col(Word(PlannedKind))
    at: datetime = col(Moment)
    set_at: datetime = col(Moment)
    ended_at: datetime | None = col(Moment, null=True)


def plan_of(session: Session, case_id: UUID) -> Plan | None:
    """The plan of a case."""
    return session.exec(select(Plan).where(Plan.case_id == case_id)).one_or_none()


def plans_of(session: Session, cases: Sequence[UUID]) -> dict[UUID, Plan]:
    """The plans of some cases."""
    found: dict[UUID, Plan] = {}
    for some in _portions(cases):
        query = select(Plan).where(column(Plan.case_id).in_(some))
        found.update({plan.case_id: plan for plan in session.exec(query)})
    return found


def open_dates_of(
    session: Session, cases: Sequence[UUID]
) -> dict[UUID, list[PlannedDate]]:
    """The dates of some cases that nobody ended, in order."""
    found: dict[UUID, list[PlannedDate]] = {}
    for some in _portions(cases):
        query = select(PlannedDate).where(
            column(PlannedDate.case_id).in_(some),
            column(PlannedDate.ended_at).is_(None),
        )
        in_order = query.order_by(column(PlannedDate.at), column(PlannedDate.id))
        for row in session.exec(in_order):
            found.setdefault(row.case_id, []).append(row)
    return found


def _portions(cases: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(cases), AT_ONCE):
        yield cases[start : start + AT_ONCE]


def date_by_id(session: Session, date_id: UUID) -> PlannedDate | None:
    """One date of a plan."""
    return session.get(PlannedDate, date_id)


def dates_of(session: Session, case_id: UUID) -> Sequence[PlannedDate]:
    """Every date of a case's plan, ended or not, in order."""
    query = select(PlannedDate).where(PlannedDate.case_id == case_id)
    in_order = query.order_by(column(PlannedDate.at), column(PlannedDate.id))
    return session.exec(in_order).all()


def end_kind(session: Session, case_id: UUID, kind: PlannedKind, at: datetime) -> None:
    """What was left for later has been asked: every open date of its kind ends."""
    for row in dates_of(session, case_id):
        if row.kind is kind and row.ended_at is None:
            row.ended_at = at
            session.add(row)


def offers_with_type(session: Session, case_id: UUID) -> list[tuple[Referral, str]]:
    """Every offer of a case, with the name of the service type that it asks for."""
    query = (
        select(Referral, Service.service_type)
        .join(ReferralCase, column(ReferralCase.referral_id) == Referral.id)
        .join(Service, column(Referral.service_id) == Service.id)
        .where(ReferralCase.case_id == case_id)
    )
    return list(session.exec(query.order_by(column(Referral.id))))


def completions_of(session: Session, case_id: UUID) -> dict[UUID, Entry]:
    """The entries of a case by which services were completed, by their offers."""
    query = select(Entry).where(
        Entry.chain_id == case_id, Entry.type == EntryType.SERVICE_COMPLETED
    )
    found = session.exec(query.order_by(column(Entry.seq)))
    return {entry.about: entry for entry in found if entry.about is not None}


def with_dates_before(
    session: Session, before: datetime, holder: UUID | None
) -> list[Case]:
    """Cases, not erased, with a date or a review before a moment that nobody ended."""
    dated = select(PlannedDate.id).where(
        PlannedDate.case_id == Case.id,
        column(PlannedDate.ended_at).is_(None),
        column(PlannedDate.at) <= before,
    )
    reviewed = select(Plan.id).where(
        Plan.case_id == Case.id, column(Plan.review_at) <= before
    )
    either = dated.correlate(Case).exists() | reviewed.correlate(Case).exists()
    return _found(session, either, holder)


def without_plan(
    session: Session,
    digest: bytes,
    closed: Collection[str],
    opened_before: datetime,
    holder: UUID | None,
) -> list[Case]:
    """Open cases of a pathway version that were opened long ago and have no plan."""
    planned = select(Plan.id).where(Plan.case_id == Case.id).correlate(Case)
    waits = (
        (column(Case.pathway_digest) == digest)
        & column(Case.protection).not_in(closed)
        & (func.coalesce(Case.met_at, Case.opened_at) <= opened_before)
        & ~planned.exists()
    )
    return _found(session, waits, holder)


def _found(
    session: Session, which: ColumnElement[bool], holder: UUID | None
) -> list[Case]:
    query = select(Case).where(which, column(Case.erased_at).is_(None))
    if holder is not None:
        query = query.where(Case.holder_id == holder)
    return list(session.exec(query.order_by(column(Case.id))).all())
