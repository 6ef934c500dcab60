"""One press locks a desk; what was typed comes back to whoever unlocks it."""

import html
from typing import Any

import httpx2
import pytest
from sqlmodel import update

from api.pages.entrance import COOKIE, LOCK, LOCKED, SIGN_IN, UNLOCK
from referral.records.actors import Password
from referral.vault.secrets import hash_password
from tests.pages.conftest import PASSWORD, Desk, Form, form, forms, signed_in
from tests.records.raw import run

NEW = "/desk/cases/new"
TYPED = "Kittiwake typed this"
PHONE = {"Sec-CH-UA-Mobile": "?1"}
CASES = "/v1/cases"


@pytest.fixture
def cookie(desk: Desk, ana: str) -> str:
    """The cookie of Ana's session."""
    assert ana
    quick = hash_password(PASSWORD, memory_kib=64)
    run(desk.world, update(Password).values(hashed=quick))
    return signed_in(desk).partition(";")[0]


def locked(desk: Desk, cookie: str, **fields: str) -> httpx2.Response:
    return desk.post(None, LOCK, fields, Cookie=cookie)


def unlocked(desk: Desk, cookie: str, along: Form, **typed: str) -> httpx2.Response:
    fields = {**dict(along.fields), "password": PASSWORD, **typed}
    return desk.post(None, UNLOCK, fields, Cookie=cookie)


def is_open(desk: Desk, cookie: str) -> bool:
    return desk.get(None, "/desk", Cookie=cookie).status_code == 200


@pytest.mark.asvs("V7.4.1")
def test_every_next_request_of_a_locked_session_meets_the_lock(
    desk: Desk, cookie: str
) -> None:
    assert is_open(desk, cookie)
    pressed = locked(desk, cookie, _next="/desk/cases")
    assert pressed.headers["location"] == f"{LOCKED}?next=%2Fdesk%2Fcases"
    for path in ("/desk", "/desk/cases/new", "/desk/account", "/desk/nowhere"):
        sent = desk.get(None, path, Cookie=cookie)
        assert sent.status_code == 303
        assert sent.headers["location"].startswith(LOCKED)
    part = desk.get(None, "/desk", Cookie=cookie, HX_Request="true")
    assert (part.status_code, part.headers["hx-redirect"]) == (401, LOCKED)
    token = cookie.partition("=")[2]
    refused = desk.client.get(CASES, headers={"Authorization": f"Bearer {token}"})
    assert refused.status_code == 401
    assert refused.json()["missing"] == ["unlock"]
    page = desk.get(None, LOCKED, Cookie=cookie)
    assert page.status_code == 200
    assert "data-lock" not in page.text
    assert "/desk/cases" not in page.text


def test_the_lock_is_on_every_page_of_the_desk_and_nowhere_else(
    desk: Desk, cookie: str
) -> None:
    for path in ("/desk", NEW, "/desk/account", "/desk/services"):
        page = desk.get(None, path, Cookie=cookie).text
        assert page.count("data-lock") == 1
        assert page.rindex("<main") < page.rindex("data-lock"), (
            "Enter presses the first"
        )
    for path in (SIGN_IN, "/my", "/letter", "/confirm"):
        assert "data-lock" not in desk.get(None, path).text


def test_unlocking_leads_back_to_where_one_was(desk: Desk, cookie: str) -> None:
    at = locked(desk, cookie, _next="/desk/cases").headers["location"]
    along = form(desk.get(None, at, Cookie=cookie).text, UNLOCK)
    wrong = unlocked(desk, cookie, along, password="wrong")
    assert wrong.status_code == 403
    assert "wrong" not in wrong.text
    again = unlocked(desk, cookie, form(wrong.text, UNLOCK))
    assert again.headers["location"] == "/desk/cases"
    assert not is_open(desk, cookie)
    assert is_open(desk, again.headers["set-cookie"].partition(";")[0])


