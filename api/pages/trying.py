"""Try it: six steps through the demo, only there where everybody is invented."""

from fastapi import APIRouter, Response

from api.pages.entrance import TRY_IT
from api.pages.frame import PageDep
from api.pages.six_steps import PASSWORD, STEPS
from referral.errors import NotFound

router = APIRouter()


@router.get(TRY_IT)
async def try_it(page: PageDep) -> Response:
    """What to do, as whom, and what is to be seen; open to whoever is not signed in."""
    if not page.mechanism.invented:
        raise NotFound
    return page.show("try_it.html", steps=STEPS, password=PASSWORD)
