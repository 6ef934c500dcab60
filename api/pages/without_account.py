"""What the pages of people without an account have in common.

Nothing is kept with the browser but a language: no cookie, no half of a secret on a
page. Each works without a script, and none leads to the desk.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from fastapi import Request, Response
from starlette.responses import RedirectResponse

from api.pages import language
from api.pages.errors import too_often
from api.pages.forms import Draft, Sent
from api.pages.frame import Page, status
from api.pages.language import gettext
from referral.errors import NotFound

Asked = Callable[[Page, Draft, int], Response]
"""The form that lets somebody in, again, without what was typed."""


async def let_in(
    page: Page, form: Sent, do: Callable[[], Awaitable[Response]], asked: Asked
) -> Response:
    """Do it, or ask anew for what lets somebody in, and say why."""

    async def show(draft: Draft, code: int) -> Response:
        return asked(page, draft, code)

    try:
        return await page.attempt(form, do, show)
    except NotFound as refusal:
        draft = replace(form.draft, notice=gettext(refusal.sentence))
        return asked(page, draft, status(refusal))


async def let_in_slowly(
    page: Page, form: Sent, do: Callable[[], Awaitable[Response]], asked: Asked
) -> Response:
    """The same, where nothing else counts how often somebody tries."""
    if wait := page.request.app.state.visitors.wait_for(page.request):
        return too_often(page.request, wait)
    return await let_in(page, form, do, asked)


def left(request: Request) -> Response:
    """Go somewhere harmless at once; nothing of this stays in the browser's store."""
    answer = RedirectResponse(request.app.state.exit_url, 303)
    language.forget(answer)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def speaks(request: Request, home: str) -> Response:
    """Remember a language until the browser closes, and begin again."""
    answer = RedirectResponse(home, 303)
    language.remember(answer, request.query_params.get("to", ""))
    return answer
