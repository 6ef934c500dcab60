"""Signing in and out, leaving at once, choosing a language."""

import asyncio
import secrets
from dataclasses import replace
from urllib.parse import quote

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    RedirectResponse,
    Response,
)

from api import logs
from api.pages import banner, carrying, cover, entrance, language
from api.pages.carrying import Lost
from api.pages.forms import Draft, Sent, invalid, sent
from api.pages.frame import Page, PageDep, in_thread, status
from api.pages.language import gettext
from api.pages.lock_page import lock_page
from api.pages.passkey_answers import answered_in
from api.shapes import SignIn
from api.shapes_signing_in import PasskeySignIn
from api.source import source_of
from referral.actions.passkeys import wrong_passkey
from referral.actions.sessions import OpenedSession
from referral.actions.work import OnDuty
from referral.errors import NotFound, Refusal

router = APIRouter()
PATIENCE = 1.0
"""Seconds that somebody who leaves waits for the store to note it."""


@router.get("/")
async def home() -> Response:
    """The front door leads to the desk."""
    return RedirectResponse(entrance.PREFIX, 303)


@router.get(entrance.SIGN_IN)
async def sign_in_page(page: PageDep) -> Response:
    """Ask who signs in."""
    asked = page.request.query_params
    wanted = entrance.safe_next(asked.get("next", ""))
    return sign_in_form(
        page, Draft(), wanted, signed_out="out" in asked, lost="lost" in asked
    )


def sign_in_form(  # noqa: PLR0913 # what the page has to say of how one came here
    page: Page,
    draft: Draft,
    wanted: str,
    code: int = 200,
    *,
    carried: str = "",
    signed_out: bool = False,
    lost: bool = False,
) -> HTMLResponse:
    """The page that asks who signs in."""
    return page.show(
        "sign_in.html",
        code,
        draft=draft,
        wanted=wanted,
        carried=carried,
        signed_out=signed_out,
        lost=lost,
        openid=page.mechanism.has_openid,
    )


@router.post(entrance.SIGN_IN)
async def sign_in(page: PageDep) -> Response:
    """Open a session; its token lives in a cookie of this host alone."""
    form = await sent(page.request)
    wanted, carried = on_the_way(form)
    source = source_of(page.request)
    try:
        who = form.read(SignIn)
        said = (who.name, who.password, who.code or "", source)
        opened = await in_thread(page.mechanism.sign_in, *said)
    except ValidationError as fault:
        draft = _without_password(invalid(form.draft, fault))
        return sign_in_form(page, draft, wanted, 422, carried=carried)
    except Refusal as refusal:
        draft = _without_password(form.draft)
        draft = replace(draft, notice=gettext(refusal.sentence))
        return sign_in_form(page, draft, wanted, status(refusal), carried=carried)
    return await _come_in(page, opened, wanted, carried)


def on_the_way(form: Sent) -> tuple[str, str]:
    """Where somebody was going, and what they carry past the sign-in."""
    wanted = entrance.safe_next(form.own.get("_next", ""))
    return wanted, form.own.get("_carried", "")


@router.get(entrance.PASSKEY)
async def passkey_options(page: PageDep) -> Response:
    """What the script hands to the browser to ask for any passkey of this site."""
    return JSONResponse(await in_thread(page.mechanism.ask_passkey))


@router.post(entrance.PASSKEY)
async def sign_in_with_passkey(page: PageDep) -> Response:
    """Open a session for whoever's passkey answered."""
    form = await sent(page.request)
    wanted, carried = on_the_way(form)
    source = source_of(page.request)
    try:
        words = {"credential": answered_in(form.draft)}
        answered = PasskeySignIn.model_validate(words).credential.answered()
        come = page.mechanism.sign_in_with_passkey
        opened = await in_thread(come, answered, source)
    except ValidationError:
        draft = Draft(notice=gettext(wrong_passkey().sentence))
        return sign_in_form(page, draft, wanted, 422, carried=carried)
    except Refusal as refusal:
        draft = Draft(notice=gettext(refusal.sentence))
        return sign_in_form(page, draft, wanted, status(refusal), carried=carried)
    return await _come_in(page, opened, wanted, carried)


