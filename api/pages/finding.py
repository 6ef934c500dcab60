"""From a code on paper, or told by telephone, to the page it belongs to."""

from fastapi import APIRouter, Response
from starlette.responses import RedirectResponse

from api.pages.entrance import PREFIX
from api.pages.forms import Draft, FieldError, sent, told
from api.pages.frame import Page, PageDep, in_thread
from referral.actions.find_by_code import Coded
from referral.errors import Malformed
from referral.rules.acts import Act

router = APIRouter()
FIND = f"{PREFIX}/find"
LEADS_TO = {Coded.CASE: "cases", Coded.OFFER: "offers"}


def may_find(page: Page) -> bool:
    """Whether there is anything that a code could lead this actor to."""
    return any(map(page.may, (Act.LIST_CASES, Act.LIST_OFFERS, Act.VERIFY_ALL)))


@router.get(FIND)
async def find_page(page: PageDep) -> Response:
    """The field, empty."""
    return page.show("find.html", draft=Draft(), looked=False)


@router.post(FIND)
async def find(page: PageDep) -> Response:
    """Lead to the case or offer; else say that nothing was found here.

    It is told in the same words whether there is no such code or one that is not for
    the asker, and what was typed stands in no address.
    """
    form = await sent(page.request)
    draft = form.draft
    if form.again:
        return page.show("find.html", draft=draft, looked=False)
    try:
        look = page.mechanism.find_by_code
        found = await in_thread(look, page.actor, draft.one("code"))
    except Malformed as fault:
        return page.show("find.html", 422, draft=_said(draft, fault), looked=False)
    if found is None:
        return page.show("find.html", draft=draft, looked=True)
    return RedirectResponse(f"{PREFIX}/{LEADS_TO[found.what]}/{found.id}", 303)


def _said(draft: Draft, fault: Malformed) -> Draft:
    kinds = [kind for _, kind in fault.faults]
    errors = tuple(FieldError("code", told(kind)) for kind in kinds)
    return Draft(draft.values, errors, key=draft.key)
