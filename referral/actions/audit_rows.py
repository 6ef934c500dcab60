"""Comparing the rows of cases with what their entries say: an edit leaves no entry."""

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any

from sqlmodel import col as column
from sqlmodel import select

from referral.actions.pathways import republish
from referral.errors import Erased, Fault, PathwayMissing
from referral.records.attachments import Attachment
from referral.records.cases import Case, parties, pathway_text
from referral.records.chain_audit import NOT_OURS, RowBreak
from referral.records.chains import payload_of
from referral.records.columns import Row
from referral.records.conflicts import Conflict
from referral.records.consents import Consent
from referral.records.database import Unit
from referral.records.erasures import LegalHold
from referral.records.glass import GlassBroken
from referral.records.keyring import Keyring
from referral.records.referrals import Disclosure, Referral, ReferralCase
from referral.records.restrictions import UseRestriction
from referral.records.timeline import Entry, chain_entries
from referral.rules.rebuilding import READ_WITH_FIELDS, rebuild
from referral.rules.rebuilt import (
    Party,
    RowDifference,
    RowName,
    Told,
    party_differences,
    row_differences,
)
from workflows.vocabulary import EntryType, Track

_OF_A_CASE: Mapping[str, type[Any]] = {
    "consent": Consent,
    "disclosure": Disclosure,
    "legal_hold": LegalHold,
    "attachment": Attachment,
    "use_restriction": UseRestriction,
    "conflict": Conflict,
    "glass_broken": GlassBroken,
}


def compare_rows(
    unit: Unit, keyring: Keyring, cases: Iterable[Case]
) -> Iterator[RowBreak]:
    """Rows of these cases that are not what the entries say they must be.

    An entry that was edited itself is the chain's matter, and told there.
    """
    for case in cases:
        try:
            for found in _of_case(unit, keyring, case):
                yield RowBreak(case.id, case.code, found.row, found.seq, found.reason)
        except NOT_OURS:
            why = "a row of this case cannot be read"
            yield RowBreak(case.id, case.code, "case", max(case.seq, 1), why)
            unit.session.expunge_all()


def _of_case(unit: Unit, keyring: Keyring, case: Case) -> list[RowDifference]:
    entries = chain_entries(unit.session, case.id)
    told = [told_by(unit, keyring, entry, READ_WITH_FIELDS) for entry in entries]
    rebuilt = rebuild(case.id, told, lambda digest: _starts(unit, digest))
    stored = dict(_stored(unit, case))
    stands = (
        Party(each.relation, each.organisation_id, each.since, each.until)
        for each in parties(unit.session, case.id)
    )
    return [*row_differences(rebuilt, stored), *party_differences(rebuilt, stands)]


def told_by(
    unit: Unit,
    keyring: Keyring,
    entry: Entry,
    opens: Container[EntryType] = frozenset(EntryType),
) -> Told:
    """An entry as the rules read it; its payload where its kind is one of `opens`."""
    fields = None
    if entry.type in opens and entry.payload is not None:
        try:
            fields = payload_of(unit, keyring, entry)
        except (Fault, Erased, ValueError):
            fields = None  # erased; if it was edited, its chain says so
    return Told(
        seq=entry.seq,
        type=entry.type,
        at=entry.at,
        actor=entry.actor_id,
        organisation=entry.organisation_id,
        about=entry.about,
        occurred_at=entry.occurred_at,
        track=entry.track,
        to_stage=entry.to_stage,
        fields=fields,
    )


def _starts(unit: Unit, digest: bytes) -> Mapping[Track, str] | None:
    kept = pathway_text(unit.session, digest)
    try:
        found = republish(kept) if kept else None
    except PathwayMissing:
        return None
    if found is None:
        return None
    return {track.name: track.start for track in found.compiled.pathway.tracks}


def _stored(unit: Unit, case: Case) -> Iterator[tuple[RowName, Mapping[str, Any]]]:
    """Every row of a case that entries tell of."""
    yield ("case", case.id), _columns(case)
    for table, kind in _OF_A_CASE.items():
        for row in unit.session.exec(select(kind).where(kind.case_id == case.id)):
            yield (table, row.id), _columns(row)
    offers = (
        select(Referral)
        .join(ReferralCase, column(ReferralCase.referral_id) == column(Referral.id))
        .where(ReferralCase.case_id == case.id)
    )
    for offer in unit.session.exec(offers):
        yield ("offer", offer.id), _columns(offer)


def _columns(row: Row) -> dict[str, Any]:
    return {name: getattr(row, name) for name in type(row).model_fields}
