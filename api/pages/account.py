"""What somebody signs in with: passkeys, an app, codes on paper, open sessions."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from starlette.responses import JSONResponse, RedirectResponse, Response

from api.pages import entrance
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, back_to, gone_on, in_thread
from api.pages.paper import qr_of
from api.pages.passkey_answers import answered_in
from api.pages.session import forget
from api.shapes_signing_in import AppCode, NewPasskey, NewPassword, PasskeyLabel, StepUp
from api.source import source_of
from referral.actions.work import Done
from referral.rules.acts import Act

router = APIRouter()
ACCOUNT = entrance.ACCOUNT
PasskeyId = Annotated[UUID, Path()]
SessionId = Annotated[UUID, Path()]


@router.get(ACCOUNT)
async def account_page(page: PageDep) -> Response:
    """What one signs in with, and where one is signed in."""
    return await show_account(page, Draft(), 200)


async def show_account(page: Page, draft: Draft, code: int, **told: object) -> Response:
    """What one signs in with; a session that awaits something sees no more."""
    if page.actor.first_password:
        return page.show("own_password.html", code, draft=draft)
    factors = await in_thread(page.mechanism.factors, page.actor)
    waits, mechanism = page.actor.waits, page.mechanism
    token = page.request.state.token
    sessions = [] if waits else await in_thread(mechanism.sessions, page.actor, token)
    links = [] if waits else await in_thread(mechanism.openid_links, page.actor)
    return page.show(
        "account.html",
        code,
        draft=draft,
        factors=factors,
        sessions=sessions,
        links=links,
        proves=bool(links) and mechanism.openid_proves,
        waits=waits,
        conduct=not waits and page.may(Act.READ_CONDUCT),
        **told,
    )


async def _do(page: Page, act: Callable[[Draft], Awaitable[Response]]) -> Response:
    """Do what a form of the account asks, or show the account again with reasons."""
    form = await sent(page.request)
    return await page.attempt(
        form, partial(act, form.draft), partial(show_account, page)
    )


def _gone(done: Done, word: str) -> Response:
    return gone_on(back_to(ACCOUNT, word), done.receipts)


@router.get(f"{ACCOUNT}/passkeys")
async def passkey_options(page: PageDep) -> Response:
    """What the script hands to the browser to make a passkey."""
    return JSONResponse(await in_thread(page.mechanism.ask_new_passkey, page.actor))


@router.post(f"{ACCOUNT}/passkeys")
async def register_passkey(page: PageDep) -> Response:
    """Keep a new passkey; codes for paper are shown on this answer alone."""

    async def act(draft: Draft) -> Response:
        words = {"label": draft.one("label"), "credential": answered_in(draft)}
        new = NewPasskey.model_validate(words)
        done = await in_thread(
            page.mechanism.register_passkey,
            page.actor,
            new.credential.answered(),
            new.label,
            page.request.state.token,
        )
        return _codes(page, done, "factor")

    return await _do(page, act)


def _codes(page: Page, done: Done, word: str) -> Response:
    """Codes for paper where there are new ones, else the account."""
    codes = done.details["codes"]
    if codes:
        answer: Response = page.show("recovery_codes.html", codes=codes)
    else:
        answer = _gone(done, word)
    if token := done.details.get("token"):
        entrance.lay(answer, str(token))
    return answer


@router.post(f"{ACCOUNT}/passkeys/{{passkey_id}}/label")
async def rename_passkey(page: PageDep, passkey_id: PasskeyId) -> Response:
    """Call a passkey something else."""

    async def act(draft: Draft) -> Response:
        new = PasskeyLabel.model_validate({"label": draft.one("label")})
        rename = page.mechanism.rename_passkey
        done = await in_thread(rename, page.actor, passkey_id, new.label)
        return _gone(done, "factor_renamed")

    return await _do(page, act)


@router.post(f"{ACCOUNT}/passkeys/{{passkey_id}}/remove")
async def remove_passkey(page: PageDep, passkey_id: PasskeyId) -> Response:
    """Give up a passkey."""

    async def act(_: Draft) -> Response:
        remove = page.mechanism.remove_passkey
        done = await in_thread(remove, page.actor, passkey_id)
        return _gone(done, "factor_removed")

    return await _do(page, act)


@router.post(f"{ACCOUNT}/app")
async def begin_app(page: PageDep) -> Response:
    """Show the secret for an app, on this answer alone."""

    async def act(_: Draft) -> Response:
        done = await in_thread(page.mechanism.begin_app, page.actor)
        return _secret(page, Draft(), 200, done)

    return await _do(page, act)


def _secret(page: Page, draft: Draft, code: int, done: Done) -> Response:
    return page.show(
        "app_secret.html",
        code,
        draft=draft,
        square=qr_of(str(done.details["address"])),
        secret=done.details["secret"],
    )


@router.post(f"{ACCOUNT}/app/code")
async def confirm_app(page: PageDep) -> Response:
    """The app's first code; codes for paper are shown on this answer alone."""

    async def act(draft: Draft) -> Response:
        first = AppCode.model_validate({"code": draft.one("code")})
        token = page.request.state.token
        confirm = page.mechanism.confirm_app
        return _codes(
            page, await in_thread(confirm, page.actor, first.code, token), "factor"
        )

    return await _do(page, act)


