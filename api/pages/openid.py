"""Coming from an identity provider, on pages: out, back, and on to the desk.

Browsers keep a session's cookie back from whatever another site sent them to, and hold
forms to addresses of ours. So the way out is a page with a link that goes on by
itself, the way back is known by a cookie of its own, and the way on is a page again.
"""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from api.pages import entrance
from api.pages.account import show_account
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, back_to, gone_on, in_thread, status
from api.pages.language import gettext
from api.pages.session import begin_session, sign_in_form
from api.source import source_of
from referral.actions.openid import Begun, Returned, wrong_openid
from referral.errors import NotFound, ProofRefused, Refusal

router = APIRouter()
COOKIE = "__Host-desk-way"
"""Shows that it is the browser which began a sign-in that comes back. `Lax`, because
the provider's site sends it here; it opens nothing by itself."""
LONGEST = 2048
LinkId = Annotated[UUID, Path()]


@router.post(entrance.OPENID)
async def go_out(page: PageDep) -> Response:
    """Begin a sign-in at the provider."""
    form = await sent(page.request)
    wanted = entrance.safe_next(form.own.get("_next", ""))
    try:
        ask, source = page.mechanism.ask_openid, source_of(page.request)
        return _out(page, await in_thread(ask, wanted, source))
    except NotFound:
        raise
    except Refusal as refusal:
        return _refused(page, refusal, wanted)


@router.post(f"{entrance.ACCOUNT}/organisation")
async def prove(page: PageDep) -> Response:
    """Begin to prove once more, at the provider, who one is."""
    form = await sent(page.request)

    async def act() -> Response:
        ask, token = page.mechanism.ask_openid_proof, page.request.state.token
        source = source_of(page.request)
        return _out(page, await in_thread(ask, token, entrance.ACCOUNT, source))

    return await page.attempt(form, act, partial(show_account, page))


def _out(page: Page, begun: Begun) -> Response:
    answer = page.show("openid_out.html", to=begun.address)
    answer.set_cookie(
        COOKIE, begun.request, secure=True, httponly=True, samesite="lax", max_age=600
    )
    return answer


def _refused(page: Page, refusal: Refusal, wanted: str = entrance.PREFIX) -> Response:
    draft = Draft(notice=gettext(refusal.sentence))
    return sign_in_form(page, draft, wanted, status(refusal))


@router.get(entrance.OPENID_BACK)
async def come_back(page: PageDep) -> Response:
    """Take what the provider sent along; what the browser began is used up by it."""
    secret = entrance.cookie(page.request.scope, COOKIE)
    if not secret:
        return _refused(page, wrong_openid())
    try:
        answer = await _answered(page, secret, _returned(page.request))
    except NotFound:
        raise
    except Refusal as refusal:
        answer = _refused(page, refusal)
    answer.delete_cookie(COOKIE, secure=True, httponly=True, samesite="lax")
    return answer


async def _answered(page: Page, secret: str, returned: Returned) -> Response:
    mechanism, source = page.mechanism, source_of(page.request)
    if not await in_thread(mechanism.is_openid_proof, secret):
        come = mechanism.sign_in_with_openid
        opened, wanted = await in_thread(come, secret, returned, source)
        to = entrance.ACCOUNT if opened.second_factor_needed else wanted
        answer: Response = page.show("openid_back.html", to=to)
        return await begin_session(page, opened, answer)
    try:
        opened, wanted = await in_thread(
            mechanism.step_up_with_openid, secret, returned, "", source
        )
    except ProofRefused as refusal:
        return page.show(
            "openid_back.html", 403, to=entrance.ACCOUNT, told=refusal.sentence
        )
    answer = page.show("openid_back.html", to=wanted)
    entrance.lay(answer, opened.token)
    return answer


def _returned(request: Request) -> Returned:
    """State, code and issuer, each once, or nothing where it is not so."""
    said = request.query_params
    state, code = _once(request, "state"), _once(request, "code")
    issuer = _once(request, "iss") if "iss" in said else None
    return Returned(state, code, issuer)


def _once(request: Request, name: str) -> str:
    found = request.query_params.getlist(name)
    return found[0] if len(found) == 1 and len(found[0]) <= LONGEST else ""


@router.post(f"{entrance.ACCOUNT}/links/{{link_id}}/end")
async def end_link(page: PageDep, link_id: LinkId) -> Response:
    """End one's own link to the provider."""
    form = await sent(page.request)

    async def act() -> Response:
        done = await in_thread(page.mechanism.end_openid_link, page.actor, link_id)
        return gone_on(back_to(entrance.ACCOUNT, "link_ended"), done.receipts)

    return await page.attempt(form, act, partial(show_account, page))
