"""Who may do what: the whole table, written down a second time and compared."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.errors import NotAddressed, NotHolder, NotPermitted, WrongRole
from referral.rules.facts import Asker
from referral.rules.permissions import (
    AFTER_ERASURE,
    OPENING,
    PERMISSIONS,
    Act,
    check_may,
    check_may_open,
    may,
)
from referral.rules.roles import INCOMPATIBLE, check_roles
from tests.rules.written_again import OF_PROFESSIONS, WRITTEN_AGAIN
from workflows.vocabulary import Compartment, Regime, Relation, Role

LETTERS = {
    "f": Role.FIRST_RESPONDER,
    "m": Role.CASE_MANAGER,
    "p": Role.SERVICE_PROVIDER,
    "a": Role.COMPETENT_AUTHORITY,
    "i": Role.IMMIGRATION_AUTHORITY,
    "c": Role.COORDINATOR,
    "u": Role.AUDITOR,
    "x": Role.ADMINISTRATOR,
    "s": Role.SYSTEM,
}
"""Whoever sits at a table where several decide, whatever their profession."""
OF_PROSECUTORS = {
    (act, Relation.AUTHORITY, Role.PROSECUTOR)
    for act in (Act.SET_HOLD, Act.READ_RETENTION)
}
ALLOWED = (
    {
        (Act(act), Relation(relation), LETTERS[letter])
        for act, relation, *letters in map(
            str.split, WRITTEN_AGAIN.strip().splitlines()
        )
        for letter in letters
    }
    | {
        (Act(act), Relation(relation), profession)
        for act, relation in map(str.split, OF_PROFESSIONS.strip().splitlines())
        for profession in Role
        if profession not in LETTERS.values()
    }
    | OF_PROSECUTORS
)
askers = st.builds(
    Asker,
    st.frozensets(st.sampled_from(Role)),
    st.frozensets(st.sampled_from(Relation)),
)


@pytest.mark.parametrize("act", Act)
def test_every_role_in_every_relation_may_what_is_written_and_nothing_else(
    act: Act,
) -> None:
    for relation, role in product(Relation, Role):
        asker = Asker(frozenset({role}), frozenset({relation}))
        assert may(act, asker) == ((act, relation, role) in ALLOWED), (relation, role)


@given(st.sampled_from(Act), askers)
def test_somebody_with_several_roles_may_what_one_of_them_may(
    act: Act, asker: Asker
) -> None:
    allowed = any(
        (act, relation, role) in ALLOWED
        for relation, role in product(asker.relations, asker.roles)
    )

    assert may(act, asker) == allowed
    if allowed:
        check_may(act, asker)
        return
    with pytest.raises(NotPermitted) as refused:
        check_may(act, asker)
    assert refused.value.missing


def test_every_act_is_in_the_table() -> None:
    assert set(PERMISSIONS) == set(Act)


def test_who_runs_coordinates_or_audits_the_system_opens_nothing() -> None:
    content = {Act.OPEN_CONTENT, Act.OPEN_DISCLOSURE, Act.RECORD_CONTENT}
    for role in (Role.SYSTEM, Role.ADMINISTRATOR, Role.AUDITOR, Role.COORDINATOR):
        everywhere = Asker(frozenset({role}), frozenset(Relation))
        assert not any(may(act, everywhere) for act in content)


def test_after_an_erasure_nothing_is_asked_but_what_remains() -> None:
    assert {
        Act.READ_CASE,
        Act.READ_TIMELINE,
        Act.EXPORT_TIMELINE,
        Act.READ_LEDGER,
        Act.VERIFY_CASE,
        Act.READ_RETENTION,
        Act.KEEP_OWN_CODE,
    } == AFTER_ERASURE


@pytest.mark.parametrize(
    ("act", "role", "refusal"),
    [
        (Act.OPEN_CONTENT, Role.AUDITOR, WrongRole),
        (Act.OPEN_CONTENT, Role.CASE_MANAGER, NotHolder),
        (Act.ANSWER_OFFER, Role.SERVICE_PROVIDER, NotAddressed),
        (Act.READ_CASE, Role.CASE_MANAGER, NotPermitted),
    ],
)
def test_a_refusal_names_what_stands_in_the_way(
    act: Act, role: Role, refusal: type[NotPermitted]
) -> None:
    with pytest.raises(NotPermitted) as refused:
        check_may(act, Asker(frozenset({role}), frozenset({Relation.NONE})))

    assert type(refused.value) is refusal
    assert refused.value.missing


def test_an_enforcement_organisation_opens_everything_but_health() -> None:
    assert OPENING[Regime.GDPR] == set(Compartment)
    assert set(Compartment) - OPENING[Regime.LAW_ENFORCEMENT] == {Compartment.HEALTH}

    check_may_open(Compartment.HEALTH, Regime.GDPR)
    check_may_open(Compartment.IDENTITY, Regime.LAW_ENFORCEMENT)
    with pytest.raises(NotPermitted) as refused:
        check_may_open(Compartment.HEALTH, Regime.LAW_ENFORCEMENT)
    assert refused.value.missing == ("regime_for_health",)


def test_who_administers_or_audits_does_nothing_else_with_cases() -> None:
    casework = set(Role) - {Role.ADMINISTRATOR, Role.AUDITOR, Role.SYSTEM}
    for keeper in (Role.ADMINISTRATOR, Role.AUDITOR):
        for role in casework:
            pair = frozenset({keeper, role})
            assert pair in INCOMPATIBLE
            for more in (frozenset[Role](), frozenset({Role.CASE_MANAGER})):
                with pytest.raises(NotPermitted, match="held together"):
                    check_roles(pair | more)
    assert frozenset({Role.ADMINISTRATOR, Role.AUDITOR}) in INCOMPATIBLE


def test_roles_that_go_together_pass() -> None:
    check_roles(frozenset({Role.FIRST_RESPONDER, Role.CASE_MANAGER}))
    check_roles(frozenset({Role.SYSTEM, Role.ADMINISTRATOR}))
    check_roles(frozenset())
