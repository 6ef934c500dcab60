"""Who was asked for one need, and who is asked next."""

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from referral.actions.work import Work
from referral.records.offer_asks import OfferList, OfferPlace
from referral.records.referrals import Referral
from referral.rules.after_offer import order_of

if TYPE_CHECKING:
    from referral.actions.refer import Offer


def keep_list(work: Work, offer: "Offer", made: list[Referral]) -> None:
    """Remember who was asked for this need, and who is asked next."""
    asked = order_of([*map(str, offer.then)], [*map(str, offer.beside)])
    if asked is None:
        return
    due, sender = made[0].answer_by, made[0].sender_id
    row = OfferList(
        id=work.new_id(),
        sender_id=sender,
        made_by=work.actor.id,
        made_at=work.now,
        asked=asked,
        kind=offer.kind,
        within_ms=None
        if due is None
        else (due - made[0].left_at()) // timedelta(milliseconds=1),
    )
    work.unit.session.add(row)
    work.unit.session.flush()
    listed: list[tuple[UUID, UUID | None]]
    listed = [(each.service_id, each.id) for each in made]
    listed += [(each, None) for each in offer.then]
    for position, (service_id, referral_id) in enumerate(listed):
        work.unit.session.add(
            OfferPlace(
                id=work.new_id(),
                list_id=row.id,
                sender_id=sender,
                position=position,
                service_id=service_id,
                referral_id=referral_id,
            )
        )
    work.unit.session.flush()
