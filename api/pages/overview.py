"""Places and clocks of the whole mechanism on one page, each figure with its bar."""

from collections.abc import Iterable
from typing import NamedTuple

from fastapi import APIRouter, Response

from api.pages.entrance import PREFIX
from api.pages.frame import PageDep, in_thread
from referral.rules.overview import Clocks, Places

router = APIRouter()
OVERVIEW = f"{PREFIX}/overview"


@router.get(OVERVIEW)
async def overview_page(page: PageDep) -> Response:
    """Places by region and kind with their age; clocks by name."""
    found = await in_thread(page.mechanism.overview, page.actor)
    return page.show(
        "overview.html",
        places=[(each, _of_places(each, found.places)) for each in found.places],
        clocks=[(each, _of_clocks(each, found.clocks)) for each in found.clocks],
        now=await in_thread(page.mechanism.now),
    )


class Part(NamedTuple):
    """One part of a bar: what it is of, where it begins and how wide it is, in %."""

    name: str
    x: float
    width: float


def _of_places(one: Places, all_of_them: tuple[Places, ...]) -> list[Part]:
    most = max(each.total for each in all_of_them)
    parts = (("free", one.free), ("taken", one.taken), ("unknown", one.unknown))
    return bar(parts, most)


def _of_clocks(one: Clocks, all_of_them: tuple[Clocks, ...]) -> list[Part]:
    most = max(each.overdue + each.running for each in all_of_them)
    parts = (("over", one.overdue), ("soon", one.soon), ("later", one.later))
    return bar(parts, most)


def bar(parts: Iterable[tuple[str, int]], most: int) -> list[Part]:
    """The parts of a bar, those that are there, side by side.

    Args:
        parts: What each is of, and how much of it there is.
        most: How much a bar of the whole width stands for.
    """
    found: list[Part] = []
    x = 0.0
    for name, count in parts:
        width = round(100 * count / (most or 1), 2)
        if count:
            found.append(Part(name, round(x, 2), width))
        x += width
    return found
