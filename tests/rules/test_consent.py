"""What the person said, and what may rest on it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from referral.errors import ConsentMissing, Malformed
from referral.rules.consent import counts
from referral.rules.consent_answer import ITEMS, check_answer
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
    ChildView,
    ConsentAnswer,
    ConsentPurpose,
    ConsentWitness,
    GuardianStand,
    HowGiven,
    Known,
    LegalGround,
)

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"given_at": NOW + timedelta(seconds=1)}, ("/given_at", "in_the_future")),
        ({"expires_at": NOW}, ("/expires_at", "before_it_was_given")),
        ({"items": frozenset({"agrees", "told_all"})}, ("/items", "unknown_item")),
        ({"recipient_class": None}, ("/recipient", "one_recipient_or_one_class")),
        ({"recipient_named": True}, ("/recipient", "one_recipient_or_one_class")),
        (
            {"given_at": NOW - DAY, "expires_at": NOW},
            ("/expires_at", "over_already"),
        ),
        ({"items": frozenset(ITEMS[1:])}, ("/items", "contradicts_the_answer")),
        (
            {"answer": NO, "items": frozenset(ITEMS)},
            ("/items", "contradicts_the_answer"),
        ),
        ({"child_view": ChildView.WANTS}, ("/child_view", "only_of_a_child")),
        (
            {"witness": ConsentWitness.INTERPRETER},
            ("/witness", "no_interpreter_was_there"),
        ),
        (
            {"ground": LegalGround.COURT_ORDER},
            ("/ground", "ground_only_where_the_person_cannot_consent"),
        ),
    ],
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
    told = frozenset(ITEMS if said is YES else ITEMS[1:])

    check_answer(answer(answer=said, ground=ground, items=told), ADULT, NOW)


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
    heard = ChildView.WANTS if person.treated_as_child else None
    words = {"guardian": GuardianStand.AGREES, "child_view": heard}
    cannot = answer(answer=ConsentAnswer.CANNOT, ground=ground, **words)

    if stands:
        check_answer(cannot, person, NOW)
        return
    with pytest.raises(ConsentMissing):
        check_answer(cannot, person, NOW)


BEST = {"answer": ConsentAnswer.CANNOT, "ground": LegalGround.CHILD_BEST_INTERESTS}
HEARD = {**BEST, "child_view": ChildView.DOES_NOT_WANT}


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        (BEST, ("child_view",)),
        ({**BEST, "ground": LegalGround.COURT_ORDER}, ("child_view",)),
        (HEARD, ("guardian",)),
        ({**HEARD, "guardian": GuardianStand.IN_CONFLICT}, ("another_guardian",)),
        ({**HEARD, "guardian": GuardianStand.OBJECTS}, ("another_guardian",)),
        ({**HEARD, "guardian": GuardianStand.NOT_REACHED}, ("another_guardian",)),
    ],
)
def test_a_child_is_heard_and_a_guardian_in_conflict_does_not_speak_for_it(
    words: dict[str, Any], missing: tuple[str, ...]
) -> None:
    with pytest.raises(ConsentMissing) as refused:
        check_answer(answer(**words), WARDED, NOW)
    assert refused.value.missing[:1] == missing


def test_what_a_child_does_not_want_may_be_decided_and_stays_on_record() -> None:
    check_answer(answer(**HEARD, guardian=GuardianStand.AGREES), WARDED, NOW)


def test_in_a_recorded_emergency_no_guardian_is_waited_for() -> None:
    emergency = replace(CHILD, emergency_ground=LegalGround.DANGER_TO_LIFE)
    check_answer(answer(**HEARD), emergency, NOW)
    order = {"ground": LegalGround.COURT_ORDER, "guardian": GuardianStand.IN_CONFLICT}
    check_answer(answer(**{**HEARD, **order}), WARDED, NOW)


FOREIGN = replace(ADULT, interpreter_needed=Known.YES)


def test_a_yes_to_what_was_not_understood_does_not_count() -> None:
    with pytest.raises(ConsentMissing, match="interpreter"):
        check_answer(answer(), FOREIGN, NOW)
    with pytest.raises(ConsentMissing):
        check_answer(answer(how_given=HowGiven.TELEPHONE), FOREIGN, NOW)

    check_answer(answer(interpreter=True), FOREIGN, NOW)
    check_answer(answer(how_given=HowGiven.OWN_LANGUAGE_SHEET), FOREIGN, NOW)
    for unknown in (Known.NO, Known.UNKNOWN):
        check_answer(answer(), replace(ADULT, interpreter_needed=unknown), NOW)


def test_a_no_needs_no_interpreter() -> None:
    for word in (NO, LATER):
        check_answer(answer(answer=word), FOREIGN, NOW)


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
