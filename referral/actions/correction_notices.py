"""Telling whoever received something wrong that it was corrected (GDPR art 19).

A notice is the entry of the correction itself, as long as whoever was told the wrong
value has not said that it knows. It names fields, as the copy did, and no value.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from referral.actions.disclose import manifest
from referral.actions.work import Done, Work
from referral.errors import AlreadyAnswered, Erased, NotFound
from referral.records.cases import Case, case_by_id
from referral.records.chains import Happening, payload_of
from referral.records.corrected import (
    copies_before,
    corrections_for,
    ever_received,
    is_noted,
)
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
    every = (
        _notice(work, case, entry)
        for case, entry in corrections_for(work.unit.session, here)
    )
    found = list(islice((each for each in every if each is not None), limit))
    fields = {"list": "corrections", "shown": len(found)}
    work.enter(work.own_organisation(), Happening(EntryType.LIST_SHOWN, fields))
    return found


def _notice(work: Work, case: Case, entry: Entry) -> CorrectionNotice | None:
    """One line for a correction, however many copies hold what it corrects."""
    here = work.actor.organisation_id
    try:
        said = payload_of(work.unit, work.house.keyring, entry)
    except Erased:
        return None
    if str(here) not in said.get("to_be_told", ()):
        return None
    copies = [
        (copy, names)
        for copy in copies_before(work.unit.session, entry, here)
        if (names := set(said["fields"]).intersection(manifest(work, copy)["fields"]))
    ]
    if not copies:
        return None
    held = {name for _, names in copies for name in names}
    fields = tuple(name for name in said["fields"] if name in held)
    newest, _ = copies[0]
    return CorrectionNotice(
        entry.id, case.id, case.code, entry.at, fields, newest.referral_id
    )


def note_correction(work: Work, correction_id: UUID) -> Done:
    """Say for the organisation that it knows of a correction.

    Raises:
        NotFound: if there is none, or it does not concern the organisation.
        Erased: if it concerned a case that is erased, of which the organisation had
            something.
        AlreadyAnswered: if it said so before.
    """
    work.check(Act.NOTE_CORRECTION)
    entry = entry_by_id(work.unit.session, correction_id)
    here = work.actor.organisation_id
    if entry is None or entry.type is not EntryType.CONTENT_RECORDED:
        raise NotFound
    if not ever_received(work.unit.session, entry.chain_id, here):
        raise NotFound
    said = payload_of(work.unit, work.house.keyring, entry)
    case = case_by_id(work.unit.session, entry.chain_id, lock=True)
    if case is None or str(here) not in said.get("to_be_told", ()):
        raise NotFound
    work.known_case = case.id
    if is_noted(work.unit.session, entry, here):
        raise AlreadyAnswered("This was confirmed before.")
    fields = {"correction": entry.seq}
    work.enter(case, Happening(EntryType.CORRECTION_NOTED, fields, about=entry.id))
    return Done("correction", entry.id, case.version)
