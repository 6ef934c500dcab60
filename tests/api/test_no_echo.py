"""No answer, and no log line, repeats what was sent: not a field, not its name.

A word is planted in every place a client can write to, of every operation, by
somebody who is known and by a stranger.
"""

import copy
import io
import json
import sys
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import httpx2
import pytest
import structlog
from fastapi import FastAPI
from hypothesis import settings
from starlette.testclient import TestClient

from api import logs
from api.app import describe
from api.description import operations
from api.shapes import SignIn
from tests.api.conftest import Door
from tests.faults.processes import SOAK

NIGHT = settings().max_examples > SOAK
WORD = "kestrelqzx"
AN_ID = UUID("7e57ab1e-7e57-7e57-8e57-7e57ab1e7e57")
PLANTED = (WORD, "7e57ab1e")
WORDS = describe()
OPERATIONS = list(operations(WORDS))
IDS = [operation["operationId"] for _, _, operation in OPERATIONS]
ANYBODYS = ("Accept", "Cookie", "Origin", "Referer", "User-Agent", "X-Request-Id")
HEADERS: tuple[dict[str, str], ...] = (
    *({name: WORD} for name in ANYBODYS),
    {"Host": f"{WORD}.example"},
    {"X-Forwarded-Host": WORD, "X-Forwarded-For": WORD, "X-Forwarded-Proto": WORD},
    {"Authorization": WORD},
    {"Authorization": f"Bearer {WORD}"},
    {"Authorization": f"Bearer rk_{AN_ID.hex}_{WORD}"},
    {"Authorization": f"Basic {WORD}"},
    {"Content-Type": f"application/{WORD}"},
    {"Content-Type": f"application/json; charset={WORD}"},
    {"Idempotency-Key": WORD},
    {"Idempotency-Key": WORD + " with blanks"},
    {"If-Match": WORD},
    {"If-Match": f'"{WORD}"'},
    {WORD: WORD},
)
BODIES = (WORD.encode(), f'"{WORD}"'.encode(), f'{{"{WORD}": '.encode(), b"\xff" * 9)


def schema_of(thing: Any) -> dict[str, Any]:
    """A schema without references and without the choice of `null`."""
    for choice in thing.get("anyOf", ()):
        if choice != {"type": "null"}:
            return schema_of(choice)
    if "$ref" in thing:
        name = thing["$ref"].rpartition("/")[2]
        return schema_of(WORDS["components"]["schemas"][name])
    return dict(thing)


def bodies(operation: dict[str, Any]) -> Iterator[Any]:
    """The example with the word in one place each, and as the name of a field."""
    content = operation.get("requestBody", {}).get("content", {})
    for media in content.values():
        example = media["example"]
        if isinstance(example, str):  # bytes of a document, which are sent as they are
            continue
        yield from ([WORD], {WORD: WORD}, {**example, WORD: WORD})
        for place in places(schema_of(media["schema"])):
            for value in (WORD, str(AN_ID), [WORD], {WORD: WORD})[:: 1 if NIGHT else 3]:
                yield planted(example, place, value)


