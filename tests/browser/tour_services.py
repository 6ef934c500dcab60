"""Services, places and suspension, as a walk."""

from collections.abc import Iterator

from tests.browser.conftest import Site
from tests.promises.planting_services import of_services
from tests.spec.test_leaving import keeper


def services(site: Site, case: object) -> Iterator[tuple[str | None, str, str]]:
    """The directory, one's own places, and the ranking for a case."""
    world = site.world
    of_services(world)
    world.people["lister"] = keeper(world, "lister")
    yield "outreach", "/desk/services", "Look"
    yield "coordinator", "/desk/services", ""
    for of in ("shelter", "haven"):
        yield "outreach", f"/desk/services/{world.services[of]}", ""
    stated = f"/desk/services/{world.services['shelter']}"
    yield "lister", stated, ""
    yield "lister", f"{stated}/terms", ""
    yield "lister", f"/desk/services/{world.services['haven']}/terms", "State it"
    yield "outreach", "/desk/services/allowed", ""
    yield "coordinator", "/desk/services/allowed", ""
    yield "host", "/desk/capacity", ""
    yield "host", "/desk/capacity", "Tell"
    yield "outreach", f"/desk/cases/{case}/offers/new", ""
