"""Every problem page says what happened, whether anything is lost, what comes next."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from api.app import make_app
from api.limits import Rates
from api.pages import errors, labels_problems
from api.problem_table import KINDS
from referral.errors import Fault, KeysUnavailable, StoreFull, StoreUnavailable, TooBusy
from referral.mechanism import Mechanism
from tests.api.conftest import Door
from tests.pages.conftest import Desk, form
from tests.world import World

TYPED = "Waited alone <held> no papers"
FAULTS: dict[str, Exception] = {
    "fault": Fault("broken"),
    "store-unavailable": StoreUnavailable("gone"),
    "keys-unavailable": KeysUnavailable("gone"),
    "store-full": StoreFull("full"),
    "too-busy": TooBusy("busy"),
    "nobody foresaw it": ZeroDivisionError("broken"),
}


def said(page: httpx2.Response) -> str:
    text = page.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def is_whole(page: httpx2.Response, status: int) -> str:
    """It names what happened, says whether anything is lost, and leads on."""
    assert page.status_code == status
    text = said(page)
    assert "Is anything lost?" in text
    assert "What you can do now" in text
    assert "Go to my work" in text
    after = text.partition("What you can do now")[2].strip()
    assert len(after.partition("Go to my work")[0]) > len("Try again.")
    return text


def test_every_kind_that_a_page_can_show_says_what_comes_next() -> None:
    told, none = set(labels_problems.NEXT), labels_problems.NOT_ON_PAGES
    assert told | none == set(KINDS)
    assert told & none == set()
    statuses = {KINDS[code].status for code in told}
    assert statuses - {401, 431} <= set(errors.TITLES)


@pytest.fixture
def breaking(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    """From here on everything that the desk asks of the mechanism ends so."""

    def break_it(fault: Exception) -> None:
        def broken(*_: Any, **__: Any) -> None:
            raise fault

        for act in ("services", "list_offers", "offers", "record_content"):
            monkeypatch.setattr(Mechanism, act, broken, raising=False)

    return break_it


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_while_looking_loses_nothing(
    desk: Desk, breaking: Callable[[Exception], None], kind: str
) -> None:
    desk.world.case()
    desk.door.token("outreach")
    breaking(FAULTS[kind])
    status = KINDS[kind].status if kind in KINDS else 500
    text = is_whole(desk.get("outreach", "/desk/offers"), status)
    assert labels_problems.LOOKING in text
    assert ("Number of this incident" in text) is (kind != "too-busy")


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_while_sending_gives_back_what_was_typed(
    desk: Desk, breaking: Callable[[Exception], None], kind: str
) -> None:
    case = desk.world.case()
    path = f"/desk/cases/{case.id}/content"
    desk.door.token("outreach")
    breaking(FAULTS[kind])
    sent = {"narrative.what_i_saw": TYPED, "_key": "a-key-of-this-form"}
    answered = desk.post("outreach", path, sent)
    status = KINDS[kind].status if kind in KINDS else 500
    assert labels_problems.KEPT in is_whole(answered, status)
    held = form(answered.text, path)
    assert held.value("_again") == "1"
    assert held.value("_carried")
    assert TYPED not in unescape(answered.text), "sealed, for whoever typed it"


def test_the_form_that_came_back_is_shown_again_and_not_done(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = desk.world.case()
    path = f"/desk/cases/{case.id}/content"
    before = desk.world.entries(case.id)
    desk.door.token("outreach")
    with monkeypatch.context() as patched:
        broken = ZeroDivisionError()

        def stop(*_: Any, **__: Any) -> None:
            raise broken

        patched.setattr(Mechanism, "record_content", stop)
        shown = desk.post("outreach", path, {"narrative.what_i_saw": TYPED})
    held = form(shown.text, path)
    assert desk.post("coordinator", path, held.fields).status_code in (403, 404)
    back = desk.post("outreach", path, held.fields)
    assert back.status_code == 200
    assert form(back.text, path).value("narrative.what_i_saw") == TYPED
    added = desk.world.entries(case.id)[len(before) :]
    assert "content_recorded" not in added


def test_what_is_sent_to_nowhere_and_a_password_never_come_back(
    desk: Desk,
) -> None:
    nowhere = "/desk/cases/0195f1a0-0000-7000-8000-000000000000/content"
    answered = desk.post("outreach", nowhere, {"narrative.what_i_saw": TYPED})
    is_whole(answered, 404)
    assert "_carried" not in answered.text, "foreign and missing look the same"
    secret = {"password": "never shown again", "nonsense": "x"}
    for path in ("/desk/account/nowhere", "/desk/sign-in/nowhere"):
        answered = desk.post("outreach", path, secret)
        assert "never shown again" not in answered.text


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("/desk/nowhere", "GET", 404),
        ("/desk/cases/x", "GET", 404),
        ("/desk/find", "DELETE", 405),
        ("/desk/directory", "GET", 403),
        ("/desk/cases", "POST", 405),
    ],
)
def test_what_is_refused_says_the_same_three_things(
    desk: Desk, path: str, method: str, status: int
) -> None:
    if method == "GET":
        is_whole(desk.get("outreach", path), status)
    elif method == "POST":
        is_whole(desk.post("outreach", path, {"x": "y"}), status)
    else:
        headers = desk._headers("outreach", {"Sec-Fetch-Site": "same-origin"})
        is_whole(desk.client.request(method, path, headers=headers), status)


def test_a_form_from_elsewhere_and_one_too_large_say_so(desk: Desk) -> None:
    foreign = desk.post(
        "outreach", "/desk/find", {"code": "x"}, **{"Sec-Fetch-Site": "cross-site"}
    )
    assert "another place than our own pages" in is_whole(foreign, 403)
    large = desk.post("outreach", "/desk/find", {"code": "x" * 2_000_000})
    assert labels_problems.UNREAD in is_whole(large, 413)


@pytest.fixture
def slow(embedded_world: World) -> Iterator[Desk]:
    """A desk where one person may ask twice and then has to wait."""
    app = make_app(embedded_world.mechanism, rates=Rates(1, 2, lambda: 0.0))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Desk(embedded_world, client, Door(embedded_world, client))


def test_whoever_asks_too_often_keeps_what_was_typed(slow: Desk) -> None:
    for _ in range(2):
        assert slow.get("outreach", "/desk/offers").status_code == 200
    late = slow.get("outreach", "/desk/offers")
    assert labels_problems.LOOKING in is_whole(late, 429)
    path = "/desk/cases/new"
    answered = slow.post("outreach", path, {"content.narrative.what_i_saw": TYPED})
    assert labels_problems.KEPT in is_whole(answered, 429)
    assert answered.headers["retry-after"]
    held = form(answered.text, path)
    assert held.value("_carried")
    assert TYPED not in unescape(answered.text)


def test_if_the_page_about_it_breaks_too_people_are_shown_a_page(
    desk: Desk, breaking: Callable[[Exception], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.door.token("outreach")
    breaking(ZeroDivisionError())

    def worse(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(errors, "page_of", worse)
    answered = desk.get("outreach", "/desk/offers")
    assert answered.status_code == 500
    assert answered.headers["content-type"].startswith("text/html")
    assert "Nothing was recorded" in answered.text
