"""The person's own page: a number lets them in, and a ticket until they leave.

Nothing is kept with the browser: no cookie, no address that tells anything, no number
on a page. It works without a script.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from fastapi import APIRouter, Request, Response

from api.pages import entrance
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, in_thread, status
from api.pages.language import N_, gettext
from api.pages.without_account import left, let_in, speaks
from api.shapes_own import OwnKey, OwnMessage, OwnWithdrawal
from api.source import source_of
from referral.actions.own_view import Shown
from referral.errors import NotFound, Refusal

router = APIRouter()
K = TypeVar("K", bound=OwnKey)
MINE = entrance.MINE
LEAVE = f"{MINE}/leave"
TAKEN_BACK = N_("It is taken back. What rested on it has ended.")
LEFT = N_("Your message is left. Nobody but those who help you reads it.")


@router.get(MINE)
async def own_page(page: PageDep) -> Response:
    """Ask for the number."""
    return _asked(page, Draft(), 200)


def _asked(page: Page, draft: Draft, code: int) -> Response:
    """The form again, without the number that was typed."""
    return page.show(
        "my.html", code, draft=replace(draft, values={}), exit_url=LEAVE, mine=True
    )


@router.post(MINE)
async def own_view(page: PageDep) -> Response:
    """What the person sees who shows their number."""
    form = await sent(page.request)

    async def do() -> Response:
        shown = form.read(OwnKey).shown(source_of(page.request))
        return await _view(page, shown)

    return await let_in(page, form, do, _asked)


@router.post(f"{MINE}/consents")
async def own_withdrawal(page: PageDep) -> Response:
    """Take a consent back, in one step."""

    def act(asked: OwnWithdrawal, shown: Shown) -> None:
        page.mechanism.own_withdrawal(shown, asked.consent_id)

    return await _done(page, OwnWithdrawal, act, TAKEN_BACK)


@router.post(f"{MINE}/messages")
async def own_message(page: PageDep) -> Response:
    """Leave a message."""

    def act(asked: OwnMessage, shown: Shown) -> None:
        page.mechanism.own_message(shown, asked.text)

    return await _done(page, OwnMessage, act, LEFT)


async def _done(
    page: Page, model: type[K], act: Callable[[K, Shown], None], told: str
) -> Response:
    """Do what a form asks, and show the page again with what came of it."""
    form = await sent(page.request)

    async def do() -> Response:
        asked = form.read(model)
        shown = asked.shown(source_of(page.request))
        try:
            await in_thread(act, asked, shown)
        except NotFound:
            raise
        except Refusal as refusal:
            return await _view(page, shown, refusal=refusal)
        return await _view(page, shown, told=told)

    return await let_in(page, form, do, _asked)


async def _view(
    page: Page, shown: Shown, *, told: str = "", refusal: Refusal | None = None
) -> Response:
    seen = await in_thread(page.mechanism.own_view, shown)
    notice = gettext(refusal.sentence) if refusal else ""
    return page.show(
        "my_view.html",
        status(refusal) if refusal else 200,
        seen=seen,
        draft=Draft(notice=notice),
        told=told,
        exit_url=LEAVE,
        mine=True,
    )


@router.get(LEAVE)
async def leave_own_page(request: Request) -> Response:
    """Go somewhere harmless at once; nothing of this stays in the browser's store."""
    return left(request)


@router.get(f"{MINE}/language")
async def own_language(request: Request) -> Response:
    """Remember a language until the browser closes, and ask for the number."""
    return speaks(request, MINE)
