"""Who looks after a case in the organisation that holds it: named, or the last to work.

Found by headers of entries; nothing is stored, and nothing is opened.
"""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import Session, func, or_, select
from sqlmodel import col as column

from referral.records.referrals import ReferralCase
from referral.records.timeline import Entry
from workflows.vocabulary import EntryType


def looked_after_by(
    session: Session, organisation_id: UUID, cases: Collection[UUID]
) -> dict[UUID, UUID]:
    """Who of an organisation looks after each case.

    Whoever was named last, or has worked on it since. Cases on which nobody of it ever
    worked are left out.
    """
    named = column(Entry.type) == EntryType.COLLEAGUE_NAMED
    newest = (
        select(Entry.chain_id, func.max(Entry.seq).label("seq"))
        .where(or_(column(Entry.organisation_id) == organisation_id, named))
        .where(column(Entry.chain_id).in_(list(cases)))
        .group_by(column(Entry.chain_id))
        .subquery()
    )
    query = select(Entry.chain_id, Entry.type, Entry.actor_id, Entry.about).join(
        newest,
        (column(Entry.chain_id) == newest.c.chain_id)
        & (column(Entry.seq) == newest.c.seq),
    )
    found = {
        case: about if kind is EntryType.COLLEAGUE_NAMED else actor
        for case, kind, actor, about in session.exec(query)
    }
    return {case: actor for case, actor in found.items() if actor is not None}


def offered_together(session: Session, case_id: UUID) -> frozenset[UUID]:
    """The other cases that an offer of a case ever covered beside it."""
    offers = select(ReferralCase.referral_id).where(ReferralCase.case_id == case_id)
    query = select(ReferralCase.case_id).where(
        column(ReferralCase.referral_id).in_(offers), ReferralCase.case_id != case_id
    )
    return frozenset(session.exec(query).all())
