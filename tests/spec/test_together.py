"""What several people decide: asked for, agreed to by each, done once."""

from dataclasses import replace
from uuid import UUID

import pytest

from referral.actions.protect import StepRequest
from referral.actions.together import Answer
from referral.actions.work import Done
from referral.errors import (
    AlreadyAnswered,
    GuardNotMet,
    NotFound,
    NotPermitted,
    OffThePath,
    StaleCase,
    WrongRole,
)
from tests.spec.evidence import case_row, refused
from tests.world import WOMAN, World
from workflows.vocabulary import (
    AgeClass,
    ConsentPurpose,
    Known,
    ReferralKind,
    RiskLevel,
)

IN_DANGER = replace(
    WOMAN,
    age_class=AgeClass.ADULT,
    unaccompanied=Known.NO,
    risk_level=RiskLevel.HIGH,
)


def presumed(world: World) -> Done:
    """A case of high danger, known to the panel's investigator."""
    case = world.case(facts=IN_DANGER)
    world.consent(case.id, purpose=ConsentPurpose.ASSISTANCE)
    world.step(case.id, "screen_positive")
    named = world.bodies["authority"]
    world.consent(case.id, purpose=ConsentPurpose.IDENTIFICATION, recipient_id=named)
    world.step(case.id, "notify_authority", recipient_id=named)
    return case


def asked(world: World, case: UUID, step: str, by: str, *invited: str) -> UUID:
    bodies = [world.bodies[name] for name in invited]
    wanted = StepRequest(step, reason="as_assessed")
    return world.mechanism.ask_step(world[by], case, wanted, invited=bodies).id


def by_panel(world: World, case: UUID, step: str) -> Done:
    """Investigator and advocate take a step together."""
    joint = asked(world, case, step, "investigator", "advocates")
    world.agree(joint, "advocate")
    return world.mechanism.answer_joint(world["investigator"], joint, "execute")


def in_facility(world: World) -> Done:
    case = presumed(world)
    by_panel(world, case.id, "assess_risk")
    by_panel(world, case.id, "place_in_secure_facility")
    return case


@pytest.mark.asvs("V2.3.5")
def test_a_panel_assesses_together_and_the_step_is_taken_once(
    panel_world: World,
) -> None:
    world = panel_world
    case = presumed(world)
    with refused(world, GuardNotMet, case.id) as alone:
        world.step(case.id, "assess_risk", by="investigator")
    assert alone.value.missing == ("seat:victim_advocate",)

    joint = asked(world, case.id, "assess_risk", "investigator", "advocates")
    (waiting,) = world.mechanism.joint_acts(world["advocate"])
    assert (waiting.id, waiting.standing) == (joint, "waiting")
    assert waiting.empty_seats == ("victim_advocate",)
    assert [seat.mine for seat in waiting.seats] == [False, True]
    world.agree(joint, "advocate")
    assert case_row(world, case.id).protection == "presumed"

    world.mechanism.answer_joint(world["investigator"], joint, "execute")
    assert case_row(world, case.id).protection == "danger_assessed"
    assert world.mechanism.joint_acts(world["advocate"]) == []
    with refused(world, AlreadyAnswered, case.id):
        world.mechanism.answer_joint(world["investigator"], joint, "execute")
    told = world.entries(case.id)
    words = ("joint_act_asked", "joint_act_approved", "joint_act_executed")
    assert [each for each in told if each in words] == list(words)


def test_the_facility_is_left_with_both_keys_and_never_with_one(
    panel_world: World,
) -> None:
    world = panel_world
    case = in_facility(world)
    joint = asked(world, case.id, "leave_facility", "outreach", "police", "court")
    world.agree(joint, "sergeant")
    with refused(world, GuardNotMet, case.id) as one_key:
        world.mechanism.answer_joint(world["outreach"], joint, "execute")
    assert one_key.value.missing == ("prosecutor",)
    assert case_row(world, case.id).protection == "in_secure_facility"

    seen = world.seen(joint, "sergeant")
    with refused(world, AlreadyAnswered, case.id):
        world.mechanism.answer_joint(world["sergeant"], joint, "approve", seen)
    world.agree(joint, "prosecutor")
    world.mechanism.answer_joint(world["outreach"], joint, "execute")
    assert case_row(world, case.id).protection == "assisted"


