"""Services, places and suspension, as a walk."""

from collections.abc import Iterator

from tests.browser.conftest import Site
from tests.promises.planting_services import of_services


def services(site: Site, case: object) -> Iterator[tuple[str | None, str, str]]:
    """The directory, one's own places, and the ranking for a case."""
    of_services(site.world)
    yield "outreach", "/desk/services", "Look"
    yield "coordinator", "/desk/services", ""
    yield "outreach", "/desk/services/allowed", ""
    yield "coordinator", "/desk/services/allowed", ""
    yield "host", "/desk/capacity", ""
    yield "host", "/desk/capacity", "Tell"
    yield "outreach", f"/desk/cases/{case}/offers/new", ""
