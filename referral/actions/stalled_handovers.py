"""What waits because of hand-overs: nothing is agreed yet, or nobody arrived."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from referral.actions.explain_offer import holds
from referral.actions.handover_clock import cases_of_offer, end_looking
from referral.actions.work import Done, Work
from referral.errors import AlreadyAnswered, NotFound
from referral.records.chains import Happening
from referral.records.handovers import NotArrived, looked_for, unarranged
from referral.records.referrals import Referral, cases_covered, referral_by_id
from referral.rules.deciding import Act, check_may
from referral.rules.handover import ON_THE_WAY, not_arranged_since
from workflows.handover import arrange_within
from workflows.vocabulary import EntryType, Relation, Whereabouts


@dataclass(frozen=True, slots=True)
class StalledHandover:
    """One offer that somebody has to do something about now. It names nobody."""

    referral_id: UUID
    code: str
    since: datetime
    """From when on it was stalled."""
    case_ids: tuple[UUID, ...]
    """The cases that the actor's organisation is responsible for."""


@dataclass(frozen=True, slots=True)
class StalledHandovers:
    """What waits, each list with the oldest first."""

    not_arranged: tuple[StalledHandover, ...]
    """Accepted, and nobody agreed yet who meets whom: for either side."""
    not_arrived: tuple[StalledHandover, ...]
    """Somebody to look for, for whoever is responsible for them."""
    more: frozenset[str] = frozenset()
    """Names of the lists above that are longer than what is shown."""


def list_stalled(work: Work, limit: int) -> StalledHandovers:
    """What waits for the actor's organisation; one entry in all."""
    work.check(Act.LIST_OFFERS)
    session, here = work.unit.session, work.actor.organisation_id
    missing = tuple(_unarranged(work, limit + 1))
    gone = tuple(
        _stalled(work, offer, row.since)
        for row, offer in looked_for(session, here, limit + 1, work.away())
    )
    found = {"not_arranged": missing, "not_arrived": gone}
    shown = {name: lines[:limit] for name, lines in found.items()}
    fields = {"list": "stalled_handovers", "shown": sum(map(len, shown.values()))}
    work.enter(work.own_organisation(), Happening(EntryType.LIST_SHOWN, fields))
    more = frozenset(name for name, lines in found.items() if len(lines) > limit)
    return StalledHandovers(**shown, more=more)


def _unarranged(work: Work, limit: int) -> Sequence[StalledHandover]:
    within = arrange_within()
    if within is None:
        return ()
    session, here = work.unit.session, work.actor.organisation_id
    before, away = work.now - within, work.away()
    rows = unarranged(session, here, tuple(ON_THE_WAY), before, limit, away)
    return [
        _stalled(work, offer, since)
        for offer in rows
        if offer.answered_at is not None
        for since in [not_arranged_since(offer.answered_at, within)]
        if since is not None
    ]


def _stalled(work: Work, offer: Referral, since: datetime) -> StalledHandover:
    rows = cases_covered(work.unit.session, offer.id)
    held = tuple(row.case_id for row in rows if holds(work, row.case_id))
    return StalledHandover(offer.id, offer.code, since, held)


def _away(work: Work, offer: Referral) -> bool:
    rows = cases_covered(work.unit.session, offer.id) if work.away() else []
    return any(work.kept_away(row.case_id) for row in rows)


def note_whereabouts(work: Work, referral_id: UUID, outcome: Whereabouts) -> Done:
    """Say what came of looking for somebody who did not arrive: it stalls no more.

    Raises:
        NotFound: unless the actor's organisation is responsible for the person.
        AlreadyAnswered: if it was noted before.
    """
    session = work.unit.session
    offer = referral_by_id(session, referral_id, lock=True)
    if offer is None or _away(work, offer):
        raise NotFound
    cases = [each for each in cases_of_offer(work, offer) if holds(work, each.id)]
    row = session.get(NotArrived, referral_id)
    if not cases or row is None:
        raise NotFound
    check_may(Act.NOTE_WHEREABOUTS, work.asker_as(Relation.HOLDER))
    if row.ended_at is not None:
        raise AlreadyAnswered
    row.outcome, row.ended_by = outcome, work.actor.id
    end_looking(work, row)
    fields = {"outcome": outcome.value}
    for case in cases:
        noted = Happening(EntryType.WHEREABOUTS_NOTED, fields, about=referral_id)
        work.enter(case, noted)
    return Done("not_arrived", referral_id)
