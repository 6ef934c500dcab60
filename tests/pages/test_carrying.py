"""A session that ends in mid-form: what was typed comes back to who typed it."""

import html
from base64 import urlsafe_b64decode

import pytest

from api.pages.carrying import SOMEBODY_ELSES, UNREADABLE
from api.pages.entrance import COOKIE, SIGN_IN
from tests.pages.conftest import (
    PASSWORD,
    Desk,
    Form,
    Pairs,
    admitted,
    filled,
    form,
    signed_in,
)

NEW = "/desk/cases/new"
NOW = f"{NEW}/now"
TYPED = 'She said "no phone"; <b>never</b> & не звать'
MARKUP = '"><script>x</script><img src=x>'
NO_FORM = b"{}"
"""Whoever reads it refuses it."""
NOT_LOST = "What you typed is not lost."


@pytest.fixture
def token(desk: Desk, ana: str) -> str:
    """The cookie of Ana's session."""
    assert ana
    return signed_in(desk).partition(";")[0]


def cases(desk: Desk) -> int:
    return len(desk.world.mechanism.cases(desk.world["coordinator"]))


def ended(desk: Desk, token: str, path: str, fields: Pairs) -> Form:
    """A form is sent too late. Answers the sign-in form that carries it."""
    desk.world.clock.advance(hours=9)
    shown = desk.post(None, path, fields, Cookie=token)
    assert shown.status_code == 401
    assert NOT_LOST in shown.text
    assert shown.headers["cache-control"] == "no-store"
    return form(shown.text, SIGN_IN)


def sign_in(desk: Desk, carrying: Form, name: str = "ana") -> tuple[str, str, int]:
    """Sign in over a carried form: the new cookie, the page, its status."""
    fields = {**dict(carrying.fields), "name": name, "password": PASSWORD}
    answered = desk.post(None, SIGN_IN, fields)
    cookie = answered.headers["set-cookie"].partition(";")[0]
    return cookie, answered.text, answered.status_code


def brought_back(desk: Desk, carrying: Form, path: str) -> tuple[str, str]:
    """Sign in and go back to the form: the new cookie, the page."""
    cookie, page, status = sign_in(desk, carrying)
    assert status == 200
    shown = desk.post(None, path, form(page, path).fields, Cookie=cookie)
    assert shown.status_code == 200
    return cookie, shown.text


def test_a_session_that_ends_in_mid_form_loses_nothing(desk: Desk, token: str) -> None:
    begun = form(desk.get(None, NEW, Cookie=token).text, NEW).fields
    path = desk.post(None, NEW, begun, Cookie=token).headers["location"]
    shown = form(desk.get(None, path, Cookie=token).text, path)
    key = shown.value("_key")
    typed = [
        *((name, shown.value(name)) for name in ("_key", "_version")),
        ("indicators[]", "CD01"),
        ("indicators[]", "EX02"),
        ("content.narrative.what_i_saw", TYPED),
    ]
    carrying = ended(desk, token, path, typed)
    wrong = {**dict(carrying.fields), "name": "ana", "password": "x" * 12}
    refused = desk.post(None, SIGN_IN, wrong)
    assert refused.status_code == 401
    token, page = brought_back(desk, form(refused.text, SIGN_IN), path)
    back = form(page, path)
    assert back.value("content.narrative.what_i_saw").strip() == TYPED
    ticked = [value for name, value in back.fields if name == "indicators[]"]
    assert ticked == ["CD01", "EX02"]
    assert back.value("_key") == key
    assert desk.post(None, path, back.fields, Cookie=token).status_code == 303
    kept = form(desk.get(None, path, Cookie=token).text, path)
    assert kept.value("content.narrative.what_i_saw").strip() == TYPED


def test_an_answer_that_was_lost_before_the_session_ended_opens_one_case(
    desk: Desk, token: str
) -> None:
    sent = form(desk.get(None, NOW, Cookie=token).text, NOW)
    fields = [*sent.fields, ("facts.age_class", "adult")]
    first = desk.post(None, NOW, fields, Cookie=token)
    assert cases(desk) == 1
    token, page = brought_back(desk, ended(desk, token, NOW, fields), NOW)
    again = desk.post(None, NOW, form(page, NOW).fields, Cookie=token)
    assert again.headers["location"] == first.headers["location"]
    assert cases(desk) == 1


