"""Steps of the pathway: what is told beforehand is what happens."""

from typing import Any

import pytest

from referral.actions.protect import StepRequest
from referral.errors import (
    CaseClosed,
    ConsentMissing,
    DisclosureExceedsConsent,
    Erased,
    GuardNotMet,
    Malformed,
    NotHolder,
    StaleCase,
    StepNotOnPath,
    WrongRole,
)
from referral.rules.facts import PersonFacts
from tests.spec.evidence import case_row, chain_of, last_entry, nothing_left, refused
from tests.world import World
from workflows.vocabulary import (
    AgeClass,
    Compartment,
    ConsentAnswer,
    ConsentPurpose,
    Known,
    LegalGround,
    Outcome,
    Purpose,
    RiskLevel,
)

FOREIGNER = PersonFacts(
    age_class=AgeClass.ADULT,
    foreign_national=Known.YES,
    unaccompanied=Known.NO,
    risk_level=RiskLevel.LOW,
)


def assisted(world: World, facts: PersonFacts = FOREIGNER) -> Any:  # Done
    """A case whose person agrees to help and to identification."""
    case = world.case(facts=facts)
    world.consent(case.id, purpose=ConsentPurpose.ASSISTANCE)
    world.consent(
        case.id,
        purpose=ConsentPurpose.IDENTIFICATION,
        recipient_id=world.bodies["authority"],
    )
    return case


def test_a_step_moves_one_track_and_says_so(world: World) -> None:
    case = assisted(world)
    done = world.step(case.id, "bring_to_safety")

    assert done.details["stages"] == {
        "protection": "protected",
        "identification": "not_requested",
        "stay": "not_applicable_or_unknown",
    }
    assert done.version == case_row(world, case.id).version
    entry = last_entry(world, case.id)
    assert (entry.type, entry.track) == ("step_taken", "protection")
    assert (entry.from_stage, entry.to_stage) == ("presumed", "protected")
    assert chain_of(world, case.id)[-1][1] == {"step": "bring_to_safety"}


def test_help_needs_the_persons_consent_or_a_ground_that_stands_in(
    world: World,
) -> None:
    case = world.case()
    with refused(world, GuardNotMet, case.id) as refusal:
        world.step(case.id, "bring_to_safety")
    assert refusal.value.missing == ("consent_to_assistance",)

    world.step(case.id, "bring_to_safety", legal_ground=LegalGround.DANGER_TO_LIFE)
    (_, taken), (asked, _) = chain_of(world, case.id)[-2:]
    assert (taken["legal_ground"], asked) == ("danger_to_life", "joint_act_asked")


@pytest.mark.asvs("V2.3.1")
def test_every_refusal_of_a_step_says_which_it_is(world: World) -> None:
    case = assisted(world)
    with refused(world, StepNotOnPath, case.id):
        world.step(case.id, "reopen", reason="again")
    with refused(world, StepNotOnPath, case.id):
        world.step(case.id, "dance")
    with refused(world, WrongRole, case.id):
        world.step(case.id, "identify", reason="clear")
    with refused(world, GuardNotMet, case.id) as refusal:
        world.step(case.id, "close")
    assert set(refusal.value.missing) == {"outcome_given", "reason_given"}
    with refused(world, StaleCase, case.id):
        world.mechanism.take_step(
            world["outreach"], case.id, StepRequest("bring_to_safety"), expects=1
        )
    world.step(case.id, "close", reason="found work", outcome=Outcome.RECOVERED)
    with refused(world, CaseClosed, case.id):
        world.step(case.id, "bring_to_safety")


def test_who_serves_takes_only_the_steps_of_a_provider(embedded_world: World) -> None:
    world = embedded_world
    case, _ = world.accepted()
    with refused(world, NotHolder, case.id):
        world.step(case.id, "agree_plan", by="host")
    world.step(case.id, "record_contact_lost", by="host", reason="not at breakfast")


def test_a_case_with_an_open_offer_is_not_closed(world: World) -> None:
    case, offer = world.offered()
    ending = {"reason": "found work", "outcome": Outcome.RECOVERED}
    with refused(world, GuardNotMet, case.id) as refusal:
        world.step(case.id, "close", **ending)
    assert refusal.value.missing == ("no_open_offer",)

    world.mechanism.answer_offer(world["outreach"], offer.id, "withdraw")
    world.step(case.id, "close", **ending)


def test_notifying_tells_the_authority_only_what_the_person_agreed_to(
    world: World,
) -> None:
    case = world.case()
    to = world.bodies["authority"]
    asked: dict[str, Any] = {
        "purpose": ConsentPurpose.IDENTIFICATION,
        "recipient_id": to,
    }
    world.mechanism.record_facts(
        world["outreach"], case.id, {"unaccompanied": Known.NO}
    )
    with refused(world, GuardNotMet, case.id):
        world.step(case.id, "notify_authority", recipient_id=to)

    world.consent(case.id, compartments=frozenset({Compartment.HEALTH}), **asked)
    with refused(world, DisclosureExceedsConsent, case.id):
        world.step(case.id, "notify_authority", recipient_id=to)

    agreed = world.consent(
        case.id, compartments=frozenset({Compartment.CONTACT}), **asked
    )
    with refused(world, GuardNotMet, case.id):
        world.step(case.id, "notify_authority", recipient_id=world.bodies["migration"])
    world.step(case.id, "notify_authority", recipient_id=to)
    (told,) = world.mechanism.disclosures(world["assessor"], case.id, Purpose.LEGAL)
    assert set(told["content"]) == {"contact"}

    world.mechanism.withdraw_consent(world["outreach"], case.id, agreed.id)
    with refused(world, Erased, case.id):
        world.mechanism.disclosures(world["assessor"], case.id, Purpose.LEGAL)


