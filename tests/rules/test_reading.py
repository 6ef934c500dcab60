"""What a guard reads is found by running it, and nothing that it reads is missed."""

from itertools import product
from typing import Any

import pytest

from referral.rules.facts import CaseFacts, Given
from referral.rules.guards import GUARDS
from referral.rules.reading import ENDED, Read, choices, tabulate
from referral.rules.situations import DOMAINS, GIVENS, GROUNDS, Fact, Reflection
from workflows.vocabulary import (
    AgeClass,
    Guard,
    Known,
    LegalGround,
    RiskLevel,
    Sex,
    Track,
)

WHOSE = (Fact.AGE, Fact.GUARDIAN, Fact.EMERGENCY)
"""Whether an answer of the person counts rests on these, beside the answer."""
READS: dict[Guard, tuple[Read, ...]] = {
    Guard.CONSENT_TO_ASSISTANCE: (Fact.TO_ASSISTANCE, *WHOSE),
    Guard.CONSENT_TO_IDENTIFICATION: (Fact.TO_IDENTIFICATION, *WHOSE),
    Guard.CONSENT_TO_RETURN: (Fact.TO_RETURN, *WHOSE),
    Guard.CHILD_HAS_GUARDIAN: (Fact.AGE, Fact.UNACCOMPANIED, *WHOSE[1:]),
    Guard.RISK_ASSESSED: (Fact.RISK,),
    Guard.FOREIGN_NATIONAL: (Fact.FOREIGN,),
    Guard.IDENTIFICATION_NOT_OPEN: (ENDED,),
    Guard.REFLECTION_NOT_RUNNING: (Reflection,),
    Guard.NO_OPEN_OFFER: (Fact.OFFERS,),
    Guard.STAY_NOT_PROTECTED: (ENDED, Reflection),
    Guard.REASON_GIVEN: (),
    Guard.OUTCOME_GIVEN: (),
    Guard.RECIPIENT_NAMED: (),
    Guard.LEGAL_GROUND_GIVEN: (),
    Guard.REASON_CODE_GIVEN: (),
    Guard.ADULT: (Fact.AGE,),
    Guard.NOTHING_AGREED: (
        *(Fact.TO_ASSISTANCE, Fact.TO_IDENTIFICATION, Fact.TO_RETURN),
        *(Fact.TO_REFERRAL, *WHOSE),
    ),
    Guard.IDENTIFICATION_REQUESTED: (Fact.TO_IDENTIFICATION, *WHOSE),
    Guard.IDENTIFICATION_DECLINED: (Fact.TO_IDENTIFICATION,),
    Guard.RISK_HIGH: (Fact.RISK,),
    Guard.RISK_LOW_OR_MEDIUM: (Fact.RISK,),
    Guard.COOPERATES: (Fact.COOPERATES,),
    Guard.FAMILY_SAFE: (Fact.FAMILY_ASSESSED, Fact.FAMILY_SUSPECTED),
}


def everyone() -> list[dict[Read, Any]]:
    """A situation for each value of each fact, the others at their first."""
    first: dict[Read, Any] = {fact: values[0] for fact, values in DOMAINS.items()}
    first |= {Reflection: Reflection.NEVER, ENDED: False}
    return [{**first, read: value} for read in first for value in choices(read)]


@pytest.mark.parametrize("word", Guard, ids=lambda word: word.value)
def test_a_guard_reads_exactly_these_facts(word: Guard) -> None:
    table = tabulate(GUARDS[word].holds)
    assert table.reads == READS[word]
    assert table.strange == frozenset()
    ways = product(GROUNDS, *(choices(read) for read in table.reads))
    assert set(table.answers) == set(ways)


def test_what_a_fact_may_be_is_known_and_nothing_else_is() -> None:
    assert choices(Reflection) == (Reflection.NEVER, Reflection.RUNS, Reflection.OVER)
    assert choices(ENDED) == (False, True)
    assert choices(Fact.GUARDIAN) == (False, True)
    assert choices("needs") == ()


