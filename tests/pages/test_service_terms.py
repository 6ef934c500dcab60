"""What a service states is read on its page, and written there by administration."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from referral.rules.service_terms import NOTHING_STATED, Hours, Terms
from tests.pages.conftest import Desk, filled, form
from tests.spec.places import WOMEN, state
from tests.spec.test_leaving import keeper
from workflows.vocabulary import Known, ReferredBy, Sector

ROOT = "/desk/services"
BY_DAY = replace(
    WOMEN,
    always=False,
    hours=(Hours(1, 5, 8 * 60, 16 * 60), Hours(6, 7, 20 * 60, 2 * 60)),
    minimum_age=18,
    maximum_age=65,
    access_needs=frozenset({"step_free"}),
    referred_by=ReferredBy.SOCIAL_SERVICE,
    fee=Known.NO,
    max_stay_days=90,
    run_by=Sector.NON_STATE,
)
TYPED: dict[str, Any] = {
    "sexes": ["female"],
    "age_classes": ["adult"],
    "accepts_children": "true",
    "risk_levels": ["unassessed", "low", "medium", "high"],
    "access_needs": ["none"],
    "languages": ["sqi"],
    "place_kinds": ["shelter"],
}


def administered(desk: Desk) -> str:
    """The page of the shelter, for an administrator."""
    desk.world.people["registrar"] = keeper(desk.world, "registrar")
    return f"{ROOT}/{desk.world.services['shelter']}"


def stated(desk: Desk) -> Terms:
    found = desk.world.mechanism.service_directory(desk.world["outreach"])
    shelter: UUID = desk.world.services["shelter"]
    return next(one.seen.terms for one in found if one.row.id == shelter)


def test_everything_that_is_stated_is_read_on_the_services_page(desk: Desk) -> None:
    page = administered(desk)
    shown = desk.get("registrar", page).text
    assert "It has stated nothing yet: ask it." in shown
    assert shown.count("Not stated") == 13
    assert f'href="{page}"' in desk.get("outreach", ROOT).text

    state(desk.world, shelter=BY_DAY)
    for who in ("outreach", "coordinator", "registrar"):
        shown = desk.get(who, page).text
        for words in (
            *("Female", "Adult", "Step-free place", "Place in a shelter", "18", "65"),
            *(
                "Monday \u2013 Friday: 08:00\u201316:00",
                "20:00\u201302:00 (the next day)",
            ),
            *(
                "Not assessed yet, Low, Medium, High",
                "A social service",
                "90",
                "An organisation outside the state",
            ),
        ):
            assert words in shown, words
        assert (f"{page}/terms" in shown) == (who == "registrar")
    assert desk.get("outreach", f"{ROOT}/{UUID(int=5)}").status_code == 404


def test_what_stands_there_is_changed_and_nothing_else_with_it(desk: Desk) -> None:
    page = administered(desk)
    state(desk.world, shelter=BY_DAY)
    unchanged = desk.fill("registrar", f"{page}/terms", "/terms")
    assert unchanged.status_code == 303
    assert stated(desk) == BY_DAY

    done = desk.fill("registrar", f"{page}/terms", "/terms", max_stay_days="30")
    assert done.headers["location"] == page
    assert stated(desk) == replace(BY_DAY, max_stay_days=30)


def test_none_of_a_list_is_another_word_than_nothing_said(desk: Desk) -> None:
    page = administered(desk)
    done = desk.fill("registrar", f"{page}/terms", "/terms", **TYPED)
    assert done.status_code == 303
    terms = stated(desk)
    assert (terms.access_needs, terms.always, terms.hours) == (frozenset(), False, ())
    assert terms == replace(WOMEN, always=False)
    assert "None of these" in desk.get("outreach", page).text


HALF: dict[str, Any] = {
    **TYPED,
    "minimum_age": "40",
    "hours__1__from_day": "1",
    "hours__1__to_day": "5",
    "hours__1__opens": "8:30",
    "hours__1__closes": "16.00",
}


def test_what_was_typed_stays_where_it_cannot_be_read(desk: Desk) -> None:
    page = administered(desk)
    typed = {
        **HALF,
        "languages": ["sqi", "none"],
        "maximum_age": "forty",
        "hours__1__opens": "half eight",
    }
    refused = desk.fill("registrar", f"{page}/terms", "/terms", **typed)
    assert refused.status_code == 422
    for words in (
        "Write an hour and minutes, such as 9:30.",
        "Write a whole number, such as 2.",
        "Tick some of them, or none: not both.",
        *('value="half eight"', 'value="forty"', 'value="16.00"', 'value="40"'),
    ):
        assert words in refused.text, words
    kept = dict(form(refused.text, "/terms").fields)
    assert (kept["sexes[]"], kept["hours.1.from_day"]) == ("female", "1")
    assert stated(desk) == NOTHING_STATED


def test_what_cannot_be_is_said_beside_its_field_until_it_can(desk: Desk) -> None:
    page = administered(desk)
    wrong = {**HALF, "maximum_age": "30", "always": "true"}
    refused = desk.fill("registrar", f"{page}/terms", "/terms", **wrong)
    assert refused.status_code == 422
    for words in (
        "This is less than the age from which on it takes people.",
        "Tick every hour, or fill in hours: not both.",
    ):
        assert words in refused.text, words
    back = form(refused.text, "/terms")
    right = {"maximum_age": "60", "always": "", "age_classes": []}
    lacking = desk.post("registrar", back.action, filled(back, right))
    assert "Say of which age it takes people." in lacking.text
    back = form(lacking.text, "/terms")
    done = desk.post("registrar", back.action, filled(back, {"age_classes": ["adult"]}))
    assert done.status_code == 303
    assert stated(desk).hours == (Hours(1, 5, 510, 960),)
    assert (stated(desk).minimum_age, stated(desk).maximum_age) == (40, 60)


def test_what_somebody_stated_meanwhile_is_not_written_over(desk: Desk) -> None:
    page = administered(desk)
    drawn = form(desk.get("registrar", f"{page}/terms").text, "/terms")
    state(desk.world, shelter=WOMEN)
    stale = desk.post("registrar", drawn.action, filled(drawn, TYPED))
    assert stale.status_code == 412
    assert stated(desk) == WOMEN
    again = form(stale.text, "/terms")
    assert desk.post("registrar", again.action, again.fields).status_code == 303
    assert stated(desk) == replace(WOMEN, always=False)


def test_only_administration_states(desk: Desk) -> None:
    page = administered(desk)
    for who in ("coordinator", "outreach", "host"):
        assert desk.get(who, f"{page}/terms").status_code == 403
        assert desk.post(who, f"{page}/terms", {"fee": "no"}).status_code == 403
    assert stated(desk) == NOTHING_STATED
