"""Asking the next service on a list: by the system, in the stead of who made the list.

Whether it may be asked is decided anew: by what the maker of the list may do now, what
the people need, and what their answers cover.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from referral.actions.actors import on_duty
from referral.actions.after_offer import cooling_services
from referral.actions.facts import compiled_for
from referral.actions.in_stead import InStead
from referral.actions.refer import Terms, begin_clock, plan_asking, send_offer
from referral.actions.service_facts import keep_open
from referral.actions.work import Work, case_for
from referral.errors import CaseClosed, GuardNotMet
from referral.records.cases import Case
from referral.records.chains import By
from referral.records.offer_asks import (
    OfferList,
    OfferPlace,
    list_by_id,
    place_of,
    places_on,
)
from referral.records.organisations import Service, service
from referral.records.referrals import (
    OPEN_STAGES,
    Referral,
    cases_covered,
    live_offers_of,
)
from referral.rules.acts import Act
from referral.rules.after_offer import next_service
from workflows.vocabulary import Track


def ask_next(work: Work, ended: Referral) -> Referral:
    """Ask the next service of the list that an offer stood on.

    Args:
        work: The act of the system under way.
        ended: The offer that has ended.

    Raises:
        NotSignedIn: if who made the list is not active any more.
        GuardNotMet: if no service is left.
        Refusal: as `make_offer` says.
    """
    place = place_of(work.unit.session, ended.id)
    found = list_by_id(work.unit.session, place.list_id, lock=True) if place else None
    if found is None or found.settled_at is not None:
        raise _nobody_left()
    maker = on_duty(work.unit.session, found.made_by)
    writer = By(work.actor.id, found.sender_id, found.made_by)
    asker = InStead(work.unit, work.house, maker, work.receipts, writer=writer)
    rows = cases_covered(work.unit.session, ended.id)
    cases = [case_for(asker, row.case_id, Act.MAKE_OFFER) for row in rows]
    asker.known_case = cases[0].id
    _check_needed(asker, cases, ended)
    return _ask(asker, found, _next(asker, found, cases), cases)


def _check_needed(work: Work, cases: list[Case], ended: Referral) -> None:
    """Refuse to ask for what is there already, or for whom nothing is asked any more.

    Raises:
        CaseClosed: if one of the cases is closed.
        GuardNotMet: if a service of this type has said yes meanwhile.
    """
    session = work.unit.session
    wanted = service(session, ended.service_id)
    for case in cases:
        closed = compiled_for(work, case).closed.get(Track.PROTECTION, frozenset())
        if case.protection in closed:
            raise CaseClosed
        for each in live_offers_of(session, case.id):
            found = service(session, each.service_id)
            answered = each.stage not in OPEN_STAGES
            if answered and found and wanted and alike(found, wanted):
                raise GuardNotMet(
                    "A service of this type has said yes meanwhile.",
                    missing=("need",),
                )


def alike(one: Service, other: Service) -> bool:
    """True of two services of one type: they meet the same need."""
    return one.service_type == other.service_type


def _next(work: Work, asked: OfferList, cases: list[Case]) -> OfferPlace:
    listed = places_on(work.unit.session, asked.id)
    named = [(str(p.service_id), p.referral_id is not None) for p, _ in listed]
    found = next_service(named, cooling_services(work, cases))
    if found is None:
        raise _nobody_left()
    return next(place for place, _ in listed if place.service_id == UUID(found))


def _ask(
    work: Work, asked: OfferList, place: OfferPlace, cases: Sequence[Case]
) -> Referral:
    keep_open(work, [place.service_id])
    planned = plan_asking(work, place.service_id, list(cases))
    referral, _ = send_offer(work, planned, Terms(asked.kind, _due(work, asked)))
    place.referral_id = referral.id
    work.unit.session.add(place)
    work.unit.session.flush()
    begin_clock(work, referral, cases[0])
    return referral


def _due(work: Work, asked: OfferList) -> datetime | None:
    within = asked.within()
    return None if within is None else work.now + within


def _nobody_left() -> GuardNotMet:
    return GuardNotMet(
        "No service is left on the list that could be asked now.",
        missing=("another_service",),
    )
