"""Responsibility for many cases is offered at once, by whoever holds them.

Each case is offered by itself: its own consent, its own card, its own answer. So one
person's no, or a service's, stops nobody else's. Nothing moves before the addressee's
yes and the arrival, as with any offer.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from uuid import UUID

from referral.actions.after_offer import times_of
from referral.actions.departures import seen_of
from referral.actions.in_bulk import (
    AT_ONCE,
    BulkLine,
    Chosen,
    going,
    lines,
    told,
)
from referral.actions.refer import Offer, make_offer, plan_asking
from referral.actions.service_facts import keep_open
from referral.actions.work import Done, Work, case_for
from referral.errors import GuardNotMet, Malformed, SafeAddressFound, StaleCase
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.records.looking_after import offered_together
from referral.records.organisations import service
from referral.records.referrals import OPEN_STAGES
from referral.records.silent import offers_of
from referral.rules.acts import Act
from referral.rules.clocks import answer_due
from referral.rules.deciding import check_may
from workflows.offer_data import length
from workflows.vocabulary import EntryType, ReferralKind, ReferralStage, Relation

WHOLE = ReferralKind.RESPONSIBILITY
UNTIL_ARRIVAL = (*OPEN_STAGES, ReferralStage.ACCEPTED)


@dataclass(frozen=True, slots=True)
class ManyOffers:
    """Which of one's own cases are offered to which service, answered by when."""

    service_id: UUID
    answer_by: datetime | None = None
    looked_after_by: UUID | None = None
    """Only of cases that this colleague looks after; None for all."""
    stands: bool = False
    """True if they can be undone before they leave; else they leave at once."""


@dataclass(frozen=True, slots=True)
class ManyOffersView:
    """What would be offered, case by case, before it is."""

    service_id: UUID
    service: str
    answer_by: datetime | None
    cases: tuple[BulkLine, ...]
    free: int
    """Cases that nothing stands against."""
    at_once: int = AT_ONCE
    """The most that one act takes; the rest is looked at again."""
    seen: str = ""
    """SHA-256 of all this: the act is done on exactly what was looked at."""


def preview_offers(work: Work, wanted: ManyOffers) -> ManyOffersView:
    """What stands against offering each case to a service; one entry.

    Raises:
        WrongRole: for whoever makes no offers.
        Malformed: if the service is unknown, closed or one's own; or the answer is
            due in the past, or later than a pathway lets it be.
    """
    check_may(Act.MAKE_OFFER, work.asker_as(Relation.HOLDER))
    shown = _shown(work, wanted)
    fields = {"list": "offers_in_bulk", "shown": len(shown.cases)}
    what = Happening(EntryType.LIST_SHOWN, fields, about=wanted.service_id)
    work.enter(work.own_organisation(), what)
    return shown


def make_offers(
    work: Work,
    wanted: ManyOffers,
    seen: str,
    leave_out: frozenset[str] = frozenset(),
) -> Done:
    """Offer responsibility for every case that nothing stands against: all, or none.

    Raises:
        StaleCase: if something has changed since it was looked at.
        Malformed: for a code to leave out that is none of the cases.
        GuardNotMet: if there is nothing to offer.
        SafeAddressFound: if what one would see tells where a safe place is; the code
            of the case is named.
        Refusal: as `preview_offers` says.
    """
    check_may(Act.MAKE_OFFER, work.asker_as(Relation.HOLDER))
    keep_open(work, [wanted.service_id])
    shown = _shown(work, wanted)
    if shown.seen != seen:
        raise StaleCase(missing=("current_version",))
    taken = going(shown.cases, leave_out)
    made = {line.code: _offer(work, wanted, line) for line in taken}
    work.known_case = None
    here = work.actor.organisation_id
    return Done("organisation", here, details=told(shown.cases, leave_out, made))


def _offer(work: Work, wanted: ManyOffers, line: BulkLine) -> str:
    offer = Offer(wanted.service_id, WHOLE, (), wanted.answer_by, stands=wanted.stands)
    try:
        return str(make_offer(work, line.case_id, offer, expects=None).id)
    except SafeAddressFound as found:
        found.missing = (*found.missing, line.code)
        raise


def _shown(work: Work, wanted: ManyOffers) -> ManyOffersView:
    asked = service(work.unit.session, wanted.service_id)
    if asked is None:
        fault = ("/service_id", "unknown_or_closed_service")
        raise Malformed("This service cannot be asked.", faults=(fault,))
    here, by = work.actor.organisation_id, wanted.looked_after_by
    chosen = Chosen(here, by)
    found = tuple(lines(work, chosen, partial(_check, work, wanted)))
    shown = ManyOffersView(
        service_id=asked.id,
        service=asked.label,
        answer_by=wanted.answer_by,
        cases=found,
        free=sum(line.refusal is None for line in found),
    )
    return replace(shown, seen=seen_of(shown))


def _check(work: Work, wanted: ManyOffers, one: Case) -> None:
    """Everything that an offer of one case is refused for before a text is read."""
    case = case_for(work, one.id, Act.MAKE_OFFER)
    waits = [
        offer
        for offer in offers_of(work.unit.session, case.id)
        if offer.kind is WHOLE and offer.stage in UNTIL_ARRIVAL
    ]
    if waits:
        raise GuardNotMet(
            "Responsibility for this case is offered already.",
            missing=("end_of_the_other_offer",),
        )
    if any(
        _held(work, other) for other in offered_together(work.unit.session, case.id)
    ):
        raise GuardNotMet(
            "This case was offered together with others: offer them as a whole.",
            missing=("linked_cases",),
        )
    answer_due(wanted.answer_by, length(times_of(work, case).answer), work.now)
    plan_asking(work, wanted.service_id, [case])


def _held(work: Work, case_id: UUID) -> bool:
    case = work.unit.session.get(Case, case_id)
    return case is not None and case.holder_id == work.actor.organisation_id
