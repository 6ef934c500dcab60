"""What the rules advise and show, word by word."""

from dataclasses import replace

import pytest

from referral.rules.definition import Elements, definition, screen
from referral.rules.disclosure import card
from referral.rules.facts import PersonFacts
from referral.rules.offer import compile_offers
from workflows.aids import screening_rules
from workflows.loader import offer_cycle
from workflows.vocabulary import (
    AgeClass,
    Exploitation,
    Known,
    ReferralStage,
    Side,
    TraffickingAct,
    TraffickingMeans,
)


def test_a_card_says_exactly_this_and_nothing_more() -> None:
    person = PersonFacts(
        age_class=AgeClass.CHILD,
        language="sqi",
        interpreter_needed=Known.YES,
        region="north",
        children_with=2,
        access_needs=("step_free",),
        citizenship=("AL",),
    )
    assert card(person, "safe_accommodation") == {
        "service_type": "safe_accommodation",
        "age_class": "child",
        "sex": "unknown",
        "children_with": 2,
        "unaccompanied": "unknown",
        "interpreter_for": "sqi",
        "region": "north",
        "risk_level": "unassessed",
        "immediate_danger": "unknown",
        "access_needs": ["step_free"],
    }
    alone = replace(person, interpreter_needed=Known.NO)
    assert card(alone, "safe_accommodation")["interpreter_for"] is None


ADVICE = "This is advice. A person decides, and absent signs prove nothing."
KNOWN = Elements(
    frozenset({next(iter(TraffickingAct))}),
    frozenset({next(iter(TraffickingMeans))}),
    frozenset({Exploitation.BEGGING}),
)
MEETS = "What is known meets the definition of trafficking."
CHILD_NEEDS = "The person is or may be a child: no means is needed."
IRRELEVANT = "The person's consent to the exploitation is irrelevant."
SURROGACY = (
    "Surrogacy alone needs a means, unless the surrogate is a child "
    "(Directive 2011/36/EU art 2(5))."
)


@pytest.mark.parametrize(
    ("elements", "age", "said"),
    [
        (KNOWN, AgeClass.ADULT, (MEETS, IRRELEVANT, ADVICE)),
        (KNOWN, AgeClass.UNSURE, (MEETS, CHILD_NEEDS, IRRELEVANT, ADVICE)),
        (
            replace(KNOWN, means=frozenset()),
            AgeClass.ADULT,
            ("Not known: means.", ADVICE),
        ),
        (
            replace(KNOWN, means=frozenset()),
            AgeClass.CHILD,
            (MEETS, CHILD_NEEDS, ADVICE),
        ),
        (Elements(), AgeClass.ADULT, ("Not known: act, means, purpose.", ADVICE)),
        (
            Elements(KNOWN.acts, frozenset(), frozenset({Exploitation.SURROGACY})),
            AgeClass.CHILD,
            ("Not known: means.", SURROGACY, ADVICE),
        ),
    ],
)
def test_the_definition_explains_itself_in_exactly_these_words(
    elements: Elements, age: AgeClass, said: tuple[str, ...]
) -> None:
    found = definition(elements, age)
    assert found.sentences == said
    assert found.text == " ".join(said)
    assert found.meets is (said[0] == MEETS)


def test_a_national_rule_explains_itself_in_exactly_these_words() -> None:
    (rule,) = screening_rules().values()
    adult = screen(rule, ("c", "a"), AgeClass.ADULT)
    assert (adult.meets, adult.means_needed, adult.missing) == (
        False,
        True,
        ("section_b",),
    )
    assert adult.sentences == (
        f"{rule.label}, read for: adult. Sections with a sign: a, c.",
        "The rule does not read this as a potential victim.",
        ADVICE,
    )
    child = screen(rule, ("a", "c"), AgeClass.UNSURE)
    assert (child.meets, child.means_needed, child.missing) == (True, False, ())
    assert child.sentences[:2] == (
        f"{rule.label}, read for: child. Sections with a sign: a, c.",
        "The rule reads this as a potential victim.",
    )
    none = screen(rule, (), AgeClass.ADULT)
    assert none.missing == ("section_a", "section_b", "section_c")
    assert "Sections with a sign: none." in none.text


def test_the_offer_table_is_compiled_as_it_is_written() -> None:
    offers = compile_offers(offer_cycle())
    assert set(offers.steps) == {step.name for step in offer_cycle().steps}
    assert offers.take("offered", "accept", Side.ADDRESSEE) is ReferralStage.ACCEPTED
    assert "declined" in offers.ended
    assert "offered" not in offers.ended
    assert {"accepted", "handed_over", "declined"} <= offers.answered
    assert not {"draft", "offered", "question"} & offers.answered
