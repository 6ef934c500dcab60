"""A legal ground in place of a yes: whose, who looks at it, how far it reaches."""

import pytest

from referral.errors import NotPermitted, WrongRole
from referral.rules.overriding import (
    MAY_USE,
    check_may_use,
    check_reviewers,
    reach,
)
from tests.rules.answers import ADULT
from workflows.loader import load_shipped
from workflows.vocabulary import ActorKind, Compartment, LegalGround, Role

PERSON, MACHINE = ActorKind.PERSON, ActorKind.MACHINE


@pytest.mark.parametrize("ground", LegalGround)
@pytest.mark.parametrize("role", Role)
def test_a_ground_is_used_by_those_who_hold_the_right_and_by_no_machine(
    ground: LegalGround, role: Role
) -> None:
    with pytest.raises(NotPermitted):
        check_may_use(ground, frozenset(Role), MACHINE)
    if role in MAY_USE[ground]:
        check_may_use(ground, frozenset({role}), PERSON)
        return
    with pytest.raises(WrongRole) as refused:
        check_may_use(ground, frozenset({role}), PERSON)
    assert refused.value.missing == tuple(sorted(MAY_USE[ground]))


def test_an_order_of_a_court_is_not_used_at_the_scene() -> None:
    assert Role.FIRST_RESPONDER in MAY_USE[LegalGround.DANGER_TO_LIFE]
    assert Role.FIRST_RESPONDER not in MAY_USE[LegalGround.COURT_ORDER]


def test_a_ground_that_nobody_could_confirm_is_not_used() -> None:
    pathway, _ = load_shipped("convention")
    named = pathway.ground_confirmation
    assert named is not None
    for name in (named.before, named.afterwards):
        quorum = pathway.quorum(name)
        check_reviewers(quorum, ADULT, {"ada": frozenset({Role.COORDINATOR})})
        for others in ({}, {"ada": frozenset({Role.AUDITOR})}):
            with pytest.raises(NotPermitted, match="Nobody here could confirm"):
                check_reviewers(quorum, ADULT, others)


def test_until_it_is_confirmed_a_ground_opens_what_a_rescue_needs() -> None:
    everything = frozenset(Compartment)
    rescue = frozenset({Compartment.IDENTITY, Compartment.HEALTH})
    assert reach(everything, rescue, confirmed=True) == everything
    assert reach(everything, rescue, confirmed=False) == rescue
    named = frozenset({Compartment.HEALTH, Compartment.NARRATIVE})
    assert reach(named, rescue, confirmed=False) == {Compartment.HEALTH}
