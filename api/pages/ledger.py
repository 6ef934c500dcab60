"""Who received what of a case: for the person to know, and to be printed."""

from fastapi import APIRouter, Response

from api.dependencies import CaseId
from api.pages.case import CASE
from api.pages.frame import PageDep, in_thread

router = APIRouter()


@router.get(f"{CASE}/ledger")
async def ledger_page(page: PageDep, case_id: CaseId) -> Response:
    """The ledger of a case; looking at it is an entry, too."""
    found = await in_thread(page.mechanism.ledger, page.actor, case_id)
    return page.show("ledger.html", ledger=found)
