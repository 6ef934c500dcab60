"""Which corrections concern a copy that somebody has, by headers alone."""

from uuid import UUID

from sqlmodel import Session, select
from sqlmodel import col as column

from referral.records.cases import Case
from referral.records.referrals import Disclosure, was_opened
from referral.records.timeline import WORK, Entry
from workflows.vocabulary import EntryType


def corrections_for(
    session: Session, recipient_id: UUID, limit: int
) -> list[tuple[Disclosure, Case, Entry]]:
    """Corrections in cases of which a recipient opened a copy before, oldest first.

    Whether a field of that copy is among them stands in the payload.
    """
    noted = Entry.__table__.alias()  # type: ignore[attr-defined] # a table
    known = (
        select(noted.c.id)
        .where(noted.c.chain_id == Entry.chain_id, noted.c.about == Entry.id)
        .where(noted.c.type == EntryType.CORRECTION_NOTED)
        .where(noted.c.organisation_id == recipient_id)
    )
    query = (
        select(Disclosure, Case, Entry)
        .where(Disclosure.recipient_id == recipient_id, was_opened())
        .where(column(Disclosure.deletion_confirmed_at).is_(None))
        .where(Case.id == Disclosure.case_id, column(Case.erased_at).is_(None))
        .where(Entry.chain_id == Case.id, WORK)
        .where(Entry.type == EntryType.CONTENT_RECORDED)
        .where(column(Entry.about).is_not(None))
        .where(column(Entry.at) >= column(Disclosure.prepared_at))
        .where(~known.correlate(Entry).exists())
        .order_by(column(Entry.at), column(Entry.id))
        .limit(limit)
    )
    return list(session.exec(query))


def is_noted(session: Session, correction: Entry, organisation_id: UUID) -> bool:
    """True if an organisation has said that it knows of a correction."""
    kind = EntryType.CORRECTION_NOTED
    return said_so(session, correction.chain_id, correction.id, kind, organisation_id)


def said_so(
    session: Session, case_id: UUID, about: UUID, kind: EntryType, organisation_id: UUID
) -> bool:
    """True if an organisation wrote an entry of a kind about something in a case."""
    query = (
        select(Entry.id)
        .where(Entry.chain_id == case_id, Entry.about == about)
        .where(Entry.type == kind, Entry.organisation_id == organisation_id)
    )
    return session.exec(query.limit(1)).first() is not None
