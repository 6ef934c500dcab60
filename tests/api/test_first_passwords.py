"""A first password over the API: told once, good for nothing but its own end."""

import pytest

from referral.actions.administer import NewActor
from tests.api.conftest import Door
from tests.world import admitted
from workflows.vocabulary import Role

OWN = "lantern harbour seven"  # invented
DIRECTORY = "/v1/directory/actors"


@pytest.mark.asvs("V6.4.1", "V7.2.4")
def test_a_first_password_opens_nothing_but_setting_ones_own(door: Door) -> None:
    world = door.world
    admitted(world, "admin", "office", frozenset({Role.ADMINISTRATOR}))
    roles = frozenset({Role.CASE_MANAGER})
    new = NewActor(world.bodies["ngo"], "lena", roles)
    person = world.mechanism.admit_actor(world.system, new).id
    path = f"{DIRECTORY}/{person}/first-password"
    assert door.ask("outreach", "POST", path).status_code == 403
    made = door.ask("admin", "POST", path)
    assert made.status_code == 201, made.text
    first = {"name": "lena", "password": made.json()["password"]}
    session = door.ask(None, "POST", "/v1/session", json=first).json()
    assert session["new_password_needed"]
    door.tokens["lena"] = before = session["token"]
    for method, at in (("GET", "/v1/cases"), ("GET", "/v1/me"), ("POST", "/v1/me/app")):
        refused = door.ask("lena", method, at)
        assert (refused.status_code, refused.json()["code"]) == (403, "not-permitted")
        assert refused.json()["missing"] == ["own_password"]
    typed = {"old": first["password"], "new": OWN}
    changed = door.ask("lena", "POST", "/v1/me/password", json=typed)
    assert changed.status_code == 200, changed.text
    assert door.ask("lena", "GET", "/v1/me").status_code == 200
    door.tokens["lena"] = before
    assert door.ask("lena", "GET", "/v1/me").status_code == 401
    assert door.ask("admin", "POST", path).status_code == 409
