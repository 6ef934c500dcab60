"""The code of conduct: its text, accepting it, and who has not yet."""

from functools import partial

from fastapi import APIRouter, Response

from api.pages.entrance import PREFIX
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, back_to, in_thread
from api.pages.language import speaking
from api.shapes_conduct import Accepting
from referral.actions.work import Done
from referral.rules.acts import Act
from workflows.conduct import in_language

router = APIRouter()
CONDUCT = f"{PREFIX}/conduct"


@router.get(CONDUCT)
async def conduct_page(page: PageDep) -> Response:
    """The code of conduct, in the reader's language."""
    return await _show(page, Draft(), 200)


async def _show(page: Page, draft: Draft, code: int) -> Response:
    mechanism, actor = page.mechanism, page.actor
    found = await in_thread(mechanism.conduct, actor)
    lists = page.may(Act.LIST_CONDUCT)
    missing = await in_thread(mechanism.conduct_missing, actor) if lists else None
    said_in = in_language(found.sentences, speaking().language.code)
    return page.show(
        "conduct.html",
        code,
        conduct=found,
        said_in=said_in,
        sentences=found.sentences.get(said_in, ()),
        missing=missing,
        may_publish=page.may(Act.PUBLISH_CONDUCT),
        draft=draft,
    )


@router.post(f"{CONDUCT}/acceptance")
async def accept(page: PageDep) -> Response:
    """Accept what was read."""
    form = await sent(page.request)

    async def act(read: Accepting) -> Done:
        accepted = page.mechanism.accept_conduct
        return await in_thread(accepted, page.actor, read.version, request=form.request)

    def then(_: Done) -> str:
        return back_to(CONDUCT, "conduct_accepted")

    return await page.settle(form, Accepting, act, then, partial(_show, page))
