"""Signing in, staying signed in, losing a session in mid-form, leaving at once."""

import html
import json

import pytest

from api.pages.entrance import COOKIE, SIGN_IN, safe_next
from referral.actions.administer import NewActor
from tests.pages.conftest import Desk, form, forms
from workflows.vocabulary import ActorKind, Role

PASSWORD = "invented-people-only"
TYPED = 'She said "no phone"; <b>never</b> & не звать'


@pytest.fixture
def ana(desk: Desk) -> str:
    """Somebody with a real password."""
    world = desk.world
    roles = frozenset({Role.FIRST_RESPONDER, Role.CASE_MANAGER})
    new = NewActor(world.bodies["ngo"], "ana", roles, ActorKind.PERSON)
    world.mechanism.admit_actor(world.system, new, PASSWORD)
    return "ana"


def signed_in(desk: Desk, **fields: str) -> str:
    typed = {"name": "ana", "password": PASSWORD, **fields}
    answered = desk.post(None, SIGN_IN, typed)
    assert answered.status_code in (200, 303)
    return str(answered.headers["set-cookie"])


@pytest.mark.usefixtures("ana")
def test_the_cookie_is_bound_and_neutral(desk: Desk) -> None:
    cookie = signed_in(desk)
    name, _, rest = cookie.partition("=")
    assert name == COOKIE
    assert name.startswith("__Host-")
    for flag in ("HttpOnly", "Secure", "SameSite=strict", "Path=/"):
        assert flag in rest
    for flag in ("Max-Age", "Domain", "expires"):
        assert flag not in rest


@pytest.mark.usefixtures("ana")
def test_a_wrong_password_says_no_more_than_that(desk: Desk) -> None:
    for name in ("ana", "nobody"):
        typed = {"name": name, "password": "wrong-wrong-wrong"}
        answered = desk.post(None, SIGN_IN, typed)
        assert answered.status_code == 401
        assert "Name or password is wrong." in answered.text
        assert "wrong-wrong-wrong" not in answered.text
        assert "set-cookie" not in answered.headers
    assert desk.post(None, SIGN_IN, {"name": "ana"}).status_code == 422


@pytest.mark.usefixtures("ana")
@pytest.mark.parametrize(
    ("asked", "goes"),
    [
        ("/desk/cases", "/desk/cases"),
        ("/desk/cases?after=abc_-9", "/desk/cases?after=abc_-9"),
        ("//evil.test", "/desk"),
        ("https://evil.test/desk", "/desk"),
        ("/desk/../v1/cases", "/desk"),
        ("/desk\\evil", "/desk"),
        ("/desk/x\nSet-Cookie: a=b", "/desk"),
        ("/desk/" + "x" * 500, "/desk"),
        ("/v1/cases", "/desk"),
        ("", "/desk"),
    ],
)
def test_only_our_own_addresses_are_gone_on_to(
    desk: Desk, asked: str, goes: str
) -> None:
    typed = {"name": "ana", "password": PASSWORD, "_next": asked}
    assert desk.post(None, SIGN_IN, typed).headers["location"] == goes
    assert safe_next(asked) == goes


def test_a_stranger_comes_back_to_where_they_were_going(desk: Desk) -> None:
    sent = desk.get(None, "/desk/cases/new")
    assert sent.headers["location"] == f"{SIGN_IN}?next=%2Fdesk%2Fcases%2Fnew"
    page = desk.get(None, sent.headers["location"])
    assert form(page.text, SIGN_IN).value("_next") == "/desk/cases/new"


