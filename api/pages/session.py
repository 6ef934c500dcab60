"""Signing in and out, leaving at once, choosing a language."""

import json
from contextlib import suppress
from dataclasses import replace

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.pages import entrance, language
from api.pages.forms import UNSEEN, Draft, Sent, invalid, sent
from api.pages.frame import Page, PageDep, in_thread, status
from api.pages.language import gettext
from api.shapes import SignIn
from referral.errors import NotFound, Refusal

router = APIRouter()


class Carried(BaseModel):
    """A form whose session ended, on its way past the sign-in page."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)
    to: str
    fields: list[tuple[str, str]]


@router.get("/")
async def home() -> Response:
    """The front door leads to the desk."""
    return RedirectResponse(entrance.PREFIX, 303)


@router.get(entrance.SIGN_IN)
async def sign_in_page(page: PageDep) -> Response:
    """Ask who signs in."""
    asked = page.request.query_params
    wanted = entrance.safe_next(asked.get("next", ""))
    return _form(page, Draft(), wanted, signed_out="out" in asked)


def _form(
    page: Page,
    draft: Draft,
    wanted: str,
    code: int = 200,
    *,
    carried: str = "",
    signed_out: bool = False,
) -> HTMLResponse:
    return page.show(
        "sign_in.html",
        code,
        draft=draft,
        wanted=wanted,
        carried=carried,
        signed_out=signed_out,
    )


@router.post(entrance.SIGN_IN)
async def sign_in(page: PageDep) -> Response:
    """Open a session; its token lives in a cookie of this host alone."""
    form = await sent(page.request)
    wanted = entrance.safe_next(form.own.get("_next", ""))
    carried = form.own.get("_carried", "")
    try:
        who = form.read(SignIn)
        opened = await in_thread(page.mechanism.sign_in, who.name, who.password)
    except ValidationError as fault:
        draft = _without_password(invalid(form.draft, fault))
        return _form(page, draft, wanted, 422, carried=carried)
    except Refusal as refusal:
        draft = _without_password(form.draft)
        draft = replace(draft, notice=gettext(refusal.sentence))
        return _form(page, draft, wanted, status(refusal), carried=carried)
    answer = _resumed(page, carried) or RedirectResponse(wanted, 303)
    answer.set_cookie(
        entrance.COOKIE, opened.token, secure=True, httponly=True, samesite="strict"
    )
    return answer


def _without_password(draft: Draft) -> Draft:
    kept = {name: typed for name, typed in draft.values.items() if name == "name"}
    return replace(draft, values=kept)


def _resumed(page: Page, carried: str) -> Response | None:
    """The way back to a form that was typed before the session ended."""
    try:
        form = Carried.model_validate_json(carried)
    except ValidationError:
        return None
    to = entrance.safe_next(form.to)
    if to == entrance.PREFIX:
        return None
    return page.show("resume.html", to=to, fields=form.fields)


@router.post(entrance.RESUME)
async def resume(page: PageDep) -> Response:
    """A form arrived after its session ended: keep what was typed, ask to sign in.

    What was typed travels in the answer, never through a store.
    """
    asked = getattr(page.request.state, "asked_path", None)
    if asked is None:
        raise NotFound
    form = await sent(page.request)
    return _form(
        page,
        Draft(),
        entrance.PREFIX,
        401,
        carried=_carry(asked, form),
    )


def _carry(to: str, form: Sent) -> str:
    fields = [
        (name, value) for name, typed in form.draft.values.items() for value in typed
    ]
    if form.version != UNSEEN:
        fields.append(("_version", str(form.version)))
    return json.dumps({"to": to, "fields": fields}, ensure_ascii=False)


@router.post(f"{entrance.PREFIX}/sign-out")
async def sign_out(page: PageDep) -> Response:
    """End the session."""
    await in_thread(page.mechanism.sign_out, page.request.state.token)
    return _forget(RedirectResponse(f"{entrance.SIGN_IN}?out=1", 303))


@router.get(f"{entrance.PREFIX}/leave")
async def leave(request: Request, page: PageDep) -> Response:
    """End the session and go somewhere harmless, in one step, without a script."""
    token = entrance.cookie(request.scope)
    if token:
        with suppress(Refusal):
            await in_thread(page.mechanism.sign_out, token)
    away = _forget(RedirectResponse(request.app.state.exit_url, 303))
    away.headers["Clear-Site-Data"] = '"cache"'
    return away


def _forget(answer: Response) -> Response:
    answer.delete_cookie(entrance.COOKIE, secure=True, httponly=True, samesite="strict")
    return answer


@router.get(f"{entrance.PREFIX}/language")
async def choose_language(request: Request) -> Response:
    """Remember a language until the browser closes."""
    asked = request.query_params
    answer = RedirectResponse(entrance.safe_next(asked.get("next", "")), 303)
    if asked.get("to") in language.SPEECHES:
        answer.set_cookie(
            language.COOKIE,
            asked["to"],
            secure=True,
            httponly=True,
            samesite="strict",
        )
    return answer
