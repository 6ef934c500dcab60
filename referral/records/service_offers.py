"""Which offers to a service are not at an end, and what is held for them or without."""

from uuid import UUID

from sqlmodel import Session, select
from sqlmodel import col as column

from referral.records.referrals import LIVE_STAGES, Referral
from referral.records.services import Capacity, PlaceHold
from workflows.vocabulary import HoldState, ReferralStage

_SENT = tuple(stage for stage in LIVE_STAGES if stage is not ReferralStage.DRAFT)


def live_offers_at(session: Session, service_id: UUID) -> list[UUID]:
    """Offers to one service that were sent and have not ended, in a fixed order."""
    query = select(Referral.id).where(
        Referral.service_id == service_id, column(Referral.stage).in_(_SENT)
    )
    return list(session.exec(query.order_by(column(Referral.id))).all())


def last_hold(session: Session, referral_id: UUID) -> PlaceHold | None:
    """What was held last for an offer, whether it still stands or not."""
    query = select(PlaceHold).where(PlaceHold.referral_id == referral_id)
    newest = column(PlaceHold.held_at).desc(), column(PlaceHold.id).desc()
    return session.exec(query.order_by(*newest)).first()


def unnamed_holds_at(session: Session, service_id: UUID) -> list[UUID]:
    """Holds at a service that stand and belong to no offer, in a fixed order."""
    query = (
        select(PlaceHold.id)
        .join(Capacity, column(Capacity.id) == PlaceHold.capacity_id)
        .where(Capacity.service_id == service_id)
        .where(PlaceHold.state == HoldState.HELD)
        .where(column(PlaceHold.referral_id).is_(None))
    )
    return list(session.exec(query.order_by(column(PlaceHold.id))).all())
