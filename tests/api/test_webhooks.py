"""Partners' systems over the API: asked for, fetched, rotated, ended; sent again."""

from tests.api.conftest import Door
from tests.delivery.partners import until_given_up
from tests.properties.acts_webhooks import INSIDE, made
from tests.spec.test_leaving import keeper

HOOKS, LEFT = "/v1/webhooks", "/v1/deliveries"


def test_a_webhook_is_agreed_to_by_two_and_its_secret_told_once(door: Door) -> None:
    world = door.world
    world.case()
    world.people["registrar"] = keeper(world, "registrar")
    wanted = {
        "organisation_id": str(world.bodies["shelter"]),
        "address": "https://partner.example.org/hook",
        "kinds": ["offer_waiting"],
    }
    assert door.ask("host", "POST", HOOKS, json=wanted).status_code == 403
    wrong = {**wanted, "address": "http://partner.example.org/hook"}
    refused = door.ask("registrar", "POST", HOOKS, json=wrong)
    assert refused.status_code == 422, refused.text
    assert refused.json()["errors"] == [
        {"pointer": "/address", "code": "not_https"},
    ]
    asked = door.ask("registrar", "POST", HOOKS, json=wanted)
    assert asked.status_code == 201, asked.text
    joint = asked.json()["id"]
    fetch = f"{HOOKS}/asked/{joint}/secret"
    assert door.ask("registrar", "POST", fetch).status_code == 409
    world.agree(world.mechanism.asked(world["registrar"])[0].id, "coordinator")
    told = door.ask("registrar", "POST", fetch)
    assert told.status_code == 201, told.text
    assert told.json()["secret"].startswith("whsec_")
    assert door.ask("registrar", "POST", fetch).status_code == 409
    (row,) = door.ask("registrar", "GET", HOOKS).json()["items"]
    assert row["public_keys"] == [told.json()["public_key"]]
    assert (row["kinds"], row["ended_at"]) == (["offer_waiting"], None)


def test_keys_follow_and_a_webhook_ends(door: Door) -> None:
    world = door.world
    world.case()
    world.people["registrar"] = keeper(world, "registrar")
    at = f"{HOOKS}/{made(world).id}"
    next_keys = door.ask("registrar", "POST", f"{at}/keys", json={"overlap_days": 1})
    assert next_keys.status_code == 201, next_keys.text
    (row,) = door.ask("registrar", "GET", HOOKS).json()["items"]
    assert row["public_keys"][0] == next_keys.json()["public_key"]
    assert len(row["public_keys"]) == 2
    too_long = door.ask("registrar", "POST", f"{at}/keys", json={"overlap_days": 8})
    assert too_long.status_code == 422
    assert door.ask("registrar", "POST", f"{at}/ending").status_code == 200
    assert door.ask("registrar", "POST", f"{at}/ending").status_code == 404


def test_what_was_given_up_is_listed_counted_and_sent_again(door: Door) -> None:
    world = door.world
    world.case()
    webhook = made(world, "shelter").id
    for _ in range(2):
        world.offered()
    until_given_up(world)
    seen = door.ask("coordinator", "GET", LEFT, params={"standing": "dead", "limit": 1})
    assert seen.status_code == 200, seen.text
    body = seen.json()
    assert body["counts"] == {"waiting": 0, "retrying": 0, "dead": 2}
    (first,) = body["items"]
    assert (first["address"], first["last_error"]) == (INSIDE, "address_inside")
    rest = {"standing": "dead", "after": body["next"], "limit": 1}
    following = door.ask("coordinator", "GET", LEFT, params=rest).json()
    assert (len(following["items"]), following["next"]) == (1, None)
    assert 'rel="next"' in seen.headers["link"]
    again = f"{LEFT}/{first['id']}/sending-again"
    assert door.ask("auditor", "POST", again).status_code == 403
    assert door.ask("coordinator", "POST", again).status_code == 200
    assert door.ask("coordinator", "POST", again).status_code == 409
    counts = door.ask("auditor", "GET", LEFT).json()["counts"]
    assert counts == {"waiting": 1, "retrying": 0, "dead": 1}
    world.mechanism.end_webhook(world.system, webhook)
    assert door.ask("auditor", "GET", LEFT).json()["items"] == []
