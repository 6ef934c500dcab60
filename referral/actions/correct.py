"""Corrections: what was recorded wrongly is recorded anew, and says so at both ends.

The wrong value stays as an earlier version, for whoever may read the present one. An
entry names fields, the entry it corrects, a coded reason, and who was told before.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from referral.actions.disclose import manifest
from referral.actions.facts import from_words, to_words
from referral.actions.read import statements_of
from referral.actions.work import Asked, Work, case_for
from referral.errors import Malformed, NotFound
from referral.records.cases import Case
from referral.records.chains import Happening, payload_of
from referral.records.keyed_values import open_value
from referral.records.referrals import disclosures_of
from referral.records.sealed_values import version_at
from referral.records.silent import head_at
from referral.records.timeline import Entry, entry_by_id
from referral.rules.acts import Act
from workflows.vocabulary import (
    Compartment,
    CorrectionReason,
    EntryType,
    Purpose,
)

WHOLE = frozenset({EntryType.IDENTIFICATION_RECORDED, EntryType.CASE_IMPORTED})
"""Entries that record many values and name no field, but drawers at most."""


@dataclass(frozen=True, slots=True)
class Correction:
    """Which entry was wrong, and why."""

    seq: int
    reason: CorrectionReason


def recorded(
    work: Work,
    case: Case,
    kind: EntryType,
    values: Mapping[str, Any],
    corrects: Correction | None,
) -> Happening:
    """The entry of what was recorded, as such or as a correction.

    Args:
        work: The open piece of work.
        case: The case.
        kind: `facts_recorded` or `content_recorded`.
        values: What the entry says where it corrects nothing.
        corrects: What it corrects; then names stand in the entry, and no value.

    Raises:
        Malformed: if the entry named does not record any of these fields.
    """
    if corrects is None:
        return _anew(work, case, kind, values)
    facts = kind is EntryType.FACTS_RECORDED
    names = sorted(values) if facts else list(values["fields"])
    wrong = _wrong(work, case, corrects.seq, kind, names)
    fields = {
        "fields": names,
        "corrects": corrects.seq,
        "correction_reason": corrects.reason.value,
        "to_be_told": [] if facts else _told_before(work, case, names),
    }
    return Happening(kind, fields, about=wrong.id)


def _anew(
    work: Work, case: Case, kind: EntryType, values: Mapping[str, Any]
) -> Happening:
    """What is recorded as such; whoever has an older version of it is told too.

    A rule for reaching the person safely that was changed is as dangerous as a wrong
    one, where somebody goes by the old (GDPR art 19).
    """
    if kind is EntryType.FACTS_RECORDED:
        return Happening(kind, values)
    told = _told_before(work, case, values["fields"], live=True)
    return Happening(kind, {**values, "to_be_told": told} if told else values)


def _wrong(
    work: Work, case: Case, seq: int, kind: EntryType, names: Collection[str]
) -> Entry:
    head = head_at(work.unit.session, case.id, seq)
    entry = entry_by_id(work.unit.session, head.id) if head else None
    if entry is None or not _records(work, entry, kind, names):
        fault = ("/corrects/seq", "records_none_of_these")
        raise Malformed("That entry records none of these fields.", faults=(fault,))
    return entry


def _records(work: Work, entry: Entry, kind: EntryType, names: Collection[str]) -> bool:
    if entry.type in WHOLE:
        return True
    said = payload_of(work.unit, work.house.keyring, entry)
    named = said.get("fields", said)
    return entry.type is kind and not set(names).isdisjoint(named)


def _told_before(
    work: Work, case: Case, names: Iterable[str], *, live: bool = False
) -> list[str]:
    """The organisations that received a copy with one of these fields, and are not us.

    A statement is named by its field as well. `live` asks for copies that still open.
    """
    told = {
        str(copy.recipient_id)
        for copy in disclosures_of(work.unit.session, case.id)
        if copy.released_at is not None
        and not (live and copy.destroyed_at is not None)
        and not set(names).isdisjoint(manifest(work, copy)["fields"])
    }
    return sorted(told - {str(work.actor.organisation_id)})


def open_as_of(
    work: Work, case_id: UUID, drawer: Compartment, purpose: Purpose, seq: int
) -> dict[str, Any]:
    """What a drawer held when an entry was written, also where it was wrong.

    Raises:
        NotFound: if there is no such entry.
    """
    asked = Asked(frozenset({drawer}), purpose)
    case = case_for(work, case_id, Act.OPEN_CONTENT, asked)
    head = head_at(work.unit.session, case.id, seq)
    if head is None:
        raise NotFound
    fields = {"drawer": drawer.value, "as_of": seq}
    work.enter(case, Happening(EntryType.CONTENT_OPENED, fields, purpose=purpose))
    if drawer is Compartment.NARRATIVE:
        return {"statements": statements_of(work, case, purpose, until=head.at)}
    facts = drawer is Compartment.OPERATIONAL
    record = case.id if facts else case.person_id
    value = version_at(work.unit.session, record, drawer, head.at)
    if value is None:
        return {}
    held = open_value(work.unit, work.house.keyring, case.id, value, purpose)
    return to_words(from_words(held)) if facts else dict(held)
