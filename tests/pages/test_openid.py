"""Coming from an identity provider on pages, as a browser without a script does it."""

import re
from html import unescape
from urllib.parse import urlsplit

import httpx2
import pyotp
import pytest

from api.pages.entrance import ACCOUNT, COOKIE, OPENID, OPENID_BACK, SIGN_IN
from api.pages.openid import COOKIE as WAY
from referral.rules.openid import Counts
from tests.openid import SUBJECT, Elsewhere, elsewhere, linked, provider_process, web
from tests.pages.conftest import Desk, form
from tests.records.raw import count

__all__ = ["elsewhere", "provider_process"]

GOES_ON = re.compile(r'http-equiv="refresh" content="0; url=([^"]+)"')
BUTTON = "Sign in with your organisation"
REFUSED = "This sign-in does not open anything here."


def onward(page: httpx2.Response) -> str:
    """Where a page goes on to by itself; its link leads there too."""
    found = GOES_ON.search(page.text)
    assert found is not None, page.text
    assert f'href="{found.group(1)}"' in page.text
    return unescape(found.group(1))


def laid(page: httpx2.Response, name: str) -> str:
    """A cookie that a page lays down, as the whole line."""
    lines = page.headers.get_list("set-cookie")
    return next(line for line in lines if line.startswith(f"{name}="))


def jar(page: httpx2.Response, name: str) -> dict[str, str]:
    return {"Cookie": laid(page, name).partition(";")[0]}


def back(desk: Desk, out: httpx2.Response) -> httpx2.Response:
    """Walk through the provider and come back as the browser that went out."""
    at = urlsplit(web("GET", onward(out))[1])
    return desk.get(None, f"{at.path}?{at.query}", **jar(out, WAY))


def test_a_button_leads_out_and_back_without_a_script(
    desk: Desk, elsewhere: Elsewhere
) -> None:
    linked(desk.world)
    asked = desk.get(None, f"{SIGN_IN}?next=%2Fdesk%2Foffers").text
    assert BUTTON in asked
    out = desk.post(None, OPENID, form(asked, "/organisation").fields)
    assert out.status_code == 200
    assert onward(out).startswith(f"{elsewhere.address}/authorize?")
    assert "form-action 'self'" in out.headers["content-security-policy"]
    way = laid(out, WAY)
    for word in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert word in way
    came = back(desk, out)
    assert came.status_code == 200
    assert onward(came) == "/desk/offers"
    session = laid(came, COOKIE)
    for word in ("HttpOnly", "Secure", "SameSite=strict"):
        assert word in session
    assert "Max-Age=0" in laid(came, WAY)
    mine = jar(came, COOKIE)
    assert desk.get(None, "/desk/offers", **mine).status_code == 200
    account = desk.get(None, ACCOUNT, **mine).text
    assert "End the link" in account
    assert SUBJECT not in account + came.text + out.text
    ended = desk.post(None, form(account, "/end").action, {}, **mine)
    assert ended.headers["location"] == ACCOUNT
    assert desk.get(None, "/desk/offers", **mine).status_code == 303


def test_ones_own_factor_is_shown_before_anything_opens(
    desk: Desk, elsewhere: Elsewhere
) -> None:
    linked(desk.world)
    mechanism = desk.world.mechanism
    first = back(desk, desk.post(None, OPENID, {}))
    token = jar(first, COOKIE)["Cookie"].partition("=")[2]
    me = mechanism.actor_for(token)
    secret = str(mechanism.begin_app(me).details["secret"])
    mechanism.confirm_app(me, pyotp.TOTP(secret).at(desk.world.clock()), token)
    desk.world.clock.advance(minutes=2)
    elsewhere.be()
    again = back(desk, desk.post(None, OPENID, {"_next": "/desk/offers"}))
    assert onward(again) == ACCOUNT
    mine = jar(again, COOKIE)
    for path in ("/desk", "/desk/offers"):
        assert desk.get(None, path, **mine).headers["location"] == ACCOUNT
    shown = desk.get(None, ACCOUNT, **mine).text
    assert "Show with your own passkey or code" in shown
    for hidden in ("Where you are signed in", "Change the password", "Remove the app"):
        assert hidden not in shown
    code = pyotp.TOTP(secret).at(desk.world.clock())
    proven = desk.post(None, f"{ACCOUNT}/step-up", {"code": code}, **mine)
    assert desk.get(None, "/desk/offers", **mine).status_code == 303
    mine = jar(proven, COOKIE)
    assert desk.get(None, "/desk/offers", **mine).status_code == 200
    assert "Remove the app" in desk.get(None, ACCOUNT, **mine).text


