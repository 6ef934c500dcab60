"""What every step of an offer has in common."""

from collections.abc import Iterator
from uuid import UUID

from referral.actions.clocks import stop_clock
from referral.actions.disclose import destroy
from referral.actions.work import Work
from referral.errors import NotFound
from referral.records.cases import Case, parties
from referral.records.chains import Happening
from referral.records.referrals import (
    LIVE_STAGES,
    OPEN_STAGES,
    Disclosure,
    Referral,
    cases_covered,
)
from referral.rules.offer import take_offer_step
from workflows.vocabulary import EntryType, ReferralStage, Relation, Side

_ACCEPTED = frozenset(LIVE_STAGES) - frozenset(OPEN_STAGES)
"""Stages in which the addressee is a provider of the case."""


def end_offer(
    work: Work,
    referral: Referral,
    step: str,
    side: Side,
    entry: EntryType,
    fields: dict[str, object] | None = None,
) -> None:
    """End an offer: copies destroyed, an entry on every case, nobody a provider."""
    before = referral.stage
    referral.stage = ReferralStage(take_offer_step(before, step, side))
    referral.version += 1
    work.unit.session.add(referral)
    stop_clock(work, referral)
    for case, disclosure in covered(work, referral):
        if disclosure.destroyed_at is None:
            destroy(work, case, disclosure)
        if before in _ACCEPTED:
            leave(work, case, referral.addressee_id, Relation.PROVIDER)
        case.version += 1
        work.enter(
            case,
            Happening(
                entry,
                fields or {},
                about=referral.id,
                from_stage=before,
                to_stage=referral.stage,
            ),
        )


def leave(work: Work, case: Case, organisation_id: UUID, relation: Relation) -> None:
    """End the oldest relation of this kind between an organisation and a case."""
    for party in parties(work.unit.session, case.id):
        here = party.organisation_id == organisation_id and party.until is None
        if here and party.relation is relation:
            party.until = work.now
            work.unit.session.add(party)
            return


def covered(work: Work, referral: Referral) -> Iterator[tuple[Case, Disclosure]]:
    """The cases an offer covers with what was prepared of each, in a fixed order."""
    session = work.unit.session
    for row in cases_covered(session, referral.id):
        case = session.get(Case, row.case_id, with_for_update=True)
        disclosure = session.get(Disclosure, row.disclosure_id)
        if case is None or disclosure is None:
            raise NotFound
        yield case, disclosure
