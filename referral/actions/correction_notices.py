"""Telling whoever received something wrong that it was corrected (GDPR art 19).

A notice is the entry of the correction itself, as long as whoever was told the wrong
value has not said that it knows. It names fields, as the copy did, and no value.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from referral.actions.disclose import manifest
from referral.actions.work import Done, Work
from referral.errors import AlreadyAnswered, Erased, NotFound
from referral.records.cases import Case, case_by_id
from referral.records.chains import Happening, payload_of
from referral.records.corrected import corrections_for, is_noted
from referral.records.referrals import Disclosure
from referral.records.timeline import Entry, entry_by_id
from referral.rules.acts import Act
from workflows.vocabulary import EntryType


@dataclass(frozen=True, slots=True)
class CorrectionNotice:
    """Something that the organisation was told, and that was recorded anew since."""

    id: UUID
    """The entry of the correction."""
    case_id: UUID
    code: str
    at: datetime
    fields: tuple[str, ...]
    """`drawer.field`, of those in its copy."""
    referral_id: UUID | None
    """The offer by which it was told; None for an authority that was notified."""


def list_corrections(work: Work, limit: int) -> list[CorrectionNotice]:
    """What the actor's organisation was told wrongly and does not know of yet."""
    work.check(Act.NOTE_CORRECTION)
    here = work.actor.organisation_id
    rows = corrections_for(work.unit.session, here, limit)
    found = [n for copy, case, entry in rows if (n := _notice(work, copy, case, entry))]
    fields = {"list": "corrections", "shown": len(found)}
    work.enter(work.own_organisation(), Happening(EntryType.LIST_SHOWN, fields))
    return found


def _notice(
    work: Work, copy: Disclosure, case: Case, entry: Entry
) -> CorrectionNotice | None:
    try:
        said = payload_of(work.unit, work.house.keyring, entry)
    except Erased:
        return None
    if str(work.actor.organisation_id) not in said.get("to_be_told", ()):
        return None
    ours = set(manifest(work, copy)["fields"])
    fields = tuple(name for name in said["fields"] if name in ours)
    if not fields:
        return None
    return CorrectionNotice(
        entry.id, case.id, case.code, entry.at, fields, copy.referral_id
    )


def note_correction(work: Work, correction_id: UUID) -> Done:
    """Say for the organisation that it knows of a correction.

    Raises:
        NotFound: if there is none, or it does not concern the organisation.
        AlreadyAnswered: if it said so before.
    """
    work.check(Act.NOTE_CORRECTION)
    entry = entry_by_id(work.unit.session, correction_id)
    if entry is None or entry.type is not EntryType.CONTENT_RECORDED:
        raise NotFound
    said = payload_of(work.unit, work.house.keyring, entry)
    here = work.actor.organisation_id
    case = case_by_id(work.unit.session, entry.chain_id, lock=True)
    if case is None or str(here) not in said.get("to_be_told", ()):
        raise NotFound
    work.known_case = case.id
    if is_noted(work.unit.session, entry, here):
        raise AlreadyAnswered("This was confirmed before.")
    fields = {"correction": entry.seq}
    work.enter(case, Happening(EntryType.CORRECTION_NOTED, fields, about=entry.id))
    return Done("correction", entry.id, case.version)
