"""A link for an addressee outside, from the offer's page: sent, looked at, ended."""

from functools import partial
from uuid import UUID

from fastapi import APIRouter, Response

from api.dependencies import ReferralId
from api.pages import labels
from api.pages.answering import OFFER
from api.pages.consent import Nothing
from api.pages.entrance import LETTER, PREFIX
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, back_to, in_thread
from api.shapes_packages import NewLink
from referral.actions.work import Done

router = APIRouter()
LINK = f"{OFFER}/link"


@router.get(LINK)
async def link_page(page: PageDep, referral_id: ReferralId) -> Response:
    """What became of the link that was sent last, and the next one."""
    return await _show(page, referral_id, Draft(), 200)


async def _show(page: Page, referral_id: UUID, draft: Draft, code: int) -> Response:
    found = await in_thread(page.mechanism.link, page.actor, referral_id)
    return page.show(
        "link.html",
        code,
        link=found,
        referral_id=referral_id,
        draft=draft,
        lengths=labels.choices("link_hours"),
    )


@router.post(LINK)
async def send_link(page: PageDep, referral_id: ReferralId) -> Response:
    """Make a link: letter and password, shown on this answer alone."""
    form = await sent(page.request)
    show = partial(_show, page, referral_id)

    async def do() -> Response:
        lasts = form.read(NewLink).lasts()
        send = page.mechanism.send_link
        made = await in_thread(send, page.actor, referral_id, LETTER, lasts)
        return page.show("link_sent.html", made=made, referral_id=referral_id)

    return await page.attempt(form, do, show)


@router.post(f"{LINK}/deletion")
async def deletion_told(page: PageDep, referral_id: ReferralId) -> Response:
    """Write down that they said by telephone that they kept nothing."""
    form = await sent(page.request)

    async def act(_: Nothing) -> Done:
        record = page.mechanism.record_deletion_told
        return await in_thread(record, page.actor, referral_id, form.request)

    def then(_: Done) -> str:
        return back_to(f"{PREFIX}/offers/{referral_id}/link", "deletion_told")

    return await page.settle(
        form, Nothing, act, then, partial(_show, page, referral_id)
    )


@router.post(f"{LINK}/end")
async def end_link(page: PageDep, referral_id: ReferralId) -> Response:
    """End the link that is out."""
    form = await sent(page.request)

    async def act(_: Nothing) -> Done:
        return await in_thread(page.mechanism.end_link, page.actor, referral_id)

    def then(_: Done) -> str:
        return back_to(f"{PREFIX}/offers/{referral_id}/link", "letter_ended")

    return await page.settle(
        form, Nothing, act, then, partial(_show, page, referral_id)
    )
