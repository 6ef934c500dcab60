"""What the log proves: its checkpoint, one entry's place in it, that it only grew."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from referral.actions.work import House, Work, case_for
from referral.errors import NotFound, TimelineBroken
from referral.records.chains import Happening
from referral.records.cosignatures import cosignatures_of
from referral.records.database import Unit
from referral.records.keyring import Keyring
from referral.records.log import (
    CheckpointRow,
    any_waiting,
    checkpoint_at,
    from_nodes,
    leaf_of,
    note_of,
    number_waiting,
)
from referral.records.timeline import chain_entries
from referral.rules.acts import Act
from referral.vault.checkpoint import Proof
from referral.vault.merkle import consistency_proof, inclusion_proof
from workflows.vocabulary import EntryType


@dataclass(frozen=True, slots=True)
class CheckpointView:
    """How far the log reaches, signed."""

    origin: str
    size: int
    root: bytes
    at: datetime
    note: str
    """The signed note: what a witness, or a register on paper, keeps."""
    verifier: str
    """The key it is checked with, as `name+key id+key`."""
    cosigned: int
    """How many witnesses signed it."""


@dataclass(frozen=True, slots=True)
class ConsistencyView:
    """That the log of one size is the beginning of that of another."""

    old: int
    new: int
    path: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class ProofView:
    """That one entry stands in the log."""

    index: int
    size: int
    h: str
    """The entry's hash: the leaf's data, in hexadecimal."""
    path: tuple[bytes, ...]
    proof: str
    """All of it as the text of a `.tlog-proof` file."""


def settle(house: House) -> None:
    """Number whatever waits for a place in the log, also while that is forked.

    What leads out of a fork has to be provable, too.
    """
    while house.store.read(lambda unit: any_waiting(unit.session)):
        if not house.store.act(
            lambda unit: number_waiting(unit, house.keyring), anyway=True
        ):
            return  # what waits is gone; verifying says so


def newest(unit: Unit, keyring: Keyring) -> CheckpointView:
    """The checkpoint over everything the log holds.

    Raises:
        TimelineBroken: if there is none, though a mechanism was opened.
    """
    row = newest_row(unit)
    log = keyring.log_signer(unit, row.generation).verifier
    saw = cosignatures_of(unit.session, row.size)
    note = note_of(log, row, saw).write()
    return CheckpointView(
        log.name, row.size, row.root, row.at, note, log.text(), len(saw)
    )


def newest_row(unit: Unit) -> CheckpointRow:
    """The newest checkpoint as it is stored.

    Raises:
        TimelineBroken: if there is none.
    """
    row = checkpoint_at(unit.session)
    if row is None:
        raise TimelineBroken("the log has no checkpoint")
    return row


def consistency(unit: Unit, old: int, new: int | None) -> ConsistencyView:
    """That the log only grew between two sizes; to its newest, if `new` is None.

    Raises:
        NotFound: if the log never had these sizes.
    """
    size = newest_row(unit).size
    later = size if new is None else new
    if not 0 < old <= later <= size:
        raise NotFound
    path = from_nodes(unit.session, lambda node: consistency_proof(old, later, node))
    return ConsistencyView(old, later, tuple(path))


def prove_entry(work: Work, case_id: UUID, seq: int) -> ProofView:
    """That an entry of a case stands in the log, for whoever has nothing else.

    Raises:
        NotFound: if the case has no such entry.
    """
    case = case_for(work, case_id, Act.VERIFY_CASE)
    session = work.unit.session
    leaf, row = leaf_of(session, case.id, seq), newest_row(work.unit)
    found = chain_entries(session, case.id, after=seq - 1, limit=1)
    if leaf is None or not found:
        raise NotFound
    work.enter(case, Happening(EntryType.TIMELINE_VERIFIED, {"proven": seq}))
    path = from_nodes(session, lambda node: inclusion_proof(leaf.place, row.size, node))
    log = work.house.keyring.log_signer(work.unit, row.generation).verifier
    others = cosignatures_of(session, row.size)
    proof = Proof(leaf.place, tuple(path), note_of(log, row, others))
    return ProofView(leaf.place, row.size, found[0].h.hex(), proof.path, proof.write())
