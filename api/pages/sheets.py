"""The sheet for the person: to be read out, printed, or given as a file."""

from uuid import UUID

from fastapi import APIRouter, Response

from api.dependencies import CaseId
from api.pages.case import CASE
from api.pages.entrance import PREFIX
from api.pages.frame import Page, PageDep, in_thread
from api.pages.language import speaking
from api.pages.paper import can_draw
from api.pages.sheet_paper import PDF, paper
from api.pages.spoken_sheet import spoken
from referral.errors import NotFound
from referral.rules.sheet import Sheet

router = APIRouter()
SHEET = f"{PREFIX}/sheet"
NAME = "sheet.pdf"


@router.get(SHEET)
async def sheet_page(page: PageDep) -> Response:
    """What people are told in writing, by the procedure as it is now."""
    return await _show(page, None)


@router.get(f"{SHEET}/paper")
async def sheet_on_paper(page: PageDep) -> Response:
    """The same as a PDF."""
    return await _paper(page, None)


@router.get(f"{CASE}/sheet")
async def case_sheet_page(page: PageDep, case_id: CaseId) -> Response:
    """What this person is told in writing; looking at it is an entry."""
    return await _show(page, case_id)


@router.get(f"{CASE}/sheet/paper")
async def case_sheet_on_paper(page: PageDep, case_id: CaseId) -> Response:
    """The same as a PDF."""
    return await _paper(page, case_id)


async def _sheet(page: Page, case_id: UUID | None) -> Sheet:
    code = speaking().language.code
    return await in_thread(page.mechanism.sheet, page.actor, case_id, code)


async def _show(page: Page, case_id: UUID | None) -> Response:
    found = await _sheet(page, case_id)
    return page.show(
        "sheet.html",
        sheet=spoken(found),
        case_id=case_id,
        on_paper=await in_thread(can_draw),
    )


async def _paper(page: Page, case_id: UUID | None) -> Response:
    """A download under a name that tells nothing; not found where none is drawn."""
    found = await _sheet(page, case_id)
    drawn = await in_thread(paper, found, speaking().language.code)
    if drawn is None:
        raise NotFound
    headers = {"Content-Disposition": f'attachment; filename="{NAME}"'}
    return Response(drawn, media_type=PDF, headers=headers)
