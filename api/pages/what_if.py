"""What another version of the pathway would have meant, for cases so far."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.dependencies import CursorDep, cursor
from api.pages import labels
from api.pages.entrance import PREFIX
from api.pages.filters import SPANS
from api.pages.frame import PageDep, in_thread
from referral.actions.what_if import AT_ONCE, WhatIf

router = APIRouter()
WHAT_IF = f"{PREFIX}/what-if"
VersionDep = Annotated[str, Query(max_length=64, description="A stored version")]
DaysDep = Annotated[str, Query(pattern="^[0-9]{0,3}$", description="A span")]


@router.get(WHAT_IF)
async def what_if_page(
    page: PageDep, after: CursorDep, version: VersionDep = "", days: DaysDep = ""
) -> Response:
    """A version and a span are chosen; what would have differed is told by case."""
    versions = await in_thread(page.mechanism.pathway_versions, page.actor)
    found = None
    if version:
        found = await in_thread(
            page.mechanism.what_if,
            page.actor,
            version,
            days=int(days) if days else None,
            after=after,
        )
    return page.show(
        "what_if.html",
        versions={each.digest: f"{each.name} {each.version}" for each in versions},
        in_use=next((each.digest for each in versions if each.in_use), ""),
        spans=dict(SPANS),
        version=version,
        days=days,
        found=found,
        told=_told(found) if found else (),
        about=_about(found) if found else {},
        more=cursor(found.next) if found and found.next else None,
        at_once=AT_ONCE,
    )


def _told(found: WhatIf) -> list[tuple[int, str, str]]:
    return [(count, kind, about) for (kind, about), count in found.told.items()]


def _about(found: WhatIf) -> dict[str, str]:
    """What a difference is about: a step by its label, or a clock by ours."""
    words = {about for _, about in found.told}
    clocks = labels.LABELS["clock"]
    return {
        word: found.labels.get(word) or labels.label("clock", word)
        for word in words
        if word in found.labels or word in clocks
    }
