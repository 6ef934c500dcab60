"""Confirming from outside: a page for whoever has a token, and handing one on.

The token stands in forms and in no address. Nothing is kept with the browser.
"""

from dataclasses import replace
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from api.dependencies import CaseId
from api.pages.case import STEP, show_case
from api.pages.consent import Nothing
from api.pages.entrance import MINE, OUTSIDE, PREFIX
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, back_to, in_thread
from api.pages.language import N_
from api.pages.together import TOGETHER, show_joint_acts
from api.pages.without_account import let_in_slowly, speaks
from api.shapes import NewStep
from api.shapes_notices import OutsideKey, OutsideSaid
from referral.actions.work import Done

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

    return await let_in_slowly(page, form, do, _asked)


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

    return await let_in_slowly(page, form, do, _asked)


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


@router.get(f"{OUTSIDE}/language")
async def outside_language(request: Request) -> Response:
    """Remember a language until the browser closes, and ask for the code."""
    return speaks(request, OUTSIDE)


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

    async def act() -> Response:
        asked, ask = form.read(NewStep).request(step), page.mechanism.ask_outside
        done = await in_thread(ask, page.actor, case_id, asked, expects=form.version)
        return _handed_on(page, done)

    return await page.attempt(form, act, show)


@router.post(f"{TOGETHER}/{{joint_id}}/outside/token")
async def renew_outside(page: PageDep, joint_id: JointId) -> Response:
    """Another token in place of one that was lost."""
    form, renew = await sent(page.request), page.mechanism.renew_outside

    async def do() -> Response:
        done = await in_thread(renew, page.actor, joint_id, expects=form.version)
        return _handed_on(page, done)

    return await page.attempt(form, do, partial(show_joint_acts, page))


@router.post(f"{TOGETHER}/{{joint_id}}/outside/end")
async def take_back_outside(page: PageDep, joint_id: JointId) -> Response:
    """Ask no more, or take note of a no."""
    form = await sent(page.request)

    async def act(_: Nothing) -> Done:
        return await in_thread(
            page.mechanism.take_back_outside,
            page.actor,
            joint_id,
            expects=form.version,
            request=form.request,
        )

    def then(_: Done) -> str:
        return back_to(TOGETHER, "together")

    return await page.settle(form, Nothing, act, then, partial(show_joint_acts, page))
