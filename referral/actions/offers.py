"""What every step of an offer has in common."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from referral.actions.addresses import displace
from referral.actions.clocks import stop_clock
from referral.actions.disclose import destroy, manifest
from referral.actions.place_holds import end_holds
from referral.actions.work import Work
from referral.errors import NotFound
from referral.records.cases import Case, case_by_id, parties
from referral.records.chains import Happening
from referral.records.referrals import (
    LIVE_STAGES,
    OPEN_STAGES,
    Disclosure,
    Referral,
    cases_covered,
    disclosures_of,
    how_many_were_read,
    referral_by_id,
)
from referral.rules.offer import is_terminal, take_offer_step
from referral.rules.undoing import has_left
from workflows.vocabulary import EntryType, HoldState, ReferralStage, Relation, Side

_ACCEPTED = frozenset(LIVE_STAGES) - frozenset(OPEN_STAGES)
"""Stages in which the addressee is a provider of the case."""
_TAKES_BACK = ("withdraw", "recall")
"""Steps that only undo an offer which has not left: nobody is told that it was."""


def stands(work: Work, referral: Referral) -> bool:
    """True while an offer stands with its sender: it has not left, nor ended."""
    here = referral.stage is ReferralStage.OFFERED
    return here and not has_left(referral.leaves_at, work.now)


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
    if step in _TAKES_BACK and stands(work, referral):
        step, entry, fields = "undo", EntryType.OFFER_UNDONE, {"by": step}
    referral.stage = ReferralStage(take_offer_step(before, step, side))
    referral.version += 1
    work.unit.session.add(referral)
    stop_clock(work, referral)
    end_holds(work, [referral.id], HoldState.RELEASED)
    for case, disclosure in covered(work, referral):
        if disclosure.destroyed_at is None:
            destroy(work, case, disclosure)
        if before in _ACCEPTED:
            leave(work, case, referral.addressee_id, Relation.PROVIDER)
            displace(work, case, referral)
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


def move_offer(  # what a step of an offer has
    work: Work,
    referral: Referral,
    step: str,
    side: Side,
    entry: EntryType,
    fields: dict[str, object] | None = None,
) -> list[tuple[Case, Disclosure]]:
    """Move an offer that goes on, and write the entry onto every case it covers."""
    before = referral.stage
    referral.stage = ReferralStage(take_offer_step(before, step, side))
    referral.version += 1
    work.unit.session.add(referral)
    pairs = list(covered(work, referral))
    for case, _ in pairs:
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
    return pairs


def told_on(work: Work, case: Case, consent_id: UUID) -> set[UUID]:
    """The organisations that are, or would be, told something on a consent."""
    return {
        disclosure.recipient_id
        for disclosure in disclosures_of(work.unit.session, case.id)
        if str(consent_id) in manifest(work, disclosure)["rests_on"]
    }


@dataclass(frozen=True, slots=True)
class Recalled:
    """What a withdrawal ended."""

    disclosures: int
    """Sealed copies that nobody can open any more."""
    read_before: int
    """Those of them that were read: whoever did is asked to delete and say so."""

    def words(self) -> dict[str, object]:
        """As the answer states it."""
        return {
            "recalled_offers": self.disclosures,
            "asked_to_delete": self.read_before,
        }


def open_copies(work: Work, case: Case) -> list[Disclosure]:
    """The copies of a case that were not destroyed, released or held back."""
    copies = disclosures_of(work.unit.session, case.id)
    return [copy for copy in copies if copy.destroyed_at is None]


def recall_resting(work: Work, case: Case, consent_id: str) -> Recalled:
    """End every disclosure of the case that rests on a consent."""
    return recall_copies(
        work,
        case,
        [
            copy
            for copy in open_copies(work, case)
            if consent_id in manifest(work, copy)["rests_on"]
        ],
    )


def recall_copies(work: Work, case: Case, copies: list[Disclosure]) -> Recalled:
    """Destroy copies, and end the offers they were made for."""
    for copy in copies:
        if copy.destroyed_at is None:
            destroy(work, case, copy)
        if copy.referral_id is not None:
            recall_offer(work, copy.referral_id)
    return Recalled(len(copies), how_many_were_read(work.unit.session, copies))


def recall_offer(work: Work, referral_id: UUID) -> None:
    """End an offer because what it rests on is gone; nothing, if it has ended."""
    referral = referral_by_id(work.unit.session, referral_id, lock=True)
    if referral is None or is_terminal(referral.stage):
        return
    end_offer(work, referral, "recall", Side.SYSTEM, EntryType.OFFER_RECALLED)


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
        case = case_by_id(session, row.case_id, lock=True)
        disclosure = session.get(Disclosure, row.disclosure_id)
        if case is None or disclosure is None:
            raise NotFound
        yield case, disclosure
