"""The form for coded facts: nobody overwrites a colleague by pressing a button."""

import re

from api.pages.facts import DRAWS
from tests.pages.conftest import Desk, filled, form
from workflows.vocabulary import Known


def facts_of(desk: Desk, case_id: object) -> dict[str, object]:
    """What is recorded now."""
    found = desk.world.mechanism.read_case(desk.world["outreach"], case_id)  # type: ignore[arg-type] # a UUID
    return dict(found.facts or {})


def test_what_was_left_as_it_was_overwrites_nothing(desk: Desk) -> None:
    world = desk.world
    case = world.case()
    path = f"/desk/cases/{case.id}/facts"
    drawn = form(desk.get("outreach", path).text, "facts")
    world.mechanism.record_facts(world["outreach"], case.id, {"risk_level": "high"})

    answered = desk.post("outreach", path, filled(drawn, {"region": "south"}))
    assert answered.status_code == 412
    again = form(answered.text, "facts")
    assert again.value("risk_level") == "high"
    assert again.value("region") == "south"
    assert desk.post("outreach", path, again.fields).status_code == 303
    assert facts_of(desk, case.id)["risk_level"] == "high"
    assert facts_of(desk, case.id)["region"] == "south"


def test_two_answers_to_one_question_are_shown_to_whoever_comes_second(
    desk: Desk,
) -> None:
    world = desk.world
    case = world.case()
    path = f"/desk/cases/{case.id}/facts"
    drawn = form(desk.get("outreach", path).text, "facts")
    world.mechanism.record_facts(world["outreach"], case.id, {"risk_level": "high"})

    answered = desk.post("outreach", path, filled(drawn, {"risk_level": "low"}))
    assert answered.status_code == 412
    assert "Somebody recorded another answer here since" in answered.text
    assert form(answered.text, "facts").value("risk_level") == "low"


def test_a_fact_can_be_taken_back(desk: Desk) -> None:
    world = desk.world
    case = world.case()
    path = f"/desk/cases/{case.id}/facts"
    stated = {"access_needs": ("step_free",), "children_with": 2, "region": "south"}
    world.mechanism.record_facts(world["outreach"], case.id, stated)
    drawn = form(desk.get("outreach", path).text, "facts")
    assert drawn.value("children_with") == "2"

    emptied = filled(drawn, {"access_needs": [], "children_with": "", "region": ""})
    assert desk.post("outreach", path, emptied).status_code == 303
    now = facts_of(desk, case.id)
    assert (now["access_needs"], now["children_with"], now["region"]) == ([], 0, "")
    assert now["language"] == "sqi"


def test_a_form_that_says_not_what_it_was_drawn_with_takes_nothing_back(
    desk: Desk,
) -> None:
    world = desk.world
    case = world.case()
    path = f"/desk/cases/{case.id}/facts"
    before = facts_of(desk, case.id)
    for drawn in ("", "%", "language=" * 400, "a=" + "x" * 9):
        fields = {"risk_level": "high", "_drawn": drawn, "_version": "1"}
        desk.post("outreach", path, fields)
        assert facts_of(desk, case.id) == {**before, "risk_level": "high"}


def test_what_the_form_does_not_ask_is_not_taken_back_by_it(desk: Desk) -> None:
    world = desk.world
    case = world.case()
    path = f"/desk/cases/{case.id}/facts"
    unasked = {"citizenship": ("XK",), "cooperates_with_authorities": Known.YES}
    world.mechanism.record_facts(world["outreach"], case.id, unasked)
    drawn = form(desk.get("outreach", path).text, "facts")
    by_hand = drawn.value("_drawn") + "&citizenship%5B%5D=XK"
    for fields in ({"region": "south"}, {"risk_level": "high", "_drawn": by_hand}):
        page = form(desk.get("outreach", path).text, "facts")
        answered = desk.post("outreach", path, filled(page, fields))
        assert answered.status_code == 303
        now = facts_of(desk, case.id)
        assert now["citizenship"] == ["XK"]
        assert now["cooperates_with_authorities"] == "yes"


def test_the_form_asks_exactly_what_it_may_take_back(desk: Desk) -> None:
    case = desk.world.case()
    page = desk.get("outreach", f"/desk/cases/{case.id}/facts").text
    names = set(re.findall(r'name="([a-z][a-z_]*(?:\[\])?)"', page))
    assert names - {"viewport", "google", "robots", "referrer", "theme-color"} == DRAWS


def test_what_the_person_asks_for_is_recorded_and_shown(desk: Desk) -> None:
    needs = [("facts.needs[]", "medical")]
    answered = desk.post("outreach", "/desk/cases/new/now", needs)
    assert answered.status_code == 303
    page = desk.get("outreach", answered.headers["location"].removesuffix("/bed"))
    assert "Medical help" in page.text