def test_an_authority_is_not_notified_on_a_consent_that_names_nobody(
    embedded_world: World,
) -> None:
    world = embedded_world
    case = world.case(facts=FOREIGNER)
    world.consent(case.id, purpose=ConsentPurpose.IDENTIFICATION)

    with refused(world, ConsentMissing, case.id):
        world.step(case.id, "notify_authority", recipient_id=world.bodies["authority"])


def test_nobody_is_notified_who_is_not_known(embedded_world: World) -> None:
    world = embedded_world
    case = world.case(facts=FOREIGNER)
    world.consent(
        case.id,
        purpose=ConsentPurpose.IDENTIFICATION,
        answer=ConsentAnswer.YES,
    )

    with nothing_left(world, Malformed):
        world.step(case.id, "notify_authority", recipient_id=case.id)


def test_the_authority_decides_and_the_stay_is_protected_meanwhile(
    embedded_world: World,
) -> None:
    """From notification to a decision, with the thirty days running beside it."""
    world = embedded_world
    case = assisted(world)
    to = world.bodies["authority"]
    world.step(case.id, "notify_authority", recipient_id=to)
    for step in ("start_assessment", "start_reflection"):
        world.step(case.id, step, by="assessor")
    with refused(world, WrongRole, case.id):
        world.step(case.id, "end_stay", by="assessor", reason="over")

    world.step(case.id, "identify", by="assessor", reason="clear")
    answers = {a.step: a for a in world.mechanism.steps(world["assessor"], case.id)}
    assert "guard-not-met" in [r.code for r in answers["end_stay"].refusals]
    world.clock.advance(days=32)
    answers = {a.step: a for a in world.mechanism.steps(world["assessor"], case.id)}
    assert "guard-not-met" not in [r.code for r in answers["end_stay"].refusals]
    row = case_row(world, case.id)
    assert (row.identification, row.stay) == ("identified", "reflection")


def test_asking_what_is_possible_is_an_entry_and_changes_nothing(
    embedded_world: World,
) -> None:
    world = embedded_world
    case = world.case()
    answers = world.mechanism.steps(world["outreach"], case.id)

    assert len(answers) > 20
    assert world.entries(case.id)[-2] == "list_shown"
    assert case_row(world, case.id).version == 1


def test_reflection_lasts_from_the_step_that_began_it(embedded_world: World) -> None:
    world = embedded_world
    case = assisted(world)
    to = world.bodies["authority"]
    world.step(case.id, "notify_authority", recipient_id=to)
    world.step(case.id, "start_reflection", by="assessor")
    with refused(world, GuardNotMet, case.id) as unsaid:
        world.step(case.id, "record_not_wanted")
    assert unsaid.value.missing == ("identification_declined",)
    world.consent(
        case.id,
        purpose=ConsentPurpose.IDENTIFICATION,
        answer=ConsentAnswer.NO,
        recipient_id=to,
    )
    world.step(case.id, "record_not_wanted")

    def end_of_stay() -> list[tuple[str, ...]]:
        answers = world.mechanism.steps(world["assessor"], case.id)
        (end,) = [answer for answer in answers if answer.step == "end_stay"]
        return [r.missing for r in end.refusals if r.code == "guard-not-met"]

    assert end_of_stay() == [("stay_not_protected",)]
    world.consent(
        case.id,
        purpose=ConsentPurpose.RETURN,
        recipient_id=world.bodies["authority"],
    )
    world.step(case.id, "depart_voluntarily")
    world.step(case.id, "start_reflection", by="assessor")
    world.clock.advance(days=30)
    assert end_of_stay() == [("stay_not_protected",)]
    world.clock.advance(days=1)
    assert end_of_stay() == []


def test_a_ground_tells_an_authority_only_where_it_was_recorded_towards_it(
    embedded_world: World,
) -> None:
    world = embedded_world
    to = world.bodies["authority"]
    case = world.case(facts=FOREIGNER)
    danger = LegalGround.DANGER_TO_LIFE
    with refused(world, ConsentMissing, case.id):
        world.step(case.id, "notify_authority", recipient_id=to, legal_ground=danger)

    world.consent(
        case.id,
        purpose=ConsentPurpose.IDENTIFICATION,
        answer=ConsentAnswer.CANNOT,
        ground=danger,
        recipient_id=to,
        compartments=frozenset({Compartment.IDENTITY}),
    )
    world.step(case.id, "notify_authority", recipient_id=to)
    (told,) = world.mechanism.disclosures(world["assessor"], case.id, Purpose.LEGAL)
    assert set(told["content"]) == {"identity"}
