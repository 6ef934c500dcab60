"""Looking at a hand-over: that something is agreed, and, opened, who and where."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from referral.actions.arranging import (
    ONLY_ON_THE_WAY,
    door,
    health_covered,
    side_of,
    side_relations,
)
from referral.actions.facts import compiled_for
from referral.actions.handover_clock import cases_of_offer
from referral.actions.offer_door import offer_for
from referral.actions.work import Asked, Work
from referral.errors import NotFound, OffThePath
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.records.handovers import Handover, handovers_of, sealed_under
from referral.records.referrals import Referral
from referral.records.sealed_values import drawers_with_content
from referral.rules.deciding import Act, drawers_of
from referral.rules.handover import ON_THE_WAY, SEEN_IN, Arrangement
from workflows.vocabulary import (
    Compartment,
    EntryType,
    Purpose,
    ReferralStage,
    Relation,
    Side,
)


@dataclass(frozen=True, slots=True)
class Outline:
    """That something is proposed or agreed, and when. Never who or where."""

    id: UUID
    by_us: bool
    proposed_at: datetime
    window_from: datetime
    window_until: datetime
    confirmed_at: datetime | None
    alarmed_at: datetime | None
    """When it was said that nobody arrived in time; None if it was not."""


@dataclass(frozen=True, slots=True)
class HandoverView:
    """How it stands with a hand-over, for one of its two sides."""

    referral_id: UUID
    zone: str
    """IANA name of the zone that the mechanism's people live in."""
    agreed: Outline | None
    proposed: Outline | None
    may_arrange: bool


@dataclass(frozen=True, slots=True)
class OpenedHandover:
    """One proposal with all of it that opens to the actor."""

    outline: Outline
    zone: str
    held_back: tuple[Compartment, ...]
    content: Arrangement = field(repr=False)


def outline(work: Work, referral_id: UUID) -> HandoverView:
    """What is proposed and agreed of an offer, and when; nothing is opened."""
    referral = offer_for(work, referral_id, Act.READ_ARRANGEMENT)
    side = side_of(work, referral)
    seen = side is not None and referral.stage in SEEN_IN[side]
    rows = handovers_of(work.unit.session, referral.id) if seen else []
    agreed = [row for row in rows if row.confirmed_at is not None]
    proposed = [row for row in rows if row.confirmed_at is None]
    shown = {"list": "handover", "shown": len(rows)}
    work.enter(work.own_organisation(), Happening(EntryType.LIST_SHOWN, shown))
    return HandoverView(
        referral_id=referral.id,
        zone=_zone(work, referral),
        agreed=_outline(work, agreed[0]) if agreed else None,
        proposed=_outline(work, proposed[0]) if proposed else None,
        may_arrange=side is not None and referral.stage in ON_THE_WAY,
    )


def _zone(work: Work, referral: Referral) -> str:
    first = cases_of_offer(work, referral)[0]
    return compiled_for(work, first).pathway.time_zone


def _outline(work: Work, row: Handover) -> Outline:
    return Outline(
        id=row.id,
        by_us=row.proposed_for == work.actor.organisation_id,
        proposed_at=row.proposed_at,
        window_from=row.window_from,
        window_until=row.window_until,
        confirmed_at=row.confirmed_at,
        alarmed_at=row.alarmed_at,
    )


def open_handover(
    work: Work, referral_id: UUID, handover_id: UUID, purpose: Purpose
) -> OpenedHandover:
    """Open who meets whom and where; an entry on every case says so.

    Of several cases the words are the same; each holds them in its own drawers.

    Raises:
        NotFound: where nothing of that name stands.
        OffThePath: before acceptance, and once this side has no use for it.
    """
    referral, side = door(work, referral_id, Act.READ_ARRANGEMENT)
    if referral.stage not in SEEN_IN[side]:
        raise OffThePath(ONLY_ON_THE_WAY, missing=("accepted_offer",))
    rows = handovers_of(work.unit.session, referral.id)
    row = next((each for each in rows if each.id == handover_id), None)
    if row is None:
        raise NotFound
    sealed: dict[Compartment, dict[str, object]] = {}
    held: set[Compartment] = set()
    for case in cases_of_offer(work, referral):
        opened, shut = _open(work, referral, case, row, side, purpose)
        sealed, held = opened, held | shut
    window = row.window_from, row.window_until
    return OpenedHandover(
        outline=_outline(work, row),
        zone=_zone(work, referral),
        held_back=tuple(sorted(held)),
        content=Arrangement.read(window, sealed),
    )


def _open(
    work: Work,
    referral: Referral,
    case: Case,
    row: Handover,
    side: Side,
    purpose: Purpose,
) -> tuple[dict[Compartment, dict[str, object]], set[Compartment]]:
    """One case's copy: what opens of it, and what stays shut."""
    record = sealed_under(row.id, case.id)
    filled = {
        Compartment(name) for name in drawers_with_content(work.unit.session, record)
    }
    drawers = filled - _shut(work, referral, case, side)
    asked = Asked(frozenset(drawers), purpose, relations=side_relations(side))
    work.admit(case.id, Act.READ_ARRANGEMENT, asked)
    fields = {"handover": str(row.id), "drawers": sorted(drawers)}
    kind = EntryType.HANDOVER_OPENED
    work.enter(case, Happening(kind, fields, purpose, about=referral.id))
    opened = {each: work.open(case.id, record, each, purpose) for each in drawers}
    return opened, filled - drawers


def _shut(
    work: Work, referral: Referral, case: Case, side: Side
) -> frozenset[Compartment]:
    """What a side may not open: another regime's drawers, and health without a yes."""
    relation = Relation.ADDRESSEE if side is Side.ADDRESSEE else Relation.HOLDER
    shut = frozenset(Compartment) - drawers_of(
        Act.READ_ARRANGEMENT, work.asker_as(relation)
    )
    if side is Side.ADDRESSEE and (
        referral.stage is not ReferralStage.ACCEPTED
        or not health_covered(work, referral, case)
    ):
        shut |= {Compartment.HEALTH}
    return shut
