"""What somebody outside does by the link they were sent.

Whoever has link and password acts for the addressee: the entry names the link, and
says that it was told from outside. They reach one offer and what it covers, for four
acts, each once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from referral.actions.link_door import Begun, Shown, by_link
from referral.actions.packing import Packed, Sealed, pack
from referral.actions.read_offers import read_offer
from referral.actions.respond import accept, confirm, confirm_arrival, decline
from referral.actions.work import Done, House
from referral.rules.links import check_open, check_use, uses
from workflows.vocabulary import LinkUse, PackageForm, Purpose, ReferralStage


@dataclass(frozen=True, slots=True)
class OutsideView:
    """What somebody outside sees of an offer: the card, and what is left to do."""

    code: str
    """The offer's short code, to say on the telephone."""
    cards: tuple[Mapping[str, Any], ...] = field(repr=False)
    kind: str
    answer_by: datetime | None
    uses: frozenset[LinkUse]
    by_telephone: bool
    """True if a yes that was said by telephone waits to be confirmed."""
    ticket: str = field(repr=False)


def look(house: House, shown: Shown) -> OutsideView:
    """What the link is for, and a ticket that spares both halves for some minutes.

    Raises:
        NotFound: for a link or a password that opens nothing.
        OffThePath: if something has ended the link, saying what.
    """

    def see(begun: Begun) -> OutsideView:
        work, referral = begun.work, begun.referral
        facts = begun.facts()
        check_open(facts, work.now)
        offer = read_offer(work, referral.id)
        return OutsideView(
            code=offer.code,
            cards=offer.cards,
            kind=offer.kind,
            answer_by=offer.answer_by,
            uses=uses(facts),
            by_telephone=referral.stage is ReferralStage.ACCEPTED_BY_TELEPHONE,
            ticket=begun.ticket(),
        )

    return by_link(house, shown, see)


def say_yes(house: House, shown: Shown) -> Done:
    """Say yes, or confirm the yes that was said by telephone."""

    def act(begun: Begun) -> Done:
        _use(begun, LinkUse.ANSWER)
        begun.row.answered_at = begun.work.now
        waits = begun.referral.stage is ReferralStage.ACCEPTED_BY_TELEPHONE
        answer = confirm if waits else accept
        return answer(begun.work, begun.referral.id, expects=None)

    return by_link(house, shown, act)


def say_no(house: House, shown: Shown, reason: str) -> Done:
    """Say no with a coded reason. The link ends with the offer."""

    def act(begun: Begun) -> Done:
        _use(begun, LinkUse.ANSWER)
        begun.row.answered_at = begun.work.now
        return decline(begun.work, begun.referral.id, reason, expects=None)

    return by_link(house, shown, act)


def take_package(house: House, shown: Shown) -> Sealed:
    """The package, once, sealed to the keys that are listed now."""

    def act(begun: Begun) -> Packed:
        _use(begun, LinkUse.PACKAGE)
        begun.row.taken_at = begun.work.now
        form = PackageForm.AGE
        return pack(begun.work, begun.referral.id, Purpose.CARE, form)

    return by_link(house, shown, act).sealed()


def say_arrived(house: House, shown: Shown) -> Done:
    """The person is there."""

    def act(begun: Begun) -> Done:
        _use(begun, LinkUse.ARRIVAL)
        begun.row.arrived_at = begun.work.now
        return confirm_arrival(begun.work, begun.referral.id, expects=None)

    return by_link(house, shown, act)


def _use(begun: Begun, use: LinkUse) -> None:
    check_use(begun.facts(), use, begun.work.now)
    begun.work.unit.session.add(begun.row)
