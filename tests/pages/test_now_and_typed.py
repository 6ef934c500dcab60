"""Somebody was faster: what is there now stands beside what was typed."""

import html
import re

import pytest

from api.pages.now_and_typed import differences, not_shown
from tests.pages.conftest import Desk, filled, form

PAGE = """<form action="/other"><input name="first" value="elsewhere"></form>
<form action="/here" method="post"><input type="hidden" name="_key" value="k">
<label for="a">First name</label><input id="a" name="first" value="Anna &amp; co">
<fieldset><legend>Is it so?</legend>
<input type="radio" id="y" name="so" value="yes" checked><label for="y">Yes</label>
<input type="radio" id="n" name="so" value="no"><label for="n">No</label></fieldset>
<label for="s">Region</label><select id="s" name="region">
<option value="">Choose</option><option value="n" selected>North</option>
<option value="s">South</option></select>
<label for="t">Text</label><textarea id="t" name="text">one
two</textarea></form>"""


def told(**typed: list[str]) -> dict[str, tuple[str, str]]:
    found = differences(PAGE, "/here", typed)
    return {one.title: (one.now, one.typed) for one in found}


def test_only_what_differs_is_told_in_the_words_of_the_page() -> None:
    same = {
        "first": ["Anna & co"],
        "so": ["yes"],
        "region": ["n"],
        "text": ["one\ntwo"],
    }
    assert told(**same) == {}
    other = {"first": ["Bea"], "so": ["no"], "region": ["s"], "text": [""]}
    assert told(**other) == {
        "First name": ("Anna & co", "Bea"),
        "Is it so?": ("Yes", "No"),
        "Region": ("North", "South"),
        "Text": ("one\ntwo", ""),
    }


def test_a_sentence_whose_form_is_gone_is_not_lost() -> None:
    typed = {"text": ["one\ntwo <b>"], "kind": ["coded_word"], "left": ["not here"]}
    page = "<p>one two &lt;b&gt;</p>"
    assert not_shown(page, typed) == ("not here",)


@pytest.mark.parametrize("risk", ["high", "low"])
def test_a_form_that_comes_too_late_shows_both_and_lets_choose(
    desk: Desk, risk: str
) -> None:
    world = desk.world
    case = world.case()
    at = f"/desk/cases/{case.id}/facts"
    stale = form(desk.get("outreach", at).text, at)
    world.mechanism.record_facts(world["outreach"], case.id, {"risk_level": "high"})
    sent = filled(stale, {"risk_level": risk, "region": "south"})
    answered = desk.post("outreach", at, sent)
    assert answered.status_code == 412
    page = html.unescape(re.sub(r"<[^>]+>", " ", answered.text))
    assert "There now, and what you typed" in page
    shown = re.findall(r"Now:\s+(\S[^\n]*?)\s+You:\s+(\S[^\n]*)", page)
    assert (("High", "Low") in [(a.strip(), b.strip()) for a, b in shown]) is (
        risk == "low"
    )
    again = desk.post("outreach", at, form(answered.text, at).fields)
    assert again.status_code == 303
    facts = world.mechanism.read_case(world["outreach"], case.id).facts or {}
    assert (facts["risk_level"], facts["region"]) == (risk, "south")
