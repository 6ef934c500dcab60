"""A timeline for a court or an office: to be checked without us and without any key."""

import json
from base64 import b64encode
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.resources import files
from typing import Any
from uuid import UUID

from referral.actions.log import newest_row
from referral.actions.work import Work, case_for
from referral.errors import Malformed, WrongRole
from referral.records.chains import Happening, salted_payload
from referral.records.cosignatures import cosignatures_of
from referral.records.log import CheckpointRow, from_nodes, leaves_of, note_of
from referral.records.timeline import Entry, chain_entries
from referral.rules.permissions import Act
from referral.vault.chain import field_commitment
from referral.vault.merkle import NodeAt, inclusion_proof
from workflows.vocabulary import EntryType, Role

FORMAT = "timeline-export/v1"
SHORTEST_REASON = 10
VERIFIER = "verify_timeline.py"


class Profile(StrEnum):
    """How much an export shows."""

    FULL = "full"
    REDACTED = "redacted"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to hand on."""

    profile: Profile
    reason: str = field(repr=False)
    shown: Mapping[int, Collection[str]] = field(default_factory=dict)
    """Single fields by entry that are shown in a redacted export."""
    single: bool = False
    """True if only the entries of `shown` are handed on."""


def export_timeline(work: Work, case_id: UUID, wanted: Wanted) -> dict[str, Any]:
    """The case's timeline, with all that a stranger needs to check it.

    Full shows every field with its salt, redacted none but those named, anonymous
    neither fields nor who acted: hashes and places in the log alone.

    Raises:
        WrongRole: if the actor sees headers alone and wants fields.
        Malformed: without a reason, or if it names what the case does not have.
    """
    case = case_for(work, case_id, Act.READ_TIMELINE)
    _check(work, wanted)
    session = work.unit.session
    row = newest_row(work.unit)
    places = leaves_of(session, case.id, below=row.size)
    every = [each for each in chain_entries(session, case.id) if each.seq in places]
    entries = [each for each in every if not wanted.single or each.seq in wanted.shown]
    if missing := set(wanted.shown) - {each.seq for each in entries}:
        raise _faulty("/shown", f"no_entry_{min(missing)}")
    fields = {"exported": wanted.profile.value, "reason": wanted.reason}
    work.enter(case, Happening(EntryType.TIMELINE_READ, fields))
    paths = from_nodes(
        session,
        lambda node: [_path(places[each.seq], row.size, node) for each in entries],
    )
    return {
        **_head(work, row),
        "profile": wanted.profile.value,
        "whole": not wanted.single,
        "chain": str(case.id),
        "entries": [
            {
                "h": each.h.hex(),
                "index": places[each.seq],
                "path": path,
                **_said(work, each, wanted),
            }
            for each, path in zip(entries, paths, strict=True)
        ],
    }


def _head(work: Work, row: CheckpointRow) -> dict[str, str]:
    """The log as it was signed, and by whom."""
    log = work.house.keyring.log_signer(work.unit, row.generation).verifier
    note = note_of(log, row, cosignatures_of(work.unit.session, row.size))
    return {"format": FORMAT, "verifier": log.text(), "checkpoint": note.write()}


def _check(work: Work, wanted: Wanted) -> None:
    fields = wanted.profile is Profile.FULL or any(wanted.shown.values())
    if fields and Role.AUDITOR in work.actor.roles:
        raise WrongRole
    if len(wanted.reason.strip()) < SHORTEST_REASON:
        raise _faulty("/reason", "too_short")
    if wanted.shown and wanted.profile is Profile.ANONYMOUS:
        raise _faulty("/shown", "anonymous")


def _faulty(pointer: str, code: str) -> Malformed:
    return Malformed("This cannot be exported so.", faults=((pointer, code),))


def _path(place: int, size: int, node: NodeAt) -> list[str]:
    return [b64encode(each).decode() for each in inclusion_proof(place, size, node)]


def _said(work: Work, entry: Entry, wanted: Wanted) -> dict[str, Any]:
    """What an export says of one entry beside its hash."""
    if wanted.profile is Profile.ANONYMOUS:
        return {}
    said: dict[str, Any] = {"header": entry.header(work.house.keyring.tenant)}
    payload = salted_payload(work.unit, work.house.keyring, entry)
    if payload is None:
        return said  # erased: the header still holds
    said["commitments"] = sorted(
        field_commitment(bytes.fromhex(salt), name, value).hex()
        for name, (salt, value) in payload.items()
    )
    names = set(wanted.shown.get(entry.seq, ()))
    if wanted.profile is Profile.FULL:
        names = set(payload)
    if names - payload.keys():
        raise _faulty("/shown", "no_such_field")
    return said | {"fields": {name: payload[name] for name in sorted(names)}}


def verifier_text() -> str:
    """The program that checks an export, to be laid beside it."""
    return (files("referral.exchange") / VERIFIER).read_text(encoding="utf-8")


def written(export: Mapping[str, Any]) -> str:
    """An export as the text of a file."""
    return json.dumps(export, ensure_ascii=False, indent=1) + "\n"
