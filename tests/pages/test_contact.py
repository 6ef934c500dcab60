"""A first contact at the desk: in steps, or in one page when a bed is needed now."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest

from tests.pages.conftest import Desk, filled, form
from tests.world import World
from workflows.vocabulary import Compartment, Purpose

NEW, NOW = "/desk/cases/new", "/desk/cases/new/now"
SAFE = "Kittiwake typed this"
SAFETY: Mapping[str, Any] = {
    "facts__age_class": "adult",
    "facts__immediate_danger": "no",
    "facts__language": "sqi",
    "content__contact__phone": "+000 55",
    "content__contact__safe_contact_rule": SAFE,
}
SIGNS: Mapping[str, Any] = {
    "indicators": ["CD01", "EX01", "EX02"],
    "facts__exploitation[]": "forced_labour",
    "facts__region": "north",
    "content__narrative__what_i_saw": "A locked door.",
}
WISHES: Mapping[str, Any] = {
    "facts__needs": ["safe_accommodation"],
    "said__help": "yes",
    "said__others": "yes",
}


def cases(world: World) -> list[UUID]:
    return [one.id for one in world.mechanism.cases(world["coordinator"])]


def begun(desk: Desk) -> str:
    """The first step is sent. Answers the address of the draft."""
    answered = desk.fill("outreach", NEW, NEW, **SAFETY)
    assert answered.status_code == 303, answered.text
    address = answered.headers["location"]
    assert re.fullmatch(r"/desk/drafts/[0-9a-f-]{36}/signs", address)
    return str(address.rpartition("/")[0])


def at_wishes(desk: Desk) -> str:
    """The same, with the second step sent."""
    draft = begun(desk)
    answered = desk.fill("outreach", f"{draft}/signs", "/signs", **SIGNS)
    assert answered.headers["location"] == f"{draft}/wishes", answered.text
    return draft


def test_three_steps_open_one_case_with_all_that_was_asked(desk: Desk) -> None:
    world, draft = desk.world, at_wishes(desk)
    assert cases(world) == []
    answered = desk.fill("outreach", f"{draft}/wishes", "/wishes", **WISHES)
    (case,) = cases(world)
    assert answered.headers["location"] == f"/desk/cases/{case}/send"
    kinds = world.entries(case)
    assert kinds[:2] == ["case_opened", "identification_recorded"]
    assert kinds.count("consent_recorded") == 2
    assert "signs_recorded" in kinds
    assert world.mechanism.unfinished(world["outreach"]) == []
    found = world.mechanism.open_content(
        world["outreach"], case, Compartment.CONTACT, Purpose.CARE
    )
    assert found["safe_contact_rule"] == SAFE
    said = world.mechanism.consents(world["outreach"], case)
    assert [each.answer for each in said] == ["yes", "yes"]


def test_what_the_signs_read_as_is_shown_with_its_reasons(desk: Desk) -> None:
    page = desk.get("outreach", f"{at_wishes(desk)}/wishes").text
    assert "What the signs add up to" in page
    assert "Very long days, no days off" in page
    assert "The signs read as" in page or "add up" in page
    assert "disagrees" in page


def test_it_goes_on_where_it_stopped_with_what_was_typed(desk: Desk) -> None:
    draft = begun(desk)
    work = desk.get("outreach", "/desk").text
    assert f'href="{draft}/signs"' in work
    assert desk.get("outreach", draft).headers["location"] == f"{draft}/signs"
    back = form(desk.get("outreach", f"{draft}/safety").text, "/safety")
    assert back.value("content.contact.safe_contact_rule") == SAFE
    again = filled(back, {"facts__region": "south"})
    answered = desk.post("outreach", back.action, again)
    assert answered.headers["location"] == f"{draft}/signs"
    kept = form(desk.get("outreach", f"{draft}/safety").text, "/safety")
    assert kept.value("_version") == "2"


def test_my_work_warns_before_it_is_destroyed_and_lets_it_go(desk: Desk) -> None:
    draft = begun(desk)
    assert "It is destroyed soon" not in desk.get("outreach", "/desk").text
    desk.world.clock.advance(hours=49)
    desk.door.tokens.clear()
    shown = desk.get("outreach", "/desk").text
    assert "It is destroyed soon" in shown
    assert SAFE not in shown
    answered = desk.fill("outreach", "/desk", f"{draft}/discard")
    assert answered.headers["location"] == "/desk"
    assert desk.get("outreach", f"{draft}/signs").status_code == 404
    assert draft not in desk.get("outreach", "/desk").text


@pytest.mark.parametrize("who", ["officer", "stranger"])
def test_nobody_else_is_shown_it(desk: Desk, who: str) -> None:
    draft = begun(desk)
    assert draft not in desk.get(who, "/desk").text
    for step in ("", "/safety", "/signs", "/wishes"):
        assert desk.get(who, draft + step).status_code == 404
    for step in ("/safety", "/signs", "/wishes", "/match", "/discard"):
        answered = desk.post(who, draft + step, {"facts.sex": "female"})
        assert answered.status_code == 404, step


def test_sent_twice_it_is_one_draft_and_one_case(desk: Desk) -> None:
    answered = desk.fill("outreach", NEW, NEW, times=3, **SAFETY)
    draft = answered.headers["location"].rpartition("/")[0]
    assert len(desk.world.mechanism.unfinished(desk.world["outreach"])) == 1
    desk.fill("outreach", f"{draft}/signs", "/signs", times=2, **SIGNS)
    desk.fill("outreach", f"{draft}/wishes", "/wishes", times=3, **WISHES)
    assert len(cases(desk.world)) == 1


def test_the_back_button_leads_to_no_second_case(desk: Desk) -> None:
    draft = at_wishes(desk)
    shown = form(desk.get("outreach", f"{draft}/wishes").text, "/wishes")
    typed = filled(shown, WISHES)
    assert desk.post("outreach", shown.action, typed).status_code == 303
    other = filled(shown, {**WISHES, "said__help": "no"})
    assert desk.post("outreach", shown.action, other).status_code in (404, 422)
    assert desk.get("outreach", f"{draft}/wishes").status_code == 404
    assert len(cases(desk.world)) == 1


def test_a_stale_step_changes_nothing_and_keeps_what_was_typed(desk: Desk) -> None:
    draft = begun(desk)
    stale = form(desk.get("outreach", f"{draft}/signs").text, "/signs")
    desk.fill("outreach", f"{draft}/signs", "/signs", **SIGNS)
    typed = filled(stale, {"content__narrative__what_i_saw": "Another window"})
    answered = desk.post("outreach", stale.action, typed)
    assert answered.status_code == 412
    assert "changed this since you opened the page" in answered.text
    assert "Another window" in answered.text
    kept = form(desk.get("outreach", f"{draft}/signs").text, "/signs")
    assert kept.value("content.narrative.what_i_saw") == "A locked door."
    shown = form(answered.text, "/signs")
    assert desk.post("outreach", shown.action, shown.fields).status_code == 303


def test_a_refused_case_leaves_the_draft_and_what_was_typed(desk: Desk) -> None:
    """A child's yes does not stand alone: nothing is opened, nothing is lost."""
    answered = desk.fill(
        "outreach", NEW, NEW, **{**SAFETY, "facts__age_class": "child"}
    )
    draft = answered.headers["location"].rpartition("/")[0]
    desk.fill("outreach", f"{draft}/signs", "/signs", **SIGNS)
    refused = desk.fill("outreach", f"{draft}/wishes", "/wishes", **WISHES)
    assert refused.status_code == 409
    assert "does not stand alone" in refused.text
    assert form(refused.text, "/wishes").value("said.help") == "yes"
    assert cases(desk.world) == []
    stands: dict[str, Any] = {
        **dict.fromkeys(("said__help", "said__others"), "cannot"),
        "ground": "danger_to_life",
        "child_view": "wants",
    }
    opened = desk.fill("outreach", f"{draft}/wishes", "/wishes", **stands)
    assert opened.status_code == 303, opened.text
    assert len(cases(desk.world)) == 1


def test_a_no_to_everything_destroys_what_was_typed(desk: Desk) -> None:
    draft = begun(desk)
    page = desk.get("outreach", f"{draft}/signs").text
    address = f"/desk/refusals/new?draft={draft.rpartition('/')[2]}"
    assert f'href="{address}"' in page
    done = desk.fill(
        "outreach", address, "/refusals/new", age_class="adult", region="north"
    )
    assert done.status_code == 303
    assert desk.get("outreach", f"{draft}/signs").status_code == 404
    assert desk.world.mechanism.unfinished(desk.world["outreach"]) == []


def test_who_opens_no_case_is_shown_none_of_it(desk: Desk) -> None:
    for path in (NEW, NOW):
        assert desk.get("coordinator", path).status_code == 403
    assert NOW not in desk.get("coordinator", "/desk").text
