"""Who lives with a service: still here in one press, or how it ended."""

from functools import partial
from uuid import UUID

from fastapi import APIRouter, Response

from api.dependencies import ReferralId
from api.pages import labels
from api.pages.answering import OFFER, show_offer
from api.pages.consent import Nothing
from api.pages.entrance import PREFIX
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, back_to, in_thread
from api.shapes_offers import Completion
from referral.actions.work import Done
from referral.errors import NotPermitted
from referral.rules.acts import Act

router = APIRouter()


@router.post(f"{OFFER}/still-here")
async def confirm_stay(page: PageDep, referral_id: ReferralId) -> Response:
    """Say that they are still there, from "My work"."""
    form = await sent(page.request)

    async def act(_: Nothing) -> Done:
        confirm = page.mechanism.confirm_stay
        return await in_thread(confirm, page.actor, referral_id, form.request)

    def then(_: Done) -> str:
        return back_to(PREFIX, "still_here")

    show = partial(show_offer, page, referral_id)
    return await page.settle(form, Nothing, act, then, show)


@router.get(f"{OFFER}/departure")
async def departure_page(page: PageDep, referral_id: ReferralId) -> Response:
    """Where somebody says that they are not there any more."""
    return await _show(page, referral_id, Draft(), 200)


async def _show(page: Page, referral_id: UUID, draft: Draft, code: int) -> Response:
    offer = await in_thread(page.mechanism.read_offer, page.actor, referral_id)
    if offer.side != "addressee" or not page.may(Act.GIVE_SERVICE, "addressee"):
        raise NotPermitted
    return page.show(
        "departure.html",
        code,
        offer=offer,
        draft=draft,
        outcomes=labels.choices("offer_outcome"),
        closes=offer.kind == "responsibility" and page.may(Act.TAKE_STEP, "holder"),
    )


@router.post(f"{OFFER}/departure")
async def record_departure(page: PageDep, referral_id: ReferralId) -> Response:
    """End the service, with how it ended."""
    form = await sent(page.request)

    async def act(said: Completion) -> Done:
        return await in_thread(
            page.mechanism.record_departure,
            page.actor,
            referral_id,
            said.outcome,
            expects=form.version,
            request=form.request,
        )

    def then(_: Done) -> str:
        return back_to(f"{PREFIX}/offers/{referral_id}", "departed")

    show = partial(_show, page, referral_id)
    return await page.settle(form, Completion, act, then, show)
