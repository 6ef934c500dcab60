"""Why something is denied, and what a yes obliges to."""

import pytest

from referral.errors import NotFound, Refusal
from referral.rules.acts import Act
from referral.rules.deciding import enforce
from referral.rules.decisions import Allow, Code, Deny, Obligation
from tests.rules.decided import Ask
from tests.rules.test_permissions import decided
from workflows.vocabulary import Compartment, Regime, Relation, Role

HOLDER = Ask(
    frozenset({Role.CASE_MANAGER}), frozenset({Relation.HOLDER}), Act.OPEN_CONTENT
)
IDENTITY, HEALTH = frozenset({Compartment.IDENTITY}), frozenset({Compartment.HEALTH})
_OPENING = {**HOLDER.__dict__, "drawers": IDENTITY}


@pytest.mark.parametrize(
    ("change", "code", "missing"),
    [
        ({"in_conflict": True}, Code.UNKNOWN, ()),
        ({"relations": frozenset({Relation.NONE})}, Code.UNKNOWN, ()),
        ({"relations": frozenset[Relation]()}, Code.UNKNOWN, ()),
        ({"relations": frozenset({Relation.PROVIDER})}, Code.NOT_HOLDER, ("holder",)),
        ({"erased": True}, Code.ERASED, ()),
        (
            {"drawers": HEALTH, "regime": Regime.LAW_ENFORCEMENT},
            Code.REGIME,
            ("regime_for_health",),
        ),
        ({"restricted": True}, Code.RESTRICTED, ("restriction_lifted",)),
        ({"purpose": None}, Code.PURPOSE, ("purpose",)),
        ({"opened": 30}, Code.STEP_UP, ("step_up",)),
        ({"opened": 60, "fresh": True}, Code.LOCKED, ("two_people",)),
        ({"act": Act.GIVE_ROLE, "machine": True}, Code.PERSON, ("person",)),
        (
            {"act": Act.REVIEW_GLASS, "of_the_asker": True},
            Code.ONESELF,
            ("another_actor",),
        ),
        (
            {"act": Act.ANSWER_OFFER, "roles": frozenset({Role.SERVICE_PROVIDER})},
            Code.NOT_ADDRESSED,
            ("addressee",),
        ),
        ({"act": Act.STATE_CONFLICT}, Code.WRONG_ROLE, ("coordinator",)),
        (
            {"act": Act.SET_HOLD, "relations": frozenset({Relation.FINDER})},
            Code.NOT_HOLDER,
            ("holder",),
        ),
        (
            {"act": Act.TAKE_STEP, "relations": frozenset({Relation.ADDRESSEE})},
            Code.NOT_RELATED,
            ("authority", "finder", "former_holder", "holder", "provider"),
        ),
    ],
)
def test_a_denial_says_what_stands_in_the_way(
    change: dict[str, object], code: Code, missing: tuple[str, ...]
) -> None:
    found = decided(Ask(**{**_OPENING, **change}))

    assert found == Deny(code, missing)
    with pytest.raises(Refusal) as refused:
        enforce(found)
    assert refused.value.missing == missing
    assert isinstance(refused.value, NotFound) == (code is Code.UNKNOWN)


def test_opening_obliges_to_an_entry_a_purpose_and_a_count() -> None:
    plain = {Obligation.ENTER, Obligation.KEEP_PURPOSE}
    legal = frozenset({Compartment.LEGAL})
    many = {"opened": 30, "fresh": True}
    for change, obligations in (
        ({"drawers": legal}, plain),
        ({}, plain | {Obligation.COUNT}),
        (many, plain | {Obligation.COUNT, Obligation.ALARM}),
        ({"opened": 29}, plain | {Obligation.COUNT}),
        ({**many, "drawers": legal}, plain),
        ({"drawers": frozenset()}, {Obligation.ENTER}),
        ({"act": Act.RECORD_CONTENT}, {Obligation.ENTER}),
    ):
        found = decided(Ask(**{**_OPENING, **change}))
        assert found == Allow(found.fields, frozenset(obligations))  # type: ignore[union-attr] # it is one


def test_a_broken_glass_opens_what_it_names_and_says_so() -> None:
    stranger = {
        **_OPENING,
        "relations": frozenset({Relation.NONE}),
        "drawers": HEALTH,
        "glass": HEALTH | IDENTITY,
    }
    found = decided(Ask(**stranger))

    assert isinstance(found, Allow)
    assert found.fields == HEALTH
    assert Obligation.SAY_BY_GLASS in found.obligations
    for change, code in (
        ({"drawers": frozenset({Compartment.LEGAL})}, Code.UNKNOWN),
        ({"regime": Regime.LAW_ENFORCEMENT}, Code.UNKNOWN),
        ({"act": Act.RECORD_CONTENT}, Code.UNKNOWN),
        ({"in_conflict": True}, Code.UNKNOWN),
        ({"roles": frozenset({Role.COORDINATOR})}, Code.UNKNOWN),
        ({"purpose": None}, Code.PURPOSE),
        ({"erased": True}, Code.ERASED),
    ):
        denied = decided(Ask(**{**stranger, **change}))
        assert isinstance(denied, Deny)
        assert denied.code is code, change
    held = decided(Ask(**{**stranger, "relations": frozenset({Relation.HOLDER})}))
    assert isinstance(held, Allow)
    assert Obligation.SAY_BY_GLASS not in held.obligations