def test_a_key_lapses_and_a_no_ends_it(panel_world: World) -> None:
    world = panel_world
    case = in_facility(world)
    late = asked(world, case.id, "leave_facility", "outreach", "police", "court")
    world.clock.advance(hours=72)
    seen = world.seen(late, "sergeant")
    with refused(world, AlreadyAnswered, case.id) as lapsed:
        world.mechanism.answer_joint(world["sergeant"], late, "approve", seen)
    assert lapsed.value.missing == ("expired",)

    joint = asked(world, case.id, "leave_facility", "outreach", "police", "court")
    world.agree(joint, "prosecutor", "refuse")
    seen = world.seen(joint, "sergeant")
    with refused(world, AlreadyAnswered, case.id):
        world.mechanism.answer_joint(world["sergeant"], joint, "approve", seen)
    assert world.mechanism.joint_act(world["outreach"], joint).standing == "refused"
    assert case_row(world, case.id).protection == "in_secure_facility"


def test_who_is_not_asked_does_not_know_of_it(panel_world: World) -> None:
    world = panel_world
    case = presumed(world)
    joint = asked(world, case.id, "assess_risk", "investigator", "advocates")
    bystanders = world.bodies["bystanders"]
    with refused(world, NotFound, bystanders):
        world.mechanism.joint_act(world["stranger"], joint)
    with refused(world, NotFound, bystanders):
        world.mechanism.answer_joint(world["stranger"], joint, "approve", Answer("0"))
    seen = world.seen(joint, "outreach")
    with refused(world, WrongRole, case.id):
        world.mechanism.answer_joint(world["outreach"], joint, "approve", seen)
    with refused(world, NotPermitted, case.id):
        world.mechanism.answer_joint(world["advocate"], joint, "execute")


def test_a_yes_is_to_what_was_seen_and_nothing_else(panel_world: World) -> None:
    world = panel_world
    case = presumed(world)
    joint = asked(world, case.id, "assess_risk", "investigator", "advocates")
    with refused(world, StaleCase, case.id):
        other = Answer("0" * 64)
        world.mechanism.answer_joint(world["advocate"], joint, "approve", other)
    with refused(world, NotPermitted, case.id):
        world.mechanism.answer_joint(world["advocate"], joint, "withdraw")
    world.mechanism.answer_joint(world["investigator"], joint, "withdraw")
    seen = world.seen(joint, "advocate")
    with refused(world, AlreadyAnswered, case.id):
        world.mechanism.answer_joint(world["advocate"], joint, "approve", seen)


def test_what_no_longer_holds_when_it_is_done_is_not_done(panel_world: World) -> None:
    world = panel_world
    case = presumed(world)
    joint = asked(world, case.id, "assess_risk", "investigator", "advocates")
    world.agree(joint, "advocate")
    unassessed = {"risk_level": RiskLevel.UNASSESSED}
    world.mechanism.record_facts(world["outreach"], case.id, unassessed)
    with refused(world, StaleCase, case.id):
        world.mechanism.answer_joint(world["investigator"], joint, "execute")
    again = {"risk_level": RiskLevel.HIGH}
    world.mechanism.record_facts(world["outreach"], case.id, again)
    world.mechanism.answer_joint(world["investigator"], joint, "execute")
    assert case_row(world, case.id).protection == "danger_assessed"


def test_nobody_is_asked_for_what_one_person_does_or_cannot_be_done(
    panel_world: World,
) -> None:
    world = panel_world
    case = world.case(facts=IN_DANGER)
    with refused(world, OffThePath, case.id):
        asked(world, case.id, "screen_positive", "outreach")
    with pytest.raises(NotFound):
        asked(world, case.id, "assess_risk", "investigator")


def test_an_approval_is_for_this_procedure_and_for_no_later_one(
    panel_world: World,
) -> None:
    world = panel_world
    case = presumed(world).id
    old = asked(world, case, "assess_risk", "investigator", "advocates")
    world.agree(old, "advocate")
    by_panel(world, case, "assess_risk")
    with refused(world, StaleCase, case):
        world.mechanism.answer_joint(world["investigator"], old, "execute")


def test_a_finder_knows_nothing_of_what_is_decided_later(panel_world: World) -> None:
    world = panel_world
    case = presumed(world).id
    joint = asked(world, case, "assess_risk", "investigator", "advocates")
    (known,) = world.mechanism.joint_acts(world["outreach"])
    assert known.id == joint
    world.consent(case)
    offer = world.offer(case, kind=ReferralKind.RESPONSIBILITY)
    for word in ("accept", "arrived"):
        world.mechanism.answer_offer(world["host"], offer.id, word)
    assert world.mechanism.joint_acts(world["outreach"]) == []
    with pytest.raises(NotFound):
        world.mechanism.joint_act(world["outreach"], joint)
    assert [each.id for each in world.mechanism.joint_acts(world["host"])] == [joint]
