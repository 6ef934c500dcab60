"""Finding silences: headers of entries and plain rows. No payload is opened here."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, func, select
from sqlmodel import col as column

from referral.records.cases import Case, CaseParty
from referral.records.consents import Consent
from referral.records.referrals import (
    Disclosure,
    Referral,
    ReferralCase,
    was_opened,
)
from referral.records.timeline import ASKING, UNSAID, WORK, Entry
from workflows.vocabulary import (
    EntryType,
    Lane,
    Purpose,
    ReferralStage,
    Track,
)


class Head(NamedTuple):
    """What lies open of an entry."""

    id: UUID
    chain_id: UUID
    seq: int
    at: datetime
    type: EntryType
    lane: Lane
    organisation_id: UUID | None
    purpose: Purpose | None
    about: UUID | None
    track: Track | None
    from_stage: str | None
    to_stage: str | None


_HEAD = tuple(getattr(Entry, name) for name in Head._fields)


class Asked(NamedTuple):
    """A question of a case that nobody has answered or taken back."""

    entry: Entry
    case: Case


def heads_of(session: Session, case_id: UUID) -> list[Head]:
    """The headers of a whole chain, in order."""
    query = select(*_HEAD).where(Entry.chain_id == case_id)
    return [Head(*row) for row in session.exec(query.order_by(column(Entry.seq)))]


def head_at(session: Session, case_id: UUID, seq: int) -> Head | None:
    """One header by its number."""
    query = select(*_HEAD).where(Entry.chain_id == case_id, Entry.seq == seq)
    row = session.exec(query).one_or_none()
    return Head(*row) if row else None


def _open(digest: bytes, closed: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    """What is true of the open cases of a pathway version that were not erased."""
    return (
        column(Case.pathway_digest) == digest,
        column(Case.protection).not_in(closed),
        column(Case.erased_at).is_(None),
    )


def idle_since(
    session: Session,
    digest: bytes,
    closed: Collection[str],
    no_work: Collection[EntryType],
) -> list[tuple[UUID, datetime]]:
    """Since when nobody worked on each open case of a pathway version."""
    newest = (
        select(Entry.at)
        .where(Entry.chain_id == Case.id, WORK, column(Entry.type).not_in(no_work))
        .order_by(column(Entry.seq).desc())
        .limit(1)
        .correlate(Case)
        .scalar_subquery()
    )
    query = select(Case.id, newest).where(*_open(digest, closed))
    return [(case, at) for case, at in session.exec(query) if at is not None]


def newest_work(
    session: Session, case_id: UUID, no_work: Collection[EntryType]
) -> datetime | None:
    """When somebody worked on one case last."""
    query = select(Entry.at).where(
        Entry.chain_id == case_id, WORK, column(Entry.type).not_in(no_work)
    )
    return session.exec(query.order_by(column(Entry.seq).desc()).limit(1)).first()


def open_cases(
    session: Session, digest: bytes, closed: Collection[str]
) -> Sequence[Case]:
    """Every open case of a pathway version, unless erased."""
    return session.exec(select(Case).where(*_open(digest, closed))).all()


def moves(
    session: Session,
    digest: bytes,
    closed: Collection[str],
    case_id: UUID | None = None,
) -> list[Head]:
    """What open cases of a pathway version, or one, say of their clocks, in order."""
    says = (EntryType.STEP_TAKEN, EntryType.CASE_UPGRADED, EntryType.CLOCK_CHANGED)
    query = select(*_HEAD).where(
        *_open(digest, closed),
        Entry.chain_id == Case.id,
        WORK,
        column(Entry.type).in_(says),
    )
    if case_id is not None:
        query = query.where(Entry.chain_id == case_id)
    in_order = query.order_by(column(Entry.chain_id), column(Entry.seq))
    return [Head(*row) for row in session.exec(in_order)]


def unlooked_at(session: Session, made_before: datetime) -> list[tuple[Referral, Case]]:
    """Offers made before a moment, unanswered, whose card nobody has looked at.

    Of several cases that an offer covers the first stands for all.
    """
    looked = select(Entry.id).where(
        Entry.chain_id == ReferralCase.case_id,
        Entry.type == EntryType.CARD_SHOWN,
        Entry.about == Referral.id,
        Entry.organisation_id == Referral.addressee_id,
    )
    query = (
        select(Referral, Case)
        .where(ReferralCase.referral_id == Referral.id, Case.id == ReferralCase.case_id)
        .where(Referral.stage == ReferralStage.OFFERED)
        .where(func.coalesce(Referral.leaves_at, Referral.offered_at) < made_before)
        .where(~looked.correlate(Referral, ReferralCase).exists())
        .order_by(column(Referral.offered_at), column(Case.id))
    )
    return list(session.exec(query))


def offers_of(session: Session, case_id: UUID) -> list[Referral]:
    """Every offer that ever covered a case."""
    query = (
        select(Referral)
        .where(ReferralCase.referral_id == Referral.id)
        .where(ReferralCase.case_id == case_id)
    )
    return list(session.exec(query))


def opened_for_nothing(session: Session) -> list[tuple[Case, Head]]:
    """Openings that said no purpose and were not explained since."""
    told, asked = Entry.__table__.alias(), Entry.__table__.alias()  # type: ignore[attr-defined] # a table
    explained = (
        select(told.c.id)
        .where(told.c.about == asked.c.id, told.c.chain_id == Entry.chain_id)
        .where(told.c.type == EntryType.QUESTION_ANSWERED)
        .where(asked.c.about == Entry.id, asked.c.chain_id == Entry.chain_id)
        .where(asked.c.type == EntryType.QUESTION_ASKED)
    )
    query = (
        select(Case, *_HEAD)
        .where(UNSAID, Entry.chain_id == Case.id, column(Case.erased_at).is_(None))
        .where(~explained.correlate(Entry).exists())
    )
    return [(row[0], Head(*row[1:])) for row in session.exec(query)]


def received_and_withdrawn(session: Session) -> list[tuple[Disclosure, Case, Consent]]:
    """Copies still held in cases in which some consent was taken back.

    What was opened is held until its recipient says that nothing of it was kept.
    """
    query = (
        select(Disclosure, Case, Consent)
        .where(Disclosure.case_id == Case.id, Consent.case_id == Case.id)
        .where(column(Consent.withdrawn_at).is_not(None))
        .where(column(Disclosure.released_at).is_not(None))
        .where(
            column(Disclosure.destroyed_at).is_(None)
            | (column(Disclosure.deletion_confirmed_at).is_(None) & was_opened())
        )
        .where(column(Case.erased_at).is_(None))
        .order_by(column(Consent.withdrawn_at))
    )
    return list(session.exec(query))


def recalled_and_read(session: Session) -> list[tuple[Disclosure, Case]]:
    """Copies that ended because nothing was agreed any more, and that were read.

    They are held until their recipient says that nothing of them was kept.
    """
    recalled = column(Referral.stage) == ReferralStage.RECALLED
    query = (
        select(Disclosure, Case)
        .outerjoin(Referral, column(Referral.id) == Disclosure.referral_id)
        .where(Disclosure.case_id == Case.id, was_opened())
        .where(column(Disclosure.destroyed_at).is_not(None))
        .where(column(Disclosure.deletion_confirmed_at).is_(None))
        .where(column(Case.erased_at).is_(None))
        .where(column(Disclosure.referral_id).is_(None) | recalled)
        .order_by(column(Disclosure.destroyed_at))
    )
    return list(session.exec(query))


def open_questions(
    session: Session,
    *,
    known_to: UUID | None = None,
    before: datetime | None = None,
    limit: int | None,
) -> list[Asked]:
    """Questions that wait for an answer, the oldest first.

    Args:
        session: The records.
        known_to: Only of cases this organisation stands in a relation to now.
        before: Only those asked before a moment.
        limit: The most that are answered; None for all.
    """
    end = Entry.__table__.alias()  # type: ignore[attr-defined] # a table
    ends = (EntryType.QUESTION_ANSWERED, EntryType.QUESTION_WITHDRAWN)
    ended = select(end.c.id).where(
        end.c.chain_id == Entry.chain_id,
        end.c.about == Entry.id,
        end.c.type.in_(ends),
    )
    query = (
        select(Entry, Case)
        .where(ASKING, Entry.type == EntryType.QUESTION_ASKED)
        .where(Entry.chain_id == Case.id, column(Case.erased_at).is_(None))
        .where(~ended.correlate(Entry).exists())
    )
    if known_to is not None:
        known = select(CaseParty.case_id).where(
            CaseParty.organisation_id == known_to, column(CaseParty.until).is_(None)
        )
        query = query.where(column(Case.id).in_(known))
    if before is not None:
        query = query.where(column(Entry.at) < before)
    query = query.order_by(column(Entry.at), column(Entry.id)).limit(limit)
    return [Asked(*row) for row in session.exec(query)]


def questions_of(session: Session, case_id: UUID) -> Sequence[Entry]:
    """Whatever was asked, answered and taken back in a case, in order."""
    query = select(Entry).where(Entry.chain_id == case_id, ASKING)
    return session.exec(query.order_by(column(Entry.seq))).all()


def corrections(session: Session, case_id: UUID) -> list[tuple[int, int]]:
    """Which entry of a case corrects which, by their numbers, oldest first."""
    wrong = Entry.__table__.alias()  # type: ignore[attr-defined] # a table
    query = (
        select(Entry.seq, wrong.c.seq)
        .where(Entry.chain_id == case_id, WORK, wrong.c.id == Entry.about)
        .where(
            column(Entry.type).in_(
                (EntryType.FACTS_RECORDED, EntryType.CONTENT_RECORDED)
            )
        )
    )
    return [(by, of) for by, of in session.exec(query.order_by(column(Entry.seq)))]
