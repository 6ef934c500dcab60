"""How far a planned service is: read from its offers, never written twice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from workflows.vocabulary import PlanResult, ReferralStage, ServiceNote

RESULTS: Mapping[ReferralStage, PlanResult] = {
    ReferralStage.DRAFT: PlanResult.OFFERED,
    ReferralStage.OFFERED: PlanResult.OFFERED,
    ReferralStage.QUESTION: PlanResult.OFFERED,
    ReferralStage.ACCEPTED_BY_TELEPHONE: PlanResult.OFFERED,
    ReferralStage.ACCEPTED: PlanResult.ACCEPTED,
    ReferralStage.HANDED_OVER: PlanResult.ARRIVED,
    ReferralStage.IN_SERVICE: PlanResult.IN_SERVICE,
    ReferralStage.COMPLETED: PlanResult.COMPLETED,
    ReferralStage.DECLINED: PlanResult.DECLINED,
    ReferralStage.EXPIRED: PlanResult.FELL_THROUGH,
    ReferralStage.WITHDRAWN: PlanResult.FELL_THROUGH,
    ReferralStage.NO_SHOW: PlanResult.DID_NOT_ARRIVE,
    ReferralStage.RETURNED: PlanResult.RETURNED,
    ReferralStage.RECALLED: PlanResult.FELL_THROUGH,
    ReferralStage.PROVIDER_CLOSED: PlanResult.FELL_THROUGH,
    ReferralStage.UNDONE: PlanResult.PLANNED,
}
"""What every stage of an offer says of the line that it is for."""

STARTED = frozenset(
    {PlanResult.ARRIVED, PlanResult.IN_SERVICE, PlanResult.COMPLETED, PlanResult.ENDED}
)
"""Nothing waits to begin any more."""
_LIVE = frozenset(
    {
        *(PlanResult.OFFERED, PlanResult.ACCEPTED),
        *(PlanResult.ARRIVED, PlanResult.IN_SERVICE),
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    """A planned service, as far as its result depends on it."""

    service: str
    """Name of the service type."""
    organisation: str | None
    """Who is to give it; None while that is open."""
    added_at: datetime
    note: ServiceNote | None = None
    """What the holder noted itself."""


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer of the case."""

    id: str
    service: str
    addressee: str
    stage: ReferralStage
    at: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """A service that is asked next if those before it on a list take nobody."""

    service: str
    addressee: str


@dataclass(frozen=True, slots=True)
class Found:
    """How far a line is, and by which offer it is known."""

    result: PlanResult
    offer: str | None = None


def result_of(
    line: Line, offers: Iterable[Offered], listed: Iterable[Listed] = ()
) -> Found:
    """How far a planned service is.

    A note that ends the line comes first; then the newest offer that is under way, then
    who is asked next on a list, then the newest that ended since the line was added. An
    older one that ended was for what was planned before.
    """
    if line.note is not None and line.note is not ServiceNote.STARTED:
        done = line.note is ServiceNote.COMPLETED
        return Found(PlanResult.COMPLETED if done else PlanResult.ENDED)
    mine = [each for each in offers if _is_for(line, each) and _was_made(each)]
    live = [each for each in mine if RESULTS[each.stage] in _LIVE]
    if not live and any(_is_for(line, each) for each in listed):
        return Found(PlanResult.NEXT_ON_LIST)
    since = [each for each in mine if each.at >= line.added_at]
    newest = max(live or since, key=lambda each: (each.at, each.id), default=None)
    if newest is not None:
        return Found(RESULTS[newest.stage], newest.id)
    return Found(PlanResult.IN_SERVICE if line.note else PlanResult.PLANNED)


def _was_made(offer: Offered) -> bool:
    """False for one that was undone before it left: nobody was asked."""
    return offer.stage is not ReferralStage.UNDONE


def _is_for(line: Line, offer: Offered | Listed) -> bool:
    asked = line.organisation in (None, offer.addressee)
    return asked and offer.service == line.service
