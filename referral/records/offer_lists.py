"""Offers by what they wait for."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, select
from sqlmodel import col as column

from referral.records.cases import Case
from referral.records.referrals import Referral, ReferralCase
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


def waiting_of(
    session: Session,
    organisation_id: UUID,
    side: Side,
    stages: Sequence[ReferralStage],
    limit: int,
) -> list[Referral]:
    """Offers of one side in some stages, the first due first, no clock last."""
    mine = Referral.addressee_id if side is Side.ADDRESSEE else Referral.sender_id
    due = column(Referral.answer_by)
    query = (
        select(Referral)
        .where(mine == organisation_id, column(Referral.stage).in_(stages))
        .order_by(due.is_(None), due, column(Referral.id))
        .limit(limit)
    )
    return list(session.exec(query).all())


def came_back(session: Session, organisation_id: UUID, limit: int) -> list[Referral]:
    """Offers that ended without help, newest first.

    Only of cases the sender is still responsible for and that were not erased, and only
    until the case is offered again: then the newer offer is what counts. What somebody
    else ended, the person or a coordinator, is among them.
    """
    case_of = column(ReferralCase.case_id)
    covers = column(ReferralCase.referral_id) == Referral.id
    later = (
        select(ReferralCase.id)
        .where(column(ReferralCase.referral_id) > column(Referral.id))
        .where(
            case_of.in_(select(ReferralCase.case_id).where(covers).correlate(Referral))
        )
        .correlate(Referral)
    )
    held = (
        select(Case.id)
        .join(ReferralCase, case_of == Case.id)
        .where(covers, Case.holder_id == organisation_id)
        .where(column(Case.erased_at).is_(None))
        .correlate(Referral)
    )
    query = (
        select(Referral)
        .where(Referral.sender_id == organisation_id)
        .where(column(Referral.stage).in_(WITHOUT_HELP))
        .where(held.exists(), ~later.exists())
        .order_by(column(Referral.id).desc())
        .limit(limit)
    )
    return list(session.exec(query).all())
