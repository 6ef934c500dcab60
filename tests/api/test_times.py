"""How long an answer takes tells nobody whether there is something."""

from collections.abc import Callable
from functools import partial
from statistics import median
from time import perf_counter
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from hypothesis import settings

from api.pages.entrance import COOKIE
from referral.actions.administer import NewActor
from referral.actions.identify import new_code
from tests.api.conftest import Door
from workflows.vocabulary import Role

pytestmark = pytest.mark.skipif(
    settings().max_examples < 1_000, reason="times are measured by `make soak` only"
)
PASSWORD = "invented-people-only"


def medians(
    one: Callable[[], int], other: Callable[[], int], pairs: int
) -> tuple[float, float]:
    """Median seconds of two requests, taken in turn so that both meet the same load."""

    def taken(ask: Callable[[], int]) -> float:
        began = perf_counter()
        assert ask() in (401, 404)
        return perf_counter() - began

    for _ in range(pairs // 20):
        taken(one)
        taken(other)
    times = [(taken(one), taken(other)) for _ in range(pairs)]
    first, second = zip(*times, strict=True)
    return median(first), median(second)


def test_a_foreign_case_is_refused_as_fast_as_none_at_all(door: Door) -> None:
    case = door.world.case()
    door.token("stranger")

    def ask(case_id: object) -> int:
        return door.ask("stranger", "GET", f"/v1/cases/{case_id}").status_code

    foreign, missing = medians(lambda: ask(case.id), lambda: ask(uuid4()), 2_000)
    assert abs(foreign - missing) < 0.001, (foreign, missing)


def test_a_foreign_code_is_looked_up_as_long_as_one_there_is_not(door: Door) -> None:
    case, offer = door.world.offered()
    token, form = door.token("stranger"), "application/x-www-form-urlencoded"
    headers = {
        "Cookie": f"{COOKIE}={token}",
        "Content-Type": form,
        "Sec-Fetch-Site": "same-origin",
    }

    def ask(code: object) -> int:
        body = urlencode({"code": str(code)})
        answered = door.client.post("/desk/find", content=body, headers=headers)
        assert "Nothing was found here." in answered.text
        return 404

    for done in (case, offer):
        code = done.details["code"]
        foreign, missing = medians(partial(ask, code), lambda: ask(new_code()), 1_000)
        assert abs(foreign - missing) < 0.001, (foreign, missing)


@pytest.mark.asvs("V6.3.8")
@pytest.mark.usefixtures("strong_hashes")
def test_a_wrong_name_is_refused_as_fast_as_a_wrong_password(door: Door) -> None:
    world = door.world
    roles = frozenset({Role.FIRST_RESPONDER})
    lena = NewActor(world.bodies["ngo"], "lena", roles)
    world.mechanism.admit_actor(world.system, lena, PASSWORD)

    def ask(name: str) -> int:
        world.clock.advance(hours=24)  # whoever is wrong waits longer each time
        body = {"name": name, "password": "wrong-on-purpose"}
        return door.client.post("/v1/session", json=body).status_code

    known, unknown = medians(lambda: ask("lena"), lambda: ask(uuid4().hex), 200)
    assert abs(known - unknown) < 0.02 * unknown, (known, unknown)
