"""The coordinator's list: how much of each kind stands, and a page of one kind."""

from uuid import UUID

from fastapi import APIRouter, Response

from api.line_cursor import LineDep, line_cursor
from api.pages import filters, labels
from api.pages.entrance import PREFIX
from api.pages.filters import Chosen, chosen
from api.pages.forms import Draft
from api.pages.frame import Page, PageDep, in_thread
from referral.actions.list_lines import LinePlace
from referral.rules.filters import Filtered
from workflows.vocabulary import ExceptionKind

router = APIRouter()
EXCEPTIONS = f"{PREFIX}/exceptions"
PER_PAGE = 25


@router.get(EXCEPTIONS)
async def exceptions_page(page: PageDep, after: LineDep) -> Response:
    """A page of what stands, of one kind or of all, with the counts of each kind."""
    found = await chosen(page, Filtered.EXCEPTIONS)
    return await _exceptions(page, found, after, Draft(), 200)


async def _exceptions(
    page: Page, narrowed: Chosen, after: LinePlace | None, draft: Draft, code: int
) -> Response:
    words = narrowed.words
    kind = ExceptionKind(words["kind"]) if "kind" in words else None
    body = UUID(words["organisation"]) if "organisation" in words else None
    found = await in_thread(
        page.mechanism.exception_list,
        page.actor,
        kind=kind,
        after=after,
        limit=PER_PAGE,
        body=body,
    )
    bodies = await in_thread(page.mechanism.organisations, page.actor)
    return page.show(
        "exceptions.html",
        code,
        standing=found,
        kind=kind,
        more=line_cursor(found.next),
        now=await in_thread(page.mechanism.now),
        chosen=narrowed,
        options={
            "kind": {word: labels.label("exception", word) for word in found.counts},
            "organisation": {str(each.id): each.label for each in bodies},
        },
        draft=draft,
    )


async def _show(page: Page, narrowed: Chosen, draft: Draft, code: int) -> Response:
    return await _exceptions(page, narrowed, None, draft, code)


filters.SHOWN[Filtered.EXCEPTIONS] = _show
