"""The first yes to a need that several services were asked for: what it ends.

Whoever says yes locks the list first, then every offer on it, then cases. Two who say
yes at the same moment wait for each other there, and the second finds its offer over.
"""

from uuid import UUID

from referral.actions.actors import system_actor
from referral.actions.after_offer import settle_ended
from referral.actions.clocks import tell
from referral.actions.offers import end_offer
from referral.actions.place_holds import keep_promised
from referral.actions.work import Work
from referral.records.offer_asks import OfferList, list_by_id, place_of, places_on
from referral.records.organisations import service
from referral.records.referrals import Referral, cases_covered, referral_by_id
from referral.rules.offer import is_terminal
from workflows.vocabulary import (
    AskOrder,
    EntryType,
    NoticeKind,
    ReferralStage,
    Side,
)


def lock_list(work: Work, referral_id: UUID) -> OfferList | None:
    """The list an offer stands on, held until the act ends; None for no list."""
    with work.unit.beyond():
        place = place_of(work.unit.session, referral_id)
        if place is None:
            return None
        return list_by_id(work.unit.session, place.list_id, lock=True)


def lock_others(
    work: Work, referral: Referral, asked: OfferList | None
) -> list[Referral]:
    """The other offers of a list that still wait for an answer, held as well."""
    if asked is None:
        return []
    session = work.unit.session
    with work.unit.beyond():
        ids = [place.referral_id for place, _ in places_on(session, asked.id)]
        found = [
            referral_by_id(session, each, lock=True)
            for each in sorted(one for one in ids if one and one != referral.id)
        ]
    return [each for each in found if each and not is_terminal(each.stage)]


def settle(
    work: Work, referral: Referral, asked: OfferList | None, others: list[Referral]
) -> None:
    """Keep the place that was promised, and end what else was asked.

    The others learn that it is no longer needed.
    """
    keep_promised(work, referral)
    _need_met(work, referral)
    if asked is None:
        return
    with work.unit.beyond():
        system = Work(work.unit, work.house, system_actor(work.unit))
        asked.settled_at = work.now
        work.unit.session.add(asked)
        for each in others:
            end_withdrawn(system, each, Side.SYSTEM)


def _need_met(work: Work, referral: Referral) -> None:
    """Nobody has to ask for this anew."""
    session = work.unit.session
    with work.unit.beyond():
        met = service(session, referral.service_id)
        cases = [row.case_id for row in cases_covered(session, referral.id)]
        if met is not None:
            settle_ended(work, cases, met.service_type)


def reopen(work: Work, asked: OfferList | None) -> None:
    """A yes came to nothing before anybody arrived: the next in order can be asked.

    Who was asked at the same time is not: they were told that it is over.
    """
    if asked is None or asked.asked is not AskOrder.IN_ORDER:
        return
    with work.unit.beyond():
        asked.settled_at = None
        work.unit.session.add(asked)
        work.unit.session.flush()


def end_withdrawn(work: Work, referral: Referral, side: Side) -> None:
    """End an offer that is not needed any more; it reads alike whoever ends it.

    Of what has not left its addressee knows nothing, and is told nothing.
    """
    end_offer(work, referral, "withdraw", side, EntryType.OFFER_WITHDRAWN)
    if referral.stage is ReferralStage.UNDONE:
        return
    kind = NoticeKind.NO_LONGER_NEEDED
    tell(work, referral, kind, f"{kind.value}:{referral.id}", referral.addressee_id)
