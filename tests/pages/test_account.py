"""What somebody signs in with, on pages: an app, codes on paper, sessions."""

import json
import re
from html import unescape

import httpx2
import pyotp
import pytest

from api.pages.entrance import ACCOUNT, COOKIE, SIGN_IN
from referral.actions.administer import NewActor
from referral.actions.door import DoorRules
from tests.pages.conftest import PASSWORD, Desk, signed_in
from tests.records.raw import run
from tests.software_key import SoftwareKey
from tests.world import admitted
from workflows.vocabulary import Role

SECRET = re.compile(r'desk-code desk-wrap">([A-Z2-7]{32})<')
FIRST = re.compile(r'"desk-secret">((?:[a-z2-7]{4}-){5}[a-z2-7]{4})<')
CODE = re.compile(r'<code class="desk-code">([a-z2-7-]{19})</code>')


def jar_of(answered: httpx2.Response) -> dict[str, str]:
    """The session's cookie, as an answer lays it anew."""
    laid = answered.headers.get_list("set-cookie")
    (mine,) = (each for each in laid if each.startswith(f"{COOKIE}="))
    return {"Cookie": mine.partition(";")[0]}


@pytest.mark.asvs("V6.3.3", "V6.5.4")
@pytest.mark.usefixtures("ana")
def test_an_app_is_set_up_with_the_first_sign_in_and_asked_for_with_the_next(
    desk: Desk,
) -> None:
    desk.world.mechanism.let_in_by(DoorRules(second_factor=True))
    first = desk.post(None, SIGN_IN, {"name": "ana", "password": PASSWORD})
    assert first.headers["location"] == ACCOUNT
    jar = {"Cookie": first.headers["set-cookie"].partition(";")[0]}
    for path in ("/desk", "/desk/cases", "/desk/offers"):
        sent_on = desk.get(None, path, **jar)
        assert (sent_on.status_code, sent_on.headers["location"]) == (303, ACCOUNT)
    assert "Set up one of these two first" in desk.get(None, ACCOUNT, **jar).text
    shown = desk.post(None, f"{ACCOUNT}/app", {}, **jar)
    found = SECRET.search(shown.text)
    assert found is not None
    assert "<svg" in shown.text
    totp = pyotp.TOTP(found.group(1))
    wrong = desk.post(None, f"{ACCOUNT}/app/code", {"code": "000000"}, **jar)
    assert wrong.status_code == 422
    code = totp.at(desk.world.clock())
    codes = desk.post(None, f"{ACCOUNT}/app/code", {"code": code}, **jar)
    assert len(CODE.findall(codes.text)) == 10
    assert desk.get(None, "/desk", **jar).status_code == 303, "another token now"
    assert desk.get(None, "/desk", **jar_of(codes)).status_code == 200
    told = []
    for typed in ("", "000000", code):
        answered = desk.post(
            None, SIGN_IN, {"name": "ana", "password": PASSWORD, "code": typed}
        )
        told.append((answered.status_code, answered.text.replace(typed or "-", "-")))
    assert {status for status, _ in told} == {401}
    desk.world.clock.advance(minutes=1)
    fresh = totp.at(desk.world.clock())
    assert signed_in(desk, code=fresh).startswith(COOKIE)
    paper = unescape(CODE.findall(codes.text)[0])
    run(desk.world, "DELETE FROM sign_in_try")
    assert signed_in(desk, code=paper).startswith(COOKIE)


