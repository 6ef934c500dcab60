"""Verifying chains: every entry from the first to the head its owner names."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from sqlmodel import select

from referral.errors import Erased, KeyMissing, SealBroken
from referral.records.cases import Case
from referral.records.chains import kind_of, salted_payload
from referral.records.database import Unit
from referral.records.keyring import Keyring
from referral.records.log_audit import LogBreak
from referral.records.organisations import Organisation
from referral.records.timeline import ChainKind, Entry, chain_entries
from referral.vault.chain import Break, ChainEntry, first_break


@dataclass(frozen=True, slots=True)
class BrokenChain:
    """A chain that does not hold: whose, at which entry, why."""

    kind: ChainKind
    id: UUID
    label: str
    seq: int
    reason: str


@dataclass(frozen=True, slots=True)
class RowBreak:
    """A row that is not what its case's entries say: whose, and which said it last."""

    case_id: UUID
    label: str
    row: str
    """The table: `case`, `party`, `offer`, `consent`, `disclosure`, ..."""
    seq: int
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying found: counts, and every broken chain."""

    chains: int
    entries: int
    broken: tuple[BrokenChain, ...]
    log: tuple[LogBreak, ...] = ()
    """What the log does not agree with."""
    rows: tuple[RowBreak, ...] = ()
    """What was edited beside the timeline."""

    @property
    def whole(self) -> bool:
        """True if nothing is wrong."""
        return not (self.broken or self.log or self.rows)


_Owner = TypeVar("_Owner", Case, Organisation)

PAGE = 1_000
"""How many entries are held at once: a long chain is never read whole."""
NOT_OURS = (ValueError, TypeError, OverflowError)
"""What a row that another hand has written makes of its reader."""


def verify_chain(
    unit: Unit, keyring: Keyring, chain: Case | Organisation
) -> BrokenChain | None:
    """The first thing wrong with one chain, or None."""
    try:
        found = first_break(
            (_for_verifier(unit, keyring, row) for row in _paged(unit, chain)),
            keyring.chain_keys(unit),
            length=chain.seq,
            head=chain.head,
        )
    except NOT_OURS:
        found = Break(_first_unreadable(unit, chain), "entry was edited")
    return _broken(chain, found) if found else None


def _paged(unit: Unit, chain: Case | Organisation) -> Iterator[Entry]:
    """The entries of one chain in order, read page by page."""
    page = chain_entries(unit.session, chain.id, limit=PAGE)
    yield from page
    while len(page) == PAGE:
        page = chain_entries(unit.session, chain.id, after=page[-1].seq, limit=PAGE)
        yield from page


def _first_unreadable(unit: Unit, chain: Case | Organisation) -> int:
    """The first entry whose columns hold what was never written into them."""
    for seq in range(1, chain.seq + 1):
        try:
            chain_entries(unit.session, chain.id, after=seq - 1, limit=1)
        except NOT_OURS:
            return seq
    return chain.seq


def ownerless_chains(unit: Unit, owned: set[UUID]) -> list[BrokenChain]:
    """Entries whose case or organisation is gone from its table."""
    chains = unit.session.exec(select(Entry.chain_id, Entry.chain_kind).distinct())
    return [
        BrokenChain(
            ChainKind(kind), chain_id, str(chain_id), 1, "the chain's owner is gone"
        )
        for chain_id, kind in chains
        if chain_id not in owned
    ]


def _for_verifier(unit: Unit, keyring: Keyring, row: Entry) -> ChainEntry:
    payload, unopened = None, None
    try:
        payload = salted_payload(unit, keyring, row)
    except Erased:  # destroyed on purpose: nothing else may stay closed
        pass
    except KeyMissing:
        unopened = "the payload's key is missing"
    except (SealBroken, ValueError):
        unopened = "payload does not open"
    return ChainEntry(
        header=row.header(keyring.tenant),
        h=row.h,
        mac=row.mac,
        ciphertext=row.payload.ciphertext() if row.payload else None,
        payload=payload,
        unopened=unopened,
    )


def _broken(chain: Case | Organisation, found: Break) -> BrokenChain:
    return BrokenChain(kind_of(chain), chain.id, chain.code, found.seq, found.reason)


def all_chains(unit: Unit) -> tuple[list[Case | Organisation], list[BrokenChain]]:
    """Every chain of the mechanism, and those whose owner's row cannot be read."""
    bodies, edited_bodies = _owners(unit, Organisation, ChainKind.ORGANISATION)
    cases, edited_cases = _owners(unit, Case, ChainKind.CASE)
    return [*bodies, *cases], [*edited_bodies, *edited_cases]


def _owners(
    unit: Unit, table: type[_Owner], kind: ChainKind
) -> tuple[list[_Owner], list[BrokenChain]]:
    try:
        return list(unit.session.exec(select(table))), []
    except NOT_OURS:
        unit.session.expunge_all()
    readable, edited = [], []
    for owner in unit.session.exec(select(table.id)).all():
        try:
            readable.append(unit.session.get_one(table, owner))
        except NOT_OURS:
            why = "the chain's owner was edited"
            edited.append(BrokenChain(kind, owner, str(owner), 1, why))
    return readable, edited
