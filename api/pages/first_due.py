"""What has to be answered first: where the address in a message leads.

The address is the same in every message and says nothing of what waits (ADR 0081). It
spares whoever comes from one a page: they land on the card.
"""

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from api.pages.entrance import PREFIX
from api.pages.frame import PageDep, in_thread
from referral.rules.acts import Act

router = APIRouter()
NEXT = f"{PREFIX}/next"


@router.get(NEXT)
async def first_due(page: PageDep) -> Response:
    """The card of the offer whose answer is due first; "My work" where none waits."""
    to = PREFIX
    if page.may(Act.LIST_OFFERS) and page.may(Act.ANSWER_OFFER, "addressee"):
        work = await in_thread(page.mechanism.work_list, page.actor, limit=1)
        to = f"{PREFIX}/offers/{work.answers[0].id}" if work.answers else to
    return RedirectResponse(to, 303)
