"""Why something is denied, and what a yes obliges to."""

import pytest

from referral.errors import NotFound, Refusal
from referral.rules.acts import Act
from referral.rules.deciding import enforce, may_never
from referral.rules.decisions import Allow, Code, Deny, Obligation
from tests.rules.decided import Ask
from tests.rules.test_permissions import decided
from workflows.vocabulary import (
    Compartment,
    LegalGround,
    Purpose,
    Regime,
    Relation,
    Role,
)

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
        ({"purpose": None, "conduct": False}, Code.PURPOSE, ("purpose",)),
        ({"conduct": False, "opened": 60}, Code.CONDUCT, ("conduct_accepted",)),
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
        ({"conduct": False}, Code.CONDUCT),
        ({"erased": True}, Code.ERASED),
    ):
        denied = decided(Ask(**{**stranger, **change}))
        assert isinstance(denied, Deny)
        assert denied.code is code, change
    held = decided(Ask(**{**stranger, "relations": frozenset({Relation.HOLDER})}))
    assert isinstance(held, Allow)
    assert Obligation.SAY_BY_GLASS not in held.obligations


def held(act: Act, **changes: object) -> Allow | Deny:
    """What a case manager of the holder is told."""
    return decided(Ask(**{**_OPENING, "act": act, **changes}))


def test_what_is_only_kept_is_opened_and_passed_on_for_little() -> None:
    kept: dict[str, object] = {"restricted": True}
    danger = frozenset({LegalGround.DANGER_TO_LIFE})
    for act, change, allowed in (
        (Act.OPEN_CONTENT, {}, False),
        (Act.OPEN_CONTENT, {"purpose": Purpose.LEGAL}, True),
        (Act.OPEN_CONTENT, {"drawers": frozenset()}, True),
        (Act.READ_SAFE_CONTACT, {}, False),
        (Act.READ_SAFE_CONTACT, {"drawers": frozenset()}, True),
        (Act.READ_MESSAGES, {}, False),
        (Act.READ_MESSAGES, {"purpose": Purpose.PERSON_ASKED}, True),
        (Act.RECORD_CONTENT, {}, True),
        (Act.MAKE_OFFER, {}, False),
        (Act.MAKE_OFFER, {"grounds": danger}, True),
        (Act.MAKE_OFFER, {"grounds": danger | {None}}, False),
        (Act.MAKE_OFFER, {"drawers": frozenset()}, True),
        (Act.READ_TIMELINE, {}, True),
    ):
        found = held(act, **{**kept, **change})
        assert isinstance(found, Allow) == allowed, (act, change)


@pytest.mark.asvs("V8.2.3", "V15.3.1")
def test_the_header_shows_less_to_some_and_less_once_erased() -> None:
    shown = {"facts", "offers", "drawers", "placement"}
    tracks = {"protection", "identification", "stay"}
    law = Regime.LAW_ENFORCEMENT
    provider, finder = (frozenset({each}) for each in (_PROVIDER, _FINDER))
    watching = {
        "relations": frozenset({Relation.COORDINATOR}),
        "roles": frozenset({Role.AUDITOR}),
    }
    for change, fields in (
        ({}, shown | tracks),
        ({"regime": law}, (shown - {"placement"}) | tracks),
        ({"erased": True}, {"placement"} | tracks),
        ({"relations": provider}, {"placement", "protection"}),
        ({"relations": finder}, set[str]()),
        (watching, tracks),
    ):
        found = held(Act.READ_CASE, **change)
        assert isinstance(found, Allow)
        assert found.fields == fields


_PROVIDER, _FINDER = Relation.PROVIDER, Relation.FINDER


def test_what_a_regime_never_does_is_named() -> None:
    alone = {"relations": frozenset({Relation.NONE}), "a_case": False}
    law = {**alone, "regime": Regime.LAW_ENFORCEMENT}
    found = held(Act.SEARCH_EXISTS, **law)
    assert found == Deny(Code.REGIME, ("regime_for_search_exists",))
    assert isinstance(held(Act.SEARCH_EXISTS, **alone), Allow)
    for regime in Regime:
        never = regime is Regime.LAW_ENFORCEMENT
        assert may_never(Act.SEARCH_EXISTS, regime) == never
        assert not may_never(Act.SEARCH, regime)


def test_the_code_of_conduct_holds_up_nothing_but_opening() -> None:
    no = {"conduct": False}
    legal = frozenset({Compartment.LEGAL})
    for act, change, allowed in (
        (Act.OPEN_CONTENT, {"drawers": legal}, False),
        (Act.READ_SAFE_CONTACT, {}, False),
        (Act.READ_MESSAGES, {}, False),
        (Act.GIVE_PERSON_DATA, {}, False),
        (Act.OPEN_CONTENT, {"drawers": frozenset()}, True),
        (Act.RECORD_CONTENT, {}, True),
        (Act.RECORD_FACTS, {}, True),
        (Act.MAKE_OFFER, {}, True),
        (Act.READ_CASE, {}, True),
    ):
        found = held(act, **{**no, **change})
        assert isinstance(found, Allow) == allowed, (act, change)
        assert isinstance(held(act, **change), Allow)


def test_nobody_does_for_themselves_only_what_says_so() -> None:
    assert isinstance(held(Act.RECORD_FACTS, of_the_asker=True), Allow)


def test_a_role_that_keeps_the_system_takes_from_every_other() -> None:
    both = frozenset({Role.CASE_MANAGER, Role.ADMINISTRATOR})
    found = held(Act.OPEN_CONTENT, roles=both)
    assert isinstance(found, Deny)
    assert found.code is Code.WRONG_ROLE
