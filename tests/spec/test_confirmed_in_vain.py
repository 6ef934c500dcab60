"""A yes from outside that cannot be followed: a task, a reason kept back, and spent."""

import pytest

from referral.errors import AlreadyAnswered, OffThePath
from tests.spec.evidence import chain_of
from tests.spec.test_confirmed_outside import (
    LATER,
    NO,
    YES,
    asked,
    listed,
    stage,
    tasks,
)
from tests.world import World
from workflows.vocabulary import ReferralKind, RiskLevel


def test_a_yes_is_followed_only_on_the_facts_that_were_asked_about(
    world: World,
) -> None:
    case, joint, token = asked(world)
    consents = world.mechanism.consents(world["outreach"], case.id)
    (wish,) = [each for each in consents if each.purpose == "return"]
    world.mechanism.withdraw_consent(world["outreach"], case.id, wish.id)
    with pytest.raises(OffThePath) as cannot:
        world.mechanism.answer_outside(token, YES)
    assert cannot.value.missing == ("asked_anew",)
    assert "consent" not in cannot.value.sentence
    assert stage(world, case.id) == "returning"
    assert tasks(world) == listed(world) == ["outside_not_done"]
    said = [fields for kind, fields in chain_of(world, case.id) if kind == "refused"]
    assert (said[-1]["act"], said[-1]["code"]) == ("confirm_outside", "guard-not-met")
    assert world.mechanism.joint_act(world["outreach"], joint).standing == "waiting"


def test_a_yes_in_vain_is_spent_and_never_followed_another_day(world: World) -> None:
    """What stood in its way goes; nobody abroad says so again, and nothing is done."""
    case, joint, token = asked(world)
    lower = {"risk_level": RiskLevel.MEDIUM}
    world.mechanism.record_facts(world["outreach"], case.id, lower)
    with pytest.raises(OffThePath):
        world.mechanism.answer_outside(token, YES)
    world.mechanism.record_facts(
        world["outreach"], case.id, {"risk_level": RiskLevel.HIGH}
    )
    for said in (YES, NO, LATER):
        with pytest.raises(AlreadyAnswered):
            world.mechanism.answer_outside(token, said)
    with pytest.raises(AlreadyAnswered):
        world.mechanism.look_outside(token)
    assert stage(world, case.id) == "returning"
    assert tasks(world) == listed(world) == ["outside_not_done"]
    again = world.mechanism.renew_outside(world["outreach"], joint).details["token"]
    world.mechanism.answer_outside(again, YES)
    assert stage(world, case.id) == "monitoring"
    assert tasks(world) == listed(world) == []


def test_a_yes_to_a_fact_that_is_another_by_now_is_refused(world: World) -> None:
    case, _, token = asked(world)
    lower = {"risk_level": RiskLevel.MEDIUM}
    world.mechanism.record_facts(world["outreach"], case.id, lower)
    with pytest.raises(OffThePath):
        world.mechanism.answer_outside(token, YES)
    assert stage(world, case.id) == "returning"
    assert tasks(world) == ["outside_not_done"]


def test_a_yes_is_not_followed_for_who_may_no_longer_ask(world: World) -> None:
    case, _, token = asked(world)
    world.consent(case.id)
    offer = world.offer(case.id, kind=ReferralKind.RESPONSIBILITY)
    world.mechanism.answer_offer(world["host"], offer.id, "accept")
    world.mechanism.answer_offer(world["host"], offer.id, "arrived")
    with pytest.raises(OffThePath) as cannot:
        world.mechanism.answer_outside(token, YES)
    assert cannot.value.missing == ("asked_anew",)
    assert tasks(world, "host") == ["outside_not_done"]
    assert tasks(world) == []