async def _come_in(
    page: Page, opened: OpenedSession, wanted: str, carried: str
) -> Response:
    """Go on to where somebody was going, in a new session."""
    if opened.second_factor_needed or opened.new_password_needed:
        wanted, carried = entrance.ACCOUNT, ""
    answer = await onward(page, opened.actor, wanted, carried)
    return await begin_session(page, opened, answer)


async def begin_session(
    page: Page, opened: OpenedSession, answer: Response
) -> Response:
    """Lay the new session's token into its cookie; the session before ends."""
    entrance.lay(answer, opened.token)
    if entrance.cookie(page.request.scope, banner.COOKIE):
        banner.take_down(answer)
    await _end(page, entrance.cookie(page.request.scope))
    return answer


async def onward(page: Page, actor: OnDuty, wanted: str, carried: str) -> Response:
    """Where signing in leads: back to a form that was typed before, if there is one."""
    if not carried:
        return RedirectResponse(wanted, 303)
    found = await carrying.opened(page.mechanism, carried, actor.id)
    mine = replace(page, visitor=actor)
    if isinstance(found, Lost):
        return mine.show("resume.html", lost=found.sentence)
    return mine.show("resume.html", to=found.to, fields=found.fields)


def _without_password(draft: Draft) -> Draft:
    kept = {name: typed for name, typed in draft.values.items() if name == "name"}
    return replace(draft, values=kept)


@router.post(entrance.RESUME)
async def resume(page: PageDep) -> Response:
    """A form arrived after its session ended: keep what was typed, ask to sign in.

    What was typed travels sealed in the answer, never through a store.
    """
    state = page.request.state
    asked, whose = getattr(state, "asked_path", None), getattr(state, "whose", None)
    if asked is None or whose is None:
        raise NotFound
    form = await sent(page.request)
    if not carrying.is_typed(form):
        shown = carrying.page_of_form(page.request, form.going_to(asked))
        at = entrance.LOCKED if state.locked else entrance.SIGN_IN
        return RedirectResponse(f"{at}?next={quote(shown, safe='')}", 303)
    to = form.going_to(asked)
    carried = await carrying.seal(page.mechanism, whose, to, form)
    if state.locked:
        return await lock_page(page, 401, carried=carried)
    return sign_in_form(page, Draft(), entrance.PREFIX, 401, carried=carried)


@router.post(f"{entrance.PREFIX}/sign-out")
async def sign_out(page: PageDep) -> Response:
    """End the session, if there still is one, and say so."""
    await _end(page, entrance.cookie(page.request.scope))
    return forget(RedirectResponse(f"{entrance.SIGN_IN}?out=1", 303))


@router.get(f"{entrance.PREFIX}/leave")
async def leave(request: Request, page: PageDep) -> Response:
    """End the session and go somewhere harmless, in one step, without a script."""
    await _end(page, entrance.cookie(request.scope))
    answer = forget(RedirectResponse(request.app.state.exit_url, 303))
    language.forget(answer)
    return answer


async def _end(page: Page, token: str) -> None:
    """End a session. What breaks or hangs is told in the log; nobody waits for it."""
    if not token:
        return
    ending = asyncio.ensure_future(in_thread(page.mechanism.sign_out, token))
    ending.add_done_callback(_note)
    done, _ = await asyncio.wait({ending}, timeout=PATIENCE)
    if not done:
        logs.fault(secrets.token_hex(8), TimeoutError())


def _note(ending: "asyncio.Future[None]") -> None:
    broken = None if ending.cancelled() else ending.exception()
    if broken is not None and not isinstance(broken, Refusal):
        logs.fault(secrets.token_hex(8), broken)


def forget(answer: Response) -> Response:
    """Nothing of the session stays with the browser."""
    banner.take_down(answer)
    cover.drop(answer)
    answer.delete_cookie(entrance.COOKIE, secure=True, httponly=True, samesite="strict")
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@router.get(f"{entrance.PREFIX}/language")
async def choose_language(request: Request) -> Response:
    """Remember a language until the browser closes."""
    asked = request.query_params
    answer = RedirectResponse(entrance.safe_next(asked.get("next", "")), 303)
    language.remember(answer, asked.get("to", ""))
    return answer
