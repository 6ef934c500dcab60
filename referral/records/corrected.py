"""Which corrections concern a copy that somebody has, by headers alone."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, select
from sqlmodel import col as column

from referral.records.cases import Case
from referral.records.paging import PAGE, Last, all_pages, behind
from referral.records.referrals import Disclosure, was_opened
from referral.records.timeline import WORK, Entry
from workflows.vocabulary import EntryType


def corrections_for(
    session: Session, recipient_id: UUID
) -> Iterator[tuple[Case, Entry]]:
    """What was recorded anew in cases of which a recipient has opened a copy.

    The oldest first, each entry once, without those the recipient knows of. Whether
    a field of a copy is among them stands in the payload and in the copy's manifest.
    """
    noted = Entry.__table__.alias()  # type: ignore[attr-defined] # a table
    known = (
        select(noted.c.id)
        .where(noted.c.chain_id == Entry.chain_id, noted.c.about == Entry.id)
        .where(noted.c.type == EntryType.CORRECTION_NOTED)
        .where(noted.c.organisation_id == recipient_id)
    )
    held = select(Disclosure.id).where(
        Disclosure.case_id == Case.id,
        *_kept_by(recipient_id),
        column(Disclosure.prepared_at) <= Entry.at,
    )
    query = (
        select(Case, Entry)
        .where(column(Case.erased_at).is_(None), Entry.chain_id == Case.id, WORK)
        .where(Entry.type == EntryType.CONTENT_RECORDED)
        .where(held.correlate(Case, Entry).exists())
        .where(~known.correlate(Entry).exists())
        .order_by(column(Entry.at), column(Entry.id))
        .limit(PAGE)
    )

    def page(last: Last | None) -> list[tuple[Case, Entry]]:
        rest = query.where(behind(Entry.at, Entry.id, last)) if last else query
        return list(session.exec(rest))

    return all_pages(page, lambda row: (row[1].at, row[1].id))


def copies_before(
    session: Session, entry: Entry, recipient_id: UUID
) -> list[Disclosure]:
    """The copies that a recipient opened and has, and that are older than an entry."""
    query = (
        select(Disclosure)
        .where(Disclosure.case_id == entry.chain_id, *_kept_by(recipient_id))
        .where(column(Disclosure.prepared_at) <= entry.at)
    )
    return list(session.exec(query.order_by(column(Disclosure.id).desc())))


def _kept_by(recipient_id: UUID) -> tuple[ColumnElement[bool], ...]:
    """True of copies that a recipient opened and has not said to keep no more."""
    return (
        column(Disclosure.recipient_id) == recipient_id,
        column(Disclosure.deletion_confirmed_at).is_(None),
        was_opened(),
    )


def ever_received(session: Session, case_id: UUID, organisation_id: UUID) -> bool:
    """True if a copy of something in a case was ever released to an organisation."""
    query = (
        select(Disclosure.id)
        .where(Disclosure.case_id == case_id)
        .where(Disclosure.recipient_id == organisation_id)
        .where(column(Disclosure.released_at).is_not(None))
    )
    return session.exec(query.limit(1)).first() is not None


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
