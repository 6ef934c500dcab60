"""What the person said, and what may rest on it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from referral.errors import ConsentMissing, Malformed
from referral.rules.consent import (
    ITEMS,
    check_answer,
    counts,
)
from referral.rules.facts import PersonFacts
from tests.rules.answers import (
    ADULT,
    CHILD,
    LATER,
    NO,
    NOW,
    WARDED,
    YES,
    answer,
    reaches,
    said,
)
from workflows.vocabulary import (
    AgeClass,
    ConsentAnswer,
    ConsentPurpose,
    LegalGround,
)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"given_at": NOW + timedelta(seconds=1)}, ("/given_at", "in_the_future")),
        ({"expires_at": NOW}, ("/expires_at", "before_it_was_given")),
        ({"items": frozenset({"told_nothing"})}, ("/items", "unknown_item")),
        ({"recipient_class": None}, ("/recipient", "one_recipient_or_one_class")),
        ({"recipient_named": True}, ("/recipient", "one_recipient_or_one_class")),
        (
            {"ground": LegalGround.COURT_ORDER},
            ("/ground", "ground_only_where_the_person_cannot_consent"),
        ),
    ],
    ids=lambda value: next(iter(value), "") if isinstance(value, dict) else "",
)
def test_an_answer_that_contradicts_itself_is_not_read(
    changes: dict[str, Any], fault: tuple[str, str]
) -> None:
    with pytest.raises(Malformed) as refused:
        check_answer(answer(**changes), ADULT, NOW)

    assert refused.value.faults == (fault,)


def test_every_fault_of_an_answer_is_listed_at_once() -> None:
    wrong = answer(given_at=NOW + timedelta(1), expires_at=NOW, recipient_class=None)

    with pytest.raises(Malformed) as refused:
        check_answer(wrong, ADULT, NOW)
    assert len(refused.value.faults) == 3


@pytest.mark.parametrize("said", ConsentAnswer)
def test_an_adult_answers_for_themselves(said: ConsentAnswer) -> None:
    ground = LegalGround.DANGER_TO_LIFE if said is ConsentAnswer.CANNOT else None
    items = frozenset(ITEMS)

    check_answer(answer(answer=said, ground=ground, items=items), ADULT, NOW)


@pytest.mark.parametrize("age", [AgeClass.CHILD, AgeClass.UNSURE])
def test_a_childs_yes_does_not_stand_alone_but_its_no_does(age: AgeClass) -> None:
    child = PersonFacts(age_class=age)

    with pytest.raises(ConsentMissing, match="does not stand alone"):
        check_answer(answer(), child, NOW)
    for word in (ConsentAnswer.NO, ConsentAnswer.LATER):
        check_answer(answer(answer=word), child, NOW)


@pytest.mark.parametrize(
    ("ground", "person", "stands"),
    [
        (None, ADULT, False),
        (None, WARDED, False),
        (LegalGround.CHILD_BEST_INTERESTS, ADULT, False),
        (LegalGround.CHILD_BEST_INTERESTS, CHILD, False),
        (LegalGround.CHILD_BEST_INTERESTS, WARDED, True),
        (
            LegalGround.CHILD_BEST_INTERESTS,
            replace(CHILD, emergency_ground=LegalGround.DANGER_TO_LIFE),
            True,
        ),
        (LegalGround.DANGER_TO_LIFE, ADULT, True),
        (LegalGround.DANGER_TO_LIFE, CHILD, True),
        (LegalGround.COURT_ORDER, ADULT, True),
    ],
)
def test_where_the_person_cannot_consent_a_ground_must_stand_in(
    ground: LegalGround | None, person: PersonFacts, *, stands: bool
) -> None:
    cannot = answer(answer=ConsentAnswer.CANNOT, ground=ground)

    if stands:
        check_answer(cannot, person, NOW)
        return
    with pytest.raises(ConsentMissing):
        check_answer(cannot, person, NOW)


def test_a_yes_and_a_ground_let_something_happen_and_nothing_else_does() -> None:
    assert [said for said in ConsentAnswer if counts(said)] == [
        ConsentAnswer.YES,
        ConsentAnswer.CANNOT,
    ]


def test_a_yes_reaches_whom_it_names_and_no_one_else() -> None:
    assert reaches(said(YES))
    assert reaches(said(YES, "heron"))
    assert not reaches(said(YES, "plover"))
    assert reaches(said(YES, "safe_accommodation"))
    assert not reaches(said(YES, "medical"))
    assert not reaches(said(YES, purpose=ConsentPurpose.REPORTING))
    assert not reaches()


def test_the_newest_answer_counts() -> None:
    assert not reaches(said(YES), said(NO))
    assert reaches(said(NO), said(YES))
    assert not reaches(said(YES), said(LATER))
    assert not reaches(said(YES, "heron"), said(YES), said(NO, "heron"), said(YES))


def test_what_a_newer_answer_replaced_never_comes_back() -> None:
    assert not reaches(said(YES), said(YES, withdrawn=True))
    assert not reaches(said(YES), said(YES, expired=True))
    assert not reaches(said(YES), said(NO, withdrawn=True))
    assert not reaches(said(YES), said(NO, expired=True))
