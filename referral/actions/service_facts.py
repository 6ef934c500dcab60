"""The services of the mechanism as the rules see them, and who may ask which."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from referral.actions.work import Work
from referral.errors import GuardNotMet
from referral.records.conflicts import is_kept_away
from referral.records.organisations import (
    Organisation,
    Service,
    active_services,
    lock_services,
    mechanism_row,
)
from referral.records.services import (
    Capacity,
    ServiceTerms,
    Suspension,
    capacities,
    own_holds,
    pairs_allowed,
    places_over,
    suspensions_now,
    terms_rows,
)
from referral.rules.capacity import Told
from referral.rules.matching import Asking, Candidate
from referral.rules.service_terms import NOTHING_STATED, Terms, terms_of
from workflows.vocabulary import AllowRule


@dataclass(frozen=True, slots=True)
class Listed:
    """One service that takes part, with its organisation and what the rules see."""

    row: Service
    body: Organisation
    seen: Candidate
    terms_row: ServiceTerms | None


@dataclass(frozen=True, slots=True)
class Agreed:
    """Who may ask whom: the mechanism's rule, and what each side agreed to."""

    rule: AllowRule
    pairs: frozenset[tuple[UUID, UUID]]

    def missing(self, mine: UUID, theirs: UUID) -> tuple[str, ...]:
        """Whose agreement is missing for one organisation to ask another."""
        if self.rule is AllowRule.EVERYBODY or mine == theirs:
            return ()
        sides = (("agreed_by_us", (mine, theirs)), ("agreed_by_them", (theirs, mine)))
        return tuple(word for word, pair in sides if pair not in self.pairs)


def agreed(work: Work) -> Agreed:
    """Who may ask whom now."""
    row = mechanism_row(work.unit.session)
    rule = row.allow_rule if row else AllowRule.BOTH_LISTED
    return Agreed(rule, pairs_allowed(work.unit.session))


def suspended(rows: list[Suspension], service: Service) -> Suspension | None:
    """What keeps a service from taking anybody now, if anything does."""
    for row in rows:
        same = row.organisation_id == service.organisation_id
        if same and row.service_id in (None, service.id):
            return row
    return None


def asking(work: Work) -> Asking:
    """Who asks, when, in which zone."""
    pathways = work.house.pathways
    zone = pathways.current.compiled.pathway.time_zone
    return Asking(work.now, zone, work.own_organisation().kind)


def stated_terms(row: ServiceTerms | None) -> Terms:
    """What a service stated; nothing, if it did not."""
    return terms_of(json.loads(row.words)) if row else NOTHING_STATED


def told_of(rows: list[Capacity], back: Mapping[UUID, int]) -> tuple[Told, ...]:
    """Places as the rules see them; `back` is what holds do not take any more."""
    return tuple(
        Told(
            row.kind,
            row.total,
            row.free,
            max(row.held - back.get(row.id, 0), 0),
            row.confirmed_at,
        )
        for row in rows
    )


def free_again(work: Work) -> dict[UUID, int]:
    """Places of holds that have run out, or that the asker's organisation has itself.

    What one's own organisation holds for somebody is free to it. Counts alone are
    read of others.
    """
    session = work.unit.session
    with work.unit.beyond():
        found = places_over(session, work.now)
    for hold in own_holds(session, work.actor.organisation_id):
        if hold.referral_id is None and hold.ends_at > work.now:
            found[hold.capacity_id] = found.get(hold.capacity_id, 0) + hold.places
    return found


def services_seen(
    work: Work, service_type: str | None = None, case_id: UUID | None = None
) -> list[Listed]:
    """Every service that takes part, as the rules see it from where the actor stands.

    Args:
        work: The act under way.
        service_type: Only this type.
        case_id: A case, for whoever must have nothing to do with it.
    """
    session, here = work.unit.session, work.actor.organisation_id
    stated, places, back = terms_rows(session), capacities(session), free_again(work)
    stopped, may = suspensions_now(session, work.now), agreed(work)
    return [
        Listed(
            row,
            body,
            Candidate(
                id=row.id,
                service_type=row.service_type,
                region=row.region,
                terms=stated_terms(stated.get(row.id)),
                told=told_of(places.get(row.id, []), back),
                own=body.id == here,
                suspended=suspended(stopped, row) is not None,
                allowed=not may.missing(here, body.id),
                kept_away=case_id is not None
                and is_kept_away(session, case_id, body.id),
            ),
            stated.get(row.id),
        )
        for row, body in active_services(session, service_type)
    ]


def keep_open(work: Work, services: Iterable[UUID]) -> None:
    """Let services not close or be suspended until this act ends.

    It comes before the cases are held, as it does where a service closes.
    """
    with work.unit.beyond():
        lock_services(work.unit.session, services, shared=True)


def check_may_be_asked(work: Work, service: Service) -> None:
    """Refuse to ask a service that takes nobody, or that one may not ask.

    Raises:
        GuardNotMet: naming what is missing, and whether another service of its type
            could be asked instead.
    """
    stopped = suspensions_now(work.unit.session, work.now)
    if suspended(stopped, service):
        stands = ("service_not_suspended",)
        if _others(work, service):
            raise GuardNotMet(
                "This service takes nobody for now. Others of its kind can be asked.",
                missing=stands,
            )
        raise GuardNotMet(
            "This service takes nobody for now, and no other of its kind can be asked: "
            "ask the coordinator.",
            missing=stands,
        )
    missing = agreed(work).missing(work.actor.organisation_id, service.organisation_id)
    if missing and _others(work, service):
        raise GuardNotMet(
            "Both organisations have to agree before one asks the other. Others of "
            "its kind can be asked.",
            missing=missing,
        )
    if missing:
        raise GuardNotMet(
            "Both organisations have to agree before one asks the other, and no other "
            "of its kind can be asked: ask the coordinator.",
            missing=missing,
        )


def _others(work: Work, service: Service) -> bool:
    """True if another service of the same type may be asked."""
    seen = [each.seen for each in services_seen(work, service.service_type)]
    return any(
        each.id != service.id and each.allowed and not (each.suspended or each.own)
        for each in seen
    )
