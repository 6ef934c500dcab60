"""What was done is told once, by the page that follows; no address tells it."""

from uuid import UUID

import httpx2
import pytest

from api.pages.banner import COOKIE as DONE
from api.pages.done import MESSAGES
from api.pages.entrance import COOKIE
from tests.pages.conftest import Desk

NEW = "/desk/cases/new/now"
SAVED = MESSAGES["contact_opened"]


def look(desk: Desk, path: str, done: str) -> httpx2.Response:
    """A page, with a word of what was done in the jar."""
    ours = f"{COOKIE}={desk.door.token('outreach')}"
    return desk.get(None, path, Cookie=f"{ours}; {done}")


def recorded(desk: Desk) -> tuple[str, str]:
    """A case is opened: where that leads, and the word in the jar."""
    answered = desk.fill("outreach", NEW, NEW, facts__age_class="adult")
    assert answered.status_code == 303
    said = answered.headers["set-cookie"]
    for flag in ("HttpOnly", "Secure", "SameSite=strict", "Path=/"):
        assert flag in said
    for flag in ("Max-Age", "expires", "Domain"):
        assert flag not in said
    return answered.headers["location"], said.partition(";")[0]


def test_what_was_done_is_told_once(desk: Desk) -> None:
    path, done = recorded(desk)
    assert "?" not in path
    shown = look(desk, path, done)
    assert SAVED in shown.text
    assert f'{DONE}=""' in shown.headers["set-cookie"]
    again = desk.get("outreach", path)
    assert SAVED not in again.text
    assert "set-cookie" not in again.headers


def test_the_receipt_of_what_was_written_is_shown_with_it(desk: Desk) -> None:
    path, done = recorded(desk)
    case = path.split("/")[3]
    shown = look(desk, path, done)
    for receipt in (f"{case};1;", f"{case};2;"):
        assert receipt in shown.text
    (first, *_) = desk.world.mechanism.timeline(desk.world["coordinator"], UUID(case))
    assert f"<code>{case};1;{first.h}</code>" in shown.text
    assert f"{case};1;" not in look(desk, f"/desk/cases/{case}/facts", done).text


@pytest.mark.parametrize("forged", ["<b>x</b>", "kittiwake", "~1~", "a~b~c"])
def test_a_receipt_that_is_none_is_not_shown(desk: Desk, forged: str) -> None:
    path, done = recorded(desk)
    word = ".".join([*done.split(".")[:2], forged])
    shown = look(desk, path, word)
    assert SAVED in shown.text
    assert forged not in shown.text
    assert "<code>" not in shown.text


def test_another_page_neither_tells_it_nor_forgets_it(desk: Desk) -> None:
    _, done = recorded(desk)
    for path in ("/desk", f"/desk/cases/{desk.world.case().id}", "/desk/nowhere"):
        shown = look(desk, path, done)
        assert SAVED not in shown.text
        assert "set-cookie" not in shown.headers


@pytest.mark.parametrize("word", MESSAGES)
def test_no_address_tells_of_something_that_was_not_done(desk: Desk, word: str) -> None:
    shown = desk.get("outreach", f"/desk?done={word}")
    assert shown.status_code == 200
    assert "govuk-notification-banner" not in shown.text
    assert f"done={word}" not in shown.text


def test_a_word_that_is_not_on_the_list_is_not_told(desk: Desk) -> None:
    path, done = recorded(desk)
    shown = look(desk, path, done.replace("contact_opened", "kittiwake"))
    assert "govuk-notification-banner" not in shown.text
    assert "kittiwake" not in shown.text