def test_what_asks_for_more_says_so_on_the_page(desk: Desk) -> None:
    world, key, me = desk.world, SoftwareKey(), desk.world["outreach"]
    made = key.register(world.mechanism.ask_new_passkey(me))
    world.mechanism.register_passkey(me, made, "blue key")
    (row,) = world.mechanism.factors(me).passkeys
    page = desk.get("outreach", ACCOUNT)
    assert "blue key" in page.text
    refused = desk.post("outreach", f"{ACCOUNT}/passkeys/{row.id}/remove", {})
    assert refused.status_code == 403
    assert "Prove once more who you are" in refused.text
    asked = desk.get("outreach", f"{ACCOUNT}/step-up")
    assert asked.json()["userVerification"] == "required"
    nothing = desk.post("outreach", f"{ACCOUNT}/step-up", {"answer": "{"})
    assert nothing.status_code == 422
    renamed = desk.post(
        "outreach", f"{ACCOUNT}/passkeys/{row.id}/label", {"label": "red key"}
    )
    assert renamed.headers["location"] == ACCOUNT
    assert "red key" in desk.get("outreach", ACCOUNT).text


@pytest.mark.asvs("V7.4.3", "V14.3.1")
def test_signing_out_everywhere_ends_every_session_and_clears_the_browser(
    desk: Desk,
) -> None:
    out = desk.post("outreach", f"{ACCOUNT}/sessions/end", {})
    assert (out.status_code, out.headers["location"]) == (303, f"{SIGN_IN}?out=1")
    assert out.headers["clear-site-data"] == '"cache"'
    assert desk.get("outreach", "/desk").status_code == 303


def test_a_password_is_changed_for_one_that_nobody_guesses(desk: Desk) -> None:
    changed = f"{ACCOUNT}/password"
    for old, new, status in (
        ("wrong wrong wrong", "four words nobody guesses", 403),
        ("x", "aaaaaaaaaaaaaaaaaaaaa", 422),
        ("x", "short", 422),
    ):
        typed = {"old": old, "new": new}
        answered = desk.post("outreach", changed, typed)
        assert answered.status_code == status
        assert new not in answered.text


def test_a_passkey_that_is_none_opens_no_desk(desk: Desk) -> None:
    key = SoftwareKey(handle="AAAA")
    asked = desk.get(None, f"{SIGN_IN}/passkey")
    assert asked.headers["cache-control"] == "no-store"
    answer = json.dumps(key.answer(asked.json()))
    for sent, status in ((answer, 401), ("{}", 422), ("", 422), ("[" * 9_000, 422)):
        answered = desk.post(None, f"{SIGN_IN}/passkey", {"answer": sent})
        assert answered.status_code == status
        assert "set-cookie" not in answered.headers


@pytest.mark.asvs("V6.4.1")
def test_a_first_password_is_made_at_the_desk_and_replaced_there(desk: Desk) -> None:
    world = desk.world
    admitted(world, "admin", "office", frozenset({Role.ADMINISTRATOR}))
    new = NewActor(world.bodies["ngo"], "lena", frozenset({Role.CASE_MANAGER}))
    page = f"/desk/directory/actors/{world.mechanism.admit_actor(world.system, new).id}"
    shown = desk.fill("admin", page, "/first-password")
    made = FIRST.search(shown.text)
    assert made is not None
    assert made.group(1) not in desk.get("admin", page).text
    typed = {"name": "lena", "password": made.group(1), "_next": "/desk/offers"}
    came = desk.post(None, SIGN_IN, typed)
    assert came.headers["location"] == ACCOUNT
    jar = {"Cookie": came.headers["set-cookie"].partition(";")[0]}
    for path in ("/desk", "/desk/offers", "/desk/cases"):
        assert desk.get(None, path, **jar).headers["location"] == ACCOUNT
    account = desk.get(None, ACCOUNT, **jar).text
    assert "Take a password of your own" in account
    assert "Set up an app" not in account
    old, change = made.group(1), f"{ACCOUNT}/password"
    same = desk.post(None, change, {"old": old, "new": old}, **jar)
    assert same.status_code == 422
    own = {"old": old, "new": "four small words of fog"}
    changed = desk.post(None, change, own, **jar)
    assert changed.status_code == 303
    assert desk.get(None, "/desk", **jar).headers["location"].startswith(SIGN_IN)
    mine = jar_of(changed)
    assert desk.get(None, "/desk/offers", **mine).status_code == 200
    assert "Make a first password" not in desk.get("admin", page).text
