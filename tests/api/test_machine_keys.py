"""Keys of machines over the API: asked for, agreed to, fetched, followed, revoked."""

import base64

from tests.api.conftest import Door
from tests.spec.test_keys_by_two import in_use
from tests.spec.test_leaving import keeper

ROOT = "/v1/directory"


def test_a_key_is_fetched_once_by_whoever_asked(door: Door) -> None:
    world = door.world
    keys, wanted = f"{ROOT}/actors/{in_use(world)}/keys", {"acts": ["list_services"]}
    world.people["other"] = keeper(world, "other")
    assert door.ask("outreach", "POST", keys, json=wanted).status_code == 403
    asked = door.ask("registrar", "POST", keys, json=wanted)
    assert asked.status_code == 201, asked.text
    joint = asked.json()["id"]
    fetch = f"{ROOT}/asked/{joint}/key"
    assert door.ask("registrar", "POST", fetch).status_code == 409
    world.agree(world.mechanism.asked(world["registrar"])[0].id, "coordinator")
    (waits,) = door.ask("registrar", "GET", f"{ROOT}/asked").json()["items"]
    assert (waits["fetched"], waits["content"]["acts"]) == (True, ["list_services"])
    assert door.ask("other", "POST", fetch).status_code == 403
    told = door.ask("registrar", "POST", fetch)
    assert told.status_code == 201, told.text
    door.tokens["machine"] = told.json()["key"]
    assert door.ask("machine", "GET", "/v1/services").status_code == 200
    assert door.ask("registrar", "POST", fetch).status_code == 409
    at = f"{ROOT}/keys/{told.json()['id']}"
    followed = door.ask("registrar", "POST", f"{at}/following", json={"days": 30})
    assert followed.status_code == 201, followed.text
    assert door.ask("registrar", "POST", f"{at}/revoking").status_code == 200
    assert door.ask("machine", "GET", "/v1/services").status_code == 401
    rows = door.ask("registrar", "GET", keys).json()["items"]
    assert [row["revoked_at"] is None for row in rows] == [False, True]


def test_what_was_asked_is_taken_back_by_whoever_asked(door: Door) -> None:
    world = door.world
    keys = f"{ROOT}/actors/{in_use(world)}/keys"
    world.people["other"] = keeper(world, "other")
    public = base64.b64encode(bytes(range(32))).decode()
    signs = door.ask("registrar", "POST", keys, json={"public_key": public}).json()
    back = f"{ROOT}/asked/{signs['id']}/taking-back"
    assert door.ask("other", "POST", back).status_code == 403
    assert door.ask("registrar", "POST", back).status_code == 200
    assert door.ask("registrar", "GET", f"{ROOT}/asked").json() == {"items": []}
