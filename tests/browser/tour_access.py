"""The pages of who may see what, and of what one signs in with, as a walk."""

from collections.abc import Iterator

from tests.browser.conftest import Site
from tests.properties.acts_access import kept_away
from tests.properties.acts_conduct import published
from tests.software_key import SoftwareKey
from tests.spec.breaking import broken
from workflows.conduct import model

ASKED = "Ask somebody to agree that they are kept away no more"
Stop = tuple[str | None, str, str]


def access(site: Site) -> Iterator[Stop]:
    """The table, who is kept away, an emergency from either side."""
    world, case = site.world, site.world.case()
    kept = f"/desk/cases/{case.id}/access"
    yield "coordinator", "/desk/permissions", ""
    yield "coordinator", kept, "Keep them away"
    kept_away(world, case.id, "advocates")
    for button in ("", ASKED):
        yield "coordinator", kept, button
    yield "stranger", "/desk/glasses", "Open it now"
    glass = broken(world, case)
    for who in ("stranger", "coordinator"):
        yield who, "/desk/glasses", ""
    yield "coordinator", kept, ""
    yield "coordinator", f"/desk/glasses/{glass}", ""
    yield "coordinator", f"/desk/glasses/{glass}", "Record the review"
    yield "coordinator", "/desk", ""


def account(site: Site) -> Iterator[Stop]:
    """What somebody signs in with: nothing yet, an app, a key, a proof asked for."""
    world, page = site.world, "/desk/account"
    yield "migration", page, ""
    yield "migration", page, "Set up an app"
    yield "migration", "/desk/conduct", ""
    published(world, model())
    for who, button in (("warden", ""), ("warden", "I accept"), ("coordinator", "")):
        yield who, "/desk/conduct", button
    key, me = SoftwareKey(), world["warden"]
    made = key.register(world.mechanism.ask_new_passkey(me))
    world.mechanism.register_passkey(me, made, "blue key")
    for button in ("", "Remove blue key"):
        yield "warden", page, button
