"""What is recorded of a person, as the production rules are handed it."""

from typing import Any

from referral.rules.facts import PersonFacts
from referral.rules.situations import (
    ANOTHER,
    ANSWERING,
    ANSWERS,
    APPROVERS,
    CONSENTING,
    DOMAINS,
    NOW,
    PERSONAL,
    RECIPIENT,
    Fact,
    Position,
    Reflection,
    Said,
    consents_of,
    declined_of,
    facts_of,
    person_of,
    recorded,
)
from tests.rules.small_worlds import DANGER, at, situation
from workflows.vocabulary import (
    AgeClass,
    Compartment,
    ConsentAnswer,
    ConsentPurpose,
    Known,
    LegalGround,
    RiskLevel,
    Role,
    Track,
)

BEST = LegalGround.CHILD_BEST_INTERESTS
RETURN = ConsentPurpose.RETURN


def values(**changed: Any) -> dict[Fact, Any]:
    first = {fact: options[0] for fact, options in DOMAINS.items()}
    return first | {Fact[name]: value for name, value in changed.items()}


def test_at_first_a_person_is_whoever_nothing_is_recorded_of() -> None:
    assert person_of(values()) == PersonFacts()
    assert consents_of(values()) == ()


def test_a_person_is_what_was_recorded() -> None:
    held = values(
        AGE=AgeClass.CHILD,
        UNACCOMPANIED=Known.YES,
        GUARDIAN=True,
        EMERGENCY=DANGER,
        RISK=RiskLevel.HIGH,
        FOREIGN=Known.NO,
        COOPERATES=Known.YES,
        FAMILY_ASSESSED=True,
        FAMILY_SUSPECTED=Known.NO,
    )
    assert person_of(held) == PersonFacts(
        age_class=AgeClass.CHILD,
        unaccompanied=Known.YES,
        guardian_appointed=True,
        emergency_ground=DANGER,
        risk_level=RiskLevel.HIGH,
        foreign_national=Known.NO,
        cooperates_with_authorities=Known.YES,
        family_assessed=True,
        family_suspected=Known.NO,
    )
    assert len(PERSONAL) == 9


def test_an_answer_is_recorded_with_its_purpose_its_recipient_and_its_ground() -> None:
    assert recorded(RETURN, Said.NOTHING) is None
    expected = {
        Said.YES: (RECIPIENT, None, ConsentAnswer.YES),
        Said.YES_TO_ANOTHER: (ANOTHER, None, ConsentAnswer.YES),
        Said.BEST_INTERESTS: (RECIPIENT, BEST, ConsentAnswer.CANNOT),
        Said.DANGER: (RECIPIENT, DANGER, ConsentAnswer.CANNOT),
        Said.NO: (RECIPIENT, None, ConsentAnswer.NO),
    }
    for said, (recipient, ground, answer) in expected.items():
        held = recorded(RETURN, said)
        assert held is not None
        assert not held.withdrawn
        assert held.answer is answer
        assert held.consent.id == "return"
        assert held.consent.purpose is RETURN
        assert held.consent.compartments == frozenset(Compartment)
        assert held.consent.recipient_id == recipient
        assert held.consent.ground is ground
        withdrawn = recorded(RETURN, said, withdrawn=True)
        assert withdrawn is not None
        assert withdrawn.withdrawn
        assert withdrawn.consent == held.consent


def test_what_is_in_force_is_what_production_lets_count() -> None:
    yes = dict.fromkeys((fact.name for fact in ANSWERS), Said.YES)
    adult = consents_of(values(AGE=AgeClass.ADULT, **yes))
    assert {each.purpose for each in adult} == set(ANSWERS.values())
    assert consents_of(values(AGE=AgeClass.CHILD, **yes)) == ()
    stands_in = {"TO_RETURN": Said.BEST_INTERESTS, "AGE": AgeClass.CHILD}
    assert consents_of(values(**stands_in)) == ()
    for guarded in ({"GUARDIAN": True}, {"EMERGENCY": DANGER}):
        (held,) = consents_of(values(**stands_in, **guarded))
        assert (held.purpose, held.ground) == (RETURN, BEST)
    assert consents_of(values(**stands_in | {"AGE": AgeClass.ADULT})) == ()
    assert set(CONSENTING) >= set(ANSWERS)


def test_what_is_declined_is_what_production_says() -> None:
    no = values(TO_IDENTIFICATION=Said.NO, TO_ASSISTANCE=Said.YES)
    assert declined_of(no) == {ConsentPurpose.IDENTIFICATION}
    assert declined_of(values(TO_IDENTIFICATION=Said.YES)) == frozenset()
    facts = facts_of(at(), no, identification_ended=False)
    assert facts.declined == {ConsentPurpose.IDENTIFICATION}


def test_only_who_may_answer_agrees() -> None:
    assert {Role.POLICE, Role.COORDINATOR} < ANSWERING
    assert ANSWERING.isdisjoint({Role.AUDITOR, Role.SYSTEM})
    assert {role for each in APPROVERS for role in each.roles} == ANSWERING


def test_the_facts_of_a_situation_are_those_of_its_position_and_its_person() -> None:
    running = Position(at("assisted", "assessing").stages, Reflection.RUNS)
    held = values(AGE=AgeClass.ADULT, OFFERS=1, TO_ASSISTANCE=Said.YES)
    for ended in (True, False):
        facts = facts_of(running, held, identification_ended=ended)
        assert facts.identification_ended is ended
        assert facts.stages[Track.IDENTIFICATION] == "assessing"
        assert facts.stages[Track.PROTECTION] == "assisted"
        assert facts.person == PersonFacts(age_class=AgeClass.ADULT)
        assert [each.id for each in facts.consents] == ["assistance"]
        assert facts.open_offers == 1
        assert facts.reflection_ends is not None
        assert facts.reflection_ends > NOW
    never = facts_of(at(), held, identification_ended=False)
    assert never.reflection_ends is None
    over = Position(at().stages, Reflection.OVER)
    assert facts_of(over, held, identification_ended=False).reflection_ends == NOW
    assert situation(at("closed", "identified")).facts().identification_ended
    assert not situation(at("closed", "assessing")).facts().identification_ended


def test_facts_recorded_otherwise_change_nothing_else() -> None:
    before = situation(at("missing"), RISK=RiskLevel.HIGH)
    after = before.with_values({Fact.AGE: AgeClass.ADULT})
    assert after.position is before.position
    assert after.values == {**before.values, Fact.AGE: AgeClass.ADULT}
    assert before.values[Fact.AGE] is AgeClass.UNSURE
