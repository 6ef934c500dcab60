import logging
import threading
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.errors import (
    CaseClosed,
    GuardNotMet,
    NotHolder,
    PathwayMissing,
    StepNotOnPath,
    WrongRole,
)
from referral.rules.facts import Asker, CaseFacts, ConsentInForce, Given
from referral.rules.pathway import CompiledPathway, Move, compile_pathway, take
from tests.rules.situations import (
    ADULT,
    ANYBODY,
    CONVENTION,
    EVERYTHING,
    NEUTRAL,
    NOW,
    PATHWAYS,
    askers,
    cases,
)
from workflows.loader import load_shipped, shipped_names
from workflows.vocabulary import (
    Compartment,
    ConsentPurpose,
    Guard,
    LegalGround,
    Relation,
    Role,
    StageKind,
    Track,
)


def agreed(*purposes: ConsentPurpose) -> tuple[ConsentInForce, ...]:
    return tuple(ConsentInForce(p.value, p, frozenset()) for p in purposes)


def case(**stages: str) -> CaseFacts:
    return CaseFacts(
        stages={Track(name): stage for name, stage in stages.items()},
        person=ADULT,
        consents=agreed(*ConsentPurpose),
    )


def test_a_step_answers_where_it_led_what_it_discloses_and_which_clocks_it_moves() -> (
    None
):
    assert take(CONVENTION, "notify_authority", case(), ANYBODY, EVERYTHING) == Move(
        track=Track.IDENTIFICATION,
        step="notify_authority",
        from_stage="not_requested",
        to_stage="notified",
        starts_clock="take_up",
        ends_clock=None,
        discloses=(Compartment.IDENTITY, Compartment.CONTACT),
    )


def test_the_wrong_role_is_told_whose_step_it_is() -> None:
    shelter = Asker(frozenset({Role.SERVICE_PROVIDER}), frozenset({Relation.HOLDER}))
    with pytest.raises(WrongRole) as refused:
        take(CONVENTION, "agree_plan", case(), shelter, EVERYTHING)
    assert refused.value.missing == ("case_manager",)


def test_a_case_manager_of_another_organisation_is_refused() -> None:
    stranger = Asker(frozenset({Role.CASE_MANAGER}), frozenset({Relation.PROVIDER}))
    with pytest.raises(NotHolder) as refused:
        take(CONVENTION, "agree_plan", case(), stranger, EVERYTHING)
    assert refused.value.missing == ("holder",)


@pytest.mark.parametrize("step", ["identify", "no_such_step", "", "__class__"])
def test_a_step_that_does_not_start_here_is_refused(step: str) -> None:
    with pytest.raises(StepNotOnPath):
        take(CONVENTION, step, case(), ANYBODY, EVERYTHING)


def test_every_missing_thing_is_named_at_once() -> None:
    facts = replace(case(), consents=(), open_offers=2)
    with pytest.raises(GuardNotMet) as refused:
        take(CONVENTION, "close", facts, ANYBODY, Given(at=NOW, reason="  "))
    assert refused.value.missing == ("no_open_offer", "outcome_given", "reason_given")
    assert "withdraws it" in refused.value.sentence
    assert "A reason is missing" in refused.value.sentence


def test_a_closed_case_refuses_what_is_not_reopening_and_not_left_to_an_authority() -> (
    None
):
    facts = case(protection="closed", identification="assessing")
    with pytest.raises(CaseClosed):
        take(CONVENTION, "bring_to_safety", facts, ANYBODY, EVERYTHING)
    with pytest.raises(CaseClosed):
        take(
            CONVENTION,
            "notify_authority",
            case(protection="closed"),
            ANYBODY,
            EVERYTHING,
        )
    decided = take(CONVENTION, "identify", facts, ANYBODY, EVERYTHING)
    reopened = take(CONVENTION, "reopen", facts, ANYBODY, EVERYTHING)
    assert (decided.to_stage, reopened.to_stage) == ("identified", "presumed")


def test_a_case_in_a_stage_its_pathway_lacks_is_a_fault_and_no_refusal() -> None:
    with pytest.raises(PathwayMissing):
        take(CONVENTION, "reopen", case(protection="gone"), ANYBODY, EVERYTHING)


def test_an_adult_who_never_asks_for_formal_status_is_helped_to_the_end() -> None:
    stage, path = "presumed", ["bring_to_safety", "agree_plan", "start_reintegration"]
    for step in [*path, "start_monitoring", "close"]:
        move = take(CONVENTION, step, case(protection=stage), ANYBODY, EVERYTHING)
        stage = move.to_stage
    assert stage == "closed"


