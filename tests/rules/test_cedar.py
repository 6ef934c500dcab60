"""A second opinion: the same rules in Cedar, written by hand, asked the same things.

100,000 random requests at night, fewer in between (Cedar takes a third of a
millisecond for each).
"""

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from cedarpy import Decision, is_authorized_batch
from hypothesis import settings

from referral.rules.acts import Act
from referral.rules.decisions import Allow
from tests.rules.decided import ABOUT_A_CASE, Ask
from tests.rules.test_permissions import decided
from workflows.vocabulary import (
    Compartment,
    LegalGround,
    Purpose,
    Regime,
    Relation,
    Role,
)

POLICIES = Path(__file__).with_name("deciding.cedar").read_text(encoding="utf-8")
NIGHT = 1_000
"""From so many examples on, it is night."""
MANY, FEW = 100_000, 8_000
AT_ONCE = 2_000
SEED = 20260302


def some(dice: Random, words: Any, most: int) -> frozenset[Any]:
    """Up to so many words of a list."""
    return frozenset(dice.sample(list(words), dice.randint(0, most)))


def request(dice: Random, among: Sequence[Act] = tuple(Act)) -> Ask:
    """A request as often near to what is allowed as far from it."""
    act = dice.choice(among)
    about = act in ABOUT_A_CASE
    rare = dice.random
    return Ask(
        roles=some(dice, Role, 2) | {dice.choice(list(Role))},
        relations=some(dice, Relation, 2) | ({Relation.NONE} if not about else set()),
        act=act,
        regime=dice.choice(list(Regime)),
        machine=rare() < 1 / 8,
        in_conflict=rare() < 1 / 8,
        a_case=about if rare() < 3 / 4 else not about,
        erased=rare() < 1 / 8,
        restricted=rare() < 1 / 4,
        drawers=some(dice, Compartment, 2),
        of_the_asker=rare() < 1 / 8,
        purpose=dice.choice((None, *Purpose)),
        grounds=some(dice, (None, *LegalGround), 2),
        fresh=rare() < 1 / 2,
        glass=some(dice, Compartment, 8),
        opened=dice.choice((1, 1, 1, 29, 30, 59, 60)),
        conduct=rare() < 3 / 4,
    )


def said(ask: Ask) -> dict[str, Any]:
    """The same request for Cedar."""
    context = {
        "roles": sorted(ask.roles),
        "relations": sorted(ask.relations),
        "regime": ask.regime.value,
        "machine": ask.machine,
        "in_conflict": ask.in_conflict,
        "a_case": ask.a_case,
        "erased": ask.erased,
        "restricted": ask.restricted,
        "drawers": sorted(ask.drawers),
        "of_the_asker": ask.of_the_asker,
        "purpose": ask.purpose.value if ask.purpose else "",
        "grounds": sorted(each.value if each else "consent" for each in ask.grounds),
        "fresh": ask.fresh,
        "glass": sorted(ask.glass),
        "opened": ask.opened,
        "conduct": ask.conduct,
    }
    return {
        "principal": 'User::"somebody"',
        "action": f'Action::"{ask.act.value}"',
        "resource": 'Record::"something"',
        "context": context,
    }


def differences(
    policies: str, many: int, among: Sequence[Act] = tuple(Act)
) -> tuple[list[Ask], int]:
    """Requests that the two answer differently, and how many were allowed."""
    dice, found, allowed = Random(SEED), [], 0  # noqa: S311 # no secret: a seed
    for _ in range(many // AT_ONCE):
        asks = [request(dice, among) for _ in range(AT_ONCE)]
        answers = is_authorized_batch([said(each) for each in asks], policies, [])
        for ask, answer in zip(asks, answers, strict=True):
            assert not answer.diagnostics.errors, answer.diagnostics.errors
            ours = isinstance(decided(ask), Allow)
            allowed += ours
            if ours != (answer.decision is Decision.Allow):
                found.append(ask)
    return found, allowed


def test_cedar_answers_every_request_as_we_do() -> None:
    many = MANY if settings().max_examples >= NIGHT else FEW
    found, allowed = differences(POLICIES, many)
    assert found == []
    assert allowed > many / 100


def test_a_policy_that_says_something_else_is_found() -> None:
    """The control: without a wall, unaccepted, and with one permission more."""
    wall = POLICIES.replace('context.drawers.contains("health")', "false")
    unaccepted = POLICIES.replace("!context.conduct", "false")
    more = POLICIES.replace(
        'Action::"verify_all", Action::"read_processing", Action::"list_glass",',
        'Action::"verify_all", Action::"list_cases", Action::"list_glass",',
    )
    opening, every = (Act.OPEN_CONTENT,), tuple(Act)
    for changed, among in ((wall, opening), (unaccepted, opening), (more, every)):
        assert changed != POLICIES
        assert differences(changed, FEW, among)[0]
