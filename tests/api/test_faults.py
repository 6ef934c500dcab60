"""Whatever breaks, the answer carries the headers, and one line tells of it."""

import io
import json
import re
from collections.abc import Iterator

import pytest
import structlog

from api import logs
from api.gate import HEADERS
from api.pages.entrance import COOKIE, PAGE_HEADERS
from tests.api.conftest import Door

PLANTED = "kittiwake"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Everything that is logged."""
    lines = io.StringIO()
    logs.configure("info")
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(file=lines))
    yield lines
    structlog.reset_defaults()


def breaks(*_: object, **__: object) -> None:
    raise RuntimeError(PLANTED)


@pytest.mark.asvs("V16.2.4", "V16.3.4", "V16.5.1", "V16.5.4")
@pytest.mark.parametrize(
    ("broken", "path", "promised"),
    [
        ("cases", "/v1/cases", HEADERS),
        ("actor_for", "/v1/cases", HEADERS),
        ("cases", "/desk/cases", {**HEADERS, **PAGE_HEADERS}),
        ("actor_for", "/desk/cases", {**HEADERS, **PAGE_HEADERS}),
    ],
)
def test_what_nobody_foresaw_leaves_through_the_gate(
    door: Door,
    written: io.StringIO,
    monkeypatch: pytest.MonkeyPatch,
    broken: str,
    path: str,
    promised: dict[bytes, bytes],
) -> None:
    cookie = {"Cookie": f"{COOKIE}={door.token('outreach')}"}
    monkeypatch.setattr(door.world.mechanism, broken, breaks)
    answered = door.ask("outreach", "GET", path, headers=cookie)
    assert answered.status_code == 500
    assert PLANTED not in answered.text
    for name, value in promised.items():
        assert answered.headers[name.decode()] == value.decode()
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    told = [line for line in lines if line["event"] == "fault"]
    assert [line["fault"] for line in told] == ["RuntimeError"]
    assert told[0]["incident"] in answered.text
    noted = [line["status"] for line in lines if line["event"] == "answered"]
    assert noted == [500]
    assert PLANTED not in written.getvalue()


@pytest.mark.asvs("V16.5.4")
def test_a_page_about_a_fault_that_breaks_too_is_still_an_answer(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookie = {"Cookie": f"{COOKIE}={door.token('outreach')}"}
    monkeypatch.setattr("api.pages.frame.template", breaks)
    answered = door.client.get("/desk/cases", headers=cookie)
    assert answered.status_code == 500
    assert re.search(r"<strong>[0-9a-f]{16}</strong>", answered.text)
    assert "Nothing was recorded" in answered.text
    assert PLANTED not in answered.text
    for name, value in {**HEADERS, **PAGE_HEADERS}.items():
        assert answered.headers[name.decode()] == value.decode()


@pytest.mark.asvs("V1.4.2")
@pytest.mark.parametrize("length", ["9" * 19, "9" * 5000])
@pytest.mark.parametrize("path", ["/v1/cases", "/desk/cases/new"])
def test_a_length_that_no_body_has_is_too_large(
    door: Door, path: str, length: str
) -> None:
    headers = {"Content-Length": length, "Sec-Fetch-Site": "same-origin"}
    answered = door.ask("outreach", "POST", path, headers=headers, content=b"{}")
    assert answered.status_code == 413
    assert answered.headers["cache-control"] == "no-store"


@pytest.mark.asvs("V16.5.2")
def test_logs_that_can_be_written_nowhere_stop_nobody(
    door: Door, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    written.close()
    assert door.ask("outreach", "GET", "/v1/cases").status_code == 200
    monkeypatch.setattr(door.world.mechanism, "cases", breaks)
    answered = door.ask("outreach", "GET", "/v1/cases")
    assert answered.status_code == 500
    assert answered.json()["incident"]
