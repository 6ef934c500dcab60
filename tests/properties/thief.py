"""Somebody who has the database and no key changes a timeline."""

from uuid import UUID

import pytest
from sqlalchemy import ColumnElement, Executable, and_
from sqlmodel import col

from referral.actions.audit import verify_all
from referral.mechanism.acts import no_progress
from referral.records.chain_audit import BrokenChain, Verdict
from referral.records.database import Unit
from referral.records.timeline import ChainKind, Entry
from tests.records.raw import act, keyring
from tests.spec.evidence import case_row
from tests.world import World


class Undone(Exception):
    """Carries what the verifier said out of a transaction that is rolled back."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__("undone")
        self.verdict = verdict


def entry(chain_id: UUID, seq: int | None = None) -> ColumnElement[bool]:
    """One entry of a chain, or all of them."""
    chain = col(Entry.chain_id) == chain_id
    return chain if seq is None else and_(chain, col(Entry.seq) == seq)


def say_and_undo(world: World, unit: Unit) -> None:
    """Verify what stands there now, and leave without keeping it."""
    unit.session.flush()
    unit.session.expunge_all()
    raise Undone(verify_all(unit, keyring(world), no_progress))


def verdict_after(world: World, *changes: Executable) -> tuple[BrokenChain, ...]:
    """What verifying finds after changes that are then undone."""

    def tamper(unit: Unit) -> None:
        for change in changes:
            unit.session.connection().execute(change)
        say_and_undo(world, unit)

    with pytest.raises(Undone) as undone:
        act(world, tamper)
    return undone.value.verdict.broken


def only(broken: tuple[BrokenChain, ...], case_id: UUID) -> tuple[int, str]:
    """The one thing that is wrong, and that it is this case."""
    (found,) = broken
    assert (found.kind, found.id) == (ChainKind.CASE, case_id)
    return found.seq, found.reason


def length(world: World, case_id: UUID) -> int:
    """How many entries a case has."""
    return case_row(world, case_id).seq
