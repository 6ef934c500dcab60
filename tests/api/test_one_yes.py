"""Fifty say yes to one offer at the same moment: one of them is heard."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from starlette.testclient import TestClient

from api.app import make_app
from tests.api.conftest import Door
from tests.spec.evidence import chain_of
from tests.world import World

AT_ONCE = 50


def test_of_fifty_answers_at_once_one_is_a_yes_and_each_no_is_kept(
    world: World,
) -> None:
    case, offer = world.offered()
    with TestClient(make_app(world.mechanism)) as client:
        door, start = Door(world, client), Barrier(AT_ONCE)
        door.token("host")

        def accept(_: int) -> tuple[int, str]:
            start.wait(timeout=60)
            path = f"/v1/referrals/{offer.id}/accept"
            answered = door.ask("host", "POST", path, version=1)
            return answered.status_code, answered.json().get("code", "")

        with ThreadPoolExecutor(AT_ONCE) as pool:
            found = Counter(pool.map(accept, range(AT_ONCE)))

    assert found.pop((200, "")) == 1
    assert set(found) <= {(412, "stale-case"), (409, "already-answered")}
    assert found.total() == AT_ONCE - 1
    types = Counter(world.entries(case.id))
    assert types["offer_accepted"] == types["disclosure_released"] == 1
    kept = Counter(kind for kind, _ in chain_of(world, world.bodies["shelter"]))
    assert kept["refused"] == AT_ONCE - 1
    assert world.mechanism.verify_all().whole
