"""Partners' systems at the desk: agreed to by two, shown once, ended; sent again."""

import re
from typing import Any

from tests.delivery.partners import until_given_up
from tests.pages.conftest import Desk
from tests.properties.acts_webhooks import made
from tests.spec.test_leaving import keeper

SECRET = re.compile(r"(whsec_[A-Za-z0-9+/]{43}=)<")
PARTNERS, LEFT = "/desk/partners", "/desk/deliveries"


def test_a_system_is_asked_for_agreed_to_and_its_keys_shown_once(desk: Desk) -> None:
    world = desk.world
    world.case()
    world.people["registrar"] = keeper(world, "registrar")
    assert PARTNERS in desk.get("registrar", "/desk/directory").text
    typed: dict[str, Any] = {
        "organisation_id": str(world.bodies["shelter"]),
        "address": "https://partner.example.org/hook",
        "kinds": ["offer_waiting"],
    }
    wrong = desk.fill(
        "registrar",
        PARTNERS,
        PARTNERS,
        **{**typed, "address": "http://partner.example.org"},
    )
    assert wrong.status_code == 422
    assert "It has to begin with https://." in wrong.text
    asked = desk.fill("registrar", PARTNERS, PARTNERS, times=2, **typed)
    assert (asked.status_code, asked.headers["location"]) == (303, PARTNERS)
    (joint,) = world.mechanism.asked(world["registrar"])
    assert "Fetch the keys" not in desk.get("registrar", PARTNERS).text
    together = desk.get("coordinator", "/desk/together").text
    assert "https://partner.example.org/hook" in together
    assert "Something waits for an answer" in together
    assert desk.fill("coordinator", "/desk/together", "/approve").status_code == 303
    assert "Do it now" not in desk.get("coordinator", "/desk/together").text
    shown = desk.fill("registrar", PARTNERS, f"{joint.id}/secret")
    secret = SECRET.search(shown.text)
    assert secret is not None, shown.text
    after = desk.get("registrar", PARTNERS).text
    assert secret.group(1) not in after
    assert "whpk_" in after
    assert SECRET.search(desk.fill("registrar", PARTNERS, "/keys").text)
    assert desk.fill("registrar", PARTNERS, "/ending").status_code == 303
    assert "Ended by somebody" in desk.get("registrar", PARTNERS).text
    desk.fill("registrar", PARTNERS, PARTNERS, **typed)
    back = desk.fill("registrar", PARTNERS, "/taking-back")
    assert (back.status_code, world.mechanism.asked(world["registrar"])) == (303, ())


def test_what_was_given_up_is_sent_again_from_the_list(desk: Desk) -> None:
    world = desk.world
    world.case()
    made(world, "shelter")
    assert "Nothing is missing here" in desk.get("auditor", LEFT).text
    desk.door.tokens.clear()  # days pass
    world.offered()
    until_given_up(world)
    standing = desk.get("coordinator", "/desk/exceptions?kind=delivery_given_up").text
    assert f"{LEFT}?standing=dead" in standing
    page = desk.get("coordinator", f"{LEFT}?standing=dead").text
    assert "Its name leads inside: nothing is sent there" in page
    assert "Was given up: 1" in page
    assert "Send it again" not in desk.get("auditor", LEFT).text
    again = desk.fill("coordinator", LEFT, "/sending-again", times=2)
    assert (again.status_code, again.headers["location"]) == (303, LEFT)
    assert "Was given up: 0" in desk.get("coordinator", LEFT).text
    assert desk.get("host", LEFT).status_code == 403
