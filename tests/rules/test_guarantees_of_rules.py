"""A rule that is broken is found by the guarantee that rests on it.

No pathway can break these promises while the rules are what they are. So each test
breaks a rule itself: it is the positive control of its guarantee.
"""

import copy
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from referral.rules import (
    exploration,
    guarantees_consent,
    guarantees_decision,
    guarantees_offer,
    pathway,
    quorums,
    reading,
)
from referral.rules import situations as situations_of
from referral.rules.acts import Act
from referral.rules.approvals import Order
from referral.rules.consent import in_force
from referral.rules.disclosure import FIELDS, Plan
from referral.rules.exploration import CutWorld
from referral.rules.facts import ConsentInForce, Given, PersonFacts
from referral.rules.guarantees import judge
from referral.rules.guarantees_consent import confirmation_faults
from referral.rules.guarantees_decision import grounds
from referral.rules.guarantees_reflection import governs, shortest
from referral.rules.guards import GUARDS, GuardRule
from referral.rules.pathway import compile_pathway
from referral.rules.permissions import PERMISSIONS
from referral.rules.quorums import requirement
from tests.rules.mutants_of_walls import panel
from tests.rules.small_worlds import WALLED
from tests.rules.test_guarantees_mutants import BY_NAME
from tests.rules.walled import walled
from workflows.schema import LEAST_REFLECTION, Clock, Ground, Pathway, Span
from workflows.vocabulary import (
    AgeClass,
    ApprovalKind,
    ClockEnd,
    ClockUnit,
    ConsentAnswer,
    Counting,
    Guard,
    Relation,
    Role,
)

Found = list[tuple[str, str]]


def found(name: str, declared: Pathway = WALLED.pathway) -> Found:
    """What a guarantee finds in the walled mechanism, explored anew."""
    verdict = judge(CutWorld(compile_pathway(declared)), BY_NAME[name])
    return [(each.about, each.told) for each in verdict.findings]


def breaking(monkeypatch: pytest.MonkeyPatch, word: Guard, holds: Any) -> None:
    """Gives a guard word another condition, wherever guards are run."""
    broken = MappingProxyType({**GUARDS, word: GuardRule(holds, "broken")})
    monkeypatch.setattr(pathway, "GUARDS", broken)
    tables = {word: reading.tabulate(holds)}
    for room in (exploration, guarantees_decision):
        kept = room.guard_table
        monkeypatch.setattr(
            room, "guard_table", lambda each, kept=kept: tables.get(each) or kept(each)
        )


def test_a_guard_that_takes_doubt_about_the_age_for_an_adult_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def grown(facts: Any, _given: Given) -> bool:
        return facts.person.age_class is not AgeClass.CHILD

    breaking(monkeypatch, Guard.ADULT, grown)
    told = "it answers otherwise while the age is not known"
    assert found("G5") == [("leave_nameless", told)]


def kept_clean() -> None:
    """Forget what was computed, so that no other story finds a broken rule's answer."""
    situations_of._in_force.cache_clear()
    reading.guard_table.cache_clear()


