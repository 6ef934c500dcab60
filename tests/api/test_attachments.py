"""Documents over HTTP: streamed in and out, never inline, never by name."""

import json
import logging
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from api import files
from referral.actions.attachments import LONGEST, Spool
from tests.api.conftest import Door
from tests.exchange.pictures import jpeg

NAME, PASSPORT = "Kestrel%20%C3%A7.pdf", b"%PDF-1.7 an invented passport"
PROBLEM = "application/problem+json"
CARE = {"purpose": "care"}


def attach(
    door: Door, case_id: object, content: Any = PASSPORT, **words: Any
) -> httpx2.Response:
    headers = {"Attachment-Name": NAME, **words.pop("headers", {})}
    who = words.pop("who", "outreach")
    path = f"/v1/cases/{case_id}/attachments"
    query = {"drawer": "identity", **words.pop("params", {})}
    return door.ask(who, "POST", path, content=content, headers=headers, params=query)


@pytest.fixture
def case(door: Door) -> UUID:
    return door.world.case().id


def test_a_document_goes_in_is_listed_comes_out_and_goes(
    door: Door, case: UUID
) -> None:
    added = attach(door, case)
    assert added.status_code == 201
    assert added.headers["etag"] == '"1"'
    address = added.headers["location"]

    path = f"/v1/cases/{case}/attachments"
    listed = door.ask("outreach", "GET", path, params={"drawer": "identity", **CARE})
    (item,) = listed.json()["items"]
    assert (item["name"], item["kind"], item["size"]) == ("Kestrel ç.pdf", "pdf", 29)

    given = door.ask("outreach", "GET", address, params=CARE)
    assert given.content == PASSPORT
    assert door.ask("outreach", "DELETE", address).json()["version"] == 2
    for method in ("GET", "DELETE"):
        gone = door.ask("outreach", method, address, params=CARE)
        assert gone.status_code == 404


@pytest.mark.asvs("V1.3.3", "V1.3.4", "V3.2.1", "V5.3.1", "V5.4.1", "V5.4.2")
@pytest.mark.parametrize(
    ("raw", "suffix"),
    [(PASSPORT, "pdf"), (b"<script>alert(1)</script>", "txt"), (jpeg(), "jpg")],
    ids=["pdf", "text", "picture"],
)
def test_what_comes_out_is_a_download_that_no_browser_shows(
    door: Door, case: UUID, raw: bytes, suffix: str
) -> None:
    headers = {"Content-Type": "text/html"}
    address = attach(door, case, raw, headers=headers).headers["location"]
    given = door.ask("outreach", "GET", address, params=CARE)

    stated = f'attachment; filename="document.{suffix}"'
    assert given.headers["content-disposition"] == stated
    assert given.headers["content-type"] == "application/octet-stream"
    assert given.headers["x-content-type-options"] == "nosniff"
    assert given.headers["cache-control"] == "no-store"
    assert "Kestrel" not in str(given.headers)
    assert "Kestrel" not in address


def test_the_same_parcel_attaches_once_and_another_one_under_its_key_does_not(
    door: Door, case: UUID
) -> None:
    key = {"Idempotency-Key": uuid4().hex}
    first, again = (attach(door, case, headers=key) for _ in range(2))
    other = attach(door, case, PASSPORT + b"!", headers=key)

    assert first.json() == again.json()
    assert other.status_code == 422
    assert other.json()["errors"][0]["code"] == "used_for_another_request"


def refused(answered: httpx2.Response) -> tuple[int, list[tuple[str, str]]]:
    assert answered.headers["content-type"] == PROBLEM
    assert "Kestrel" not in answered.text
    told = answered.json().get("errors", [])
    return answered.status_code, [(it["pointer"], it["code"]) for it in told]


def test_what_is_not_taken_is_said_without_repeating_it(door: Door, case: UUID) -> None:
    for raw, code in ((b"", "empty"), (b"MZ\0", "kind_not_taken")):
        assert refused(attach(door, case, raw)) == (422, [("/file", code)])
    for params, where in (
        ({"drawer": "attic"}, "query drawer"),
        ({"drawer": "operational"}, "/drawer"),
    ):
        status, told = refused(attach(door, case, params=params))
        assert (status, told[0][0]) == (422, where)
    for name in ("%ff", "a%0Ab", "x" * 201):
        headers = {"Attachment-Name": name}
        assert refused(attach(door, case, headers=headers))[0] == 422
    assert refused(attach(door, case, headers={"Idempotency-Key": "x"}))[0] == 400


@pytest.mark.asvs("V5.2.1")
def test_fifty_mebibytes_are_taken_and_not_a_byte_more(door: Door, case: UUID) -> None:
    def sized(size: int) -> Any:
        yield b"%PDF-1.7 "
        left = size - 9
        while left:
            part = min(left, 2**20)
            yield bytes(part)
            left -= part

    assert attach(door, case, sized(LONGEST)).status_code == 201
    over = attach(door, case, sized(LONGEST + 1))
    assert (over.status_code, over.json()["code"]) == (413, "too-large")
    stated = {"Content-Length": str(files.MOST + 1)}
    assert attach(door, case, b"%PDF-1.7", headers=stated).status_code == 413
    for path in (f"/v1/cases/{case}/content", "/v1/cases"):
        large = door.ask("outreach", "POST", path, content=sized(2**21))
        assert large.status_code == 413


@pytest.mark.asvs("V14.2.4")
def test_nothing_of_a_document_is_on_disk_or_in_a_log_in_the_clear(
    door: Door,
    case: UUID,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    secret = b"planted in the document. "
    written: list[bytes] = []
    opened = Spool.close

    def looked(spool: Any) -> None:
        spool._file.seek(0)
        written.append(spool._file.read())
        opened(spool)

    monkeypatch.setattr(Spool, "close", looked)
    caplog.set_level(logging.DEBUG)
    raw = b"%PDF-1.7 " + secret * 200_000
    address = attach(door, case, raw).headers["location"]
    assert door.ask("outreach", "GET", address, params=CARE).content == raw

    assert sum(map(len, written)) > 2 * len(raw) - 2**18
    assert not [found for found in written if secret in found]
    world = door.world
    stored = [path.read_bytes() for path in Path(world.location).rglob("*.db*")]
    assert not [found for found in stored if b"planted" in found]
    assert "planted" not in caplog.text
    assert "Kestrel" not in json.dumps([r.getMessage() for r in caplog.records])
