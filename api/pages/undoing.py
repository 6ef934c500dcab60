"""Undoing what has not left: one offer, or all that somebody has just sent."""

from functools import partial

from fastapi import APIRouter, Response

from api.dependencies import ReferralId
from api.pages.answering import OFFER, show_offer
from api.pages.consent import Nothing
from api.pages.entrance import PREFIX
from api.pages.forms import sent
from api.pages.frame import PageDep, back_to, gone_on, in_thread
from api.pages.work import show_offers
from referral.actions.work import Done

router = APIRouter()


@router.post(f"{OFFER}/undo")
async def undo_offer(page: PageDep, referral_id: ReferralId) -> Response:
    """Undo it, and lead back to its form: filled in as it was sent."""
    form = await sent(page.request)

    async def do() -> Response:
        form.read(Nothing)
        answer = page.mechanism.answer_offer
        done = await in_thread(
            answer,
            page.actor,
            referral_id,
            "undo",
            expects=form.version,
            request=form.request,
        )
        offer = await in_thread(page.mechanism.read_offer, page.actor, referral_id)
        path = f"{PREFIX}/cases/{offer.case_ids[0]}/offers/new/{offer.service_id}"
        return gone_on(back_to(f"{path}?again={offer.id}", "undone"), done.receipts)

    return await page.attempt(form, do, partial(show_offer, page, referral_id))


@router.post(f"{PREFIX}/offers/undo")
async def undo_all(page: PageDep) -> Response:
    """Undo all that one has sent and that has not left."""
    form = await sent(page.request)

    async def act(_: Nothing) -> Done:
        return await in_thread(page.mechanism.undo_all, page.actor, form.request)

    def then(_: Done) -> str:
        return back_to(f"{PREFIX}/offers", "undone_all")

    return await page.settle(form, Nothing, act, then, partial(show_offers, page, None))
