"""Locking a session with one press, staying, unlocking; covering what a page shows."""

from dataclasses import replace
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.responses import JSONResponse, RedirectResponse, Response

from api.pages import carrying, cover, entrance
from api.pages.forms import Draft, Sent, sent
from api.pages.frame import PageDep, in_thread, status
from api.pages.language import gettext
from api.pages.lock_page import lock_page
from api.pages.passkey_answers import answered_in
from api.pages.session import on_the_way, onward
from api.shapes_signing_in import PasskeySignIn
from api.source import source_of
from referral.errors import Malformed, NotSignedIn, ProofRefused, Refusal

router = APIRouter()


@router.post(entrance.LOCK)
async def lock(page: PageDep) -> Response:
    """Lock the session at once. What was typed comes along, sealed, in the answer."""
    form = await sent(page.request)
    await in_thread(page.mechanism.lock, page.request.state.token)
    outside, to = replace(page, visitor=None), form.going_to(entrance.LOCK)
    if to == entrance.LOCK:
        to = entrance.safe_next(form.own.get("_next", ""))
        return RedirectResponse(f"{entrance.LOCKED}?next={quote(to, safe='')}", 303)
    if not carrying.is_typed(form):
        shown = carrying.page_of_form(page.request, to)
        return RedirectResponse(f"{entrance.LOCKED}?next={quote(shown, safe='')}", 303)
    carried = await carrying.seal(page.mechanism, page.actor.id, to, form)
    return await lock_page(outside, carried=carried)


@router.get(entrance.LOCKED)
async def locked(page: PageDep) -> Response:
    """Ask whoever locked it to show who they are."""
    asked = page.request.query_params
    return await lock_page(page, wanted=asked.get("next", ""), lost="lost" in asked)


@router.get(entrance.UNLOCK)
async def unlock_options(page: PageDep) -> Response:
    """What the script hands to the browser to ask for one's passkey."""
    token = entrance.cookie(page.request.scope)
    return JSONResponse(await in_thread(page.mechanism.ask_unlock, token))


@router.post(entrance.UNLOCK)
async def unlock(page: PageDep) -> Response:
    """Go on in the session, under a new token; a form that came along is shown."""
    form = await sent(page.request)
    wanted, carried = on_the_way(form)
    token = entrance.cookie(page.request.scope)
    try:
        words = {**_stated(form), "source": source_of(page.request)}
        opened = await in_thread(page.mechanism.unlock, token, **words)
    except NotSignedIn:
        return entrance.to_sign_in(page.request.scope)
    except Refusal as refusal:
        draft = Draft(notice=gettext(refusal.sentence))
        code = status(refusal)
        return await lock_page(page, code, draft, wanted, carried=carried)
    answer = await onward(page, opened.actor, wanted, carried)
    entrance.lay(answer, opened.token)
    return answer


def _stated(form: Sent) -> dict[str, Any]:
    """With what somebody unlocks.

    Raises:
        ProofRefused: if it cannot be anything.
    """
    draft = form.draft
    if draft.one("answer"):
        try:
            words = {"credential": answered_in(draft)}
            credential = PasskeySignIn.model_validate(words).credential
        except (Malformed, ValidationError):
            raise ProofRefused from None
        return {"answered": credential.answered()}
    return {"password": draft.one("password"), "code": draft.one("code")}


@router.post(entrance.STAY)
async def stay(page: PageDep) -> Response:
    """Somebody is still there: asking is all it takes."""
    _ = page.actor
    return Response(status_code=204)


@router.get(entrance.STAY)
async def rested(page: PageDep) -> Response:
    """For how many seconds nobody has been there, in whichever window. It is no use."""
    token = entrance.cookie(page.request.scope)
    try:
        seconds = await in_thread(page.mechanism.rested, token)
    except NotSignedIn:
        return entrance.to_sign_in(page.request.scope)
    return JSONResponse(seconds)


@router.post(entrance.COVER)
async def cover_or_show(page: PageDep) -> Response:
    """Cover what pages show until the browser closes, or show it again.

    A form that is open comes along: it is sent on to its own page, which shows it.
    """
    form = await sent(page.request)
    to = form.going_to(entrance.COVER)
    if to == entrance.COVER:
        answer = RedirectResponse(entrance.safe_next(form.own.get("_next", "")), 303)
    elif carrying.is_typed(form):
        answer = RedirectResponse(to, 307)
    else:
        answer = RedirectResponse(carrying.page_of_form(page.request, to), 303)
    cover.turn(page.request, answer)
    return answer
