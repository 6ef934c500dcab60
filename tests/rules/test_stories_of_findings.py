"""The way to a finding, one sentence for each thing that happens on it."""

import copy
from dataclasses import replace

from referral.rules.exploration import CutWorld
from referral.rules.guarantee import Finding
from referral.rules.pathway import compile_pathway
from referral.rules.situations import Fact, Position, Reflection, Said
from referral.rules.stories import Happened, in_words, story
from referral.rules.worlds import PASSING, Situation
from tests.rules.mutants import without_step
from tests.rules.situations import NEUTRAL
from tests.rules.small_worlds import DANGER, at, situation
from tests.rules.walled import walled
from workflows.schema import Pathway
from workflows.vocabulary import AgeClass, Known, LegalGround, RiskLevel


def told(where: Situation | Position | None, step: str = "") -> tuple[str, ...]:
    finding = Finding("help", "it is withheld", where, step or None)
    return in_words(CutWorld(NEUTRAL), finding)


def test_a_finding_without_a_case_tells_only_what_is_wrong() -> None:
    assert story(CutWorld(NEUTRAL), Finding("a", "b")) == ()
    assert told(None) == ("help: it is withheld.",)
    assert told(None, "assist") == ("help: it is withheld.",)


def test_a_finding_where_every_case_begins_has_no_way_to_go() -> None:
    assert told(at()) == ("help: it is withheld.",)
    assert told(at(), "assist") == ("help: it is withheld.",)
    assert told(situation(at())) == ("help: it is withheld.",)


def test_every_fact_that_was_recorded_is_said() -> None:
    where = situation(
        at(),
        AGE=AgeClass.ADULT,
        UNACCOMPANIED=Known.NO,
        GUARDIAN=True,
        EMERGENCY=DANGER,
        RISK=RiskLevel.HIGH,
        FOREIGN=Known.YES,
        COOPERATES=Known.NO,
        FAMILY_ASSESSED=True,
        FAMILY_SUSPECTED=Known.YES,
        OFFERS=1,
        TO_ASSISTANCE=Said.YES_TO_ANOTHER,
        TO_IDENTIFICATION=Said.DANGER,
        TO_RETURN=Said.BEST_INTERESTS,
        TO_REFERRAL=Said.YES,
    )
    recorded, taken, wrong = told(where, "close")
    assert recorded == (
        "It is recorded: the age is adult; whether the person is unaccompanied: no; "
        "a guardian is appointed: yes; an emergency is recorded: danger to life; the "
        "risk is high; whether the person is a foreign national: yes; whether the "
        "person works with the authorities: no; the family is assessed: yes; whether "
        "a relative is suspected: yes; open offers: 1; to assistance the person says "
        "yes, for another recipient; to identification the person cannot consent; "
        "danger to life stands in; to a return the person cannot consent; the best "
        "interests of a child stand in; to being referred the person says yes."
    )
    assert taken == 'The first responder takes the step "Close".'
    assert wrong == "help: it is withheld."


def test_what_is_taken_back_is_said_too() -> None:
    where = situation(at("nameless"), AGE=AgeClass.CHILD)
    assert told(where) == (
        "It is recorded: the age is adult.",
        'The first responder takes the step "Keep only a record without a name".',
        "It is recorded: the age is child.",
        "help: it is withheld.",
    )


def test_a_guardian_who_left_and_a_yes_that_was_taken_back_are_said() -> None:
    after_return = situation(at("assisted", "not_requested", "ended"))
    ended = Situation(
        Position(after_return.position.stages, Reflection.RUNS), after_return.values
    )
    *_, unsaid, _wrong = told(ended)
    assert unsaid == (
        "It is recorded: an emergency is recorded: no; the risk is unassessed; to a "
        "return the person agrees no more."
    )


def test_time_that_passes_is_a_sentence_of_its_own() -> None:
    over = at(stay="reflection", reflection=Reflection.OVER)
    assert told(over) == (
        'The immigration authority takes the step "Start reflection".',
        "The recovery and reflection period passes.",
        "help: it is withheld.",
    )
    explored = CutWorld(NEUTRAL)
    assert story(explored, Finding("a", "b", over)) == (
        Happened("start_reflection"),
        Happened(PASSING),
    )


def test_what_happens_after_the_time_has_passed_is_told_too() -> None:
    data = copy.deepcopy(walled())
    without_step("leave", "end_early")(data)
    explored = CutWorld(compile_pathway(Pathway.model_validate(data)))
    after = at("presumed", "identified", "ended", Reflection.OVER)
    happened = story(explored, Finding("a", "b", after))
    assert [each.step for each in happened if not each.facts] == [
        *("notify", "identify", "start_reflection", PASSING, "end_stay"),
    ]


def test_the_ground_is_named_where_the_person_did_not_agree() -> None:
    explored = CutWorld(NEUTRAL)
    best = LegalGround.CHILD_BEST_INTERESTS
    assert story(explored, Finding("a", "b", at("assisted"))) == (
        Happened("assist", best),
    )
    finding = Finding("assist", "wrong", situation(at()), "assist", DANGER)
    taken, _wrong = in_words(explored, finding)
    assert taken == (
        'The first responder takes the step "Assist", naming the ground danger to life.'
    )
    assert in_words(explored, replace(finding, ground=None))[0] == (
        'The first responder takes the step "Assist".'
    )


def test_a_story_changes_as_few_facts_as_it_can() -> None:
    explored = CutWorld(NEUTRAL)
    identified = at("assisted", "identified")
    happened = story(explored, Finding("a", "b", identified))
    assert [each.step or [fact for fact, _ in each.facts] for each in happened] == [
        "assist",
        [Fact.EMERGENCY],
        "notify",
        "identify",
    ]
