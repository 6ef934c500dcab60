"""Every act on an offer by every role in every relation: a table written by hand."""

import tomllib
from itertools import product
from pathlib import Path

from referral.actions.explain_offer import WAYS
from referral.errors import Refusal
from referral.rules.deciding import may
from referral.rules.facts import Asker
from referral.rules.offer import take_offer_step
from workflows.vocabulary import ReferralStage, Relation, Role, Side

Cell = tuple[str, Role, Relation, str]
TABLE = Path(__file__).parents[1] / "spec" / "offer_cells.toml"
WORKERS = (Role.FIRST_RESPONDER, Role.CASE_MANAGER, Role.SERVICE_PROVIDER)
WHO = {
    "host": ((Role.SERVICE_PROVIDER,), Relation.ADDRESSEE),
    "outreach": (WORKERS, Relation.HOLDER),
    "coordinator": ((Role.COORDINATOR,), Relation.COORDINATOR),
}
"""Whom the table's names stand for."""
SIDES = {
    Relation.ADDRESSEE: Side.ADDRESSEE,
    Relation.HOLDER: Side.SENDER,
    Relation.COORDINATOR: Side.COORDINATOR,
}


def written() -> set[Cell]:
    """The cells of the table, with every role that a name stands for."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return {
        (step, role, WHO[name][1], stage)
        for step, who in table.items()
        for name, stages in who.items()
        for stage in stages.split()
        for role in WHO[name][0]
    }


def allowed(step: str, role: Role, relation: Relation, stage: str) -> bool:
    """What the rules say: who one is to the offer, and where it stands."""
    act, name, _ = WAYS[step]
    asker = Asker(frozenset({role}), frozenset({relation}))
    try:
        take_offer_step(stage, name, SIDES.get(relation, Side.SENDER))
    except Refusal:
        return False
    return may(act, asker)


def test_exactly_the_cells_of_the_table_are_allowed() -> None:
    stages = [stage for stage in ReferralStage if stage is not ReferralStage.DRAFT]
    cells = {
        (step, role, relation, stage.value)
        for step, role, relation, stage in product(WAYS, Role, Relation, stages)
        if allowed(step, role, relation, stage.value)
    }

    assert cells == written()


def test_no_role_of_the_sender_answers() -> None:
    yes = {"accept", "confirm", "decline", "dispute"}
    assert {cell for cell in written() if cell[0] in yes} != set()
    assert not [
        step
        for step, role, stage in product(yes, Role, ReferralStage)
        if allowed(step, role, Relation.HOLDER, stage)
    ]
