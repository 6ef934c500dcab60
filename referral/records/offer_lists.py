"""Offers by what they wait for."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import aliased
from sqlmodel import Session, select
from sqlmodel import col as column

from referral.records.organisations import Service
from referral.records.referrals import (
    Look,
    Referral,
    ReferralCase,
    covers_none_of,
    held_by,
    left_by,
)
from workflows.vocabulary import ReferralStage, Side

WITHOUT_HELP = (
    ReferralStage.DECLINED,
    ReferralStage.EXPIRED,
    ReferralStage.NO_SHOW,
    ReferralStage.RETURNED,
    ReferralStage.RECALLED,
    ReferralStage.PROVIDER_CLOSED,
)
"""How an offer ends that leaves the person where they were."""
UNANSWERED = (
    ReferralStage.OFFERED,
    ReferralStage.QUESTION,
    ReferralStage.ACCEPTED_BY_TELEPHONE,
)
"""Where an offer waits for the word of whoever was asked."""


def waiting_of(
    session: Session,
    organisation_id: UUID,
    side: Side,
    stages: Sequence[ReferralStage],
    look: Look,
) -> list[Referral]:
    """Offers of one side in some stages, the first due first, no clock last.

    The sender's side is whoever is responsible for a case of the offer now: what was
    offered before responsibility moved waits for an answer all the same. What has not
    left by then waits for no addressee.
    """
    addressed = column(Referral.addressee_id) == organisation_id
    theirs = addressed & left_by(look.now)
    mine = theirs if side is Side.ADDRESSEE else held_by(organisation_id)
    due = column(Referral.answer_by)
    query = (
        select(Referral)
        .where(mine, column(Referral.stage).in_(stages))
        .where(covers_none_of(look.but))
        .order_by(due.is_(None), due, column(Referral.id))
        .limit(look.limit)
    )
    return list(session.exec(query).all())


def answers_awaited(
    session: Session, but: Collection[UUID] = ()
) -> list[datetime | None]:
    """Until when each offer that nobody has answered is to be answered."""
    query = (
        select(Referral.answer_by)
        .where(column(Referral.stage).in_(UNANSWERED))
        .where(covers_none_of(but))
    )
    return list(session.exec(query).all())


def came_back(
    session: Session, organisation_id: UUID, limit: int, but: Collection[UUID] = ()
) -> list[Referral]:
    """Offers that ended without help, newest first.

    Only of cases that the organisation is responsible for now and that were not erased,
    whoever sent the offer; and only until a service of the same type is asked again:
    then the newer offer is what counts. What somebody else ended, the person or a
    coordinator, is among them.
    """
    case_of = column(ReferralCase.case_id)
    mine = select(ReferralCase.case_id).where(ReferralCase.referral_id == Referral.id)
    newer, asked, first = aliased(Referral), aliased(Service), aliased(Service)
    later = (
        select(newer.id)
        .join(ReferralCase, column(ReferralCase.referral_id) == newer.id)
        .join(asked, column(asked.id) == newer.service_id)
        .join(first, column(first.id) == Referral.service_id)
        .where(column(newer.id) > column(Referral.id))
        .where(newer.stage != ReferralStage.UNDONE)
        .where(column(asked.service_type) == first.service_type)
        .where(case_of.in_(mine.correlate(Referral)))
        .correlate(Referral)
    )
    query = (
        select(Referral)
        .where(column(Referral.stage).in_(WITHOUT_HELP))
        .where(held_by(organisation_id), ~later.exists(), covers_none_of(but))
        .order_by(column(Referral.id).desc())
        .limit(limit)
    )
    return list(session.exec(query).all())


def standing_of(
    session: Session, actor_id: UUID, organisation_id: UUID, now: datetime
) -> list[UUID]:
    """What somebody pressed for an organisation and has not left, in a fixed order."""
    query = (
        select(Referral.id)
        .where(Referral.offered_by == actor_id, Referral.sender_id == organisation_id)
        .where(Referral.stage == ReferralStage.OFFERED)
        .where(column(Referral.leaves_at) > now)
        .order_by(column(Referral.id))
    )
    return list(session.exec(query).all())
