"""What waits for an organisation: offers to answer, arrivals, answers that came back.

Asked of the store by what waits, never cut out of a page of the newest: an old offer
that nobody has answered is what must not disappear.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from referral.actions.read_offers import OfferView, offer_view
from referral.actions.work import Work
from referral.records.chains import Happening
from referral.records.offer_lists import UNANSWERED, came_back, waiting_of
from referral.records.referrals import Look, Referral
from referral.rules.acts import Act
from workflows.vocabulary import EntryType, ReferralStage, Side

__all__ = ["UNANSWERED", "WorkList", "list_work"]

ON_THE_WAY = (ReferralStage.ACCEPTED,)


@dataclass(frozen=True, slots=True)
class WorkList:
    """What waits, each list with the first due at its top."""

    answers: tuple[OfferView, ...]
    """Offers to this organisation that want its answer."""
    arrivals: tuple[OfferView, ...]
    """People it said yes to, who have not arrived yet."""
    waiting: tuple[OfferView, ...]
    """Offers of its cases that nobody has answered."""
    came_back: tuple[OfferView, ...]
    """Offers of its cases that ended without help, newest first, until it asks anew."""
    more: frozenset[str]
    """Names of the lists above that are longer than what is shown."""


def list_work(work: Work, limit: int) -> WorkList:
    """What waits for the actor's organisation; one entry in all.

    Args:
        work: The open piece of work.
        limit: The most that is shown of each list.
    """
    work.check(Act.LIST_OFFERS)
    session, here = work.unit.session, work.actor.organisation_id
    most, away = limit + 1, work.away()
    look = Look(work.now, most, away)
    asked, sent = Side.ADDRESSEE, Side.SENDER
    found: dict[str, Sequence[Referral]] = {
        "answers": waiting_of(session, here, asked, UNANSWERED, look),
        "arrivals": waiting_of(session, here, asked, ON_THE_WAY, look),
        "waiting": waiting_of(session, here, sent, UNANSWERED, look),
        "came_back": came_back(session, here, most, away),
    }
    views = {
        name: tuple(offer_view(work, row) for row in rows[:limit])
        for name, rows in found.items()
    }
    count = sum(map(len, views.values()))
    shown = Happening(EntryType.LIST_SHOWN, {"list": "work", "shown": count})
    work.enter(work.own_organisation(), shown)
    more = frozenset(name for name, rows in found.items() if len(rows) > limit)
    return WorkList(**views, more=more)
