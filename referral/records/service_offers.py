"""Which offers to a service are not at an end."""

from uuid import UUID

from sqlmodel import Session, select
from sqlmodel import col as column

from referral.records.referrals import LIVE_STAGES, Referral
from workflows.vocabulary import ReferralStage

_SENT = tuple(stage for stage in LIVE_STAGES if stage is not ReferralStage.DRAFT)


def live_offers_at(session: Session, service_id: UUID) -> list[UUID]:
    """Offers to one service that were sent and have not ended, in a fixed order."""
    query = select(Referral.id).where(
        Referral.service_id == service_id, column(Referral.stage).in_(_SENT)
    )
    return list(session.exec(query.order_by(column(Referral.id))).all())
