"""What happens to people in each mechanism, told as it should go."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from referral.errors import GuardNotMet, StepNotOnPath
from referral.rules.deadlines import due, last_day
from tests.spec.walking import ADULT, CHILD, Walk, panel
from workflows.loader import load_shipped, load_text, superseded_names
from workflows.vocabulary import (
    AgeClass,
    ConsentPurpose,
    DecisionReason,
    Known,
    Relation,
    RiskLevel,
    Role,
    Track,
)

IDENTIFICATION = (ConsentPurpose.ASSISTANCE, ConsentPurpose.IDENTIFICATION)


def refused(walk: Walk, step: str, *approvers: Role) -> tuple[str, ...]:
    with pytest.raises(GuardNotMet) as no:
        walk.take(step, *panel(*approvers))
    return no.value.missing


def test_albania_an_adult_who_never_asks_for_status_is_registered_and_helped() -> None:
    walk = Walk("albania")
    assert refused(walk, "notify_authority") == ("identification_requested",)
    for step in ("screen_positive", "bring_to_safety", "agree_plan"):
        walk.take(step)
    walk.take("start_monitoring")
    walk.take("close")
    assert walk.at(Track.IDENTIFICATION) == "not_requested"


def test_albania_only_the_persons_own_wish_opens_the_joint_interview() -> None:
    walk = Walk("albania", consents=IDENTIFICATION)
    walk.take("notify_responsible_authority")
    assert walk.at(Track.IDENTIFICATION) == "registered"
    walk.take("notify_authority")
    assert refused(walk, "start_assessment", Role.POLICE) == ("seat:social_worker",)
    pair = (Role.POLICE, Role.SOCIAL_WORKER)
    walk.take("start_assessment", *panel(*pair))
    walk.take("identify", *panel(*pair))
    assert walk.at(Track.IDENTIFICATION) == "identified"


def test_albania_a_childs_interview_has_a_psychologist_or_child_protection() -> None:
    stages = {"identification": "notified"}
    walk = Walk("albania", CHILD, IDENTIFICATION, stages)
    pair = (Role.POLICE, Role.SOCIAL_WORKER)
    missing = refused(walk, "start_assessment", *pair)
    assert missing == ("seat:psychologist_or_child_protection_worker",)
    walk.take("start_assessment", *panel(*pair, Role.CHILD_PROTECTION_WORKER))
    assert walk.at(Track.IDENTIFICATION) == "assessing"


def test_serbia_a_refusal_has_a_code_tells_the_referrer_is_reviewed_and_leads_on() -> (
    None
):
    walk = Walk("serbia", consents=IDENTIFICATION)
    walk.take("notify_authority")
    walk.take("start_assessment")
    centre = panel(Role.PSYCHOLOGIST, Role.EDUCATOR, Role.SOCIAL_WORKER)
    with pytest.raises(GuardNotMet) as no:
        walk.take("refuse_identification", *centre, reason_code=None)
    assert no.value.missing == ("reason_code_given",)
    code = DecisionReason.INFORMATION_MISSING
    walk.take("refuse_identification", *centre, reason_code=code)
    brought = walk.path.pathway.step("refuse_identification").negative
    assert brought is not None
    assert brought.feedback
    walk.take(brought.onward)
    assert walk.at(Track.PROTECTION) == "supported_as_vulnerable"
    walk.take(brought.review)
    walk.take("uphold_refusal", *centre)
    walk.take("ask_review")
    walk.take("identify_on_review", *centre)
    assert walk.at(Track.IDENTIFICATION) == "identified"
    walk.take("agree_plan")


def test_kosovo_the_facility_is_left_with_two_keys_and_never_with_one() -> None:
    high = replace(ADULT, risk_level=RiskLevel.HIGH)
    walk = Walk("kosovo", high, stages={"protection": "in_secure_facility"})
    assert refused(walk, "leave_facility", Role.POLICE) == ("seat:prosecutor",)
    assert refused(walk, "leave_facility", Role.PROSECUTOR) == ("seat:police",)
    both_hats = panel(Role.POLICE)[0]
    one_person = replace(both_hats, roles=frozenset({Role.POLICE, Role.PROSECUTOR}))
    with pytest.raises(GuardNotMet):
        walk.take("leave_facility", one_person, one_person)
    walk.take("leave_facility", *panel(Role.PROSECUTOR, Role.POLICE))
    assert walk.at(Track.PROTECTION) == "assisted"


def test_kosovo_no_other_step_of_help_leads_out_of_the_facility() -> None:
    high = replace(ADULT, risk_level=RiskLevel.HIGH)
    walk = Walk("kosovo", high, stages={"protection": "in_secure_facility"})
    for step in ("agree_plan", "place_in_shelter", "assess_risk", "close"):
        with pytest.raises(StepNotOnPath):
            walk.take(step, *panel(*Role))
    walk.take("review_restriction")
    assert walk.at(Track.PROTECTION) == "in_secure_facility"
    walk.know(risk_level=RiskLevel.LOW)
    assert refused(walk, "review_restriction") == ("risk_high",)


def test_kosovo_whoever_is_missing_from_the_facility_comes_back_to_its_keys() -> None:
    high = replace(ADULT, risk_level=RiskLevel.HIGH)
    walk = Walk("kosovo", high, stages={"protection": "in_secure_facility"})
    for step in ("record_contact_lost", "record_death"):
        with pytest.raises(StepNotOnPath):
            walk.take(step)
    walk.take("record_missing_from_facility")
    walk.take("close_search")
    walk.take("reopen_in_facility")
    walk.take("record_missing_from_facility")
    walk.take("record_back_in_facility")
    assert walk.at(Track.PROTECTION) == "in_secure_facility"
    assert refused(walk, "leave_facility", Role.POLICE) == ("seat:prosecutor",)


def test_kosovo_a_childs_panel_without_a_social_worker_does_not_assess() -> None:
    two = (Role.TRAFFICKING_INVESTIGATOR, Role.VICTIM_ADVOCATE)
    stages = {"protection": "presumed"}
    assert refused(Walk("kosovo", CHILD, stages=stages), "assess_risk", *two) == (
        "seat:social_worker",
    )
    unsure = replace(CHILD, age_class=AgeClass.UNSURE)
    walk = Walk("kosovo", unsure, stages=stages)
    assert refused(walk, "assess_risk", *two) == ("seat:social_worker",)
    walk.take("assess_risk", *panel(*two, Role.SOCIAL_WORKER))
    adult = Walk("kosovo", stages=stages)
    adult.take("assess_risk", *panel(*two))
    assert adult.at(Track.PROTECTION) == "danger_assessed"


@pytest.mark.parametrize(
    ("level", "step", "stage"),
    [
        (RiskLevel.HIGH, "place_in_secure_facility", "in_secure_facility"),
        (RiskLevel.MEDIUM, "place_in_shelter", "in_shelter"),
        (RiskLevel.LOW, "place_in_shelter", "in_shelter"),
    ],
)
def test_kosovo_the_danger_decides_the_place(
    level: RiskLevel, step: str, stage: str
) -> None:
    person = replace(ADULT, risk_level=level)
    two = panel(Role.TRAFFICKING_INVESTIGATOR, Role.VICTIM_ADVOCATE)
    walk = Walk("kosovo", person, stages={"protection": "danger_assessed"})
    other = {"place_in_secure_facility", "place_in_shelter"} - {step}
    with pytest.raises(GuardNotMet):
        walk.take(other.pop(), *two)
    walk.take(step, *two)
    assert walk.at(Track.PROTECTION) == stage


def test_kosovo_begging_is_closed_as_neglect_by_the_panel_only() -> None:
    walk = Walk("kosovo", CHILD, stages={"protection": "presumed"})
    alone = refused(walk, "close_as_neglect", Role.SOCIAL_WORKER)
    assert alone == ("seat:trafficking_investigator", "seat:victim_advocate")


def test_kosovo_the_thirty_days_of_before_stay_loadable() -> None:
    (older,) = superseded_names()
    old, new = load_shipped(older)[0], load_shipped("kosovo")[0]
    assert (old.version, old.reflection_clock().n) == ("2023.1", 30)
    assert (new.version, new.reflection_clock().n) == ("2026.1", 90)
    assert old.valid_to is not None
    assert old.valid_to < new.valid_from


def test_montenegro_four_of_six_are_the_team_only_if_the_pathway_says_so() -> None:
    walk = Walk("montenegro", stages={"identification": "assessing"})
    four = (Role.DOCTOR, Role.PSYCHOLOGIST, Role.POLICE, Role.SOCIAL_WORKER)
    missing = refused(walk, "identify", *four)
    assert missing == ("seat:ngo_representative", "seat:anti_trafficking_office")
    _, text = load_shipped("montenegro")
    changed = load_text(
        text.replace('at_least = "unset"', "at_least = 4"), "montenegro.toml"
    )
    walk.path = replace(walk.path, pathway=changed)
    walk.take("identify", *panel(*four))
    assert walk.at(Track.IDENTIFICATION) == "identified"


def test_montenegro_an_ngos_finding_waits_for_no_other_bodys_clearance() -> None:
    foreign = replace(ADULT, foreign_national=Known.YES)
    walk = Walk("montenegro", foreign)
    answer = walk.answers(Role.FIRST_RESPONDER, Relation.FINDER)["bring_to_safety"]
    assert answer.allowed
    assert answer.seats == ()
    walk.take("bring_to_safety")
    walk.take("agree_plan")


def test_bosnia_a_child_is_not_returned_to_a_family_that_may_have_taken_part() -> None:
    walk = Walk("bosnia_and_herzegovina", CHILD, stages={"protection": "assisted"})
    signed = (Role.SOCIAL_WORKER, Role.COORDINATOR)
    assert refused(walk, "return_to_family", *signed) == ("family_safe",)
    for suspected in (Known.YES, Known.UNKNOWN):
        walk.know(family_assessed=True, family_suspected=suspected)
        assert refused(walk, "return_to_family", *signed) == ("family_safe",)
    walk.know(family_suspected=Known.NO)
    assert refused(walk, "return_to_family", Role.SOCIAL_WORKER) == (
        "seat:case_manager_or_coordinator",
    )
    walk.take("return_to_family", *panel(*signed))


def test_bosnia_the_deciding_body_follows_nationality() -> None:
    stages = {"identification": "assessing"}
    foreign = replace(ADULT, foreign_national=Known.YES)
    walk = Walk("bosnia_and_herzegovina", foreign, stages=stages)
    assert refused(walk, "identify", Role.POLICE) == ("seat:immigration_authority",)
    citizen = replace(ADULT, foreign_national=Known.NO)
    walk = Walk("bosnia_and_herzegovina", citizen, stages=stages)
    assert refused(walk, "identify", Role.IMMIGRATION_AUTHORITY) == (
        "seat:police_or_prosecutor",
    )
    walk.take("identify", *panel(Role.PROSECUTOR))


def test_north_macedonia_no_kind_of_place_is_known_for_a_boy() -> None:
    places = load_shipped("north_macedonia")[0].places
    girls = next(place for place in places if place.name == "girls_shelter")
    assert [sex.value for sex in girls.sexes] == ["female"]
    assert girls.capacity == 6


def test_united_kingdom_two_decisions_each_with_its_reconsideration() -> None:
    walk = Walk("united_kingdom", consents=IDENTIFICATION)
    walk.take("notify_authority")
    walk.take("refuse_reasonable_grounds")
    walk.take("ask_rg_reconsideration")
    found = walk.take("find_reasonable_grounds")
    recovery = walk.path.pathway.clocks["recovery"]
    assert found.starts_clock == "recovery"
    assert recovery is not None
    on_the_first = datetime(2026, 3, 1, 9, tzinfo=UTC)
    ends = due(recovery, on_the_first, walk.path.pathway.time_zone)
    assert ends is not None
    assert last_day(ends, walk.path.pathway.time_zone) == date(2026, 3, 30)
    walk.take("refuse_conclusive_grounds")
    walk.take("ask_cg_reconsideration")
    walk.take("find_conclusive_grounds")
    assert walk.at(Track.IDENTIFICATION) == "conclusive"


def test_united_kingdom_a_disqualification_has_two_grounds_reasons_and_a_review() -> (
    None
):
    stages = {"identification": "reasonable_grounds", "stay": "reflection"}
    walk = Walk("united_kingdom", stages=stages)
    with pytest.raises(GuardNotMet):
        walk.take("end_reflection_on_disqualification")
    walk.take("disqualify")
    brought = walk.path.pathway.step("disqualify").negative
    assert brought is not None
    assert set(brought.reasons) == {
        DecisionReason.PUBLIC_ORDER,
        DecisionReason.IMPROPER_CLAIM,
    }
    walk.take("ask_disqualification_review")
    walk.take("lift_disqualification")
    assert walk.at(Track.IDENTIFICATION) == "reasonable_grounds"


def test_united_kingdom_the_end_of_a_recovery_period_can_be_reviewed() -> None:
    stages = {"identification": "disqualified", "stay": "reflection"}
    walk = Walk("united_kingdom", stages=stages)
    walk.take("end_reflection_on_disqualification")
    assert walk.at(Track.STAY) == "ended"
    walk.take("ask_reflection_review")
    walk.take("restore_reflection")
    assert walk.at(Track.STAY) == "reflection"