def places(schema: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for name, each in schema.get("properties", {}).items():
        yield (name,)
        yield from ((name, *place) for place in places(schema_of(each)))


def planted(example: dict[str, Any], place: tuple[str, ...], value: object) -> Any:
    body = copy.deepcopy(example)
    inner = body
    for name in place[:-1]:
        inner = inner.setdefault(name, {})
    inner[place[-1]] = value
    return body


def addresses(path: str, operation: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Path and query with the word in one place each."""
    parameters = operation.get("parameters", ())
    there = real(path)
    yield from ((there + "/", {}), (f"{there}/{WORD}", {}), (there, {WORD: WORD}))
    yield there + "//" + WORD, {WORD: WORD}
    for name in (each["name"] for each in parameters if each["in"] == "path"):
        for value in (WORD, AN_ID, WORD + "%0d%0aX-Planted: 1"):
            yield real(path.replace("{" + name + "}", str(value))), {}
    for name in (each["name"] for each in parameters if each["in"] == "query"):
        yield from ((there, {name: value}) for value in (WORD, str(AN_ID)))
        yield there, {name: WORD, "limit": 1, "purpose": "care"}


CASE = "0195f1a0-0000-7000-8000-00000000{:04d}"


def real(path: str) -> str:
    """The rest of an address, of its form."""
    for number, name in enumerate(("case_id", "referral_id", "consent_id")):
        path = path.replace("{" + name + "}", CASE.format(number))
    path = path.replace("{drawer}", "identity").replace("{code}", "fault")
    return path.replace("{step}", "bring_to_safety")


def echoes(reply: httpx2.Response) -> list[str]:
    """What is repeated in an answer, headers included."""
    said = f"{reply.status_code} {dict(reply.headers)} {reply.text}".lower()
    return [word for word in PLANTED if word in said]


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Everything that is logged."""
    kept = io.StringIO()
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", kept)
        logs.configure("info")
    yield kept
    structlog.reset_defaults()


@pytest.mark.asvs("V16.2.5", "V16.4.1")
@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS, ids=IDS)
def test_nothing_that_was_sent_comes_back(
    door: Door,
    written: io.StringIO,
    caplog: pytest.LogCaptureFixture,
    method: str,
    path: str,
    operation: dict[str, Any],
) -> None:
    case, offer = door.world.offered()
    known = {CASE.format(0): str(case.id), CASE.format(1): str(offer.id)}
    found, answered = [], []
    for who in ("outreach", None):
        for made_up, words in share(list(requests(path, operation)), who, len(path)):
            address = made_up
            for number, there in known.items():
                address = address.replace(number, there)
            version = present(door, path, case.id, offer.id)
            reply = door.ask(who, method.upper(), address, version=version, **words)
            found += [(word, who, address, words) for word in echoes(reply)]
            answered.append(reply.status_code)
    assert found == []
    assert len(answered) > 24
    assert set(answered) - {401}
    lines = written.getvalue()
    assert lines.count("\n") >= len(answered)
    assert [word for word in PLANTED if word in (lines + caplog.text).lower()] == []


def share(asked: list[Any], who: str | None, first: int) -> list[Any]:
    """All by night. Else every third, and of what is the same everywhere every fifth.

    A stranger gets no further than the door, whatever is behind it; and where the word
    stands in a header is the same for all operations.
    """
    if NIGHT:
        return asked
    if who is None:
        every = len(asked) // 20
        return asked[first % every :: every]
    heads, rest = asked[: len(HEADERS)], asked[len(HEADERS) :]
    return heads[first % 5 :: 5] + rest[first % 3 :: 3]


def present(door: Door, path: str, case_id: UUID, offer_id: UUID) -> int:
    """The version of what the operation is about, so that it gets that far."""
    mechanism, who = door.world.mechanism, door.world["outreach"]
    if "{case_id}" in path:
        return mechanism.read_case(who, case_id).version
    return mechanism.read_offer(who, offer_id).version


def requests(path: str, operation: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every way to plant the word in one operation."""
    there = real(path)
    example: dict[str, Any] = {}
    for media in operation.get("requestBody", {}).get("content", {}).values():
        example = {"json": media["example"]}
    for headers in HEADERS:
        yield there, {"headers": headers, **example}
    for content in BODIES:
        yield there, {"content": content, "headers": {"Content-Type": "text/plain"}}
        for kind in ("application/json", "application/x-www-form-urlencoded"):
            yield there, {"content": content, "headers": {"Content-Type": kind}}
    for address, query in addresses(path, operation):
        yield address, {"params": query, **example}
    for body in bodies(operation):
        yield there, {"json": body}


@pytest.mark.asvs("V16.4.1")
def test_a_word_as_method_is_neither_repeated_nor_logged(
    door: Door, written: io.StringIO
) -> None:
    for who in ("outreach", None):
        reply = door.ask(who, WORD.upper(), "/v1/cases")
        assert reply.status_code in (401, 405)
        assert echoes(reply) == []
    assert WORD not in written.getvalue().lower()
    assert json.loads(written.getvalue().splitlines()[0])["method"] == "-"


def test_a_link_to_the_next_page_repeats_only_what_was_understood(door: Door) -> None:
    for _ in range(2):
        door.world.case()
    query = {"limit": 1, WORD: WORD}
    reply = door.ask("outreach", "GET", "/v1/cases", params=query)
    assert reply.headers["link"].startswith("</v1/cases?limit=1&after=")
    assert echoes(reply) == []


@pytest.mark.asvs("V16.5.1")
def test_a_fault_tells_nobody_what_it_was_about(
    door: Door, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError(WORD)

    monkeypatch.setattr(door.world.mechanism, "cases", breaks)
    reply = door.ask("outreach", "GET", "/v1/cases")
    assert reply.status_code == 500
    assert echoes(reply) == []
    assert "RuntimeError" in written.getvalue()
    assert WORD not in written.getvalue()


def test_a_framework_left_to_itself_would_repeat_it() -> None:
    plain = FastAPI()

    @plain.post("/session")
    async def sign_in(body: SignIn) -> None: ...

    with TestClient(plain) as client:
        wrong = client.post("/session", json={"name": [WORD], WORD: WORD})
        assert echoes(wrong) == [WORD]
        aside = client.post("/session/", headers={"Host": f"{WORD}.example"})
        assert aside.history
        assert echoes(aside.history[0]) == [WORD]
