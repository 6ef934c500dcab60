"""That a record, or one drawer of it, is kept and not used.

Which drawer lies open, so that whoever acts can be refused; why is sealed under the
row's own identifier.
"""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlmodel import Session, select
from sqlmodel import col as column

from referral.records.cases import Case
from referral.records.columns import Id, Moment, Row, Word, col
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


def restricted_copies(
    session: Session, recipient_id: UUID, limit: int
) -> list[tuple[Disclosure, Case, UseRestriction]]:
    """Copies that a recipient has read, in cases with a restriction, oldest first.

    Whether what is restricted lies in the copy stands in its manifest.
    """
    query = (
        select(Disclosure, Case, UseRestriction)
        .where(Disclosure.recipient_id == recipient_id, was_opened())
        .where(column(Disclosure.destroyed_at).is_(None))
        .where(Case.id == Disclosure.case_id, column(Case.erased_at).is_(None))
        .where(UseRestriction.case_id == Case.id)
        .where(column(UseRestriction.lifted_at).is_(None))
        .order_by(column(UseRestriction.set_at), column(UseRestriction.id))
        .limit(limit)
    )
    return list(session.exec(query))


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
