"""Having the log cosigned outside, and noticing when it is not what was seen there."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid5

from referral.actions.joint import Wanted, begin
from referral.actions.log import newest_row
from referral.actions.outside import Fork
from referral.actions.work import Done, House, Work
from referral.delivery.witnesses import (
    Unreachable,
    WitnessAt,
    add_checkpoint,
    last_seen,
)
from referral.errors import LogForked, Malformed
from referral.records.chains import Happening
from referral.records.cosignatures import (
    keep_cosignature,
    last_cosigned,
    unseen_since,
)
from referral.records.database import Unit
from referral.records.forks import LogFork, keep_fork, standing_fork
from referral.records.keyring import LOG
from referral.records.log import checkpoint_at, from_nodes, note_of
from referral.rules.acts import Act
from referral.rules.approvals import second_approver
from referral.vault.checkpoint import AddCheckpoint, read_checkpoint
from referral.vault.merkle import consistency_proof
from referral.vault.notes import Note, NoteRefused, Verifier, read_note, read_signatures
from workflows.vocabulary import EntryType, JointKind, Role

PATIENCE = timedelta(minutes=10)
"""How long a checkpoint may go unseen by a witness before people are told."""
SOON = timedelta(seconds=60)
"""Within this, as many witnesses as have to have seen a checkpoint."""
HOURS = 24
OK, CONFLICT, UNPROVEN = 200, 409, 422


class Seen(StrEnum):
    """How a visit to a witness ended."""

    COSIGNED = "cosigned"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    FORKED = "forked"


@dataclass(frozen=True, slots=True)
class WitnessStanding:
    """One witness: what it cosigned last, and since when something is unseen."""

    name: str
    size: int
    unseen_since: datetime | None
    late: bool
    """True once that is longer than it may be."""


class QuorumState(StrEnum):
    """Whether enough witnesses saw the log."""

    UNSET = "unset"
    """No number has to."""
    MET = "met"
    BEHIND = "behind"
    """Something has waited for more than a minute."""
    ALARM = "alarm"
    """For more than ten: people are told."""


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many witnesses have to see the log, and how far as many have."""

    enough: int
    cosigned: int
    """How many signed the newest checkpoint."""
    size: int
    """Up to where enough of them saw it."""
    unseen_since: datetime | None
    state: QuorumState


@dataclass(frozen=True, slots=True)
class _Log:
    """What is told to a witness: the newest checkpoint, continued from an old size."""

    verifier: Verifier
    generation: int
    size: int
    root: bytes
    request: AddCheckpoint


def visit(house: House, at: WitnessAt) -> Seen:
    """Have one witness cosign the newest checkpoint; nothing is written if it did."""
    log = house.store.read(lambda unit: _log(unit, house, at.verifier, None))
    try:
        status, body = add_checkpoint(at, log.request)
        if status == CONFLICT and (size := _size(body)) is not None:
            if size > log.size or size == log.request.old:
                return _forked(house, at, log)
            log = house.store.read(lambda unit: _log(unit, house, at.verifier, size))
            status, body = add_checkpoint(at, log.request)
        if status in (CONFLICT, UNPROVEN):
            return _forked(house, at, log)
    except Unreachable:
        return Seen.UNREACHABLE
    return _kept(house, at, log, body) if status == OK else Seen.REFUSED


def _log(unit: Unit, house: House, witness: Verifier, old: int | None) -> _Log:
    row = newest_row(unit)
    last = last_cosigned(unit.session, witness, row.generation)
    size = last if old is None else old
    path = from_nodes(
        unit.session,
        lambda node: consistency_proof(size, row.size, node) if size else [],
    )
    verifier = house.keyring.log_signer(unit, row.generation).verifier
    request = AddCheckpoint(size, tuple(path), note_of(verifier, row))
    return _Log(verifier, row.generation, row.size, row.root, request)


def _size(body: str) -> int | None:
    line = body.removesuffix("\n")
    return int(line) if line.isascii() and line.isdigit() and len(line) < 19 else None  # noqa: PLR2004 # of 2**63


def _kept(house: House, at: WitnessAt, log: _Log, body: str) -> Seen:
    """Keep the witness's line, once it was seen to hold."""
    try:
        note = Note(log.request.note.text, read_signatures(body))
        line = note.signed_by(at.verifier)
    except NoteRefused:
        return Seen.REFUSED
    if line is None:
        return Seen.REFUSED
    try:
        house.store.act(
            lambda unit: keep_cosignature(unit.session, log.size, at.verifier, line)
        )
    except LogForked:  # another witness saw another log
        return Seen.FORKED
    return Seen.COSIGNED


