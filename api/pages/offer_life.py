"""What is said about an offer, and coded words after a yes, on the offer's page."""

from collections.abc import Awaitable, Callable
from functools import partial
from uuid import UUID

from fastapi import APIRouter, Response

from api.dependencies import ReferralId
from api.pages.answering import OFFER, show_offer
from api.pages.entrance import PREFIX
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, back_to, in_thread
from api.shapes_offers import CodedReason, Completion, OfferText, TelephoneYes
from referral.actions.work import Done

router = APIRouter()


@router.post(f"{OFFER}/question")
async def ask_sender(page: PageDep, referral_id: ReferralId) -> Response:
    """Ask the sender something."""
    form = await sent(page.request)

    async def act(said: OfferText) -> Done:
        ask = page.mechanism.question_offer
        return await in_thread(
            ask,
            page.actor,
            referral_id,
            said.text,
            expects=form.version,
            request=form.request,
        )

    then, show = _around(page, referral_id, "offer_question")
    return await page.settle(form, OfferText, act, then, show)


@router.post(f"{OFFER}/reply")
async def reply(page: PageDep, referral_id: ReferralId) -> Response:
    """Answer the question."""
    form = await sent(page.request)

    async def act(said: OfferText) -> Done:
        answer = page.mechanism.reply_offer
        return await in_thread(
            answer,
            page.actor,
            referral_id,
            said.text,
            expects=form.version,
            request=form.request,
        )

    then, show = _around(page, referral_id, "reply")
    return await page.settle(form, OfferText, act, then, show)


@router.post(f"{OFFER}/telephone-yes")
async def telephone_yes(page: PageDep, referral_id: ReferralId) -> Response:
    """Write down a yes that was said by telephone."""
    form = await sent(page.request)

    async def act(said: TelephoneYes) -> Done:
        record = page.mechanism.record_telephone_yes
        return await in_thread(
            record,
            page.actor,
            referral_id,
            said.said_by,
            expects=form.version,
            request=form.request,
        )

    then, show = _around(page, referral_id, "telephone_yes")
    return await page.settle(form, TelephoneYes, act, then, show)


def _coded(step: str) -> None:
    async def post(page: PageDep, referral_id: ReferralId) -> Response:
        form = await sent(page.request)

        async def act(said: CodedReason) -> Done:
            return await in_thread(
                page.mechanism.answer_offer,
                page.actor,
                referral_id,
                step,
                reason=said.reason,
                expects=form.version,
                request=form.request,
            )

        then, show = _around(page, referral_id, step)
        return await page.settle(form, CodedReason, act, then, show)

    router.add_api_route(f"{OFFER}/{step}", post, methods=["POST"], name=step)


for _step in ("dispute", "return"):
    _coded(_step)


@router.post(f"{OFFER}/completion")
async def complete(page: PageDep, referral_id: ReferralId) -> Response:
    """The service has ended."""
    form = await sent(page.request)

    async def act(said: Completion) -> Done:
        return await in_thread(
            page.mechanism.answer_offer,
            page.actor,
            referral_id,
            "complete",
            reason=said.outcome,
            expects=form.version,
            request=form.request,
        )

    then, show = _around(page, referral_id, "complete")
    return await page.settle(form, Completion, act, then, show)


def _around(
    page: Page, referral_id: UUID, word: str
) -> tuple[Callable[[Done], str], Callable[[Draft, int], Awaitable[Response]]]:
    """Where one is afterwards, and what is shown when it did not go."""

    def then(_: Done) -> str:
        return back_to(f"{PREFIX}/offers/{referral_id}", word)

    return then, partial(show_offer, page, referral_id)
