"""While the keys cannot be reached nothing is opened or written, and then all is well.

The server is never started again: it is the same one before, during and after.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from hypothesis import settings
from starlette.testclient import TestClient

from api.app import make_app
from referral.errors import KeyMissing, KeysUnavailable
from referral.mechanism import Mechanism
from referral.vault.providers.ring import KeyRing
from tests.api.conftest import Door
from tests.faults.processes import SOAK
from tests.records.raw import count
from tests.vault.places import Place, pkcs11_place, transit_keys, transit_place
from tests.vault.transit_server import Served, transit_served
from tests.world import CONTENT, a_world

NIGHT = settings().max_examples > SOAK
LONGEST = 60.0 if NIGHT else 2.0
"""Seconds that an outage lasts."""
NAMES = tuple(str(value) for drawer in CONTENT.values() for value in drawer.values())


@contextmanager
def door_over(ring: KeyRing, folder: Path) -> Iterator[Door]:
    with a_world(str(folder / "data"), ring) as world:
        app = make_app(world.mechanism)
        with TestClient(app, raise_server_exceptions=False) as client:
            yield Door(world, client)


def closed(door: Door, case: object) -> None:
    """Everything that needs a key fails closed, quickly, and says no more than that."""
    care = {"purpose": "care"}
    asked: list[tuple[str, str, dict[str, object]]] = [
        ("GET", f"/v1/cases/{case}/content/identity", {"params": care}),
        ("GET", f"/v1/cases/{case}", {}),
        ("POST", "/v1/cases", {"json": {}}),
        ("GET", f"/v1/cases/{case}/timeline", {}),
    ]
    for method, path, words in asked:
        answered = door.ask("outreach", method, path, **words)
        assert answered.status_code == 503, answered.text
        body = answered.json()
        assert body["code"] == "keys-unavailable"
        assert body["incident"]
        assert int(answered.headers["retry-after"]) > 0
        assert not [name for name in NAMES if name in answered.text]
    ready = door.client.get("/readyz")
    assert (ready.status_code, ready.json()) == (503, {"state": "keys unavailable"})
    assert door.client.get("/healthz").status_code == 200


def well(door: Door, case: object) -> None:
    path = f"/v1/cases/{case}/content/identity"
    answered = door.ask("outreach", "GET", path, params={"purpose": "care"})
    assert answered.status_code == 200, answered.text
    assert "Kestrel" in answered.text
    assert door.client.get("/readyz").json() == {"state": "ok"}


def until_well(door: Door, case: object, pause: float) -> None:
    time.sleep(pause)
    well(door, case)
    assert door.world.case().version == 1


@pytest.mark.asvs("V16.5.2")
@pytest.mark.parametrize("far", [transit_place, pkcs11_place])
def test_an_outage_is_503_and_over_without_a_restart(
    far: Callable[[Path], AbstractContextManager[Place]], tmp_path: Path
) -> None:
    with far(tmp_path) as place:
        assert place.go_away
        assert place.come_back
        here = place.again()
        with door_over(KeyRing([here], here.kind), tmp_path) as door:
            case = door.world.case().id
            door.token("outreach")
            well(door, case)
            before = (
                count(door.world, "entry"),
                count(door.world, "key_wrap", keys=True),
            )
            for seconds in (1.0, LONGEST):
                place.go_away()
                began = time.monotonic()
                while time.monotonic() < began + seconds:
                    closed(door, case)
                    time.sleep(seconds / 5)
                place.come_back()
                time.sleep(place.pause)
                assert door.client.get("/readyz").status_code == 200
            after = count(door.world, "entry"), count(door.world, "key_wrap", keys=True)
            assert after == before
            until_well(door, case, 0)
            assert door.world.mechanism.verify_all().broken == ()


@pytest.mark.parametrize(
    "trouble", ["sealed", "broken", "standby", "busy", "babble", "slow", "token"]
)
def test_a_key_service_in_trouble_is_an_outage_of_whatever_kind(
    served_door: tuple[Door, Served], trouble: str
) -> None:
    door, served = served_door
    case = door.world.case().id
    door.token("outreach")
    if trouble == "token":
        served.engine.token = "another"
    else:
        served.engine.trouble = trouble
    closed(door, case)
    began = time.monotonic()
    closed(door, case)
    assert time.monotonic() - began < 5
    served.engine.trouble, served.engine.token = None, "a-token-for-tests"
    until_well(door, case, 1.1)


@pytest.fixture
def served_door(tmp_path: Path) -> Iterator[tuple[Door, Served]]:
    with transit_served() as served:
        here = transit_keys(served, tmp_path)
        with door_over(KeyRing([here], here.kind), tmp_path) as door:
            yield door, served


def test_a_start_during_an_outage_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with transit_served() as served:
        here = transit_keys(served, tmp_path)
        with door_over(KeyRing([here], here.kind), tmp_path):
            pass
        served.engine.trouble = "sealed"
        again = transit_keys(served, tmp_path)
        with pytest.raises(KeysUnavailable, match="answers 503"):
            Mechanism.open(tmp_path / "data", KeyRing([again], again.kind))


def test_a_key_that_the_service_gave_up_is_a_fault_and_no_outage(
    served_door: tuple[Door, Served],
) -> None:
    door, served = served_door
    case = door.world.case().id
    door.token("outreach")
    del served.engine.keys["referral"]
    answered = door.ask("outreach", "GET", f"/v1/cases/{case}")
    assert answered.status_code == 500
    assert answered.json()["code"] == "fault"
    assert answered.json()["incident"]
    with pytest.raises(KeyMissing):
        door.world.mechanism.read_case(door.world["outreach"], case)
