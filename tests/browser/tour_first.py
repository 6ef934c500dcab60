"""First contact with the desk: help, words, finding by code, what keeps it in order."""

from collections.abc import Iterator

from tests.browser.conftest import Site
from tests.spec.locking import locked_out
from tests.spec.test_leaving import keeper

Stop = tuple[str | None, str, str]


def first(site: Site) -> Iterator[Stop]:
    """Every page and button of them, with nothing typed and with something wrong."""
    world = site.world
    world.people["founder"] = keeper(world, "founder")
    for place in ("help", "glossary", "glossary/offer_stage", "find", "signers"):
        yield "outreach", f"/desk/{place}", ""
    for place in ("/desk", "/desk/find"):
        yield "outreach", place, "Find"
    yield "auditor", "/desk/processing", ""
    yield "coordinator", "/desk/conduct/publishing", ""
    yield "coordinator", "/desk/conduct/publishing", "Put it in force"
    yield "founder", "/desk/signers", "Sign with new keys from now on"
    body = world.bodies["advocates"]
    page = f"/desk/directory/organisations/{body}/services/new"
    for button in ("", "List it"):
        yield "founder", page, button
    yield "founder", "/desk/directory", "Ask a coordinator to agree"
    officer = world["officer"]
    version = world.mechanism.conduct(officer).version
    world.mechanism.accept_conduct(officer, version or 0)
    locked_out(world, "officer")
    actor = officer.id
    yield "founder", f"/desk/directory/actors/{actor}", "Ask to let them in again"
    yield "outreach", "/desk/nowhere", ""
    yield "outreach", "/desk/directory", ""