@router.post(f"{ACCOUNT}/app/remove")
async def remove_app(page: PageDep) -> Response:
    """Give up the app."""

    async def act(_: Draft) -> Response:
        done = await in_thread(page.mechanism.remove_app, page.actor)
        return _gone(done, "factor_removed")

    return await _do(page, act)


@router.post(f"{ACCOUNT}/password")
async def change_password(page: PageDep) -> Response:
    """Take a new password."""

    async def act(draft: Draft) -> Response:
        words = {"old": draft.one("old"), "new": draft.one("new")}
        new = NewPassword.model_validate(words)
        change, token = page.mechanism.change_password, page.request.state.token
        done = await in_thread(change, page.actor, new.old, new.new, token)
        answer = _gone(done, "factor")
        entrance.lay(answer, str(done.details["token"]))
        return answer

    return await _do(page, act)


@router.post(f"{ACCOUNT}/recovery-codes")
async def renew_recovery_codes(page: PageDep) -> Response:
    """Ten new codes for paper, shown on this answer alone."""

    async def act(_: Draft) -> Response:
        done = await in_thread(page.mechanism.renew_recovery_codes, page.actor)
        return _codes(page, done, "factor")

    return await _do(page, act)


@router.get(f"{ACCOUNT}/step-up")
async def step_up_options(page: PageDep) -> Response:
    """What the script hands to the browser to ask for one's passkey again."""
    return JSONResponse(await in_thread(page.mechanism.ask_step_up, page.actor))


@router.post(f"{ACCOUNT}/step-up")
async def step_up(page: PageDep) -> Response:
    """Prove once more who one is, with a code or a passkey."""

    async def act(draft: Draft) -> Response:
        code = draft.one("code")
        words = {"code": code} if code else {"credential": answered_in(draft)}
        stated = StepUp.model_validate(words).stated()
        source = source_of(page.request)
        prove, token = page.mechanism.step_up, page.request.state.token
        opened = await in_thread(prove, token, **stated, source=source)
        answer = gone_on(back_to(ACCOUNT, "stepped_up"))
        entrance.lay(answer, opened.token)
        return answer

    return await _do(page, act)


@router.post(f"{ACCOUNT}/sessions/{{session_id}}/end")
async def end_session(page: PageDep, session_id: SessionId) -> Response:
    """End one of one's own sessions."""

    async def act(_: Draft) -> Response:
        end = page.mechanism.end_session
        return _gone(await in_thread(end, page.actor, session_id), "session_ended")

    return await _do(page, act)


@router.post(f"{ACCOUNT}/sessions/end")
async def sign_out_everywhere(page: PageDep) -> Response:
    """End every session of one's own, this one too."""
    await sent(page.request)
    await in_thread(page.mechanism.sign_out_everywhere, page.actor)
    return forget(RedirectResponse(f"{entrance.SIGN_IN}?out=1", 303))
