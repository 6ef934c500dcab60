"""What an insider does to a timeline, and which layer tells.

Each attack is done to a history that grew by lot, then undone. A layer is what somebody
looks at: the chain, the log, a receipt that was kept, a witness outside. For every
attack the table says which layers must tell, with the case and entry it was done to;
whatever is not in the table must stay silent.
A witness that is offered another history than it saw refuses it: the story of
`tests/spec/test_witnesses.py`.
"""

from collections.abc import Iterator

import pytest
from hypothesis import settings
from sqlmodel import select

from referral.actions.audit import verify_all
from referral.mechanism.acts import no_progress
from referral.records.chain_audit import Verdict
from referral.records.database import Unit
from referral.records.log import checkpoint_at
from referral.records.timeline import Entry
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
    edit_and_recompute,
    edit_header,
    edit_payload,
    insert_before,
    reorder,
    restore_older,
    rewrite_with_all_keys,
    swap_between_cases,
)
from tests.records.raw import act, keyring, open_to_changes
from tests.world import World

HISTORIES = 20 if settings().max_examples > 1_000 else 1
"""Twenty in `make soak`; one where everybody waits for it."""
CHAIN, LOG, RECEIPT, WITNESS = "chain", "log", "receipt", "witness"


ATTACKS: dict[str, tuple[Attack, set[str]]] = {
    "T1 edit payload": (edit_payload, {CHAIN}),
    "T2 edit header": (edit_header, {CHAIN}),
    "T3 edit, recompute chain": (edit_and_recompute, {CHAIN, LOG, RECEIPT}),
    "T4 delete middle": (delete_middle, {CHAIN, LOG, RECEIPT}),
    "T5 delete middle, relink": (delete_and_relink, {LOG, RECEIPT}),
    "T6 reorder, relink": (reorder, {LOG, RECEIPT}),
    "T7 cut the tail": (cut_the_tail, {LOG, RECEIPT}),
    "T8 delete the case": (delete_the_case, {LOG, RECEIPT}),
    "T9 back-dated insert": (insert_before, {LOG, RECEIPT}),
    "T10 swap between cases": (swap_between_cases, {CHAIN, LOG, RECEIPT}),
    "T11 restore older": (restore_older, {RECEIPT, WITNESS}),
    "T12 rewrite, re-sign": (rewrite_with_all_keys, {RECEIPT, WITNESS}),
    "T15 payload destroyed": (destroy_payload, {CHAIN}),
    "T16 cut before numbering": (cut_before_numbering, {RECEIPT, WITNESS}),
}


class Undone(Exception):
    """Carries what the layers said out of a transaction that is rolled back."""

    def __init__(self, verdict: Verdict, told: set[str]) -> None:
        super().__init__("undone")
        self.verdict, self.told = verdict, told


def told_by(unit: Unit, scene: Scene, verdict: Verdict) -> Iterator[str]:
    """Which layers notice."""
    if any(each.id in (scene.case, scene.other) for each in verdict.broken):
        yield CHAIN
    if any(each.chain_id in (scene.case, scene.other) for each in verdict.log):
        yield LOG
    now = {
        (row.chain_id, row.seq): row.h.hex()
        for row in unit.session.exec(select(Entry)).all()
    }
    if any(now.get(place) != h for place, h in scene.receipts.items()):
        yield RECEIPT
    size, root = scene.seen
    last = checkpoint_at(unit.session)
    same = checkpoint_at(unit.session, size)
    if last is None or last.size < size or (same is not None and same.root != root):
        yield WITNESS


def after(scene: Scene, attack: Attack) -> Undone:
    """What everybody says after an attack that is then undone."""

    def tamper(unit: Unit) -> None:
        attack(unit, scene)
        unit.session.flush()
        unit.session.expunge_all()
        verdict = verify_all(unit, keyring(scene.world), no_progress)
        raise Undone(verdict, set(told_by(unit, scene, verdict)))

    with pytest.raises(Undone) as undone:
        act(scene.world, tamper)
    return undone.value


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_every_attack_is_told_by_the_layers_of_its_row(world: World, seed: int) -> None:
    open_to_changes(world)
    scene = a_scene(world, seed)
    nothing = after(scene, lambda *_: None)
    assert nothing.told == set()
    assert nothing.verdict.whole

    told = {name: after(scene, attack).told for name, (attack, _) in ATTACKS.items()}
    assert told == {name: layers for name, (_, layers) in ATTACKS.items()}
    assert nothing.verdict == after(scene, lambda *_: None).verdict


@pytest.mark.parametrize(
    ("layer", "alone"),
    [
        (CHAIN, ["T1", "T2", "T15"]),
        (LOG, ["T5", "T6", "T7", "T8", "T9"]),
        (WITNESS, ["T11", "T12", "T16"]),
    ],
)
def test_without_a_layer_some_attacks_go_unseen(layer: str, alone: list[str]) -> None:
    """Unless somebody kept receipts."""
    only = {layer}
    unseen = [n for n, (_, told) in ATTACKS.items() if told - {RECEIPT} == only]
    assert [name.split()[0] for name in unseen] == alone
