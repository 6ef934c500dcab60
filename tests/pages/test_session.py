"""Signing in, staying signed in, signing out, leaving at once."""

import time
from threading import Event, Thread

import httpx2
import pytest

from api.pages.entrance import COOKIE, SIGN_IN, safe_next
from api.pages.session import PATIENCE
from tests.api.test_store_unavailable import stop_writing
from tests.pages.conftest import PASSWORD, Desk, form, forms, signed_in


@pytest.mark.asvs("V3.3.1", "V3.3.2", "V3.3.3", "V3.3.4")
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


@pytest.mark.asvs("V6.3.8")
@pytest.mark.usefixtures("ana")
def test_a_wrong_password_says_no_more_than_that(desk: Desk) -> None:
    for name in ("ana", "nobody"):
        typed = {"name": name, "password": "wrong-wrong-wrong"}
        answered = desk.post(None, SIGN_IN, typed)
        assert answered.status_code == 401
        assert "Name, password or code is wrong." in answered.text
        assert "wrong-wrong-wrong" not in answered.text
        assert "set-cookie" not in answered.headers
    assert desk.post(None, SIGN_IN, {"name": "ana"}).status_code == 422


@pytest.mark.asvs("V1.2.2", "V3.7.2")
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
        ("/desk/leave", "/desk"),
        ("/desk/leave?x=1", "/desk"),
        ("/desk/sign-out", "/desk"),
        ("/desk/resume", "/desk"),
        ("/desk/cases?done=no_show", "/desk/cases"),
        ("/desk/cases?done=no_show&after=a", "/desk/cases?after=a"),
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


@pytest.mark.asvs("V1.2.2")
def test_a_line_break_at_the_end_makes_an_address_nobody_goes_on_to() -> None:
    assert safe_next("/desk/cases\n") == "/desk"


def test_a_stranger_comes_back_to_where_they_were_going(desk: Desk) -> None:
    sent = desk.get(None, "/desk/cases/new")
    assert sent.headers["location"] == f"{SIGN_IN}?next=%2Fdesk%2Fcases%2Fnew"
    page = desk.get(None, sent.headers["location"])
    assert form(page.text, SIGN_IN).value("_next") == "/desk/cases/new"


@pytest.mark.asvs("V7.4.1", "V14.3.1")
@pytest.mark.usefixtures("ana")
def test_signing_out_ends_the_session_and_clears_the_cache(desk: Desk) -> None:
    token = signed_in(desk).partition(";")[0]
    for cookie in (token, token, f"{COOKIE}=x", ""):
        headers = {"Cookie": cookie} if cookie else {}
        out = desk.post(None, "/desk/sign-out", {}, **headers)
        assert out.status_code == 303
        assert out.headers["location"] == f"{SIGN_IN}?out=1"
        assert out.headers["clear-site-data"] == '"cache"'
        assert f'{COOKIE}=""' in out.headers["set-cookie"]
    assert desk.get(None, "/desk", Cookie=token).status_code == 303


@pytest.mark.usefixtures("ana")
def test_the_quick_exit_ends_the_session_and_leads_away(desk: Desk) -> None:
    token = signed_in(desk).partition(";")[0]
    for cookie in (token, f"{COOKIE}=x", ""):
        away = desk.get(None, "/desk/leave", **({"Cookie": cookie} if cookie else {}))
        left(away)
        assert away.headers["referrer-policy"] == "same-origin"
    assert desk.get(None, "/desk", Cookie=token).status_code == 303


def left(away: httpx2.Response) -> None:
    """Somebody is away, and nothing stayed behind."""
    assert away.status_code == 303
    assert away.headers["location"] == "https://example.org/"
    assert away.headers["clear-site-data"] == '"cache"'
    assert f'{COOKIE}=""' in away.headers["set-cookie"]


def test_a_store_that_cannot_write_holds_nobody_back(desk: Desk) -> None:
    desk.door.token("outreach")
    stop_writing(desk.door)
    left(desk.get("outreach", "/desk/leave"))
    out = desk.post("outreach", "/desk/sign-out")
    assert (out.status_code, out.headers["location"]) == (303, f"{SIGN_IN}?out=1")
    assert f'{COOKIE}=""' in out.headers["set-cookie"]


def test_a_fault_holds_nobody_back_and_is_told_in_the_log(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks(_: str) -> None:
        raise RuntimeError

    desk.door.token("outreach")
    monkeypatch.setattr(desk.world.mechanism, "sign_out", breaks)
    left(desk.get("outreach", "/desk/leave"))
    assert desk.post("outreach", "/desk/sign-out").status_code == 303
    assert capsys.readouterr().out.count("RuntimeError") == 2


def test_a_writer_that_is_stuck_holds_nobody_back(desk: Desk) -> None:
    desk.door.token("outreach")
    store, free = desk.world.mechanism._house.store, Event()
    stuck = Thread(target=lambda: store.act(lambda _: free.wait(20)))
    stuck.start()
    began = time.perf_counter()
    left(desk.get("outreach", "/desk/leave"))
    assert time.perf_counter() - began < PATIENCE + 2
    free.set()
    stuck.join()
    store.act(lambda _: None)
    assert desk.get("outreach", "/desk").status_code == 303


@pytest.mark.asvs("V7.4.1")
@pytest.mark.usefixtures("ana")
def test_signing_in_anew_ends_the_session_before(desk: Desk) -> None:
    first = signed_in(desk).partition(";")[0]
    typed = {"name": "ana", "password": PASSWORD}
    second = desk.post(None, SIGN_IN, typed, Cookie=first)
    token = second.headers["set-cookie"].partition(";")[0]
    assert desk.get(None, "/desk", Cookie=token).status_code == 200
    assert desk.get(None, "/desk", Cookie=first).status_code == 303


@pytest.mark.asvs("V3.5.3", "V14.2.1")
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
