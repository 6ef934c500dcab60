"""Looking for a person on pages: no name in an address, a hint and no more."""

import pytest

from tests.pages.conftest import Desk, filled, form
from tests.world import CONTENT
from workflows.vocabulary import Compartment

NAMED = {"first_name": "Ѓерѓ", "second_name": "Хоџић"}
KNOWN = {**CONTENT, Compartment.IDENTITY: NAMED}
HEARD = "Djerdj Hoxhiq"


@pytest.mark.asvs("V14.2.1")
def test_a_search_from_my_work_shows_the_case_and_no_name_in_an_address(
    desk: Desk,
) -> None:
    case = desk.world.case(content=KNOWN)
    answered = desk.fill("outreach", "/desk", "/search", name=HEARD, purpose="care")
    assert answered.status_code == 200
    assert str(case.details["code"]) in answered.text
    assert "location" not in answered.headers
    assert form(answered.text, "/search").value("name") == HEARD


def test_others_are_told_that_another_body_knows_the_person(desk: Desk) -> None:
    case = desk.world.case(content=KNOWN)
    answered = desk.fill(
        "stranger", "/desk/search", "/search", name=HEARD, purpose="care"
    )
    assert "Known to another body" in answered.text
    assert str(case.details["code"]) not in answered.text
    nobody = desk.fill(
        "stranger", "/desk/search", "/search", name="Milica Delić", purpose="care"
    )
    assert "None of the cases you may see fits" in nobody.text
    assert "Known to another body" not in nobody.text


def test_a_search_for_nothing_or_for_no_purpose_says_what_is_missing(
    desk: Desk,
) -> None:
    for typed in ({"purpose": "care"}, {"name": HEARD}):
        answered = desk.post("outreach", "/desk/search", typed)
        assert answered.status_code == 422
        assert "govuk-error-message" in answered.text


@pytest.mark.parametrize("who", ["warden", "assessor", "auditor"])
def test_who_may_not_search_sees_no_box_and_no_page(desk: Desk, who: str) -> None:
    assert "/desk/search" not in desk.get(who, "/desk").text
    assert desk.get(who, "/desk/search").status_code == 403


def test_a_possible_match_is_hinted_at_while_recording_and_keeps_what_was_typed(
    desk: Desk,
) -> None:
    case = desk.world.case(content=KNOWN)
    typed = {
        "content__identity__first_name": "Djerdj",
        "content__identity__second_name": "Hoxhiq",
        "content__contact__safe_contact_rule": "lay-by nine",
    }
    shown = desk.get("stranger", "/desk/cases/new").text
    assert 'formaction="/desk/cases/new/match"' in shown
    found = form(shown, "/cases/new")
    answered = desk.post(
        "stranger",
        "/desk/cases/new/match",
        filled(found, typed),
    )
    assert answered.status_code == 200
    assert "may be known already" in answered.text
    assert "lay-by nine" in answered.text
    assert str(case.details["code"]) not in answered.text
    assert str(case.id) not in answered.text


def test_a_match_needs_a_whole_name_or_a_number(desk: Desk) -> None:
    typed = {"content.identity.first_name": "Djerdj"}
    answered = desk.post("officer", "/desk/cases/new/match", typed)
    assert answered.status_code == 422
    typed["content.identity.second_name"] = "Petrović"
    answered = desk.post("officer", "/desk/cases/new/match", typed)
    assert "No match was found" in answered.text


def test_who_searches_too_often_keeps_what_was_typed_and_is_told(desk: Desk) -> None:
    typed = {"name": HEARD, "purpose": "care"}
    statuses = [
        desk.post("stranger", "/desk/search", typed).status_code for _ in range(31)
    ]
    assert statuses == [200] * 30 + [429]
    answered = desk.post("stranger", "/desk/search", typed)
    assert "searched too often" in answered.text
    form_too = {"content.contact.phone": "044 123 456"}
    assert desk.post("stranger", "/desk/cases/new/match", form_too).status_code == 429
