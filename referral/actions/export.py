"""A timeline for a court or an office: to be checked without us and without any key."""

from base64 import b64encode
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from referral.actions.facts import compiled_for
from referral.actions.log import newest_row
from referral.actions.work import Work
from referral.errors import Erased, Malformed, WrongRole
from referral.records.actors import name_of
from referral.records.cases import Case
from referral.records.chains import salted_payload
from referral.records.cosignatures import cosignatures_of
from referral.records.log import CheckpointRow, from_nodes, leaves_of, note_of
from referral.records.organisations import label_of
from referral.records.timeline import Entry, chain_entries
from referral.rules.exporting import Profile, identifies
from referral.vault.chain import field_commitment
from referral.vault.merkle import NodeAt, inclusion_proof
from referral.vault.recipients import written_alike
from workflows.vocabulary import Role

FORMAT = "timeline-export/v1"
SHORTEST_REASON = 10
LONGEST_REASON = 500
MOST_RECIPIENTS = 10


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to hand on."""

    profile: Profile
    reason: str = field(repr=False)
    shown: Mapping[int, Collection[str]] = field(default_factory=dict)
    """Single fields by entry that are shown in a redacted export."""
    single: bool = False
    """True if only the entries of `shown` are handed on."""
    recipients: tuple[str, ...] = field(default=(), repr=False)
    """Public keys of age, to whom the file is sealed; none leaves it open."""
    until: int | None = None
    """The last entry that is handed on; None for all there are."""

    @property
    def identifying(self) -> bool:
        """True if it shows anything that was sealed."""
        return identifies(self.profile, self.shown)


@dataclass(frozen=True, slots=True)
class Drawn:
    """An export, and what a person needs to read it."""

    export: Mapping[str, Any] = field(repr=False)
    code: str
    """The case's short code; empty where nothing tells which case it is."""
    bodies: Mapping[str, str]
    """Names of organisations, by identifier."""
    people: Mapping[str, str]
    """What those who acted sign in as; of a full export alone."""
    stages: Mapping[str, Mapping[str, str]]
    """What the pathway calls its stages, by track and word."""
    zone: str
    """Where the pathway counts its days, as `Europe/Tirane`."""


def checked_wanted(work: Work, wanted: Wanted) -> Wanted:
    """What is handed on, each key named once; what nobody could hand on so is refused.

    Raises:
        WrongRole: if the actor sees headers alone and wants fields.
        Malformed: without a reason, with fields of an anonymous one, with what is no
            public key, or with fields shown and nobody to seal them to.
    """
    if wanted.identifying and Role.AUDITOR in work.actor.roles:
        raise WrongRole
    length = len(wanted.reason.strip())
    if not SHORTEST_REASON <= length <= LONGEST_REASON:
        long = length > LONGEST_REASON
        raise _faulty("/reason", "too_long" if long else "too_short")
    if wanted.shown and wanted.profile is Profile.ANONYMOUS:
        raise _faulty("/shown", "anonymous")
    if len(wanted.recipients) > MOST_RECIPIENTS:
        raise _faulty("/recipients", "too_many")
    if wanted.identifying and not wanted.recipients:
        raise _faulty("/recipients", "nobody_to_seal_it_to")
    try:
        return replace(wanted, recipients=written_alike(wanted.recipients))
    except ValueError:
        raise _faulty("/recipients", "no_public_key") from None


def drawn(work: Work, case: Case, wanted: Wanted) -> Drawn:
    """The case's timeline, with all that a stranger needs to check it.

    Full shows every field with its salt, redacted none but those named, anonymous
    neither fields nor who acted: hashes and places in the log alone. The caller writes
    the entry.

    Raises:
        Malformed: if it names what the case does not have.
    """
    row = newest_row(work.unit)
    places = leaves_of(work.unit.session, case.id, below=row.size)
    entries = _entries(work, case, wanted, places)
    paths = from_nodes(
        work.unit.session,
        lambda node: [_path(places[each.seq], row.size, node) for each in entries],
    )
    export = {
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
    return _with_names(work, case, wanted.profile, export, entries)


def _entries(
    work: Work, case: Case, wanted: Wanted, places: Mapping[int, int]
) -> list[Entry]:
    """The entries that are handed on; each has its place in the log."""
    last = case.seq if wanted.until is None else wanted.until
    entries = [
        each
        for each in chain_entries(work.unit.session, case.id)
        if each.seq in places
        and each.seq <= last
        and (not wanted.single or each.seq in wanted.shown)
    ]
    if missing := set(wanted.shown) - {each.seq for each in entries}:
        raise _faulty("/shown", f"no_entry_{min(missing)}")
    return entries


def _with_names(
    work: Work,
    case: Case,
    profile: Profile,
    export: Mapping[str, Any],
    entries: list[Entry],
) -> Drawn:
    """What a reader is told beside what is proven; of an anonymous one, nothing."""
    session, pathway = work.unit.session, compiled_for(work, case).pathway
    bodies = {each.organisation_id for each in entries} - {None}
    people = {each.actor_id for each in entries} - {None}
    named, full = profile is not Profile.ANONYMOUS, profile is Profile.FULL
    return Drawn(
        export=export,
        code=case.code if named else "",
        bodies={str(e): label_of(session, e) or "" for e in bodies if named},
        people={str(e): name_of(session, e) for e in people if full and e},
        stages={
            track.name.value: {stage.name: stage.label for stage in track.stages}
            for track in pathway.tracks
            if named
        },
        zone=pathway.time_zone,
    )


def _head(work: Work, row: CheckpointRow) -> dict[str, str]:
    """The log as it was signed, and by whom."""
    log = work.house.keyring.log_signer(work.unit, row.generation).verifier
    note = note_of(log, row, cosignatures_of(work.unit.session, row.size))
    return {"format": FORMAT, "verifier": log.text(), "checkpoint": note.write()}


def _faulty(pointer: str, code: str) -> Malformed:
    return Malformed("This cannot be exported so.", faults=((pointer, code),))


def _path(place: int, size: int, node: NodeAt) -> list[str]:
    return [b64encode(each).decode() for each in inclusion_proof(place, size, node)]


def _payload(work: Work, entry: Entry) -> dict[str, list[Any]] | None:
    """The fields with their salts; None once nothing opens them any more."""
    try:
        return salted_payload(work.unit, work.house.keyring, entry)
    except Erased:
        return None


def _said(work: Work, entry: Entry, wanted: Wanted) -> dict[str, Any]:
    """What an export says of one entry beside its hash."""
    if wanted.profile is Profile.ANONYMOUS:
        return {}
    said: dict[str, Any] = {"header": entry.header(work.house.keyring.tenant)}
    payload = _payload(work, entry)
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
