"""What came back past a sign-in is shown again; whoever signed in presses the button.

Each of these makes a secret or ends one, so that doing it unasked is no small thing.
"""

from collections import Counter
from collections.abc import Callable

import pytest

from tests.pages.conftest import Desk
from tests.properties.acts_webhooks import made
from tests.records.raw import run
from tests.spec.test_confirmed_outside import STEP, returning
from tests.spec.test_leaving import keeper

LOOKED = {"list_shown", "case_viewed", "own_viewed", "refused"}


def a_number(desk: Desk) -> tuple[str, str]:
    return "outreach", f"/desk/cases/{desk.world.case().id}/number"


def a_password(desk: Desk) -> tuple[str, str]:
    world = desk.world
    world.people["registrar"] = keeper(world, "registrar")
    return "registrar", f"/desk/directory/actors/{world['warden'].id}/first-password"


def keys_that_follow(desk: Desk) -> tuple[str, str]:
    world = desk.world
    world.people["registrar"] = keeper(world, "registrar")
    return "registrar", f"/desk/partners/{made(world).id}/keys"


def _confirmation(desk: Desk, word: str) -> tuple[str, str]:
    world = desk.world
    case = returning(world)
    asked = world.mechanism.ask_outside(world["outreach"], case.id, STEP)
    return "outreach", f"/desk/together/{asked.id}/outside/{word}"


def another_token(desk: Desk) -> tuple[str, str]:
    return _confirmation(desk, "token")


def nothing_asked(desk: Desk) -> tuple[str, str]:
    return _confirmation(desk, "end")


def an_app(_: Desk) -> tuple[str, str]:
    return "outreach", "/desk/account/app"


@pytest.mark.parametrize(
    "wanted",
    [a_number, a_password, keys_that_follow, another_token, nothing_asked, an_app],
)
def test_it_is_shown_and_not_done(
    desk: Desk, wanted: Callable[[Desk], tuple[str, str]]
) -> None:
    who, at = wanted(desk)
    desk.door.token(who)
    before = kinds(desk)
    shown = desk.post(who, at, {"_again": "yes", "_version": "1"})
    assert shown.status_code == 200, shown.text
    assert set(kinds(desk) - before) <= LOOKED
    done = desk.post(who, at, {"_version": "1"})
    assert set(kinds(desk) - before) - LOOKED, (done.status_code, "the control")


def kinds(desk: Desk) -> Counter[str]:
    """How many entries of each kind there are."""
    return Counter(row[0] for row in run(desk.world, "SELECT type FROM entry"))
