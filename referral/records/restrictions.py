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

from referral.records.columns import Id, Moment, Row, Word, col
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
