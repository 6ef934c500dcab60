"""The page of a locked session: with what it is unlocked, and the way out."""

from starlette.responses import Response

from api.pages import entrance
from api.pages.entrance import safe_next
from api.pages.forms import Draft
from api.pages.frame import Page, in_thread
from referral.errors import NotSignedIn

NOTHING = Draft()


async def lock_page(
    page: Page,
    code: int = 200,
    draft: Draft = NOTHING,
    wanted: str = "",
    *,
    carried: str = "",
    lost: bool = False,
) -> Response:
    """Ask whoever locked a session to show who they are; a stranger signs in."""
    token = entrance.cookie(page.request.scope)
    try:
        seen = await in_thread(page.mechanism.locked, token)
    except NotSignedIn:
        return entrance.to_sign_in(page.request.scope)
    return page.show(
        "locked.html",
        code,
        draft=draft,
        seen=seen,
        wanted=safe_next(wanted),
        carried=carried,
        lost=lost,
    )