def test_a_form_that_comes_back_to_something_changed_says_so(
    desk: Desk, token: str
) -> None:
    case = desk.world.case()
    path = f"/desk/cases/{case.id}/facts"
    for changed in (False, True):
        sent = form(desk.get(None, path, Cookie=token).text, path)
        carrying = ended(desk, token, path, filled(sent, {"risk_level": "high"}))
        if changed:
            facts = {"region": "south"}
            desk.world.mechanism.record_facts(desk.world["outreach"], case.id, facts)
        token, page = brought_back(desk, carrying, path)
        assert ("changed this since you opened the page" in page) is changed
        assert form(page, path).value("risk_level") == "high"


def test_whoever_reads_the_sign_in_page_reads_nothing_of_the_form(
    desk: Desk, token: str
) -> None:
    fields = [("content.contact.phone", "kittiwake"), ("_key", "k" * 20)]
    carried = ended(desk, token, NEW, fields).value("_carried")
    assert "kittiwake" not in carried
    assert b"kittiwake" not in urlsafe_b64decode(carried)


def test_somebody_elses_form_is_thrown_away_and_said_to_be(
    desk: Desk, token: str
) -> None:
    admitted(desk, "bora")
    carrying = ended(desk, token, NEW, [("content.contact.phone", "kittiwake")])
    cookie, page, status = sign_in(desk, carrying, "bora")
    assert status == 200
    assert SOMEBODY_ELSES in html.unescape(page)
    assert "kittiwake" not in page
    assert "_again" not in page
    assert carrying.value("_carried") not in page
    assert desk.get(None, "/desk", Cookie=cookie).status_code == 200


@pytest.mark.parametrize("forged", ["{", "AAAA", "é", '{"to": "/desk/cases/new"}', ""])
def test_what_cannot_be_opened_again_is_said_kindly(
    desk: Desk, token: str, forged: str
) -> None:
    carrying = ended(desk, token, NEW, [("content.contact.phone", "kittiwake")])
    sealed = carrying.value("_carried")
    broken = forged or sealed[:-6] + "AAAAA="
    cookie, page, status = sign_in(desk, Form(SIGN_IN, [("_carried", broken)]))
    assert (status, UNREADABLE in page) == (200, True)
    assert "_again" not in page
    assert desk.get(None, "/desk", Cookie=cookie).status_code == 200


def test_a_way_back_carries_text_and_no_markup(desk: Desk, token: str) -> None:
    _, page, _ = sign_in(desk, ended(desk, token, NEW, [(MARKUP, MARKUP)]))
    assert "<script>x" not in page
    assert "<img src=x" not in page
    assert html.escape("<img src=x>") in page


@pytest.mark.parametrize("cookie", ["x", "rk_0_0", "A" * 43, ""])
def test_the_body_of_a_stranger_is_not_read(desk: Desk, cookie: str) -> None:
    headers = {"Sec-Fetch-Site": "same-origin", "Cookie": f"{COOKIE}={cookie}"}
    answered = desk.client.post(NEW, content=NO_FORM, headers=headers)
    assert answered.status_code == 303
    assert answered.headers["location"].startswith(SIGN_IN)
    assert NOT_LOST not in answered.text


def test_a_form_that_was_only_a_button_is_not_carried(desk: Desk, token: str) -> None:
    case, offer = desk.world.offered()
    desk.world.clock.advance(hours=9)
    for path, shown in (
        (f"/desk/offers/{offer.id}/withdraw", f"/desk/offers/{offer.id}"),
        (f"/desk/cases/{case.id}/steps/bring_to_safety", f"/desk/cases/{case.id}"),
        (NEW, NEW),
        ("/desk/leave", "/desk"),
    ):
        fields = [("_key", "k" * 20), ("_version", "1"), ("empty", "")]
        answered = desk.post(None, path, fields, Cookie=token)
        assert answered.status_code == 303
        page = desk.get(None, answered.headers["location"])
        assert form(page.text, SIGN_IN).value("_next") == shown
