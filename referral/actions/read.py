"""Looking: case headers, drawers with a purpose, lists, cards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from referral.actions.facts import person_facts, to_words
from referral.actions.respond import offer_for, open_disclosure
from referral.actions.work import Work, case_for
from referral.errors import NotFound
from referral.records.cases import Case, cases_of, statements
from referral.records.chains import Happening
from referral.records.organisations import active_services, service
from referral.records.referrals import (
    Referral,
    cases_covered,
    disclosures_of,
    live_offers_of,
    referrals_of,
)
from referral.records.sealed_values import drawers_with_content
from referral.rules.permissions import Act, check_may_open
from workflows.vocabulary import (
    Compartment,
    EntryType,
    Purpose,
    ReferralStage,
    Relation,
    Role,
    Track,
)

_FULL = frozenset({Relation.HOLDER, Relation.COORDINATOR})
_STATUS = {
    Relation.AUTHORITY: (Track.IDENTIFICATION, Track.STAY),
    Relation.PROVIDER: (Track.PROTECTION,),
}
"""Tracks whose stage others see. A finder or former holder sees that it exists."""


@dataclass(frozen=True, slots=True)
class CaseView:
    """What one actor sees of a case before opening anything."""

    id: UUID
    code: str
    version: int
    relations: tuple[str, ...]
    opened_at: datetime
    stages: Mapping[str, str]
    facts: Mapping[str, Any] | None
    drawers: tuple[str, ...]
    """Drawers that hold something and that this actor may open with a purpose."""
    open_offers: tuple[UUID, ...]


def read_case(work: Work, case_id: UUID) -> CaseView:
    """The header of a case; the coded facts for holder and coordinator."""
    case = case_for(work, case_id, Act.READ_CASE)
    view = _view(work, case)
    shown = {"facts": view.facts is not None}
    work.enter(case, Happening(EntryType.LIST_SHOWN, shown))
    return view


def _view(work: Work, case: Case) -> CaseView:
    relations = work.asker(case).relations - {Relation.NONE}
    full = bool(relations & _FULL) and Role.AUDITOR not in work.actor.roles
    visible = set(Track) if relations & _FULL else _visible(relations)
    session = work.unit.session
    offers = live_offers_of(session, case.id) if full else []
    held = drawers_with_content(session, case.person_id) if full else frozenset()
    return CaseView(
        id=case.id,
        code=case.code,
        version=case.version,
        relations=tuple(sorted(word.value for word in relations)),
        opened_at=case.opened_at,
        stages={
            track.value: stage
            for track, stage in case.stages().items()
            if track in visible
        },
        facts=to_words(person_facts(work, case)) if full else None,
        drawers=tuple(sorted(held)) if Relation.HOLDER in relations else (),
        open_offers=tuple(offer.id for offer in offers),
    )


def _visible(relations: frozenset[Relation]) -> set[Track]:
    return {track for relation in relations for track in _STATUS.get(relation, ())}


def list_cases(work: Work, *, after: UUID | None, limit: int) -> list[CaseView]:
    """A page of the cases the actor may know of, newest first; one entry in all."""
    work.check(Act.LIST_CASES)
    everybody = work.actor.roles & {Role.COORDINATOR}
    scope = None if everybody else work.actor.organisation_id
    rows = cases_of(work.unit.session, scope, after=after, limit=limit)
    views = [_view(work, case) for case in rows]
    shown = Happening(EntryType.LIST_SHOWN, {"list": "cases", "shown": len(views)})
    work.enter(work.own_organisation(), shown)
    return views


def open_content(
    work: Work, case_id: UUID, drawer: Compartment, purpose: Purpose
) -> dict[str, Any]:
    """Open one drawer of a case, for a purpose that the entry keeps."""
    case = case_for(work, case_id, Act.OPEN_CONTENT)
    check_may_open(drawer, work.actor.regime)
    work.enter(
        case,
        Happening(EntryType.CONTENT_OPENED, {"drawer": drawer.value}, purpose=purpose),
    )
    if drawer is Compartment.NARRATIVE:
        return {"statements": _statements(work, case, purpose)}
    if drawer is Compartment.OPERATIONAL:
        return to_words(person_facts(work, case))
    opened: dict[str, Any] = work.open(case.person_id, drawer, purpose)
    return opened


def _statements(work: Work, case: Case, purpose: Purpose) -> list[dict[str, Any]]:
    return [
        {
            "kind": statement.kind.value,
            "recorded_at": statement.recorded_at.isoformat(),
            **work.open(statement.id, Compartment.NARRATIVE, purpose),
        }
        for statement in statements(work.unit.session, case.id)
    ]


def disclosures_to_us(
    work: Work, case_id: UUID, purpose: Purpose
) -> list[dict[str, Any]]:
    """An authority opens the copies of a case that were released to it."""
    case = case_for(work, case_id, Act.OPEN_DISCLOSURE)
    ours = [
        disclosure
        for disclosure in disclosures_of(work.unit.session, case.id)
        if disclosure.recipient_id == work.actor.organisation_id
        and disclosure.released_at is not None
        and disclosure.destroyed_at is None
    ]
    if not ours:
        raise NotFound
    return [open_disclosure(work, case, disclosure, purpose) for disclosure in ours]


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
    cards: tuple[Mapping[str, Any], ...]
    case_ids: tuple[UUID, ...]
    """Shown to the sender, and to the addressee once it has accepted."""


_KNOWS_CASES = frozenset(
    {
        ReferralStage.ACCEPTED,
        ReferralStage.HANDED_OVER,
        ReferralStage.IN_SERVICE,
        ReferralStage.COMPLETED,
    }
)


def read_offer(work: Work, referral_id: UUID) -> OfferView:
    """The card of an offer; looking at it is an entry on every case it covers."""
    referral = offer_for(work, referral_id, Act.READ_OFFER)
    for row in cases_covered(work.unit.session, referral.id):
        case = work.unit.session.get(Case, row.case_id)
        if case is not None:
            shown = Happening(EntryType.CARD_SHOWN, {}, about=referral.id)
            work.enter(case, shown)
    return _offer_view(work, referral)


def _offer_view(work: Work, referral: Referral) -> OfferView:
    session = work.unit.session
    mine = referral.sender_id == work.actor.organisation_id
    rows = cases_covered(session, referral.id)
    asked = service(session, referral.service_id)
    cards = tuple(
        work.open(row.id, Compartment.OPERATIONAL, Purpose.CARE) for row in rows
    )
    known = mine or referral.stage in _KNOWS_CASES
    return OfferView(
        id=referral.id,
        code=referral.code,
        version=referral.version,
        stage=referral.stage.value,
        kind=referral.kind.value,
        side="sender" if mine else "addressee",
        service_id=referral.service_id,
        service_label=asked.label if asked else "",
        offered_at=referral.offered_at,
        answer_by=referral.answer_by,
        decline_reason=referral.decline_reason,
        cards=cards,
        case_ids=tuple(row.case_id for row in rows) if known else (),
    )


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
    views = [_offer_view(work, referral) for referral in rows]
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
