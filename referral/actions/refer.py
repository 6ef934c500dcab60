"""Offering a referral, and taking an offer back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from referral.actions.after_offer import (
    cooling_services,
    expiry_of,
    settle_ended,
    times_of,
)
from referral.actions.catalogue import needs_of, provider
from referral.actions.clocks import start_clock
from referral.actions.conflicts import check_not_in_conflict
from referral.actions.disclose import prepare
from referral.actions.facts import case_facts
from referral.actions.identify import new_code
from referral.actions.keep_list import keep_list
from referral.actions.matching import wanted_of
from referral.actions.place_holds import hold_for_offer
from referral.actions.safe_places import check_telling
from referral.actions.service_facts import check_may_be_asked, keep_open
from referral.actions.work import Asked, Done, Work, case_for
from referral.errors import Malformed
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.records.offer_asks import others_wait
from referral.records.organisations import Organisation, Service, organisation, service
from referral.records.referrals import (
    Referral,
    ReferralCase,
)
from referral.rules.acts import Act
from referral.rules.after_offer import check_list, check_not_cooling
from referral.rules.clocks import answer_due, expires_at
from referral.rules.disclosure import Plan, card, plan
from referral.rules.families import check_belong_together
from referral.rules.offer import take_offer_step
from referral.rules.restriction import grounds_of
from referral.rules.undoing import leaves_at
from workflows.offer_data import length
from workflows.vocabulary import (
    Compartment,
    EntryType,
    ReferralKind,
    ReferralStage,
    Side,
)


@dataclass(frozen=True, slots=True)
class Offer:
    """What is asked of which service, for which cases, answered by when."""

    service_id: UUID
    kind: ReferralKind
    also: tuple[UUID, ...] = ()
    """Linked cases (a mother and her children) that are answered as a whole."""
    answer_by: datetime | None = None
    """None where the procedure sets no deadline and the sender sets none."""
    then: tuple[UUID, ...] = ()
    """Services that are asked next, in order, when this one takes nobody."""
    beside: tuple[UUID, ...] = ()
    """Services that are asked at the same time: the first yes counts."""
    stands: bool = False
    """True if it can be undone before it leaves; else it leaves at once."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What an offer asks for, and when."""

    kind: ReferralKind
    due: datetime | None
    """Until when an answer is asked for."""
    leaves: datetime | None = None
    """When it leaves; None for at once."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One service that is asked, checked as far as can be before any text is read."""

    service: Service
    addressee: Organisation
    planned: tuple[tuple[Case, Plan, Mapping[str, object]], ...]


def make_offer(work: Work, case_id: UUID, offer: Offer, *, expects: int | None) -> Done:
    """Offer cases to a service, or to several. They see a card that identifies nobody.

    What need and consent allow is sealed for each addressee now and held back until
    it accepts. Services named for later are asked later, and checked then.

    Raises:
        ConsentMissing: if a person's consent does not reach an addressee.
        SafeAddressFound: if what one would see tells where a safe place is.
        UseRestricted: while the record is only kept.
        GuardNotMet: if what is recorded speaks against offering these people
            together; if a service has just said that it has no place for them, takes
            nobody, or may not be asked.
        Malformed: if a service is unknown, closed, or the sender's own; if the
            answer is due in the past, or later than the pathway lets it be; if a
            case or a service is named twice.
    """
    keep_open(work, (offer.service_id, *offer.beside, *offer.then))
    case = case_for(work, case_id, Act.MAKE_OFFER, expects=expects)
    services = (offer.service_id, *offer.beside)
    _check_services(work, offer)
    terms = _terms(work, case, offer)
    if len({case_id, *offer.also}) != len(offer.also) + 1:
        raise Malformed("A case is named twice.", faults=(("/also", "duplicate"),))
    others = [case_for(work, other, Act.MAKE_OFFER) for other in sorted(offer.also)]
    work.known_case = case.id
    # Every consent before any text: whoever tries texts out leaves an offer each time.
    asking = [plan_asking(work, each, [case, *others]) for each in services]
    sent = [_send_anew(work, each, terms) for each in asking]
    made, held = [each for each, _ in sent], sent[0][1]
    keep_list(work, offer, made)
    for referral in made:
        begin_clock(work, referral, case)
    told: dict[str, object] = {"code": made[0].code, "case_version": case.version}
    told |= {"places_held": held} if held else {}
    told |= {"leaves_at": _said(terms.leaves)} if terms.leaves else {}
    if offer.beside:
        told["offers"] = [str(each.id) for each in made]
    return Done("referral", made[0].id, made[0].version, details=told)


def _terms(work: Work, case: Case, offer: Offer) -> Terms:
    """The time to answer begins when the offer leaves."""
    leaves = leaves_at(work.now, stands=offer.stands)
    limit = length(times_of(work, case).answer)
    due = answer_due(offer.answer_by, limit, leaves or work.now)
    return Terms(offer.kind, due, leaves)


def _check_services(work: Work, offer: Offer) -> None:
    """Refuse a list of services that cannot be asked, now or next."""
    then, beside = [*map(str, offer.then)], [*map(str, offer.beside)]
    check_list(str(offer.service_id), then, beside)
    for each in (offer.service_id, *offer.beside, *offer.then):
        _addressee(work, each)


