"""Every problem leads to a page that says what it means and what to do."""

from html.parser import HTMLParser
from uuid import uuid4

import pytest

from api.problem_table import KINDS
from tests.api.conftest import Door


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not any(name.startswith(("on", "style", "src")) for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.mark.parametrize("code", KINDS)
def test_a_stranger_may_read_what_a_problem_means(door: Door, code: str) -> None:
    answered = door.client.get(f"/problems/{code}")
    assert answered.status_code == 200
    assert answered.headers["content-type"] == "text/html; charset=utf-8"
    page = Page(answered.text)
    assert not {"script", "style", "link", "img", "iframe", "form"} & set(page.tags)
    kind, said = KINDS[code], " ".join(page.words)
    for words in (kind.title, kind.sentence, kind.meaning, kind.remedy, kind.code):
        assert words in said


def test_a_problem_that_is_none_has_no_page(door: Door) -> None:
    for who in (None, "outreach"):
        assert door.ask(who, "GET", "/problems/no-such").status_code == 404
        assert door.ask(who, "GET", "/problems/No Such").status_code == 422
        assert door.ask(who, "GET", "/problems/").status_code == 404
    assert door.ask(None, "GET", "/problems").status_code == 401
    assert door.ask(None, "POST", "/problems/fault").status_code == 401


def test_a_problem_names_the_page_about_it(door: Door) -> None:
    refused = door.ask("outreach", "GET", f"/v1/cases/{uuid4()}").json()
    assert refused["type"] == "/problems/not-found"
    assert door.client.get(refused["type"]).status_code == 200


def test_an_address_says_everything_that_it_does(door: Door) -> None:
    for path, methods in (
        ("/v1/cases", "GET, POST"),
        ("/v1/session", "POST, DELETE"),
        (f"/v1/cases/{uuid4()}", "GET"),
        ("/v1/referrals/x/accept", "POST"),
    ):
        answered = door.ask("outreach", "PATCH", path)
        assert answered.status_code == 405
        assert answered.headers["allow"] == methods
        assert answered.json()["code"] == "method-not-allowed"


def test_a_slash_too_many_is_no_way_to_be_sent_elsewhere(door: Door) -> None:
    for path in ("/v1/cases/", "/v1/me/"):
        answered = door.ask("outreach", "GET", path, follow_redirects=False)
        assert answered.status_code == 404
        assert "location" not in answered.headers


def test_a_name_that_was_tried_too_often_is_told_when_to_come_back(door: Door) -> None:
    wrong = {"name": "lena", "password": "wrong-on-purpose"}
    statuses = [
        door.client.post("/v1/session", json=wrong).status_code for _ in range(5)
    ]
    assert statuses == [401] * 5
    locked = door.client.post("/v1/session", json=wrong)
    assert locked.status_code == 429
    assert locked.json()["type"] == "/problems/too-many-tries"
    assert int(locked.headers["retry-after"]) == 15 * 60
