"""Confirming from outside: a page for whoever has a token, and handing one on.

The token stands in forms and in no address. Nothing is kept with the browser.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request
from starlette.responses import RedirectResponse, Response

from api.dependencies import CaseId
from api.pages import language
from api.pages.case import STEP, show_case
from api.pages.entrance import MINE, OUTSIDE, PREFIX
from api.pages.errors import too_often
from api.pages.forms import Draft, Sent, sent
from api.pages.frame import Page, PageDep, back_to, gone_on, in_thread, status
from api.pages.language import N_, gettext
from api.pages.together import TOGETHER
from api.shapes import NewStep
from api.shapes_notices import OutsideKey, OutsideSaid
from referral.actions.work import Done
from referral.errors import NotFound, Refusal

router = APIRouter()
JointId = Annotated[UUID, Path(description="What was asked")]
LEAVE = f"{MINE}/leave"
SAID = {
    "accept": N_("Your yes is recorded. There is nothing more to do."),
    "refuse": N_("Your no is recorded. Whoever asked you is told."),
    "later": N_("Recorded. The code stays good until the time below."),
}


@router.get(OUTSIDE)
async def outside_page(page: PageDep) -> Response:
    """Ask for the code."""
    return _asked(page, Draft(), 200)


def _asked(page: Page, draft: Draft, code: int) -> Response:
    """The form again, without the code that was typed."""
    return page.show(
        "confirm.html",
        code,
        draft=replace(draft, values={}),
        exit_url=LEAVE,
        mine=True,
    )


@router.post(OUTSIDE)
async def outside_view(page: PageDep) -> Response:
    """What the code is for."""
    form = await sent(page.request)

    async def do() -> Response:
        return await _view(page, form.read(OutsideKey).token)

    return await _let_in(page, form, do)


@router.post(f"{OUTSIDE}/answer")
async def outside_answer(page: PageDep) -> Response:
    """Say yes, no, or later."""
    form = await sent(page.request)

    async def do() -> Response:
        said = form.read(OutsideSaid)
        answer = page.mechanism.answer_outside
        done = await in_thread(answer, said.token, said.answer)
        word = str(done.details["answer"])
        if word == "later":
            return await _view(page, said.token, told=SAID[word])
        return page.show(
            "confirm_done.html", told=SAID[word], exit_url=LEAVE, mine=True
        )

    return await _let_in(page, form, do)


async def _view(page: Page, token: str, *, told: str = "") -> Response:
    seen = await in_thread(page.mechanism.look_outside, token)
    return page.show(
        "confirm_view.html",
        seen=seen,
        token=token,
        draft=Draft(),
        told=told,
        exit_url=LEAVE,
        mine=True,
    )


async def _let_in(
    page: Page, form: Sent, do: Callable[[], Awaitable[Response]]
) -> Response:
    """Do it, or ask for the code again and say why."""
    if wait := page.request.app.state.visitors.wait_for(page.request):
        return too_often(page.request, wait)

    async def show(draft: Draft, code: int) -> Response:
        return _asked(page, draft, code)

    try:
        return await page.attempt(form.draft, do, show)
    except NotFound as refusal:
        return _asked(page, _noticed(form.draft, refusal), status(refusal))


def _noticed(draft: Draft, refusal: Refusal) -> Draft:
    return replace(draft, notice=gettext(refusal.sentence))


@router.get(f"{OUTSIDE}/language")
async def outside_language(request: Request) -> Response:
    """Remember a language until the browser closes, and ask for the code."""
    answer = RedirectResponse(OUTSIDE, 303)
    language.remember(answer, request.query_params.get("to", ""))
    return answer


def _handed_on(page: Page, done: Done) -> Response:
    """The token, on this answer alone."""
    return page.show(
        "outside_token.html",
        token=done.details["token"],
        body=done.details["body"],
        where=page.found_at(OUTSIDE),
    )


@router.post(f"{PREFIX}/cases/{{case_id}}/outside/{{step}}")
async def ask_outside(page: PageDep, case_id: CaseId, step: STEP) -> Response:
    """Ask a body outside to confirm a step; the token is shown on this answer alone."""
    form = await sent(page.request)
    show = partial(show_case, page, case_id, step=step)
    if form.again:
        return await show(form.draft, 200)

    async def act() -> Response:
        asked, ask = form.read(NewStep).request(step), page.mechanism.ask_outside
        done = await in_thread(ask, page.actor, case_id, asked, expects=form.version)
        return _handed_on(page, done)

    return await page.attempt(form.draft, act, show)


@router.post(f"{TOGETHER}/{{joint_id}}/outside/token")
async def renew_outside(page: PageDep, joint_id: JointId) -> Response:
    """Another token in place of one that was lost."""
    form, renew = await sent(page.request), page.mechanism.renew_outside
    done = await in_thread(renew, page.actor, joint_id, expects=form.version)
    return _handed_on(page, done)


@router.post(f"{TOGETHER}/{{joint_id}}/outside/end")
async def take_back_outside(page: PageDep, joint_id: JointId) -> Response:
    """Ask no more, or take note of a no."""
    form = await sent(page.request)
    done = await in_thread(
        page.mechanism.take_back_outside,
        page.actor,
        joint_id,
        expects=form.version,
        request=form.request,
    )
    return gone_on(back_to(TOGETHER, "together"), done.receipts)
