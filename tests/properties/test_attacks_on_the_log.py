"""What an insider does to a timeline, and which layer tells.

Each attack is done to a history that grew by lot, then undone. A layer is what somebody
looks at: the chain, the key it was written with, the log, a witness outside, the rows
rebuilt from the entries, a receipt that was kept. For every attack the table says which
layers must tell, and of which entry; whatever is not in the table must stay silent.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import settings
from sqlmodel import select

from referral.actions.audit import verify_all
from referral.mechanism.acts import no_progress
from referral.records.chain_audit import Verdict
from referral.records.database import Unit
from referral.records.timeline import Entry
from referral.vault.witness import OK, UNPROVEN
from tests.properties.insider import (
    Attack,
    Scene,
    a_scene,
    cut_before_numbering,
    cut_the_tail,
    delete_and_relink,
    delete_middle,
    delete_the_case,
    destroy_payload,
    edit_a_row,
    edit_and_recompute,
    edit_header,
    edit_payload,
    insert_before,
    reorder,
    restore_older,
    rewrite_with_all_keys,
    swap_between_cases,
    two_histories,
)
from tests.properties.onlookers import anybody_refuses
from tests.records.raw import act, keyring, open_to_changes
from tests.world import World

HISTORIES = 20 if settings().max_examples > 1_000 else 1
"""Twenty in `make soak`; one where everybody waits for it."""
CHAIN, MAC, LOG, WITNESS, ROWS, RECEIPT = LAYERS = (
    "chain",
    "keyed mac",
    "log",
    "witness",
    "rows",
    "receipt",
)
FORGED = "entry was not written by this system"


@dataclass(frozen=True)
class Row:
    """An attack, the layers that tell of it, and the first entry they name."""

    attack: Attack
    told: set[str]
    first: Callable[[Scene], int] = lambda scene: scene.seq


def at(seq: int) -> Callable[[Scene], int]:
    return lambda _: seq


OF_LOG = {LOG, RECEIPT}
ATTACKS: dict[str, Row] = {
    "T1 edit payload": Row(edit_payload, {CHAIN}),
    "T2 edit header": Row(edit_header, {CHAIN}),
    "T3 edit, recompute chain": Row(edit_and_recompute, {MAC} | OF_LOG),
    "T4 delete middle": Row(delete_middle, {CHAIN, ROWS} | OF_LOG),
    "T5 delete middle, relink": Row(delete_and_relink, {MAC, ROWS} | OF_LOG),
    "T6 reorder, relink": Row(reorder, {MAC} | OF_LOG, lambda scene: scene.seq - 1),
    "T7 cut the tail": Row(cut_the_tail, OF_LOG),
    "T8 delete the case": Row(delete_the_case, OF_LOG, at(1)),
    "T9 back-dated insert": Row(insert_before, {MAC} | OF_LOG),
    "T10 swap between cases": Row(swap_between_cases, {CHAIN} | OF_LOG, at(2)),
    "T11 restore older": Row(restore_older, {WITNESS, RECEIPT}, at(0)),
    "T12 rewrite, re-sign": Row(rewrite_with_all_keys, {WITNESS, RECEIPT}),
    "T13 two histories": Row(two_histories, {WITNESS, RECEIPT}),
    "T14 edit a row": Row(edit_a_row, {ROWS}, at(1)),
    "T15 payload destroyed": Row(destroy_payload, {CHAIN}, at(1)),
    "T16 cut before numbering": Row(
        cut_before_numbering, {RECEIPT}, lambda scene: scene.length
    ),
}


@dataclass
class Findings:
    """What the layers said: by layer, the entries of each chain that they name."""

    verdict: Verdict
    named: dict[str, set[tuple[UUID, int]]]

    @property
    def told(self) -> set[str]:
        return {layer for layer, found in self.named.items() if found}

    def first(self, case: UUID) -> int:
        """The first entry of a case that any layer names.

        Rows name the last entry that says otherwise, which is an earlier one where an
        entry is missing: they are asked where nobody else tells.
        """
        exact = [found for layer, found in self.named.items() if layer != ROWS]
        entries = set[tuple[UUID, int]]().union(*exact) or self.named[ROWS]
        return min(seq for chain, seq in entries if chain == case)


class Undone(Exception):
    """Carries what the layers said out of a transaction that is rolled back."""

    def __init__(self, findings: Findings) -> None:
        super().__init__("undone")
        self.findings = findings


def looked_at(unit: Unit, scene: Scene) -> Findings:
    """Every layer looks."""
    verdict = verify_all(unit, keyring(scene.world), no_progress)
    rows = unit.session.exec(select(Entry)).all()
    now = {(row.chain_id, row.seq): row.h.hex() for row in rows}
    refused = anybody_refuses(unit, scene.witnesses)
    somewhere = (scene.case, scene.length)
    return Findings(
        verdict,
        {
            CHAIN: {(e.id, e.seq) for e in verdict.broken if e.reason != FORGED},
            MAC: {(e.id, e.seq) for e in verdict.broken if e.reason == FORGED},
            LOG: {(e.chain_id, e.seq) for e in verdict.log if e.chain_id and e.seq},
            WITNESS: {somewhere} if refused else set(),
            ROWS: {(e.case_id, e.seq) for e in verdict.rows},
            RECEIPT: {at for at, h in scene.receipts.items() if now.get(at) != h},
        },
    )


def after(scene: Scene, attack: Attack) -> Findings:
    """What everybody says after an attack that is then undone."""
    before = list(scene.witnesses)

    def tamper(unit: Unit) -> None:
        attack(unit, scene)
        unit.session.flush()
        unit.session.expunge_all()
        raise Undone(looked_at(unit, scene))

    with pytest.raises(Undone) as undone:
        act(scene.world, tamper)
    scene.witnesses = before
    return undone.value.findings


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_every_attack_is_told_by_the_layers_of_its_row(
    world: World, tmp_path: Path, seed: int
) -> None:
    open_to_changes(world)
    scene = a_scene(world, tmp_path, seed)
    nothing = after(scene, lambda *_: None)
    assert nothing.told == set()
    assert nothing.verdict.whole

    for name, row in ATTACKS.items():
        found = after(scene, row.attack)
        assert found.told == row.told, name
        first = row.first(scene)
        assert first in (0, found.first(scene.case)), name
        accused = {chain for layer in LAYERS[:5] for chain, _ in found.named[layer]}
        allowed = {scene.case, scene.other} if name.startswith("T10") else {scene.case}
        assert accused <= allowed, name
    assert nothing.verdict == after(scene, lambda *_: None).verdict


def test_of_two_witnesses_who_saw_two_histories_each_believes_its_own(
    world: World, tmp_path: Path
) -> None:
    """The one that was shown the second history has no reason to refuse it."""
    open_to_changes(world)
    scene = a_scene(world, tmp_path, 0)

    def tamper(unit: Unit) -> None:
        two_histories(unit, scene)
        first, second = scene.witnesses
        assert second.would_say(unit) == OK
        assert first.would_say(unit) == UNPROVEN
        raise Undone(looked_at(unit, scene))

    with pytest.raises(Undone):
        act(world, tamper)


def unseen(layers: set[str]) -> list[str]:
    """The attacks that nobody tells of who looks at these layers alone."""
    return [name.split()[0] for name, row in ATTACKS.items() if not row.told & layers]


@pytest.mark.parametrize(
    ("off", "lost"),
    [
        ({CHAIN}, ["T1", "T2", "T15"]),
        ({MAC}, []),
        ({LOG}, []),
        ({WITNESS}, []),
        ({ROWS}, ["T14"]),
        ({RECEIPT}, ["T16"]),
        ({MAC, LOG, RECEIPT}, ["T3", "T6", "T7", "T8", "T9", "T16"]),
        ({LOG, RECEIPT}, ["T7", "T8", "T16"]),
        ({WITNESS, RECEIPT}, ["T11", "T12", "T13", "T16"]),
    ],
)
def test_without_a_layer_some_attacks_go_unseen(off: set[str], lost: list[str]) -> None:
    """What the table says was seen to be so just above."""
    assert unseen(set(LAYERS) - off) == lost


def test_every_attack_is_in_the_table_and_the_layers_add_up() -> None:
    assert [name.split()[0] for name in ATTACKS] == [f"T{n}" for n in range(1, 17)]
    order = (CHAIN, MAC, LOG, WITNESS, ROWS, RECEIPT)
    caught = [16 - len(unseen(set(order[:n]))) for n in range(1, 7)]
    assert caught == [5, 9, 11, 14, 15, 16]