def plan_asking(work: Work, service_id: UUID, cases: list[Case]) -> Asking:
    """Everything that is checked of one service before a text is read for it."""
    asked, addressee = _addressee(work, service_id)
    check_belong_together([case_facts(work, one).person for one in cases])
    check_not_cooling(str(service_id), cooling_services(work, cases))
    planned = tuple((one, *_planned(work, asked, addressee, one)) for one in cases)
    return Asking(asked, addressee, planned)


def _send_anew(work: Work, asking: Asking, terms: Terms) -> tuple[Referral, int]:
    """Send an offer that somebody makes: what asked for it is done once it leaves."""
    if terms.leaves is None:
        cases = [case.id for case, _, _ in asking.planned]
        settle_ended(work, cases, asking.service.service_type)
    return send_offer(work, asking, terms)


def send_offer(work: Work, asking: Asking, terms: Terms) -> tuple[Referral, int]:
    """Write an offer, and seal card and copy of every case it covers.

    Returns:
        The offer, and how many places are held for it.
    """
    cases = [case.id for case, _, _ in asking.planned]
    referral = _new_referral(work, asking, terms)
    work.unit.session.add(referral)
    work.unit.session.flush()
    for one, told, shown in asking.planned:
        _cover(work, referral, asking.service, one, told, shown)
    person = case_facts(work, asking.planned[0][0]).person
    wanted = wanted_of(person, asking.service.service_type, len(cases))
    return referral, hold_for_offer(work, referral, asking.service, wanted)


def begin_clock(work: Work, referral: Referral, case: Case) -> None:
    """Tell the addressee, and let the clock of an offer run."""
    waits = others_wait(work.unit.session, referral.id)
    grace = expiry_of(work, case)
    start_clock(
        work, referral, expires_at(referral.answer_by, grace, others_wait=waits)
    )


def _addressee(work: Work, service_id: UUID) -> tuple[Service, Organisation]:
    asked = service(work.unit.session, service_id)
    body = organisation(work.unit.session, asked.organisation_id) if asked else None
    if asked is None or body is None or not (asked.active and body.active):
        fault = ("/service_id", "unknown_or_closed_service")
        raise Malformed("This service cannot be asked.", faults=(fault,))
    if body.id == work.actor.organisation_id:
        fault = ("/service_id", "own_service")
        raise Malformed(
            "An offer goes to another organisation: nobody accepts their own.",
            faults=(fault,),
        )
    check_may_be_asked(work, asked)
    return asked, body


def _new_referral(work: Work, asking: Asking, terms: Terms) -> Referral:
    stage = take_offer_step(ReferralStage.DRAFT, "offer", Side.SENDER)
    return Referral(
        id=work.new_id(),
        code=new_code(),
        kind=terms.kind,
        stage=ReferralStage(stage),
        service_id=asking.service.id,
        sender_id=work.actor.organisation_id,
        addressee_id=asking.addressee.id,
        offered_by=work.by.actor or work.actor.id,
        offered_at=work.now,
        leaves_at=terms.leaves,
        answer_by=terms.due,
        version=1,
    )


_TYPED = ("region", "interpreter_for")
"""What of a card somebody has typed; the rest are words of closed lists."""


def _planned(
    work: Work, asked: Service, addressee: Organisation, case: Case
) -> tuple[Plan, Mapping[str, object]]:
    """What of one case would be sent, and the card that would be shown before."""
    check_not_in_conflict(work, case, addressee.id)
    facts = case_facts(work, case)
    needs = needs_of(asked.service_type)
    planned = plan(needs, facts.consents, provider(asked, addressee))
    told = {*planned.fields, Compartment.OPERATIONAL}
    grounds = grounds_of(facts, planned.rests_on)
    sent = Asked(frozenset(told), grounds=frozenset(grounds))
    work.check_on(case.id, Act.MAKE_OFFER, sent)
    return planned, card(facts.person, asked.service_type)


def _cover(  # an offer of one case has this many parts
    work: Work,
    referral: Referral,
    asked: Service,
    case: Case,
    planned: Plan,
    shown: Mapping[str, object],
) -> None:
    """Seal card and copy of one case for an offer, and say so in its timeline."""
    work.enter(case, _made(referral, asked))
    disclosure = prepare(work, case, planned, referral.addressee_id, referral.id)
    covered = ReferralCase(
        id=work.new_id(),
        referral_id=referral.id,
        case_id=case.id,
        disclosure_id=disclosure.id,
    )
    work.unit.session.add(covered)
    typed = {f"card.{name}": str(shown[name]) for name in _TYPED}
    check_telling(work, typed, referral.addressee_id)
    work.seal(case, covered.id, Compartment.OPERATIONAL, shown)
    case.version += 1


def _made(referral: Referral, asked: Service) -> Happening:
    left = referral.leaves_at
    return Happening(
        EntryType.OFFER_MADE,
        {
            "kind": referral.kind.value,
            "service_type": asked.service_type,
            "addressee": str(referral.addressee_id),
            "answer_by": _said(referral.answer_by),
            **({"leaves_at": _said(left)} if left else {}),
        },
        about=referral.id,
        from_stage=ReferralStage.DRAFT,
        to_stage=referral.stage,
    )


def _said(at: datetime | None) -> str | None:
    return at.isoformat(timespec="milliseconds") if at else None
