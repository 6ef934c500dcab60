"""Pages of a desk that lies open: the lock, and a case for paper."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tests.browser.conftest import Site

if TYPE_CHECKING:
    from tests.browser.tour import Stop


def device(site: Site) -> "Iterator[Stop]":
    """Locked, and asked what is printed."""
    case = site.world.case().id
    yield "outreach", "/desk/locked", ""
    yield "outreach", f"/desk/cases/{case}/print", ""
    yield "outreach", f"/desk/cases/{case}/print", "Make the page for paper"
