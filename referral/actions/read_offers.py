"""Looking at offers and services: cards, lists, who can be asked."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from referral.actions.catalogue import hides_reason
from referral.actions.clocks import end_lines
from referral.actions.explain_offer import (
    KNOWS_CASES,
    OfferWay,
    holds,
    offer_ways,
)
from referral.actions.offer_door import offer_for
from referral.actions.offer_words import OfferWordView, words_about
from referral.actions.offers import stands
from referral.actions.work import Work
from referral.errors import Erased
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.records.offer_asks import (
    OfferPlace,
    list_by_id,
    place_of,
    places_on,
)
from referral.records.organisations import active_services, service
from referral.records.outbox import timers_about
from referral.records.referrals import (
    Look,
    Referral,
    ReferralCase,
    cases_covered,
    referral_by_id,
    referrals_of,
)
from referral.rules.acts import Act
from referral.rules.offer import is_terminal
from workflows.vocabulary import (
    Compartment,
    EntryType,
    NoticeKind,
    Purpose,
    ReferralStage,
    TimerKind,
)


@dataclass(frozen=True, slots=True)
class AskedView:
    """Another service on the same list."""

    service_id: UUID
    service_label: str
    referral_id: UUID | None
    """None while it was not asked."""
    stage: str | None


@dataclass(frozen=True, slots=True)
class OfferView:
    """An offer as sender or addressee sees it: the card, never the person."""

    id: UUID
    code: str
    version: int
    stage: str
    kind: str
    side: str
    service_id: UUID
    service_label: str
    offered_at: datetime
    """When it left, or leaves."""
    leaves_at: datetime | None
    """Until when its sender can undo it; None once it has left."""
    answer_by: datetime | None
    decline_reason: str | None
    reminded_at: datetime | None
    overdue_at: datetime | None
    """When its clock struck, if it has."""
    cards: tuple[Mapping[str, Any], ...]
    case_ids: tuple[UUID, ...]
    """Shown to the sender, and to the addressee once it has accepted."""
    ways: tuple[OfferWay, ...]
    """What this side could do with it: possible now, or why not."""
    words: tuple[OfferWordView, ...] = ()
    """What was said about it; where it is looked at by itself, and not in a list."""
    asked: str | None = None
    """`in_order` or `at_once`, where its sender asks others for the same need."""
    others: tuple[AskedView, ...] = ()
    """Who else is asked; never told to an addressee."""


def read_offer(work: Work, referral_id: UUID) -> OfferView:
    """The card of an offer; looking at it is an entry on every case it covers.

    Looking ends nothing but the line that says it is no longer needed.
    """
    referral = offer_for(work, referral_id, Act.READ_OFFER)
    for row in cases_covered(work.unit.session, referral.id):
        case = work.unit.session.get(Case, row.case_id)
        if case is not None:
            shown = Happening(EntryType.CARD_SHOWN, {}, about=referral.id)
            work.enter(case, shown)
    if is_terminal(referral.stage) and _addressed(work, referral):
        end_lines(work, referral.id, NoticeKind.NO_LONGER_NEEDED)
    view = offer_view(work, referral)
    if view.side == "sender" and not _still_held(work, referral):
        return view
    return replace(_with_others(work, view), words=words_about(work, referral))


def _addressed(work: Work, referral: Referral) -> bool:
    return referral.addressee_id == work.actor.organisation_id


def _still_held(work: Work, referral: Referral) -> bool:
    rows = cases_covered(work.unit.session, referral.id)
    return all(holds(work, row.case_id) for row in rows)


def _with_others(work: Work, view: OfferView) -> OfferView:
    """The same, with who else is asked for the same need."""
    session = work.unit.session
    asks = view.side in ("sender", "coordinator")
    place = place_of(session, view.id) if asks else None
    found = list_by_id(session, place.list_id) if place else None
    if place is None or found is None:
        return view
    others = tuple(
        AskedView(row.id, row.label, each.referral_id, _stage(work, each))
        for each, row in places_on(session, found.id)
        if each.referral_id != view.id
    )
    return replace(view, asked=found.asked.value, others=others)


def _stage(work: Work, place: OfferPlace) -> str | None:
    session, asked = work.unit.session, place.referral_id
    referral = referral_by_id(session, asked) if asked else None
    return referral.stage.value if referral else None


def offer_view(work: Work, referral: Referral) -> OfferView:
    """An offer as the actor's organisation may see it.

    Who is responsible now for some of its cases sees those, and no other. A sender that
    let go sees that it did, and nothing of what came after.
    """
    session, here = work.unit.session, work.actor.organisation_id
    side = {referral.sender_id: "sender", referral.addressee_id: "addressee"}.get(here)
    rows = cases_covered(session, referral.id)
    held = [row for row in rows if holds(work, row.case_id)]
    if side == "sender" and not held:
        return replace(_plain(work, referral, side), **_LET_GO)
    if side is None:
        side = "holder" if held else "coordinator"
    shown = held if side in ("sender", "holder") else rows
    struck = {one.kind: one.fired_at for one in timers_about(session, referral.id)}
    known = side != "addressee" or referral.stage in KNOWS_CASES
    return replace(
        _plain(work, referral, side),
        decline_reason=_told_reason(referral, mine=side != "addressee"),
        reminded_at=struck.get(TimerKind.OFFER_REMINDER),
        overdue_at=struck.get(TimerKind.OFFER_OVERDUE),
        cards=tuple(_cards(work, shown)),
        case_ids=tuple(row.case_id for row in shown) if known else (),
        ways=offer_ways(work, referral),
    )


_LET_GO: Mapping[str, Any] = {
    "stage": ReferralStage.HANDED_OVER.value,
    "version": 1,
}
"""What an offer by which responsibility moved is to whoever had it: an arrival, and
never what became of the person since."""


def _plain(work: Work, referral: Referral, side: str) -> OfferView:
    """What its sender knows of an offer: how it was sent, and where it stands."""
    asked = service(work.unit.session, referral.service_id)
    return OfferView(
        id=referral.id,
        code=referral.code,
        version=referral.version,
        stage=referral.stage.value,
        kind=referral.kind.value,
        side=side,
        service_id=referral.service_id,
        service_label=asked.label if asked else "",
        offered_at=referral.left_at(),
        leaves_at=referral.leaves_at if stands(work, referral) else None,
        answer_by=referral.answer_by,
        decline_reason=None,
        reminded_at=None,
        overdue_at=None,
        cards=(),
        case_ids=(),
        ways=(),
    )


def _cards(work: Work, rows: list[ReferralCase]) -> Iterator[Mapping[str, Any]]:
    """What the card says of each case; nothing of one that was erased."""
    for row in rows:
        with suppress(Erased):
            yield work.open(row.case_id, row.id, Compartment.OPERATIONAL, Purpose.CARE)


def _told_reason(referral: Referral, *, mine: bool) -> str | None:
    reason = referral.decline_reason
    return None if mine and reason and hides_reason(reason) else reason


def list_offers(
    work: Work, *, stage: ReferralStage | None, after: UUID | None, limit: int
) -> list[OfferView]:
    """A page of the offers an organisation sent or was asked; one entry in all."""
    work.check(Act.LIST_OFFERS)
    rows = referrals_of(
        work.unit.session,
        work.actor.organisation_id,
        Look(work.now, limit, work.away()),
        stage=stage,
        after=after,
    )
    views = [offer_view(work, each) for each in rows]
    shown = Happening(EntryType.LIST_SHOWN, {"list": "offers", "shown": len(views)})
    work.enter(work.own_organisation(), shown)
    return views


@dataclass(frozen=True, slots=True)
class ServiceView:
    """A service that can be asked. Never an address."""

    id: UUID
    service_type: str
    label: str
    organisation: str
    organisation_id: UUID
    region: str


def list_services(work: Work, service_type: str | None) -> list[ServiceView]:
    """Services that can be asked now."""
    work.check(Act.LIST_SERVICES)
    found = active_services(work.unit.session, service_type)
    shown = Happening(EntryType.LIST_SHOWN, {"list": "services", "shown": len(found)})
    work.enter(work.own_organisation(), shown)
    return [
        ServiceView(
            id=row.id,
            service_type=row.service_type,
            label=row.label,
            organisation=body.label,
            organisation_id=body.id,
            region=row.region,
        )
        for row, body in found
    ]
