"""What is told of every step beforehand is what happens when it is tried."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from referral.errors import Refusal
from referral.rules.facts import PersonFacts
from tests.spec.test_steps import FOREIGNER
from tests.world import WOMAN, World
from workflows.vocabulary import (
    AgeClass,
    ConsentPurpose,
    DecisionReason,
    LegalGround,
    Outcome,
    StepInput,
)


def given_for(world: World, needs: tuple[StepInput, ...]) -> dict[str, Any]:
    """What a step asks to be handed in."""
    all_given = {
        StepInput.REASON: ("reason", "as agreed"),
        StepInput.OUTCOME: ("outcome", Outcome.RECOVERED),
        StepInput.RECIPIENT: ("recipient_id", world.bodies["authority"]),
        StepInput.REASON_CODE: ("reason_code", DecisionReason.INFORMATION_MISSING),
        StepInput.LEGAL_GROUND: ("legal_ground", LegalGround.COURT_ORDER),
    }
    return dict(all_given[needed] for needed in needs)


WHO = ["outreach", "officer", "assessor", "migration", "coordinator"]
STORY = st.lists(st.tuples(st.sampled_from(WHO), st.integers(0, 40)), max_size=6)


PEOPLE = {"foreigner": FOREIGNER, "woman": WOMAN, "unknown": PersonFacts()}


@pytest.mark.parametrize("person", PEOPLE)
def test_what_explain_says_is_what_trying_does(
    embedded_world: World, person: str
) -> None:
    world, facts = embedded_world, PEOPLE[person]

    @settings(
        max_examples=max(5, settings().max_examples // 6),
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(STORY)
    def walk(story: list[tuple[str, int]]) -> None:
        case = world.case(facts=facts)
        if facts.age_class is AgeClass.ADULT:
            for purpose in (ConsentPurpose.ASSISTANCE, ConsentPurpose.RETURN):
                world.consent(case.id, purpose=purpose)
            world.consent(
                case.id,
                purpose=ConsentPurpose.IDENTIFICATION,
                recipient_id=world.bodies["authority"],
            )
        if person == "foreigner":
            to = world.bodies["authority"]
            world.step(case.id, "notify_authority", recipient_id=to)
        for name, n in story:
            _try_one(world, case.id, name, n)

    walk()


def _try_one(world: World, case_id: Any, name: str, n: int) -> None:  # an id
    try:
        answers = world.mechanism.steps(world[name], case_id)
    except Refusal:
        return
    answer = answers[n % len(answers)]
    given = given_for(world, answer.needs)
    before = world.mechanism.read_case(world["coordinator"], case_id).stages
    if answer.allowed:
        world.step(case_id, answer.step, by=name, **given)
        moved = {**before, answer.track.value: answer.to_stage}
    else:
        with pytest.raises(Refusal) as refusal:
            world.step(case_id, answer.step, by=name, **given)
        told = {reason.code for reason in answer.refusals}
        assert refusal.value.code in told
        moved = dict(before)
    assert world.mechanism.read_case(world["coordinator"], case_id).stages == moved
