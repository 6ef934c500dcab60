"""The coordinator's levers in a browser: counted lists, and many cases at once."""

from collections.abc import Iterator

from tests.browser.conftest import Site

Stop = tuple[str | None, str, str]


def levers(site: Site) -> Iterator[Stop]:
    """Every list and form, empty and filled."""
    world = site.world
    world.offered()
    yield "coordinator", "/desk/exceptions", ""
    yield "coordinator", "/desk/exceptions?kind=canary_opened", ""
    yield "coordinator", "/desk/reassignment", "Look at the cases"
    yield "outreach", "/desk/reassignment", "Look at the cases"
    yield "outreach", "/desk/responsibility-offers", "Look at the cases"
