"""Verifying reads a chain page by page, takes its time, and says what stays closed."""

import time

import pytest
from sqlalchemy import Select, event, text
from sqlalchemy.orm import ORMExecuteState
from sqlmodel import col, delete, update

from referral.actions.audit import verify_all
from referral.mechanism.acts import no_progress
from referral.records import chain_audit
from referral.records.chain_audit import Verdict
from referral.records.database import Unit
from referral.records.keys import DataKeyRow, KeyWrap
from referral.records.timeline import Entry
from tests.properties.thief import entry, length, only, verdict_after
from tests.records.raw import keyring, run, store
from tests.world import World

SHORT = 3
"""Entries in a page, so that a short chain has several."""
SOON = "SET LOCAL idle_in_transaction_session_timeout = 50"
"""Milliseconds; in operation the server waits for 10 seconds."""


def test_a_chain_is_read_page_by_page_and_each_page_is_verified(
    open_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = open_world
    monkeypatch.setattr(chain_audit, "PAGE", SHORT)
    case, _ = world.accepted()
    last = length(world, case.id)
    pages: list[int] = []

    def look(unit: Unit) -> Verdict:
        @event.listens_for(unit.session, "do_orm_execute")
        def _seen(state: ORMExecuteState) -> None:
            assert isinstance(state.statement, Select)
            asked = state.statement.compile()
            paged = "FROM entry" in str(asked) and "LIMIT" in str(asked)
            if paged and case.id in asked.params.values():
                pages.append(1)

        return verify_all(unit, keyring(world), no_progress)

    assert store(world).read(look).whole
    assert len(pages) == last // SHORT + 1

    for seq in range(1, last + 1):
        broken = verdict_after(world, delete(Entry).where(entry(case.id, seq)))
        assert only(broken, case.id)[0] == seq


def test_the_server_does_not_end_what_computes_for_long(world: World) -> None:
    world.accepted()

    def slowly(done: int, of: int) -> None:
        if done == of:
            time.sleep(0.3)

    def look(unit: Unit) -> Verdict:
        if world.mechanism.store_name == "postgresql":
            unit.session.connection().execute(text(SOON))
        return verify_all(unit, keyring(world), slowly)

    assert store(world).read(look).whole


def test_only_what_was_erased_may_stay_closed(world: World) -> None:
    case, _ = world.accepted()
    rows = col(DataKeyRow.owner_id) == case.id
    wraps = delete(KeyWrap).where(col(KeyWrap.owner_id) == case.id)
    destroyed = update(DataKeyRow).where(rows).values(destroyed_at=world.clock())

    damaged = update(DataKeyRow).where(rows).values(commitment=bytes(16))
    broken = verdict_after(world, damaged)
    assert only(broken, case.id) == (1, "payload does not open")

    run(world, wraps, keys=True)
    missing = (1, "the payload's key is missing")
    assert only(verdict_after(world), case.id) == missing
    without_rows = verdict_after(world, delete(DataKeyRow).where(rows))
    assert only(without_rows, case.id) == missing
    assert verdict_after(world, destroyed) == ()
