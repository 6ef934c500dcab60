"""How much one may ask, and how often: told with a time to come again."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event, Thread
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from api.app import make_app
from api.executor import MOST_WAITING, in_thread
from api.limits import MOST_HEAD, Rates
from api.pages.entrance import COOKIE
from referral.errors import TooBusy
from referral.vault.secrets import hash_password, password_matches
from tests.api.conftest import Door
from tests.world import World

BUSY = "too-busy"


class Seconds:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def slow(embedded_world: World, seconds: Seconds) -> Iterator[Door]:
    """A server that lets one actor ask three times at once, then twice a second."""
    app = make_app(embedded_world.mechanism, rates=Rates(2, 3, seconds))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Door(embedded_world, client)


@pytest.mark.asvs("V2.4.1", "V2.4.2", "V15.2.2")
def test_who_asks_too_often_is_told_when_to_come_again(
    slow: Door, seconds: Seconds
) -> None:
    for _ in range(3):
        assert slow.ask("outreach", "GET", "/v1/me").status_code == 200
    late = slow.ask("outreach", "GET", "/v1/me")
    assert (late.status_code, late.headers["retry-after"]) == (429, "1")
    assert late.json()["code"] == "too-many-requests"
    assert slow.ask("host", "GET", "/v1/me").status_code == 200, "each by themselves"
    page = slow.client.get(
        "/desk", headers={"Cookie": f"{COOKIE}={slow.token('outreach')}"}
    )
    assert (page.status_code, page.headers["retry-after"]) == (429, "1")
    seconds.now += 0.5
    assert slow.ask("outreach", "GET", "/v1/me").status_code == 200
    assert slow.ask("outreach", "GET", "/v1/me").status_code == 429


def test_who_has_rested_is_forgotten() -> None:
    seconds = Seconds()
    rates = Rates(1, 1, seconds)
    for _ in range(4_096):
        rates.wait(uuid4())
    seconds.now += 10
    rates.wait(uuid4())
    assert len(rates._left) == 1


def test_a_head_has_a_length(door: Door) -> None:
    long = {"X-Long": "x" * MOST_HEAD}
    for path in ("/v1/me", "/healthz", "/desk/sign-in"):
        answered = door.client.get(path, headers=long)
        assert answered.status_code == 431, path
        assert answered.json()["code"] == "head-too-large"
    short = {"X-Long": "x" * (MOST_HEAD // 2)}
    assert door.client.get("/healthz", headers=short).status_code == 200


def alone(work: Callable[[], Coroutine[Any, Any, object]]) -> None:
    """Run it in a thread of its own: a browser's loop may run in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(work())).result()


@pytest.mark.asvs("V15.2.2")
def test_more_than_can_be_done_is_sent_away(door: Door) -> None:
    """The queue is filled with work that waits; whoever comes then comes again."""
    free = Event()

    async def fill() -> None:
        waiting = [
            asyncio.ensure_future(in_thread(free.wait, 20)) for _ in range(MOST_WAITING)
        ]
        await asyncio.sleep(0)
        try:
            with pytest.raises(TooBusy):
                await in_thread(int)
            asked = partial(door.ask, None, "POST", SESSION, json=SAID)
            answered = await asyncio.to_thread(asked)
            told.append((answered.status_code, answered.headers["retry-after"]))
            told.append(answered.json()["code"])
        finally:
            free.set()
        await asyncio.gather(*waiting)

    told: list[object] = []
    alone(fill)
    assert told == [(503, "2"), BUSY]
    alone(partial(in_thread, int))


SESSION = "/v1/session"
SAID = {"name": "nobody", "password": "wrong"}


@pytest.mark.asvs("V15.2.2")
def test_passwords_are_compared_one_by_one_and_five_may_wait() -> None:
    """Side by side they would wait for each other for ever; here all come to an end."""
    slow_hash = hash_password("x", memory_kib=64 * 1024)
    refused: list[bool] = []

    def try_it() -> None:
        try:
            password_matches("y", slow_hash)
        except TooBusy:
            refused.append(True)

    tries = [Thread(target=try_it) for _ in range(12)]
    for one in tries:
        one.start()
    for one in tries:
        one.join()
    assert 1 <= len(refused) <= 6
    assert not password_matches("y", slow_hash), "and then it goes on"