def test_proving_once_more_at_the_organisation(
    desk: Desk, elsewhere: Elsewhere
) -> None:
    linked(desk.world)
    elsewhere.let_in(counts=Counts(amr=frozenset({"hwk"})))
    elsewhere.be(amr=["hwk"])
    came = back(desk, desk.post(None, OPENID, {}))
    mine = jar(came, COOKIE)
    where = form(desk.get(None, ACCOUNT, **mine).text, "account/organisation").action
    proved = back(desk, desk.post(None, where, {}, **mine))
    assert onward(proved) == ACCOUNT
    assert desk.get(None, "/desk", **mine).status_code == 303
    mine = jar(proved, COOKIE)
    token = mine["Cookie"].partition("=")[2]
    now = desk.world.clock()
    assert desk.world.mechanism.actor_for(token).stepped_up_at == now
    elsewhere.be(amr=["pwd"])
    not_proved = back(desk, desk.post(None, where, {}, **mine))
    assert not_proved.status_code == 403
    assert "That does not prove who you are" in not_proved.text
    elsewhere.let_in(counts=Counts(amr=frozenset({"hwk"})))
    elsewhere.be(broken={"/.well-known/openid-configuration": "-"})
    down = desk.post(None, where, {}, **mine)
    assert down.status_code == 403
    assert "That does not prove who you are" in down.text


@pytest.mark.parametrize(
    "how", [{"sub": "nobody"}, {"wrong": "alg none"}, {"wrong": "nonce"}]
)
def test_a_refusal_is_one_page_that_tells_nothing(
    desk: Desk, elsewhere: Elsewhere, how: dict[str, str]
) -> None:
    linked(desk.world)
    elsewhere.be(**how)
    came = back(desk, desk.post(None, OPENID, {}))
    assert came.status_code == 401
    assert REFUSED in unescape(came.text)
    assert f"{COOKIE}=" not in str(came.headers.get_list("set-cookie"))
    for told in (elsewhere.address, "nobody", SUBJECT):
        assert told not in came.text


def test_the_way_back_is_for_the_browser_that_went_out(
    desk: Desk, elsewhere: Elsewhere
) -> None:
    linked(desk.world)
    out = desk.post(None, OPENID, {})
    desk.client.cookies.clear()  # another browser, from here on
    said = elsewhere.sent_back(onward(out))
    query = f"code={said['code']}&state={said['state']}"
    without = desk.get(None, f"{OPENID_BACK}?{query}")
    assert without.status_code == 401
    assert count(desk.world, "sign_in_try") == 0, "who brings nothing is not counted"
    twice = f"{query}&state={said['state']}"
    for wrong in (twice, "error=access_denied", ""):
        again = desk.post(None, OPENID, {})
        refused = desk.get(None, f"{OPENID_BACK}?{wrong}", **jar(again, WAY))
        assert refused.status_code == 401
        assert REFUSED in unescape(refused.text)
    assert desk.get(None, f"{OPENID_BACK}?{query}", **jar(out, WAY)).status_code == 200


def test_a_provider_that_is_down_is_told_on_the_page(
    desk: Desk, elsewhere: Elsewhere
) -> None:
    elsewhere.be(broken={"/.well-known/openid-configuration": "-"})
    out = desk.post(None, OPENID, {})
    assert out.status_code == 401
    assert REFUSED in unescape(out.text)
    foreign = desk.post(None, OPENID, {}, **{"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403


def test_without_a_provider_there_is_no_button_and_no_address(desk: Desk) -> None:
    assert BUTTON not in desk.get(None, SIGN_IN).text
    assert desk.post(None, OPENID, {}).status_code == 404
    assert desk.get(None, OPENID_BACK).status_code == 401