def _forked(house: House, at: WitnessAt, log: _Log) -> Seen:
    """Believe a witness that shows our own signature under what we do not have."""
    written = last_seen(at, log.verifier.name)
    try:
        note = read_note(written or "")
        seen = read_checkpoint(note.text)
        signed = note.signed_by(log.verifier) and note.signed_by(at.verifier)
    except NoteRefused:
        return Seen.REFUSED
    if not signed or seen.origin != log.verifier.name:
        return Seen.REFUSED
    if house.store.read(lambda unit: _have(unit, seen.size, seen.root)):
        return Seen.REFUSED

    def keep(unit: Unit) -> None:
        row = LogFork(
            generation=log.generation,
            witness=at.verifier.name,
            seen_size=seen.size,
            seen_root=seen.root,
            size=log.size,
            root=log.root,
            note=written or "",
            seen_at=unit.now,
        )
        keep_fork(unit, row)

    house.store.act(keep, anyway=True)
    return Seen.FORKED


def _have(unit: Unit, size: int, root: bytes) -> bool:
    row = checkpoint_at(unit.session, size)
    return row is not None and row.root == root


def fork_now(unit: Unit, house: House) -> Fork | None:
    """What a witness saw instead of this log, until two people acknowledge it."""
    row = standing_fork(unit, house.keyring)
    return Fork.of(row) if row else None


def visit_all(house: House) -> dict[str, Seen]:
    """Visit every witness once, whatever the others say."""
    return {at.verifier.name: visit(house, at) for at in house.outside.policy.witnesses}


def standings(unit: Unit, house: House) -> list[WitnessStanding]:
    """How far each witness has seen the log; none before it has a checkpoint."""
    row = checkpoint_at(unit.session)
    if row is None:
        return []
    found = []
    for at in house.outside.policy.witnesses:
        size = last_cosigned(unit.session, at.verifier, row.generation)
        since = unseen_since(unit.session, size)
        late = since is not None and unit.now - since > PATIENCE
        found.append(WitnessStanding(at.verifier.name, size, since, late))
    return found


def quorum(unit: Unit, house: House) -> Quorum:
    """Whether as many witnesses as have to saw everything that is not brand new."""
    policy, row = house.outside.policy, checkpoint_at(unit.session)
    if row is None or not policy.enough:
        return Quorum(policy.enough, 0, 0, None, QuorumState.UNSET)
    sizes = sorted(each.size for each in standings(unit, house))
    covered = sizes[-policy.enough]
    since = unseen_since(unit.session, covered)
    waited = unit.now - since if since else timedelta(0)
    state = QuorumState.MET
    if waited > SOON:
        state = QuorumState.ALARM if waited > PATIENCE else QuorumState.BEHIND
    return Quorum(policy.enough, sizes.count(row.size), covered, since, state)


def ask_acknowledgement(work: Work) -> Done:
    """Ask a coordinator to acknowledge that the log is not what a witness saw.

    Raises:
        Malformed: if no witness has shown that.
    """
    work.check(Act.ACKNOWLEDGE_FORK)
    fork = fork_now(work.unit, work.house)
    if fork is None:
        raise Malformed("No witness saw another log.", faults=(("/", "no_fork"),))
    content = asdict(fork)
    seats = second_approver([Role.COORDINATOR.value], HOURS)
    kind = JointKind.ACKNOWLEDGE_FORK
    about = uuid5(work.house.keyring.tenant, fork.note)
    held = begin(work, None, Wanted(kind, kind.value, content, seats, about=about))
    details = {"standing": "asked", "content": held.joint.content}
    return Done("joint_act", held.row.id, held.row.version, details=details)


def acknowledge_asked(work: Work, content: Mapping[str, Any]) -> UUID:
    """Go on under a new name and key of the log, and say so in an entry."""
    keyring = work.house.keyring
    keyring.renew(work.unit, LOG)
    body = work.own_organisation()
    fields = {name: content[name] for name in ("witness", "seen_size", "seen_root")}
    fields |= {name: content[name] for name in ("size", "root")}
    work.enter(body, Happening(EntryType.FORK_ACKNOWLEDGED, fields))
    return body.id
