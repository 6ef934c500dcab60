from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.errors import Refusal
from referral.rules.explain import StepAnswer, explain
from referral.rules.facts import CaseFacts, Given, PersonFacts
from referral.rules.pathway import CompiledPathway, take
from tests.rules.situations import (
    ADULT,
    ANYBODY,
    CONVENTION,
    EVERYTHING,
    NOW,
    PATHWAYS,
    askers,
    cases,
)
from workflows.vocabulary import Confidence, Known, LegalGround, StepInput, Track

anybody_or_somebody = st.just(ANYBODY) | askers


def answers(compiled: CompiledPathway, facts: CaseFacts) -> dict[str, StepAnswer]:
    return {each.step: each for each in explain(compiled, facts, ANYBODY, NOW)}


@pytest.mark.parametrize("compiled", PATHWAYS, ids=lambda c: c.pathway.name)
@given(data=st.data())
def test_explaining_equals_trying(
    compiled: CompiledPathway, data: st.DataObject
) -> None:
    facts, asker = data.draw(cases(compiled)), data.draw(anybody_or_somebody)
    explained = explain(compiled, facts, asker, NOW)
    assert [each.step for each in explained] == list(compiled.steps)
    for each in explained:
        if each.allowed:
            move = take(compiled, each.step, facts, asker, EVERYTHING)
            assert (move.track, move.to_stage) == (each.track, each.to_stage)
        else:
            with pytest.raises(Refusal) as refused:
                take(compiled, each.step, facts, asker, EVERYTHING)
            told = [
                reason for reason in each.refusals if reason.code == refused.value.code
            ]
            assert told[0] == each.refusals[0]
            assert refused.value.missing == tuple(
                word for reason in told for word in reason.missing
            )


@pytest.mark.parametrize("compiled", PATHWAYS, ids=lambda c: c.pathway.name)
@given(data=st.data())
def test_a_ground_that_is_said_to_lift_a_refusal_does(
    compiled: CompiledPathway, data: st.DataObject
) -> None:
    facts, asker = data.draw(cases(compiled)), data.draw(anybody_or_somebody)
    for each in explain(compiled, facts, asker, NOW):
        for ground in LegalGround:
            with_ground = replace(EVERYTHING, legal_ground=ground)
            try:
                take(compiled, each.step, facts, asker, with_ground)
            except Refusal:
                assert ground not in each.lifted_by
            else:
                assert each.allowed or ground in each.lifted_by


@pytest.mark.parametrize("compiled", PATHWAYS, ids=lambda c: c.pathway.name)
@given(data=st.data())
def test_speaking_to_the_authorities_or_not_changes_nothing(
    compiled: CompiledPathway, data: st.DataObject
) -> None:
    facts = data.draw(cases(compiled))
    said = {
        explain(
            compiled,
            replace(
                facts, person=replace(facts.person, cooperates_with_authorities=known)
            ),
            ANYBODY,
            NOW,
        )
        for known in Known
    }
    assert len(said) == 1


def test_an_input_is_needed_but_refuses_nothing_until_the_step_is_taken() -> None:
    close = answers(CONVENTION, CaseFacts(stages={}, person=ADULT))["close"]
    assert close.allowed
    assert close.needs == (StepInput.OUTCOME, StepInput.REASON)
    with pytest.raises(Refusal):
        take(
            CONVENTION, "close", CaseFacts(stages={}, person=ADULT), ANYBODY, Given(NOW)
        )


def test_a_refused_step_says_each_thing_that_is_missing_and_who_provides_it() -> None:
    plan = answers(CONVENTION, CaseFacts(stages={}, person=PersonFacts()))["agree_plan"]
    assert [reason.missing for reason in plan.refusals] == [
        ("consent_to_assistance",),
        ("child_has_guardian",),
        ("risk_assessed",),
    ]
    assert all(": " in reason.sentence for reason in plan.refusals)
    assert plan.roles == ("case_manager",)
    assert plan.ground.confidence is Confidence.FOUND


def test_danger_to_life_lets_an_adult_be_brought_to_safety_before_consent() -> None:
    facts = CaseFacts(stages={}, person=ADULT)
    safety = answers(CONVENTION, facts)["bring_to_safety"]
    assert not safety.allowed
    assert safety.lifted_by == (LegalGround.DANGER_TO_LIFE,)


@pytest.mark.parametrize("compiled", PATHWAYS, ids=lambda c: c.pathway.name)
def test_an_answer_carries_what_the_file_says_of_its_step(
    compiled: CompiledPathway,
) -> None:
    told = answers(compiled, CaseFacts(stages={}, person=ADULT))
    starts = {track.name: track.start for track in compiled.pathway.tracks}
    for name, (track, step) in compiled.steps.items():
        each = told[name]
        assert (each.label, each.to_stage) == (step.label, step.to)
        assert (each.roles, each.relations) == (step.roles, step.relations)
        assert (each.discloses, each.needs) == (step.discloses, step.needs)
        assert each.on_path is (starts[track.name] in step.from_stages)
        assert each.ground == step.ground


def test_guards_and_seats_that_are_missing_are_told_together() -> None:
    kosovo = next(c for c in PATHWAYS if c.pathway.name == "kosovo")
    unknown = CaseFacts(stages={Track.PROTECTION: "presumed"}, person=PersonFacts())
    with pytest.raises(Refusal) as refused:
        take(kosovo, "assess_risk", unknown, ANYBODY, Given(NOW))
    assert refused.value.missing == (
        "risk_assessed",
        "child_has_guardian",
        "seat:trafficking_investigator",
        "seat:victim_advocate",
        "seat:social_worker",
    )
