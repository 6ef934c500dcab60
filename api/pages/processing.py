"""The record of processing, and who signs what leaves: made from the configuration."""

from functools import partial

from fastapi import APIRouter, Response

from api.pages.consent import Nothing
from api.pages.entrance import PREFIX
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, back_to, in_thread
from referral.actions.work import Done
from referral.rules.acts import Act

router = APIRouter()
PROCESSING = f"{PREFIX}/processing"
SIGNERS = f"{PREFIX}/signers"


@router.get(PROCESSING)
async def processing_page(page: PageDep) -> Response:
    """What is kept, why, of whom, for whom and how long (GDPR art 30)."""
    found = await in_thread(page.mechanism.processing_record, page.actor)
    kept = [each for each in page.mechanism.protections() if not each.wrong]
    return page.show("processing.html", record=found, protections=kept)


@router.get(SIGNERS)
async def signers_page(page: PageDep) -> Response:
    """Who signs packages here, to be handed to those who open them."""
    return await _show_signers(page, Draft(), 200)


async def _show_signers(page: Page, draft: Draft, code: int) -> Response:
    found = await in_thread(page.mechanism.package_signers)
    return page.show(
        "signers.html",
        code,
        signers=found,
        may_renew=page.may(Act.ADMINISTER),
        draft=draft,
    )


@router.post(SIGNERS)
async def renew_signers(page: PageDep) -> Response:
    """Sign with new keys from now on."""
    form = await sent(page.request)

    async def act(_: Nothing) -> Done:
        renew = page.mechanism.renew_package_signers
        return await in_thread(renew, page.actor, request=form.request)

    def then(_: Done) -> str:
        return back_to(SIGNERS, "signers_renewed")

    return await page.settle(form, Nothing, act, then, partial(_show_signers, page))
