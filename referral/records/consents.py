"""Consents: when and towards whom lie open, everything else is sealed."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey
from sqlmodel import Session, select
from sqlmodel import col as column

from referral.records.cases import Case
from referral.records.columns import Id, Moment, Row, col
from referral.records.paging import PAGE, Last, all_pages, behind
from referral.records.timeline import Entry
from workflows.vocabulary import EntryType

Span = tuple[datetime, datetime]
"""After which moment, until which one."""


class Consent(Row, table=True):
    """One answer of the person, for one purpose, to one recipient or class.

    Purpose, drawers, the seven items, language and how it was given are sealed in
    `operational` under this row's id.
    """

    __tablename__: ClassVar[str] = "consent"
    id: UUID = col(Id, key=True)
    case_id: UUID = col(Id, ForeignKey("case_file.id"), index=True)
    recipient_id: UUID | None = col(Id, ForeignKey("organisation.id"), null=True)
    given_at: datetime = col(Moment)
    recorded_at: datetime = col(Moment)
    expires_at: datetime | None = col(Moment, null=True)
    withdrawn_at: datetime | None = col(Moment, null=True)


def consent_by_id(session: Session, consent_id: UUID) -> Consent | None:
    """One consent, in force or not."""
    return session.get(Consent, consent_id)


def ending_in_cases_of(
    session: Session, holder_id: UUID, span: Span
) -> Iterator[tuple[Consent, Case]]:
    """Answers that end within a span, in cases that a body holds, the first first."""
    query = (
        select(Consent, Case)
        .where(Case.id == Consent.case_id, Case.holder_id == holder_id)
        .where(column(Case.erased_at).is_(None))
        .where(column(Consent.withdrawn_at).is_(None), *ends_within(span))
        .order_by(column(Consent.expires_at), column(Consent.id))
        .limit(PAGE)
    )

    def page(last: Last | None) -> list[tuple[Consent, Case]]:
        place = Consent.expires_at, Consent.id
        rest = query.where(behind(*place, last)) if last else query
        return list(session.exec(rest))

    return all_pages(page, lambda row: (row[0].expires_at or span[1], row[0].id))


def ends_within(span: Span) -> tuple[ColumnElement[bool], ...]:
    """True of answers whose end lies after the first moment, at most at the second."""
    after, until = span
    ends = column(Consent.expires_at)
    return ends > after, ends <= until


def consents_of(session: Session, case_id: UUID) -> list[Consent]:
    """All answers of a case in the order of their entries, whatever a clock said."""
    query = (
        select(Consent)
        .join(Entry, column(Entry.about) == Consent.id)
        .where(Consent.case_id == case_id, Entry.chain_id == case_id)
        .where(Entry.type == EntryType.CONSENT_RECORDED)
    )
    return list(session.exec(query.order_by(column(Entry.seq))).all())