def test_a_guard_that_reads_one_fact_only_if_another_says_so_reads_both() -> None:
    def high_for_a_child(facts: CaseFacts, _given: Given) -> bool:
        if not facts.person.treated_as_child:
            return True
        return facts.person.risk_level is RiskLevel.HIGH

    table = tabulate(high_for_a_child)
    assert table.reads == (Fact.AGE, Fact.RISK)
    for values in everyone():
        adult = values[Fact.AGE] is AgeClass.ADULT
        expected = adult or values[Fact.RISK] is RiskLevel.HIGH
        assert table.holds(None, values) is expected
    child: dict[Read, Any] = {Fact.AGE: AgeClass.CHILD, Fact.RISK: RiskLevel.HIGH}
    assert table.holds(LegalGround.DANGER_TO_LIFE, child)


def test_a_fact_that_is_asked_for_and_changes_nothing_is_not_read() -> None:
    def asks(facts: CaseFacts, _given: Given) -> bool:
        assert facts.person.unaccompanied in Known
        return facts.open_offers == 0 and facts.person.risk_level in RiskLevel

    assert tabulate(asks).reads == (Fact.OFFERS,)
    assert tabulate(asks).strange == frozenset()


def test_a_guard_that_reads_what_is_not_varied_is_found_out() -> None:
    def reads_needs(facts: CaseFacts, _given: Given) -> bool:
        person = facts.person
        return (
            not person.needs
            and person.sex is Sex.UNKNOWN
            and facts.stages.get(Track.STAY) is None
            and not person.guardian_appointed
        )

    table = tabulate(reads_needs)
    assert table.strange == {"needs", "sex", "stages"}
    assert table.reads == (Fact.GUARDIAN,)
    assert table.answers[(None, False)]
    assert not table.answers[(None, True)]


def test_a_guard_that_reads_the_whole_case_is_answered_as_production_is() -> None:
    def whole(facts: CaseFacts, given: Given) -> bool:
        over = facts.reflection_ends is None or given.at >= facts.reflection_ends
        return facts.identification_ended and over and facts.open_offers == 1

    table = tabulate(whole)
    assert table.reads == (Reflection, ENDED, Fact.OFFERS)
    expected = {
        (ground, stands, ended, offers): (
            ended and stands is not Reflection.RUNS and offers == 1
        )
        for ground in GROUNDS
        for ended in (False, True)
        for stands in Reflection
        for offers in (0, 1)
    }
    assert dict(table.answers) == expected


def test_a_guard_is_asked_with_every_ground_and_with_none() -> None:
    def of_a_court(facts: CaseFacts, given: Given) -> bool:
        handed_in = given.legal_ground
        return handed_in is LegalGround.COURT_ORDER or facts.person.guardian_appointed

    table = tabulate(of_a_court)
    assert table.reads == (Fact.GUARDIAN,)
    unguarded = {
        ground: table.holds(ground, {Fact.GUARDIAN: False}) for ground in GIVENS
    }
    assert unguarded == {
        ground: ground is LegalGround.COURT_ORDER for ground in GROUNDS
    }


def test_what_is_read_on_one_ground_only_is_read() -> None:
    def danger_and_risk(facts: CaseFacts, given: Given) -> bool:
        if given.legal_ground is LegalGround.DANGER_TO_LIFE:
            return facts.person.risk_level is RiskLevel.HIGH
        return facts.person.foreign_national is Known.YES

    assert set(tabulate(danger_and_risk).reads) == {Fact.RISK, Fact.FOREIGN}


def test_a_guard_that_never_ends_asking_the_same_is_asked_once_for_each_value() -> None:
    asked: list[tuple[Any, ...]] = []

    def twice(facts: CaseFacts, given: Given) -> bool:
        first, again = facts.person.risk_level, facts.person.risk_level
        asked.append((given.legal_ground, first, again))
        return first is again is RiskLevel.HIGH

    assert tabulate(twice).reads == (Fact.RISK,)
    assert len(asked) == 2 * len(GROUNDS) * len(RiskLevel)
    assert {first is again for _, first, again in asked} == {True}