@pytest.mark.usefixtures("ana")
def test_a_session_that_ends_in_mid_form_loses_nothing(desk: Desk) -> None:
    token = signed_in(desk).partition(";")[0]
    new = "/desk/cases/new"
    key = form(desk.get(None, new, Cookie=token).text, new).value("_key")
    desk.world.clock.advance(minutes=16)
    typed = [
        ("_key", key),
        ("facts.age_class", "adult"),
        ("indicators[]", "CD01"),
        ("indicators[]", "EX02"),
        ("content.narrative.what_i_saw", TYPED),
    ]
    ended = desk.post(None, new, typed, Cookie=token)
    assert ended.status_code == 401
    assert "What you typed is not lost." in ended.text
    assert ended.headers["cache-control"] == "no-store"
    assert desk.world.mechanism.cases(desk.world["coordinator"]) == []

    fields = dict(form(ended.text, SIGN_IN).fields)
    wrong = desk.post(None, SIGN_IN, {**fields, "name": "ana", "password": "x" * 12})
    assert wrong.status_code == 401
    fields = dict(form(wrong.text, SIGN_IN).fields)
    again = desk.post(None, SIGN_IN, {**fields, "name": "ana", "password": PASSWORD})
    assert again.status_code == 200
    token = again.headers["set-cookie"].partition(";")[0]
    back = form(again.text, new)
    shown = desk.post(None, new, back.fields, Cookie=token)
    assert shown.status_code == 200
    assert desk.world.mechanism.cases(desk.world["coordinator"]) == []
    filled = form(shown.text, new)
    assert filled.value("content.narrative.what_i_saw").strip() == TYPED
    ticked = [value for name, value in filled.fields if name == "indicators[]"]
    assert ticked == ["CD01", "EX02"]
    saved = desk.post(None, new, filled.fields, Cookie=token)
    assert saved.status_code == 303
    assert len(desk.world.mechanism.cases(desk.world["coordinator"])) == 1


@pytest.mark.usefixtures("ana")
@pytest.mark.parametrize(
    "carried",
    [
        "{",
        "[]",
        json.dumps({"to": "https://evil.test", "fields": [["a", "b"]]}),
        json.dumps({"to": "/desk/cases/new", "fields": [["a", 1]]}),
        json.dumps({"to": "/desk/cases/new", "fields": [["a", "b"]], "more": 1}),
    ],
)
def test_a_forged_way_back_is_not_followed(desk: Desk, carried: str) -> None:
    typed = {"name": "ana", "password": PASSWORD, "_carried": carried}
    answered = desk.post(None, SIGN_IN, typed)
    assert (answered.status_code, answered.headers["location"]) == (303, "/desk")


@pytest.mark.usefixtures("ana")
def test_a_way_back_carries_text_and_no_markup(desk: Desk) -> None:
    fields = [['"><script>x</script>', "<img src=x>"]]
    carried = json.dumps({"to": "/desk/cases/new", "fields": fields})
    typed = {"name": "ana", "password": PASSWORD, "_carried": carried}
    answered = desk.post(None, SIGN_IN, typed)
    assert "<script>x" not in answered.text
    assert "<img src=x" not in answered.text
    assert html.escape("<img src=x>") in answered.text


@pytest.mark.usefixtures("ana")
def test_signing_out_ends_the_session(desk: Desk) -> None:
    token = signed_in(desk).partition(";")[0]
    out = desk.post(None, "/desk/sign-out", {}, Cookie=token)
    assert out.status_code == 303
    assert f'{COOKIE}=""' in out.headers["set-cookie"]
    assert desk.get(None, "/desk", Cookie=token).status_code == 303


@pytest.mark.usefixtures("ana")
def test_the_quick_exit_ends_the_session_and_leads_away(desk: Desk) -> None:
    token = signed_in(desk).partition(";")[0]
    for cookie in (token, f"{COOKIE}=x", ""):
        away = desk.get(None, "/desk/leave", **({"Cookie": cookie} if cookie else {}))
        assert away.status_code == 303
        assert away.headers["location"] == "https://example.org/"
        assert away.headers["clear-site-data"] == '"cache"'
        assert away.headers["referrer-policy"] == "same-origin"
    assert desk.get(None, "/desk", Cookie=token).status_code == 303


def test_every_form_keeps_off_the_disk_and_out_of_the_address(desk: Desk) -> None:
    case, offer = desk.world.offered()
    for who, path in (
        (None, SIGN_IN),
        ("outreach", "/desk/cases/new"),
        ("outreach", f"/desk/cases/{case.id}"),
        ("outreach", f"/desk/cases/{case.id}/consents/new"),
        ("outreach", f"/desk/cases/{case.id}/facts"),
        ("outreach", f"/desk/cases/{case.id}/content"),
        ("host", f"/desk/offers/{offer.id}"),
    ):
        page = desk.get(who, path).text
        assert forms(page)
        assert page.count("<form") == page.count('method="post"')
        assert page.count("<form") <= page.count('autocomplete="off"')
        assert 'translate="no"' in page
        assert 'content="notranslate"' in page
        assert "<title>Desk</title>" in page
        for word in ("victim", "traffick", "police"):
            assert word not in page.partition("</head>")[0].lower()