def test_nobody_is_returned_who_did_not_ask_whatever_ground_is_named() -> None:
    facts = replace(case(), consents=agreed(ConsentPurpose.ASSISTANCE))
    for ground in LegalGround:
        with pytest.raises(GuardNotMet) as refused:
            take(
                CONVENTION,
                "prepare_return",
                facts,
                ANYBODY,
                replace(EVERYTHING, legal_ground=ground),
            )
        assert refused.value.missing == ("consent_to_return",)


def test_a_negative_decision_needs_its_reason_and_leads_on_to_a_review() -> None:
    facts = case(identification="assessing")
    with pytest.raises(GuardNotMet) as refused:
        take(CONVENTION, "refuse_identification", facts, ANYBODY, Given(at=NOW))
    assert refused.value.missing == ("reason_given", "reason_code_given")
    refused_case = case(identification="not_identified")
    review = take(CONVENTION, "ask_review", refused_case, ANYBODY, EVERYTHING)
    assert review.to_stage == "under_review"


@pytest.mark.parametrize("compiled", PATHWAYS, ids=lambda c: c.pathway.name)
@given(data=st.data())
def test_anybody_in_any_order_stays_on_the_stages_of_each_track(
    compiled: CompiledPathway, data: st.DataObject
) -> None:
    facts = data.draw(cases(compiled))
    for _ in range(data.draw(st.integers(1, 12))):
        step = data.draw(st.sampled_from(sorted(compiled.steps)))
        asker = data.draw(st.sampled_from([ANYBODY]) | askers)
        was_closed = compiled.is_closed(facts)
        try:
            move = take(compiled, step, facts, asker, EVERYTHING)
        except (WrongRole, NotHolder, StepNotOnPath, GuardNotMet, CaseClosed):
            continue
        track, taken = compiled.steps[step]
        assert move.to_stage in {stage.name for stage in track.stages}
        assert move.from_stage in taken.from_stages
        opens = track.stage(move.to_stage).kind is not StageKind.CLOSED
        reopens = track.name is Track.PROTECTION and opens
        assert not was_closed or taken.after_closure or reopens
        facts = replace(facts, stages={**facts.stages, move.track: move.to_stage})


@pytest.mark.parametrize("name", shipped_names())
def test_no_step_of_protection_reads_identification_stay_or_nationality(
    name: str,
) -> None:
    never = {
        Guard.IDENTIFICATION_NOT_OPEN,
        Guard.REFLECTION_NOT_RUNNING,
        Guard.STAY_NOT_PROTECTED,
        Guard.FOREIGN_NATIONAL,
        Guard.CONSENT_TO_IDENTIFICATION,
    }
    for step in load_shipped(name)[0].track(Track.PROTECTION).steps:
        assert not never & set(step.guards), step.name


@pytest.mark.parametrize("name", shipped_names())
def test_every_ending_of_a_stay_is_asked_for_or_unprotected(name: str) -> None:
    track = load_shipped(name)[0].track(Track.STAY)
    for step in track.steps:
        if track.stage(step.to).kind is StageKind.CLOSED:
            asked = {Guard.STAY_NOT_PROTECTED, Guard.CONSENT_TO_RETURN}
            excepted = step.exceptions and step.negative
            assert set(step.guards) & asked or excepted


def test_one_compiled_pathway_serves_many_threads() -> None:
    wrong: list[str] = []

    def walk() -> None:
        for _ in range(200):
            stage = "presumed"
            for step in ("bring_to_safety", "agree_plan", "close", "reopen"):
                facts = case(protection=stage)
                stage = take(CONVENTION, step, facts, ANYBODY, EVERYTHING).to_stage
            if stage != "presumed":
                wrong.append(stage)

    threads = [threading.Thread(target=walk) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_machines_keep_no_models_have_no_jumps_and_say_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    for compiled in PATHWAYS:
        take(compiled, "close", case(), ANYBODY, EVERYTHING)
        for machine in compiled.machines.values():
            assert machine.models == []
            assert not [name for name in machine.events if name.startswith("to_")]
    assert logging.getLogger("transitions").level == logging.WARNING
    assert caplog.records == []


def test_no_text_of_a_file_is_given_to_the_library_as_something_to_call() -> None:
    for compiled in (*PATHWAYS, compile_pathway(NEUTRAL.pathway)):
        for machine in compiled.machines.values():
            for event in machine.events.values():
                for arcs in event.transitions.values():
                    for arc in arcs:
                        assert [*arc.before, *arc.after, *arc.prepare] == []
                        assert all(callable(c.func) for c in arc.conditions)
