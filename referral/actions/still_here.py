"""Who lives with a service: asked for every week, answered in one press.

People who came by one offer came together: one answer is for all of them.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from referral.actions.offer_door import offer_for
from referral.actions.offers import covered
from referral.actions.serving import complete, start_service
from referral.actions.work import Done, Work
from referral.errors import NotFound
from referral.records.chains import Happening
from referral.records.housed import housed_at
from referral.records.organisations import service
from referral.records.referrals import Referral
from referral.rules.acts import Act
from referral.rules.still_here import asked_at, check_housed
from workflows.catalogues import service_types
from workflows.vocabulary import EntryType, ReferralStage


@dataclass(frozen=True, slots=True)
class HousedView:
    """People who live with a service by one offer. It names nobody."""

    referral_id: UUID
    code: str
    """Of the offer."""
    version: int
    service: str
    people: int
    arrived_at: datetime
    said_at: datetime | None
    """When somebody said last that they are still there."""
    asked_at: datetime
    """Since when it is to be said (again), or from when on."""
    waits: bool
    """True once that moment is there."""


def list_housed(work: Work, limit: int) -> tuple[HousedView, ...]:
    """Who lives with the actor's organisation, whoever was heard of longest ago first.

    One entry in all.
    """
    work.check(Act.LIST_OFFERS)
    houses = [name for name, each in service_types().items() if each.houses]
    found = [
        HousedView(
            referral_id=row.referral.id,
            code=row.referral.code,
            version=row.referral.version,
            service=row.label,
            people=row.people,
            arrived_at=row.arrived_at,
            said_at=row.said_at,
            asked_at=(at := asked_at(row.arrived_at, row.said_at)),
            waits=at <= work.now,
        )
        for row in housed_at(
            work.unit.session, work.actor.organisation_id, houses, work.away()
        )
    ]
    shown = tuple(sorted(found, key=lambda each: (each.asked_at, each.code))[:limit])
    fields = {"list": "housed", "shown": len(shown)}
    work.enter(work.own_organisation(), Happening(EntryType.LIST_SHOWN, fields))
    return shown


def confirm_stay(work: Work, referral_id: UUID) -> Done:
    """Say that whoever arrived by an offer is still there.

    Raises:
        OffThePath: if nobody lives there by it.
        Refusal: as `offer_for` says.
    """
    referral = offer_for(work, referral_id, Act.GIVE_SERVICE)
    check_housed(referral.stage, houses=_houses(work, referral))
    for case, _ in covered(work, referral):
        said = Happening(EntryType.STAY_CONFIRMED, {}, about=referral.id)
        work.enter(case, said)
    return Done("referral", referral.id, referral.version)


def record_departure(
    work: Work, referral_id: UUID, outcome: str, *, expects: int | None
) -> Done:
    """Say that they are not there any more: the service has ended, and how.

    Whether anybody wrote down that it had begun makes no difference to who left.

    Raises:
        OffThePath: if nobody lives there by it.
        Refusal: as `complete` says.
    """
    referral = offer_for(work, referral_id, Act.GIVE_SERVICE, expects=expects)
    check_housed(referral.stage, houses=_houses(work, referral))
    if referral.stage is ReferralStage.HANDED_OVER:
        start_service(work, referral_id, expects=None)
    return complete(work, referral_id, outcome, expects=None)


def _houses(work: Work, referral: Referral) -> bool:
    asked = service(work.unit.session, referral.service_id)
    if asked is None:
        raise NotFound
    return service_types()[asked.service_type].houses
