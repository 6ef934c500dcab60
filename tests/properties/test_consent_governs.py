"""The person's word governs every disclosure, in any order of acts, after every act."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from referral.actions import consent, opening_copies
from referral.actions.coverage import drawers_in
from referral.actions.offers import Recalled
from referral.actions.work import Work
from referral.records.cases import Case
from referral.records.referrals import Disclosure
from referral.rules import deciding
from referral.rules.consent import Recorded
from referral.rules.facts import PersonFacts
from tests.again import Worlds
from tests.properties.acted import Said
from tests.properties.any_word import EVERY_SO_MANY, ConsentGoverns, Opener
from workflows.vocabulary import Compartment, ConsentAnswer, ReferralKind, Regime


def walked(opener: Opener, examples: int, **words: Any) -> None:
    """So many random histories."""
    run_state_machine_as_test(
        partial(ConsentGoverns, opener),  # type: ignore[arg-type] # makes one
        settings=settings(
            max_examples=examples,
            stateful_step_count=16,
            suppress_health_check=list(HealthCheck),
            **words,
        ),
    )


def test_whoever_opens_a_field_is_covered_by_the_persons_word(worlds: Worlds) -> None:
    walked(worlds.embedded, max(12, settings().max_examples // 50))


def test_so_it_is_where_the_database_fences_rows(
    worlds: Worlds, postgres_server: str
) -> None:
    walked(partial(worlds.on_postgres, postgres_server), 2)


def every(answer: Recorded, _: PersonFacts) -> bool:
    """In place of what ends an answer."""
    return answer.answer is not ConsentAnswer.NO


def all_of_it(work: Work, _: Case, copy: Disclosure) -> frozenset[Compartment]:
    """In place of asking what a copy may still show."""
    return drawers_in(work, copy)


def without_recalling(
    _: Work, __: Case, act: Callable[[], object], ___: UUID | None = None
) -> Recalled:
    """In place of ending what rests on an answer."""
    act()
    return Recalled(0, 0)


def never(*_: object, **__: object) -> bool:
    """In place of a no that speaks of one body alone, and of what is only kept."""
    return False


EVERYTHING = dict.fromkeys(Regime, frozenset(Compartment))
"""In place of the drawers that a body's regime opens."""


def is_restricted(told: ConsentGoverns) -> None:
    told.is_restricted_or_used_again(0, right=True, drawer=None)


def runs_out(told: ConsentGoverns) -> None:
    told.time_passes(50)


def takes_back_and_agrees_anew(told: ConsentGoverns) -> None:
    told.takes_back(0, right=True)
    told.the_person_answers(0, right=True, said=[Said()])


def says_no_to_it(told: ConsentGoverns) -> None:
    no = Said(answer=ConsentAnswer.NO, to="shelter")
    told.the_person_answers(0, right=True, said=[no])


def looks(_: ConsentGoverns) -> None:
    """Nothing has to happen first."""


Broken = tuple[object, str, object]
BROKEN: dict[str, tuple[Broken, Callable[[ConsentGoverns], None]]] = {
    "a restriction": ((deciding, "touched", never), is_restricted),
    "the regime of a body": ((deciding, "OPENING", EVERYTHING), looks),
    "a time that ran out": ((Recorded, "allows", every), runs_out),
    "a no to one of them": ((Recorded, "stops", never), says_no_to_it),
    "what a yes still covers": ((opening_copies, "check_covered", all_of_it), runs_out),
    "what was taken back": (
        (consent, "recall_lost", without_recalling),
        takes_back_and_agrees_anew,
    ),
}
"""What is put in place of a rule or of its asking, and what happens then."""


def told_of(told: ConsentGoverns, then: Callable[[ConsentGoverns], None]) -> None:
    """Two people are helped, one thing happens, and everybody looks."""
    try:
        told.two_people_are_helped(ReferralKind.SERVICE, 48)
        then(told)
        for _ in range(EVERY_SO_MANY):
            told.whoever_opens_a_field_is_covered_by_the_persons_word()
    finally:
        told.stack.close()


@pytest.mark.parametrize("what", BROKEN)
def test_a_rule_that_is_broken_is_found(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    rule, then = BROKEN[what]
    monkeypatch.setattr(*rule)
    with pytest.raises(AssertionError, match=r"too much|covers less"):
        told_of(ConsentGoverns(worlds.embedded), then)


def test_as_the_rules_are_nothing_is_found(worlds: Worlds) -> None:
    for then in (takes_back_and_agrees_anew, says_no_to_it):
        told_of(ConsentGoverns(worlds.embedded), then)


def test_a_broken_rule_is_found_by_going_on_at_random(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deciding, "OPENING", EVERYTHING)
    with pytest.raises(AssertionError, match="too much"):
        walked(worlds.embedded, 5, phases=(Phase.generate,))
