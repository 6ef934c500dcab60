"""The coordinator's list: how much of each kind stands, and a page of one kind."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.line_cursor import LineDep, line_cursor
from api.pages.entrance import PREFIX
from api.pages.forms import Draft
from api.pages.frame import Page, PageDep, in_thread
from referral.actions.standing import ExceptionList
from referral.rules.acts import Act
from workflows.vocabulary import ExceptionKind

router = APIRouter()
EXCEPTIONS = f"{PREFIX}/exceptions"
PER_PAGE, FIRST = 25, 12
"""Lines on a page, and on "My work" itself."""
KindDep = Annotated[ExceptionKind | None, Query(description="Only lines of this kind")]


async def first_lines(page: Page) -> ExceptionList | None:
    """What "My work" shows of it; None for who watches over nothing."""
    if not page.may(Act.LIST_EXCEPTIONS):
        return None
    return await in_thread(page.mechanism.exception_list, page.actor, limit=FIRST)


@router.get(EXCEPTIONS)
async def exceptions_page(
    page: PageDep, after: LineDep, kind: KindDep = None
) -> Response:
    """A page of what stands, of one kind or of all, with the counts of each kind."""
    found = await in_thread(
        page.mechanism.exception_list,
        page.actor,
        kind=kind,
        after=after,
        limit=PER_PAGE,
    )
    return page.show(
        "exceptions.html",
        standing=found,
        kind=kind,
        more=line_cursor(found.next),
        now=await in_thread(page.mechanism.now),
        draft=Draft(),
    )
