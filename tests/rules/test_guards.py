from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from referral.rules import guards
from referral.rules.facts import CaseFacts, ConsentInForce, Given, PersonFacts
from referral.rules.guards import GUARDS, INPUT_OF, STANDS_IN
from tests.rules.situations import ADULT, NOW, near
from workflows.vocabulary import (
    AgeClass,
    ConsentPurpose,
    Guard,
    Known,
    LegalGround,
    Outcome,
    RiskLevel,
    StepInput,
)

CHILD = PersonFacts(age_class=AgeClass.CHILD)
GIVEN = Given(at=NOW)


def holds(word: Guard, facts: CaseFacts, given: Given = GIVEN) -> bool:
    return GUARDS[word].holds(facts, given)


def person(**facts: Any) -> CaseFacts:
    return CaseFacts(stages={}, person=replace(ADULT, **facts))


def consenting(
    purpose: ConsentPurpose,
    who: PersonFacts = ADULT,
    ground: LegalGround | None = None,
    recipient_id: str | None = None,
) -> CaseFacts:
    consent = ConsentInForce(
        "consent", purpose, frozenset(), recipient_id=recipient_id, ground=ground
    )
    return CaseFacts(stages={}, person=who, consents=(consent,))


def test_every_word_has_a_function_of_its_name_and_every_function_a_word() -> None:
    assert set(GUARDS) == set(Guard)
    for word, rule in GUARDS.items():
        assert rule.holds is getattr(guards, word.value)
        assert rule.holds.__doc__
        assert rule.sentence.endswith(".")
    assert set(INPUT_OF) == set(StepInput)


@pytest.mark.parametrize("age", [AgeClass.CHILD, AgeClass.UNSURE])
@pytest.mark.parametrize("unaccompanied", [Known.YES, Known.UNKNOWN])
def test_who_may_be_an_unaccompanied_child_needs_a_guardian_or_an_emergency(
    age: AgeClass, unaccompanied: Known
) -> None:
    word = Guard.CHILD_HAS_GUARDIAN
    alone = person(age_class=age, unaccompanied=unaccompanied)
    assert not holds(word, alone)
    facts: list[dict[str, Any]] = [
        {"guardian_appointed": True},
        {"emergency_ground": LegalGround.DANGER_TO_LIFE},
        {"unaccompanied": Known.NO},
        {"age_class": AgeClass.ADULT},
    ]
    for fact in facts:
        assert holds(word, replace(alone, person=replace(alone.person, **fact)))


@pytest.mark.parametrize(
    ("word", "purpose"),
    [
        (Guard.CONSENT_TO_ASSISTANCE, ConsentPurpose.ASSISTANCE),
        (Guard.CONSENT_TO_IDENTIFICATION, ConsentPurpose.IDENTIFICATION),
        (Guard.CONSENT_TO_RETURN, ConsentPurpose.RETURN),
    ],
)
class TestConsent:
    def test_counts_for_its_own_purpose_only(
        self, word: Guard, purpose: ConsentPurpose
    ) -> None:
        for other in ConsentPurpose:
            assert holds(word, consenting(other)) is (other is purpose)

    def test_counts_for_the_recipient_it_names(
        self, word: Guard, purpose: ConsentPurpose
    ) -> None:
        facts = consenting(purpose, recipient_id="authority")
        assert holds(word, facts)
        assert holds(word, facts, replace(GIVEN, recipient_id="authority"))
        assert not holds(word, facts, replace(GIVEN, recipient_id="another"))

    def test_may_rest_on_a_ground_of_its_own_list_and_a_childs_only_for_a_child(
        self, word: Guard, purpose: ConsentPurpose
    ) -> None:
        for ground in LegalGround:
            listed = ground in STANDS_IN[purpose]
            childs = ground is LegalGround.CHILD_BEST_INTERESTS
            assert holds(word, consenting(purpose, CHILD, ground)) is listed
            adult = consenting(purpose, ADULT, ground)
            assert holds(word, adult) is (listed and not childs)


def test_a_ground_handed_in_replaces_consent_to_help_but_never_the_wish_to_return() -> (
    None
):
    facts, danger = person(), replace(GIVEN, legal_ground=LegalGround.DANGER_TO_LIFE)
    assert holds(Guard.CONSENT_TO_ASSISTANCE, facts, danger)
    assert holds(Guard.CONSENT_TO_IDENTIFICATION, facts, danger)
    assert not holds(Guard.CONSENT_TO_RETURN, facts, danger)
    court = replace(GIVEN, legal_ground=LegalGround.COURT_ORDER)
    assert not holds(Guard.CONSENT_TO_ASSISTANCE, facts, court)


def test_reflection_runs_up_to_its_last_moment() -> None:
    ends = [person(), *(replace(person(), reflection_ends=m) for m in near(NOW))]
    word = Guard.REFLECTION_NOT_RUNNING
    assert [holds(word, facts) for facts in ends] == [True, True, True, False]


@pytest.mark.parametrize("ended", [True, False])
@pytest.mark.parametrize("running", [True, False])
def test_a_stay_is_unprotected_only_after_identification_and_reflection(
    *, ended: bool, running: bool
) -> None:
    facts = replace(
        person(),
        identification_ended=ended,
        reflection_ends=NOW + timedelta(days=1) if running else None,
    )
    assert holds(Guard.IDENTIFICATION_NOT_OPEN, facts) is ended
    assert holds(Guard.STAY_NOT_PROTECTED, facts) is (ended and not running)


def test_doubt_about_nationality_counts_for_protection() -> None:
    word = Guard.FOREIGN_NATIONAL
    assert [holds(word, person(foreign_national=known)) for known in Known] == [
        True,
        False,
        True,
    ]


def test_any_assessed_level_is_an_assessment() -> None:
    for level in RiskLevel:
        assessed = level is not RiskLevel.UNASSESSED
        assert holds(Guard.RISK_ASSESSED, person(risk_level=level)) is assessed


def test_an_open_offer_is_seen() -> None:
    assert holds(Guard.NO_OPEN_OFFER, person())
    assert not holds(Guard.NO_OPEN_OFFER, replace(person(), open_offers=1))


@pytest.mark.parametrize(
    ("word", "empty", "filled"),
    [
        (Guard.REASON_GIVEN, {"reason": " \n"}, {"reason": "moved away"}),
        (Guard.OUTCOME_GIVEN, {}, {"outcome": Outcome.RECOVERED}),
        (Guard.RECIPIENT_NAMED, {"recipient_id": ""}, {"recipient_id": "authority"}),
        (Guard.LEGAL_GROUND_GIVEN, {}, {"legal_ground": LegalGround.COURT_ORDER}),
    ],
)
def test_an_input_counts_only_with_content(
    word: Guard, empty: dict[str, Any], filled: dict[str, Any]
) -> None:
    assert not holds(word, person())
    assert not holds(word, person(), Given(NOW, **empty))
    assert holds(word, person(), Given(NOW, **filled))
