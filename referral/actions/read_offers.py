"""Looking at offers and services: cards, lists, who can be asked."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from referral.actions.catalogue import hides_reason
from referral.actions.explain_offer import (
    KNOWS_CASES,
    OfferWay,
    holds,
    offer_ways,
)
from referral.actions.respond import offer_for
from referral.actions.work import Work
from referral.errors import Erased
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.records.organisations import active_services, service
from referral.records.outbox import timers_about
from referral.records.referrals import (
    Referral,
    ReferralCase,
    cases_covered,
    referrals_of,
)
from referral.rules.acts import Act
from workflows.vocabulary import (
    Compartment,
    EntryType,
    Purpose,
    ReferralStage,
    TimerKind,
)


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


def read_offer(work: Work, referral_id: UUID) -> OfferView:
    """The card of an offer; looking at it is an entry on every case it covers."""
    referral = offer_for(work, referral_id, Act.READ_OFFER)
    for row in cases_covered(work.unit.session, referral.id):
        case = work.unit.session.get(Case, row.case_id)
        if case is not None:
            shown = Happening(EntryType.CARD_SHOWN, {}, about=referral.id)
            work.enter(case, shown)
    return offer_view(work, referral)


def offer_view(work: Work, referral: Referral) -> OfferView:
    """An offer as the actor's organisation may see it.

    Who is responsible now for some of its cases sees those, and no other.
    """
    session, here = work.unit.session, work.actor.organisation_id
    side = {referral.sender_id: "sender", referral.addressee_id: "addressee"}.get(here)
    rows = cases_covered(session, referral.id)
    if side is None:
        rows = [row for row in rows if holds(work, row.case_id)]
    asked = service(session, referral.service_id)
    cards = tuple(_cards(work, rows))
    struck = {one.kind: one.fired_at for one in timers_about(session, referral.id)}
    known = side != "addressee" or referral.stage in KNOWS_CASES
    return OfferView(
        id=referral.id,
        code=referral.code,
        version=referral.version,
        stage=referral.stage.value,
        kind=referral.kind.value,
        side=side or "holder",
        service_id=referral.service_id,
        service_label=asked.label if asked else "",
        offered_at=referral.offered_at,
        answer_by=referral.answer_by,
        decline_reason=_told_reason(referral, mine=side != "addressee"),
        reminded_at=struck.get(TimerKind.OFFER_REMINDER),
        overdue_at=struck.get(TimerKind.OFFER_OVERDUE),
        cards=cards,
        case_ids=tuple(row.case_id for row in rows) if known else (),
        ways=offer_ways(work, referral),
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
        stage=stage,
        after=after,
        limit=limit,
    )
    views = [offer_view(work, each) for each in rows if not _away(work, each)]
    shown = Happening(EntryType.LIST_SHOWN, {"list": "offers", "shown": len(views)})
    work.enter(work.own_organisation(), shown)
    return views


def _away(work: Work, referral: Referral) -> bool:
    """True if the actor must have nothing to do with a case that it covers."""
    rows = cases_covered(work.unit.session, referral.id) if work.away() else []
    return any(work.kept_away(row.case_id) for row in rows)


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
