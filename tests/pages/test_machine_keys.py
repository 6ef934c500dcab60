"""Keys of a machine at the desk: asked for on its page, agreed to, shown once."""

import re

from tests.pages.conftest import Desk
from tests.spec.test_keys_by_two import in_use

KEY = re.compile(r"(rk_[0-9a-f]{32}_[A-Za-z0-9_-]{43})<")


def test_a_key_is_asked_for_agreed_to_and_shown_once(desk: Desk) -> None:
    world = desk.world
    machine = in_use(world)
    page = f"/desk/directory/actors/{machine}"
    typed = {"acts": ["list_services"], "days": "30"}
    asked = desk.fill("registrar", page, f"{machine}/keys", times=2, **typed)
    assert (asked.status_code, asked.headers["location"]) == (303, page)
    (joint,) = world.mechanism.asked(world["registrar"])
    assert "Fetch the key" not in desk.get("registrar", page).text
    together = desk.get("coordinator", "/desk/together").text
    assert "<code>list_services</code>" in together
    assert desk.fill("coordinator", "/desk/together", "/approve").status_code == 303
    assert "Do it now" not in desk.get("coordinator", "/desk/together").text
    shown = desk.fill("registrar", page, f"{joint.id}/key")
    made = KEY.search(shown.text)
    assert made is not None, shown.text
    assert world.mechanism.actor_for(made.group(1)).id == machine
    after = desk.get("registrar", page).text
    assert made.group(1) not in after
    assert "It opens until" in after
    followed = desk.fill("registrar", page, "/following")
    assert KEY.search(followed.text)
    revoked = desk.fill("registrar", page, "/revoking")
    assert revoked.status_code == 303
    desk.fill("registrar", page, f"{machine}/keys", days="30")
    back = desk.fill("registrar", page, "/taking-back")
    assert (back.status_code, world.mechanism.asked(world["registrar"])) == (303, ())
    wrong = desk.post("registrar", f"{page}/keys", {"days": "400"})
    assert wrong.status_code == 422