def test_the_button_takes_the_longest_form_of_a_page_along(
    desk: Desk, cookie: str
) -> None:
    page = desk.get(None, NEW, Cookie=cookie).text
    assert f'action="{NEW}" autocomplete="off"' in page.replace(' id="work"', "")
    assert page.count('id="work"') == 1
    assert f'form="work" formaction="{LOCK}"' in page
    assert f'name="_again" value="{NEW}"' in page
    account = desk.get(None, "/desk/account", Cookie=cookie).text
    assert 'id="work"' not in account, "no password is taken along"


def test_what_was_typed_is_shown_again_and_not_done(desk: Desk, cookie: str) -> None:
    sent = {"_again": NEW, "content.contact.phone": TYPED, "_key": "k" * 20}
    page = locked(desk, cookie, **sent)
    assert page.status_code == 200
    assert TYPED not in page.text
    assert page.headers["cache-control"] == "no-store"
    assert not is_open(desk, cookie)
    back = unlocked(desk, cookie, form(page.text, UNLOCK))
    assert back.status_code == 200
    new = back.headers["set-cookie"].partition(";")[0]
    shown = desk.post(None, NEW, form(back.text, NEW).fields, Cookie=new)
    assert shown.status_code == 200
    assert form(shown.text, NEW).value("content.contact.phone") == TYPED
    assert desk.world.mechanism.cases(desk.world["coordinator"]) == []


@pytest.mark.parametrize("idle", [{"minutes": 16}, {"hours": 9}])
def test_locking_too_late_loses_nothing_either(
    desk: Desk, cookie: str, idle: dict[str, Any]
) -> None:
    sent = {"_again": NEW, "content.contact.phone": TYPED}
    desk.world.clock.advance(**idle)
    page = locked(desk, cookie, **sent)
    assert page.status_code == 401
    ends = UNLOCK if "minutes" in idle else SIGN_IN
    fields = {**dict(form(page.text, ends).fields), "password": PASSWORD, "name": "ana"}
    back = desk.post(None, ends, fields, Cookie=cookie)
    assert form(back.text, NEW).value("content.contact.phone") == TYPED


def test_a_form_sent_from_a_page_that_lay_there_comes_back(
    desk: Desk, cookie: str
) -> None:
    desk.world.clock.advance(minutes=16)
    page = desk.post(None, NEW, {"content.contact.phone": TYPED}, Cookie=cookie)
    assert page.status_code == 401
    assert "What you typed is not lost" in page.text
    back = unlocked(desk, cookie, form(page.text, UNLOCK))
    assert form(back.text, NEW).value("content.contact.phone") == TYPED


def test_a_telephone_is_locked_after_two_minutes(desk: Desk, cookie: str) -> None:
    page = desk.get(None, "/desk", Cookie=cookie, **PHONE).text
    assert 'data-idle="120" data-warn="60"' in page
    desk.world.clock.advance(minutes=2, milliseconds=1)
    assert not is_open(desk, cookie)
    agent = {"User-Agent": "Mozilla/5.0 (Android 15; Mobile; rv:140.0)"}
    other = signed_in(desk).partition(";")[0]
    assert (
        'data-idle="900" data-warn="120"' in desk.get(None, "/desk", Cookie=other).text
    )
    assert 'data-idle="120"' in desk.get(None, "/desk", Cookie=other, **agent).text


def test_staying_is_one_request_and_lengthens_it(desk: Desk, cookie: str) -> None:
    for _ in range(3):
        desk.world.clock.advance(minutes=14)
        assert desk.post(None, "/desk/stay", {}, Cookie=cookie).status_code == 204
    desk.world.clock.advance(minutes=6)
    assert desk.get(None, "/desk/stay", Cookie=cookie).json() >= 6 * 60
    desk.world.clock.advance(minutes=10)
    assert not desk.get(None, "/desk/stay", Cookie=cookie).is_success
    late = desk.post(None, "/desk/stay", {}, Cookie=cookie)
    assert late.headers["location"].startswith(LOCKED)


