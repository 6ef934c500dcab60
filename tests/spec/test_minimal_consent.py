"""A bed and a contact: the least, asked in one question, at night."""

from datetime import timedelta

import pytest

from referral.actions.identify import Identification
from referral.actions.refer import Offer
from referral.errors import AlreadyAnswered, ConsentMissing, GuardNotMet
from referral.rules.consent_answer import Spoken
from referral.rules.facts import PersonFacts
from tests.spec.evidence import refused
from tests.world import CONTENT, WOMAN, World
from workflows.minimal_consent import minimal_consent, minimal_problems
from workflows.vocabulary import AgeClass, Known, Purpose, ReferralKind

LEAST = Spoken("sqi", interpreter=True)


def test_a_case_and_a_yes_to_a_bed_are_one_act(world: World) -> None:
    m, finder = world.mechanism, world["outreach"]
    done = m.open_case(finder, Identification(WOMAN, CONTENT, minimal_consent=LEAST))

    assert done.version == 3, "one more with each consent"
    consents = m.consents(finder, done.id)
    assert {each.recipient_class for each in consents} == {
        "safe_accommodation",
        "emergency_accommodation",
    }
    assert all(each.counts for each in consents)
    assert {each.compartments for each in consents} == {("contact",)}
    assert world.entries(done.id)[:4] == [
        "case_opened",
        "identification_recorded",
        "consent_recorded",
        "consent_recorded",
    ]
    offer = world.offer(done.id)
    m.answer_offer(world["host"], offer.id, "accept")
    (copy,) = m.open_package(world["host"], offer.id, Purpose.CARE)
    assert set(copy["content"]) == {"contact"}, "no name, no story, no illness"
    assert m.verify_all().whole


def test_it_reaches_a_bed_and_nobody_else(embedded_world: World) -> None:
    world, m = embedded_world, embedded_world.mechanism
    body = world.bodies["haven"]
    advice = m.list_service(world.system, body, "counselling", "Advice").id
    case = m.open_case(world["outreach"], Identification(WOMAN, CONTENT)).id
    with refused(world, ConsentMissing, case):
        world.offer(case)
    m.record_minimal_consent(world["outreach"], case, LEAST, expects=1)
    world.offer(case)
    with refused(world, ConsentMissing, case):
        m.make_offer(world["outreach"], case, Offer(advice, ReferralKind.SERVICE))
    with refused(world, GuardNotMet, case):
        world.step(case, "notify_authority", recipient_id=world.bodies["authority"])


def test_it_ends_by_itself_and_is_taken_back_like_any_other(
    embedded_world: World,
) -> None:
    world, m = embedded_world, embedded_world.mechanism
    me = world["outreach"]
    case = m.open_case(me, Identification(WOMAN, CONTENT, minimal_consent=LEAST)).id
    first, second = m.consents(me, case)
    assert first.expires_at == world.clock() + timedelta(days=7)
    offer = world.offer(case).id
    m.withdraw_consent(me, case, first.id)
    assert m.read_offer(world["host"], offer).stage == "recalled"
    world.clock.advance(days=8)
    assert not any(each.counts for each in m.consents(me, case))
    assert second.withdrawn_at is None


def test_a_yes_to_less_takes_nothing_back(embedded_world: World) -> None:
    world, m = embedded_world, embedded_world.mechanism
    me, case = world["outreach"], embedded_world.case().id
    world.consent(case, recipient_class="safe_accommodation")
    offer = world.offer(case).id
    m.record_minimal_consent(me, case, LEAST)
    assert [each.recipient_class for each in m.consents(me, case)] == [
        "safe_accommodation",
        "emergency_accommodation",
    ]
    m.answer_offer(world["host"], offer, "accept")
    (copy,) = m.open_package(world["host"], offer, Purpose.CARE)
    assert {"identity", "contact"} < set(copy["content"])

    with refused(world, AlreadyAnswered, case):
        m.record_minimal_consent(me, case, LEAST)
    world.clock.advance(days=1)
    m.record_minimal_consent(me, case, LEAST)
    renewed = m.consents(me, case)[-1]
    assert renewed.recipient_class == "emergency_accommodation"
    assert renewed.expires_at == world.clock() + timedelta(days=7)
    world.consent(case)
    with refused(world, AlreadyAnswered, case):
        m.record_minimal_consent(me, case, LEAST)


@pytest.mark.parametrize("age", [AgeClass.CHILD, AgeClass.UNSURE])
def test_a_childs_yes_does_not_stand_alone_here_either(
    embedded_world: World, age: AgeClass
) -> None:
    world = embedded_world
    new = Identification(PersonFacts(age_class=age), minimal_consent=LEAST)
    with refused(world, ConsentMissing, world.bodies["ngo"]):
        world.mechanism.open_case(world["outreach"], new)
    assert world.mechanism.cases(world["outreach"]) == [], "nothing was begun"


def test_a_question_that_was_not_understood_was_not_answered(
    embedded_world: World,
) -> None:
    world, m = embedded_world, embedded_world.mechanism
    facts = PersonFacts(age_class=AgeClass.ADULT, interpreter_needed=Known.YES)
    case = m.open_case(world["outreach"], Identification(facts)).id
    with refused(world, ConsentMissing, case):
        m.record_minimal_consent(world["outreach"], case, Spoken("sqi"))
    m.record_minimal_consent(world["outreach"], case, LEAST)


def test_what_is_asked_is_data_that_cannot_grow_in_silence() -> None:
    sound = minimal_consent().model_dump(mode="json")
    wrong = {
        "services": ["legal_aid", "nothing_known"],
        "compartments": ["contact", "identity"],
        "say": ["May I ask for a place for a victim?"],
        "ends": {"n": 2, "unit": "working_day"},
    }
    assert minimal_problems(sound) == []
    for name, value in wrong.items():
        assert minimal_problems({**sound, name: value}), name
