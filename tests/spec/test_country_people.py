"""What happens to people in every mechanism alike."""

from dataclasses import replace

import pytest

from referral.errors import GuardNotMet
from tests.spec.walking import CHILD, Walk, agreed
from workflows.loader import PathwayInvalid, load_shipped, load_text, shipped_names
from workflows.vocabulary import (
    AgeClass,
    ConsentPurpose,
    Entitlement,
    Relation,
    Role,
    Track,
)

IDENTIFICATION = (ConsentPurpose.ASSISTANCE, ConsentPurpose.IDENTIFICATION)


def missing(walk: Walk, step: str) -> tuple[str, ...]:
    with pytest.raises(GuardNotMet) as no:
        walk.take(step)
    return no.value.missing


@pytest.mark.parametrize("name", shipped_names())
def test_in_every_country_a_person_walks_to_the_end_without_formal_identification(
    name: str,
) -> None:
    walk = Walk(name)
    if walk.at(Track.PROTECTION) == "signal":
        walk.take("screen_positive")
    for step in ("bring_to_safety", "agree_plan", "start_reintegration"):
        walk.take(step)
    walk.take("start_monitoring")
    walk.take("close")
    assert walk.at(Track.PROTECTION) == "closed"
    assert walk.at(Track.IDENTIFICATION) == "not_requested"


@pytest.mark.parametrize("name", shipped_names())
def test_an_adult_who_wants_nothing_leaves_no_name_and_a_child_is_never_left(
    name: str,
) -> None:
    nothing = Walk(name, consents=())
    nothing.take("leave_anonymous_record")
    stage = nothing.path.pathway.track(Track.PROTECTION).stage("anonymous_record")
    assert stage.anonymous
    assert missing(Walk(name), "leave_anonymous_record") == ("nothing_agreed",)
    for age in (AgeClass.CHILD, AgeClass.UNSURE):
        walk = Walk(name, replace(CHILD, age_class=age), consents=())
        assert missing(walk, "leave_anonymous_record") == ("adult",)


@pytest.mark.parametrize("name", shipped_names())
def test_only_the_persons_own_no_ends_identification_and_they_may_come_back(
    name: str,
) -> None:
    walk = Walk(name, consents=IDENTIFICATION)
    step = walk.path.pathway.step("record_not_wanted")
    assert set(step.roles) == {Role.FIRST_RESPONDER, Role.CASE_MANAGER}
    assert step.relations == (Relation.HOLDER,)
    assert missing(walk, "record_not_wanted") == ("identification_declined",)
    walk.facts = replace(
        walk.facts, consents=(), declined=frozenset({ConsentPurpose.IDENTIFICATION})
    )
    walk.take("record_not_wanted")
    walk.facts = replace(
        walk.facts, consents=agreed(*IDENTIFICATION), declined=frozenset()
    )
    walk.take("notify_authority")
    assert walk.at(Track.IDENTIFICATION) != "not_wanted"


@pytest.mark.parametrize("name", shipped_names())
def test_every_open_stage_of_help_entitles_to_it_whatever_identification_says(
    name: str,
) -> None:
    pathway = load_shipped(name)[0]
    for stage in pathway.track(Track.PROTECTION).stages:
        if stage.kind.value != "closed":
            assert Entitlement.ASSISTANCE in stage.entitles


@pytest.mark.parametrize("name", shipped_names())
def test_a_death_and_a_disappearance_have_a_way_and_the_way_back(name: str) -> None:
    walk = Walk(name)
    walk.take("record_contact_lost")
    walk.take("record_contact_regained")
    walk.take("record_death")
    walk.take("reopen")
    assert walk.at(Track.PROTECTION) == "presumed"


def test_a_file_that_makes_help_wait_for_status_is_missing() -> None:
    _, text = load_shipped("albania")
    wrong = text.replace(
        "services_require_status = false", "services_require_status = true"
    )
    with pytest.raises(PathwayInvalid, match="help never waits"):
        load_text(wrong, "albania.toml")