def test_a_rule_that_lets_a_childs_yes_count_is_found(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    def anybodys(answers: Any, _person: PersonFacts) -> tuple[ConsentInForce, ...]:
        return tuple(
            each.consent for each in answers if each.answer is ConsentAnswer.YES
        )

    request.addfinalizer(kept_clean)
    monkeypatch.setattr(situations_of, "in_force", anybodys)
    situations_of._in_force.cache_clear()
    agreed = GUARDS[Guard.CONSENT_TO_ASSISTANCE].holds
    breaking(monkeypatch, Guard.CONSENT_TO_ASSISTANCE, agreed)
    told = "it rests on the yes of a child who is alone"
    assert found("G5") == [("assist", told)]


def test_a_guard_that_reads_what_a_score_could_be_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def scored(facts: Any, _given: Given) -> bool:
        return len(facts.person.needs) + len(facts.person.exploitation) < 3

    breaking(monkeypatch, Guard.NO_OPEN_OFFER, scored)
    assert found("G14") == [
        ("close", "its guard no_open_offer reads exploitation"),
        ("close", "its guard no_open_offer reads needs"),
    ]


def test_a_guard_that_forgets_the_withdrawal_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    breaking(monkeypatch, Guard.CONSENT_TO_ASSISTANCE, lambda *_: True)
    told = "it can be taken though every consent was withdrawn"
    assert found("G8") == [("assist", told), ("place_in_walls", told)]


def test_a_withdrawn_consent_that_stays_in_force_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:

    def forgetful(answers: Any, person: PersonFacts) -> tuple[ConsentInForce, ...]:
        return in_force([replace(each, withdrawn=False) for each in answers], person)

    monkeypatch.setattr(guarantees_consent, "in_force", forgetful)
    told = "a withdrawn consent is still in force"
    assert found("G8") == [
        (purpose, told)
        for purpose in ("assistance", "identification", "return", "referral")
    ]


def test_a_table_in_which_a_consent_cannot_be_taken_back_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = "it may record a consent and not withdraw it"
    holder = {Role.CASE_MANAGER: frozenset({Relation.HOLDER})}
    for withdrawing, roles in (
        ({}, ["first_responder", "case_manager", "service_provider"]),
        (holder, ["first_responder", "service_provider"]),
        (
            {**PERMISSIONS[Act.RECORD_CONSENT], Role.CASE_MANAGER: frozenset()},
            ["case_manager"],
        ),
    ):
        table: Mapping[Act, Any] = {**PERMISSIONS, Act.WITHDRAW_CONSENT: withdrawing}
        monkeypatch.setattr(guarantees_consent, "PERMISSIONS", table)
        assert found("G8") == [(role, told) for role in roles]


def test_a_plan_that_tells_what_no_consent_covers_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def generous(needs: Any, *_: Any) -> Plan:
        return Plan({drawer: FIELDS[drawer] for drawer in needs}, ())

    monkeypatch.setattr(guarantees_consent, "plan", generous)
    told = "it discloses without a consent that covers it, or a ground"
    assert found("G6") == [("notify", told)]


def test_the_confirmation_of_a_ground_is_tried_with_one_person() -> None:
    second = WALLED.pathway.quorum("second_person")
    rescue = WALLED.pathway.quorum("rescue")
    person = PersonFacts()
    before = requirement(second, person, 48)
    after = requirement(rescue, person, 48)
    assert list(confirmation_faults(second, before)) == []
    assert list(confirmation_faults(rescue, after)) == []
    alone = "whoever uses the ground may confirm it"
    asker = replace(before, asker_may_approve=True)
    assert list(confirmation_faults(second, asker)) == [alone]
    unsuspended = "without confirmation the right is not suspended"
    assert list(confirmation_faults(rescue, before)) == [unsuspended]
    ahead = "it goes ahead before anybody confirmed it"
    assert list(confirmation_faults(second, after)) == [ahead]
    assert after.order is Order.AFTERWARDS


def test_a_confirmation_by_the_asker_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def anybody(*about: Any) -> Any:
        needed = requirement(*about)
        return replace(needed, asker_may_approve=needed.order is Order.BEFORE)

    monkeypatch.setattr(guarantees_consent, "requirement", anybody)
    told = "whoever uses the ground may confirm it"
    assert found("G6") == [("second_person", told)]


def test_seats_that_one_person_fills_are_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(pathway, "empty_seats", lambda *_: ())
        told = "one person who agrees twice can take it"
        assert found("G13") == [("place_in_walls", told), ("leave_walls", told)]
    monkeypatch.setattr(guarantees_decision, "empty_seats", lambda *_: ())
    told = "one person alone fills all its seats"
    every = ("second_person", "rescue", "panel", "keys")
    assert found("G13") == [(each, told) for each in every]


def test_a_second_person_who_is_the_same_one_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = copy.deepcopy(walled())
    panel(kind="second_person", seats=[["case_manager"]], variants=[])(data)
    declared = Pathway.model_validate(data)
    assert found("G13", declared) == []
    monkeypatch.setattr(quorums, "ANOTHER_PERSON", frozenset())
    told = "one person alone fills all its seats"
    assert found("G13", declared) == [
        *((each, told) for each in ("second_person", "rescue", "panel")),
        ("place_in_walls", "one person who agrees twice can take it"),
    ]


def test_an_answer_that_changes_another_offer_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert found("G7") == []
    monkeypatch.setattr(guarantees_offer, "_single", lambda *_: ())
    (about, nearest), *_ = told = found("G7")
    changed = "it changes what can be done with another offer. "
    assert about == "offer"
    assert nearest == changed + 'The sender takes the step "Send the offer".'
    assert all(each.startswith(changed) for _, each in told)


def test_a_fact_that_is_not_known_well_enough_is_found() -> None:
    low: Any = "low"
    unsure = Ground.model_construct(source="a law", confidence=low)
    clocks = dict(WALLED.pathway.clocks)
    alarm = clocks["alarm"]
    assert alarm is not None
    clocks["alarm"] = alarm.model_copy(update={"ground": unsure})
    declared = WALLED.pathway.model_copy(update={"clocks": clocks})
    assert found("G15", declared) == [
        ("alarm", "it rests on what is not known well enough")
    ]


def test_every_ground_is_found_with_the_name_of_what_rests_on_it() -> None:
    about = [name for name, _ in grounds(WALLED.pathway, "pathway")]
    assert len(about) == 35
    assert {"alarm", "keys", "walls", "work_permit", "leave", "reflection"} <= {*about}
    assert "pathway" not in about


def test_a_place_without_any_key_is_no_exit_and_a_panel_is_not_two_keys() -> None:
    kinds = {each.name: each.kind for each in WALLED.pathway.quorums}
    assert kinds["panel"] is ApprovalKind.QUORUM
    assert kinds["keys"] is ApprovalKind.TWO_KEYS
    assert found("G13") == []


def a_clock(n: int, unit: ClockUnit, **values: Any) -> Clock:
    return LEAST_REFLECTION.model_copy(update={"n": n, "unit": unit, **values})


def test_a_clock_protects_for_its_fewest_days() -> None:
    inclusive, floor = Counting.FROM_INCLUSIVE, Span(n=30, unit=ClockUnit.DAY)
    fewest = [
        (LEAST_REFLECTION, 30),
        (a_clock(45, ClockUnit.DAY), 30),
        (a_clock(29, ClockUnit.DAY), 29),
        (a_clock(30, ClockUnit.DAY, counts=inclusive), 30),
        (a_clock(29, ClockUnit.DAY, counts=inclusive), 29),
        (a_clock(30, ClockUnit.WORKING_DAY), 30),
        (a_clock(1, ClockUnit.CALENDAR_MONTH), 28),
        (a_clock(2, ClockUnit.CALENDAR_MONTH), 30),
        (a_clock(90, ClockUnit.DAY, ends=ClockEnd.DECISION), -1),
        (a_clock(1, ClockUnit.DAY, ends=ClockEnd.LATER_OF, floor=floor), 30),
    ]
    for clock, days in fewest:
        assert shortest(clock, "Europe/Vienna") == days


def test_a_clock_of_reflection_is_known_by_its_name() -> None:
    assert governs("reflection")
    assert governs("reflection_child")
    assert not governs("alarm")
    assert not governs("unset")
    assert not governs(None)
