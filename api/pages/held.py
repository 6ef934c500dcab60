"""A form of somebody who asks more often than can be answered: not done, not lost."""

from fastapi import APIRouter, Response

from api.pages import errors
from api.pages.entrance import HELD
from api.pages.forms import sent
from api.pages.frame import PageDep
from referral.errors import NotFound

router = APIRouter()


@router.post(HELD)
async def held(page: PageDep) -> Response:
    """Read the form and give it back; the gate alone leads here."""
    wait = getattr(page.request.state, "wait", None)
    if wait is None:
        raise NotFound
    await sent(page.request)
    return await errors.too_soon(page.request, wait)
