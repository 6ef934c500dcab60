"""That a record, or one drawer of it, is kept and not used.

Which drawer lies open, so that whoever acts can be refused; why is sealed under the
row's own identifier.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlmodel import Session, select
from sqlmodel import col as column
from sqlmodel.sql.expression import SelectOfScalar

from referral.records.cases import Case
from referral.records.columns import Id, Moment, Row, Word, col
from referral.records.paging import PAGE, Last, all_pages, behind
from referral.records.referrals import Disclosure, was_opened
from workflows.vocabulary import Compartment


class UseRestriction(Row, table=True):
    """A restriction of use, from when until when (GDPR art 18)."""

    __tablename__: ClassVar[str] = "use_restriction"
    __table_args__ = (Index("ix_use_restriction_case", "case_id", "lifted_at"),)
    id: UUID = col(Id, key=True)
    case_id: UUID = col(Id, ForeignKey("case_file.id"))
    drawer: Compartment | None = col(Word(Compartment), null=True)
    """None where the whole case is restricted."""
    set_by: UUID = col(Id)
    organisation_id: UUID = col(Id, ForeignKey("organisation.id"))
    set_at: datetime = col(Moment)
    lifted_at: datetime | None = col(Moment, null=True)


def restrictions_of(session: Session, case_id: UUID) -> list[UseRestriction]:
    """Every restriction of a case, lifted ones too, the oldest first."""
    query = select(UseRestriction).where(UseRestriction.case_id == case_id)
    in_order = query.order_by(column(UseRestriction.set_at), column(UseRestriction.id))
    return list(session.exec(in_order).all())


def standing_restrictions(session: Session, case_id: UUID) -> list[UseRestriction]:
    """Those that were not lifted."""
    found = restrictions_of(session, case_id)
    return [each for each in found if each.lifted_at is None]


def restrictions_reaching(
    session: Session, recipient_id: UUID
) -> Iterator[tuple[Case, UseRestriction]]:
    """Restrictions in cases of which a recipient has read a copy, oldest first.

    Whether what is restricted lies in a copy stands in its manifest.
    """
    query = (
        select(Case, UseRestriction)
        .where(UseRestriction.case_id == Case.id, column(Case.erased_at).is_(None))
        .where(column(UseRestriction.lifted_at).is_(None))
        .where(_read_by(recipient_id).correlate(Case).exists())
        .order_by(column(UseRestriction.set_at), column(UseRestriction.id))
        .limit(PAGE)
    )

    def page(last: Last | None) -> list[tuple[Case, UseRestriction]]:
        place = UseRestriction.set_at, UseRestriction.id
        rest = query.where(behind(*place, last)) if last else query
        return list(session.exec(rest))

    return all_pages(page, lambda row: (row[1].set_at, row[1].id))


def _read_by(recipient_id: UUID) -> SelectOfScalar[UUID]:
    """The copies of a case that a recipient has read and that were not destroyed."""
    return (
        select(Disclosure.id)
        .where(Disclosure.case_id == Case.id, was_opened())
        .where(Disclosure.recipient_id == recipient_id)
        .where(column(Disclosure.destroyed_at).is_(None))
    )


def copies_under(
    session: Session, held: UseRestriction, recipient_id: UUID
) -> list[Disclosure]:
    """The copies of a restricted case that a recipient has read."""
    query = (
        select(Disclosure)
        .where(Disclosure.case_id == held.case_id, was_opened())
        .where(Disclosure.recipient_id == recipient_id)
        .where(column(Disclosure.destroyed_at).is_(None))
    )
    return list(session.exec(query))
