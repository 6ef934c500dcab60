"""What an act answers with is the receipt of every entry it wrote; openings are one."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import col as column
from sqlmodel import select

from referral.actions.work import Done
from referral.mechanism import Mechanism
from referral.records.heads import holds
from referral.records.timeline import Entry
from tests.properties.acts import ACTS, Stage
from tests.records.raw import act, run
from tests.spec.evidence import entries_by
from tests.world import World
from workflows.vocabulary import EntryType

LAST = ("withdraw_consent", "own_withdrawal")
"""What ends the offers that other acts need."""


@pytest.fixture
def stage(embedded_world: World) -> Stage:
    """A world in which every act can be done."""
    return Stage(embedded_world)


def entries(world: World) -> set[str]:
    """Every entry of an act, as a receipt names it.

    That logs were emptied after a destruction is noted once that is done.
    """
    columns = (column(Entry.chain_id), column(Entry.seq), column(Entry.h))
    acts = column(Entry.type) != EntryType.ERASURE_CLEARED
    found = run(world, select(*columns).where(acts))
    return {f"{chain};{seq};{h.hex()}" for chain, seq, h in found}


class Watched:
    """A mechanism that remembers which entries there were before its last call.

    Some acts of the list look first at what they then do: looking is an entry too.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.before = entries(world)

    def __getattr__(self, name: str) -> Callable[..., object]:
        def call(*sent: object, **named: object) -> object:
            self.before = entries(self._world)
            act: Callable[..., object] = getattr(self._world.mechanism, name)
            return act(*sent, **named)

        return call


def test_an_act_answers_with_a_receipt_for_each_entry_it_wrote(stage: Stage) -> None:
    world, changed = stage.world, 0
    for name in [*(name for name in ACTS if name not in LAST), *LAST]:
        watched: Any = Watched(world)
        done: Any = ACTS[name](watched, stage)
        if isinstance(done, Done):
            changed += 1
            assert set(done.receipts) == entries(world) - watched.before, name
            assert done.receipts, name
            assert all(act(world, partial(holds, receipt=r)) for r in done.receipts)
    assert changed > 20


OPENINGS = ("open_content", "attachments", "fetch_attachment", "open_package")


@pytest.mark.parametrize("name", OPENINGS)
def test_an_opening_is_one_entry_for_each_request_and_case(
    stage: Stage, name: str
) -> None:
    one: Callable[[Mechanism, Stage], object] = ACTS[name]
    for _ in range(2):
        assert entries_by(stage.world, partial(one, stage.world.mechanism, stage)) == 1


def test_the_control_a_receipt_of_another_entry_does_not_hold(stage: Stage) -> None:
    receipt = f"{UUID(int=1)};1;{'00' * 32}"
    assert not act(stage.world, partial(holds, receipt=receipt))
