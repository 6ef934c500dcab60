import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.errors import (
    AlreadyAnswered,
    NotAddressed,
    Refusal,
    StepNotOnPath,
    WrongRole,
)
from referral.rules.offer import (
    first_offer_stage,
    is_terminal,
    live_stages,
    offer_step,
    offer_steps,
    take_offer_step,
)
from workflows.loader import offer_cycle
from workflows.vocabulary import OfferContent, ReferralStage, Side, StepInput

STEPS = [step.name for step in offer_cycle().steps]
HAPPY = [
    ("offer", Side.SENDER, "offered"),
    ("question", Side.ADDRESSEE, "question"),
    ("reply", Side.SENDER, "offered"),
    ("accept", Side.ADDRESSEE, "accepted"),
    ("hand_over", Side.ADDRESSEE, "handed_over"),
    ("start_service", Side.ADDRESSEE, "in_service"),
    ("complete", Side.ADDRESSEE, "completed"),
]


def test_an_offer_is_made_questioned_accepted_and_served() -> None:
    stage: str = first_offer_stage()
    for step, side, reached in HAPPY:
        stage = take_offer_step(stage, step, side)
        assert stage == reached
    assert is_terminal(stage)


@pytest.mark.parametrize(
    ("stage", "step", "side", "reached"),
    [
        ("offered", "decline", Side.ADDRESSEE, "declined"),
        ("offered", "expire", Side.SYSTEM, "expired"),
        ("question", "withdraw", Side.SENDER, "withdrawn"),
        ("accepted", "report_no_show", Side.ADDRESSEE, "no_show"),
        ("accepted", "return", Side.ADDRESSEE, "returned"),
        ("in_service", "recall", Side.SYSTEM, "recalled"),
        ("handed_over", "close_provider", Side.COORDINATOR, "provider_closed"),
        ("offered", "record_telephone_yes", Side.COORDINATOR, "accepted_by_telephone"),
        ("accepted_by_telephone", "confirm", Side.ADDRESSEE, "accepted"),
        ("accepted_by_telephone", "dispute", Side.ADDRESSEE, "offered"),
    ],
)
def test_an_offer_ends_or_turns_in_every_way_it_may(
    stage: str, step: str, side: Side, reached: str
) -> None:
    assert take_offer_step(ReferralStage(stage), step, side) == reached


def test_the_sender_can_never_accept_its_own_offer() -> None:
    for step in ("accept", "confirm", "decline", "hand_over"):
        for side in set(Side) - {Side.ADDRESSEE}:
            with pytest.raises(NotAddressed):
                take_offer_step("offered", step, side)


def test_what_identifies_the_person_opens_only_by_the_addressees_own_yes() -> None:
    opening = [s for s in offer_cycle().steps if s.shows is OfferContent.AGREED_FIELDS]
    assert {step.name for step in opening} == {"accept", "confirm"}
    assert {step.to for step in opening} == {ReferralStage.ACCEPTED}
    into = [s for s in offer_cycle().steps if s.to is ReferralStage.ACCEPTED]
    assert into == opening


def test_only_the_system_lets_an_offer_expire() -> None:
    with pytest.raises(WrongRole) as refused:
        take_offer_step("offered", "expire", Side.SENDER)
    assert refused.value.missing == ("system",)


@pytest.mark.parametrize("stage", [s for s in ReferralStage if is_terminal(s)])
@pytest.mark.parametrize("step", STEPS)
def test_what_has_ended_is_never_moved_again(stage: ReferralStage, step: str) -> None:
    with pytest.raises(AlreadyAnswered):
        take_offer_step(stage, step, offer_step(step).sides[0])


def test_a_second_yes_finds_the_offer_answered_and_an_early_one_finds_no_offer() -> (
    None
):
    for stage in ("accepted", "handed_over", "in_service"):
        with pytest.raises(AlreadyAnswered):
            take_offer_step(stage, "accept", Side.ADDRESSEE)
    with pytest.raises(StepNotOnPath):
        take_offer_step("draft", "accept", Side.ADDRESSEE)
    with pytest.raises(StepNotOnPath):
        take_offer_step("offered", "no_such_step", Side.ADDRESSEE)


def test_every_stage_of_the_vocabulary_is_in_the_table_live_or_ended() -> None:
    stages = [stage.name for stage in offer_cycle().stages]
    assert sorted(stages) == sorted(ReferralStage)
    assert {s for s in ReferralStage if not is_terminal(s)} == set(live_stages())


def test_consent_taken_back_recalls_an_offer_wherever_it_stands() -> None:
    for stage in live_stages():
        assert take_offer_step(stage, "recall", Side.SYSTEM) is ReferralStage.RECALLED


def test_a_decline_needs_its_coded_reason_and_an_end_of_service_its_outcome() -> None:
    assert offer_step("decline").needs == (StepInput.REASON,)
    assert offer_step("complete").needs == (StepInput.OUTCOME,)


@given(
    stage=st.sampled_from(ReferralStage),
    step=st.sampled_from(STEPS),
    side=st.sampled_from(Side),
)
def test_what_is_offered_to_a_side_is_what_it_can_do(
    stage: ReferralStage, step: str, side: Side
) -> None:
    offered = {answer.step: answer.to_stage for answer in offer_steps(stage, side)}
    try:
        reached = take_offer_step(stage, step, side)
    except Refusal:
        assert step not in offered
    else:
        assert offered[step] is reached