@pytest.mark.parametrize("to", ["https://evil.test/", "//evil.test", "/v1/cases", "x"])
def test_a_form_is_sent_on_to_our_own_pages_alone(
    desk: Desk, cookie: str, to: str
) -> None:
    answered = locked(desk, cookie, _again=to, typed=TYPED)
    assert answered.status_code == 303
    assert answered.headers["location"] == f"{LOCKED}?next=%2Fdesk"


def test_the_lock_of_a_session_that_is_over_leads_to_sign_in(
    desk: Desk, cookie: str
) -> None:
    desk.world.clock.advance(hours=9)
    assert desk.get(None, LOCKED, Cookie=cookie).headers["location"] == SIGN_IN
    assert unlocked(desk, cookie, Form(UNLOCK)).headers["location"] == SIGN_IN
    assert desk.get(None, LOCKED).headers["location"] == SIGN_IN
    assert desk.get(None, UNLOCK).status_code == 303


def test_what_is_no_answer_of_a_passkey_unlocks_nothing(
    desk: Desk, cookie: str
) -> None:
    locked(desk, cookie)
    for answer in ("{", '{"id": 1}', "[]"):
        refused = unlocked(desk, cookie, Form(UNLOCK), answer=answer)
        assert refused.status_code == 403
    options = desk.get(None, UNLOCK, Cookie=cookie).json()
    assert options["userVerification"] == "required"


def test_whoever_signs_out_at_the_lock_is_out(desk: Desk, cookie: str) -> None:
    locked(desk, cookie)
    assert desk.post(None, "/desk/sign-out", {}, Cookie=cookie).status_code == 303
    assert desk.get(None, LOCKED, Cookie=cookie).headers["location"] == SIGN_IN


def covers(desk: Desk, jar: str, path: str) -> bool:
    return 'desk-covered"' in desk.get(None, path, Cookie=jar).text


def test_one_press_covers_every_page_until_it_is_pressed_again(
    desk: Desk, cookie: str
) -> None:
    assert not covers(desk, cookie, "/desk")
    jar = cookie
    for covered in (True, False):
        turned = desk.post(None, "/desk/cover", {"_next": NEW}, Cookie=jar)
        assert (turned.status_code, turned.headers["location"]) == (303, NEW)
        kept = turned.headers["set-cookie"]
        for flag in ("HttpOnly", "Secure", "SameSite=strict"):
            assert flag in kept
        jar = f"{cookie}; {kept.partition(';')[0]}"
        for path in ("/desk", NEW, "/desk/account"):
            assert covers(desk, jar, path) is covered
    out = desk.post(None, "/desk/sign-out", {}, Cookie=jar)
    assert '__Host-cover=""' in ", ".join(out.headers.get_list("set-cookie"))


def test_covering_keeps_what_is_typed(desk: Desk, cookie: str) -> None:
    fields = {"_again": NEW, "content.contact.phone": TYPED, "facts.sex": "female"}
    sent_on = desk.post(None, "/desk/cover", fields, Cookie=cookie)
    assert (sent_on.status_code, sent_on.headers["location"]) == (307, NEW)
    shown = desk.post(None, NEW, fields, Cookie=cookie)
    assert form(shown.text, NEW).value("content.contact.phone") == TYPED
    assert desk.world.mechanism.cases(desk.world["coordinator"]) == []


def test_each_covered_value_can_be_reached_and_links_only_once(desk: Desk) -> None:
    case = desk.world.case()
    code, token = html.escape(str(case.details["code"])), desk.door.token("outreach")
    jar = f"{COOKIE}={token}; __Host-cover=1"
    page = desk.get(None, f"/desk/cases/{case.id}", Cookie=jar).text
    assert f'<span tabindex="0" class="desk-code">{code}</span>' in page
    listed = desk.get(None, "/desk/cases", Cookie=jar).text
    assert code in listed
    assert f'tabindex="0" class="desk-code">{code}' not in listed
    assert forms(page)
