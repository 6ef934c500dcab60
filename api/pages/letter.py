"""The page for somebody outside: link and password let them in, a ticket keeps them.

Nothing is kept with the browser: no cookie, no half on a page. Until both halves are
shown nothing tells what it is about; it works without a script.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from fastapi import APIRouter, Request, Response

from api.files import Given
from api.pages import entrance
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, in_thread, status
from api.pages.labels import label
from api.pages.language import N_, gettext
from api.pages.without_account import left, let_in_slowly, speaks
from api.shapes_packages import LetterKey, LetterNo
from referral.actions.link_door import Shown
from referral.errors import Malformed, NotFound, Refusal
from workflows.catalogues import decline_reasons

router = APIRouter()
K = TypeVar("K", bound=LetterKey)
LETTER = entrance.LETTER
LEAVE = f"{LETTER}/leave"
SAID_YES = N_("Your yes has arrived. What was agreed can be taken now, once.")
SAID_NO = N_("Your no has arrived. Nothing is left to do.")
ARRIVED = N_("It is recorded.")


@router.get(LETTER)
async def letter_page(page: PageDep) -> Response:
    """Ask for both halves."""
    return _asked(page, Draft(), 200)


def _asked(page: Page, draft: Draft, code: int, told: str = "") -> Response:
    """The form again, without the halves that were typed."""
    empty = replace(draft, values={})
    return page.show(
        "letter.html", code, draft=empty, told=told, exit_url=LEAVE, mine=True
    )


@router.post(LETTER)
async def letter_view(page: PageDep) -> Response:
    """What somebody sees who shows both halves."""
    form = await sent(page.request)

    async def do() -> Response:
        return await _view(page, form.read(LetterKey).shown())

    return await let_in_slowly(page, form, do, _asked)


@router.post(f"{LETTER}/yes")
async def letter_yes(page: PageDep) -> Response:
    """Say yes."""

    def act(_: LetterKey, shown: Shown) -> None:
        page.mechanism.link_yes(shown)

    return await _done(page, LetterKey, act, SAID_YES)


@router.post(f"{LETTER}/no")
async def letter_no(page: PageDep) -> Response:
    """Say no, with a coded reason."""

    def act(said: LetterNo, shown: Shown) -> None:
        page.mechanism.link_no(shown, said.reason)

    return await _done(page, LetterNo, act, SAID_NO)


@router.post(f"{LETTER}/arrival")
async def letter_arrival(page: PageDep) -> Response:
    """Say that the person has arrived."""

    def act(_: LetterKey, shown: Shown) -> None:
        page.mechanism.link_arrived(shown)

    return await _done(page, LetterKey, act, ARRIVED)


@router.post(f"{LETTER}/package")
async def letter_package(page: PageDep) -> Response:
    """Take what was agreed, once, as a download that is sealed."""
    form = await sent(page.request)

    async def do() -> Response:
        shown = form.read(LetterKey).shown()
        try:
            return Given(await in_thread(page.mechanism.link_package, shown))
        except NotFound:
            raise
        except Refusal as refusal:
            return await _view(page, shown, refusal=refusal)

    return await let_in_slowly(page, form, do, _asked)


async def _done(
    page: Page, model: type[K], act: Callable[[K, Shown], None], told: str
) -> Response:
    """Do what a form asks, and show what is left, with what came of it."""
    form = await sent(page.request)

    async def do() -> Response:
        asked = LetterKey(ticket=form.draft.one("ticket") or None)
        shown = asked.shown()
        try:
            await in_thread(act, form.read(model), shown)
        except (NotFound, Malformed):
            raise
        except Refusal as refusal:
            return await _view(page, shown, refusal=refusal)
        return await _view(page, shown, told=told)

    return await let_in_slowly(page, form, do, _asked)


async def _view(
    page: Page, shown: Shown, *, told: str = "", refusal: Refusal | None = None
) -> Response:
    """What is left to do; the first form, with the reason, once nothing is."""
    try:
        seen = await in_thread(page.mechanism.link_view, shown)
    except NotFound:
        raise
    except Refusal as over:
        notice = "" if told else gettext(over.sentence)
        code = 200 if told else status(over)
        return _asked(page, Draft(notice=notice), code, told)
    return page.show(
        "letter_view.html",
        status(refusal) if refusal else 200,
        seen=seen,
        draft=Draft(notice=gettext(refusal.sentence) if refusal else ""),
        told=told,
        declines={name: label("decline", name) for name in decline_reasons()},
        exit_url=LEAVE,
        mine=True,
    )


@router.get(LEAVE)
async def leave_letter(request: Request) -> Response:
    """Go somewhere harmless at once; nothing of this stays in the browser's store."""
    return left(request)


@router.get(f"{LETTER}/language")
async def letter_language(request: Request) -> Response:
    """Remember a language until the browser closes, and ask for both halves."""
    return speaks(request, LETTER)
