"""Keys that packages for an organisation are sealed to, for whoever administers."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from api.pages import labels
from api.pages.consent import Nothing
from api.pages.directory import BODY, DIRECTORY, BodyId
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, back_to, in_thread
from api.shapes_packages import NewRecipientKey
from referral.actions.work import Done

router = APIRouter()
KEYS = f"{BODY}/keys"
KeyId = Annotated[UUID, Path(description="The key")]


@router.get(KEYS)
async def recipient_keys_page(page: PageDep, organisation_id: BodyId) -> Response:
    """The keys, and the form for another."""
    return await _show(page, organisation_id, Draft(), 200)


async def _show(page: Page, body_id: UUID, draft: Draft, code: int) -> Response:
    found = await in_thread(page.mechanism.recipient_keys, page.actor, body_id)
    return page.show(
        "recipient_keys.html",
        code,
        keys=found,
        body_id=body_id,
        forms=labels.choices("package_form"),
        draft=draft,
    )


@router.post(KEYS)
async def ask_recipient_key(page: PageDep, organisation_id: BodyId) -> Response:
    """Ask a coordinator to agree to a key."""
    form = await sent(page.request)

    async def act(new: NewRecipientKey) -> Done:
        return await in_thread(
            page.mechanism.list_recipient_key,
            page.actor,
            organisation_id,
            new.form,
            new.public,
            form.request,
        )

    def then(_: Done) -> str:
        return back_to(_page_of(organisation_id), "recipient_key_asked")

    show = partial(_show, page, organisation_id)
    return await page.settle(form, NewRecipientKey, act, then, show)


@router.post(f"{KEYS}/{{key_id}}/ending")
async def end_recipient_key(
    page: PageDep, organisation_id: BodyId, key_id: KeyId
) -> Response:
    """Seal nothing to a key any more."""
    form = await sent(page.request)

    async def act(_: Nothing) -> Done:
        end = page.mechanism.end_recipient_key
        return await in_thread(end, page.actor, key_id, form.request)

    def then(_: Done) -> str:
        return back_to(_page_of(organisation_id), "recipient_key_ended")

    show = partial(_show, page, organisation_id)
    return await page.settle(form, Nothing, act, then, show)


def _page_of(body_id: UUID) -> str:
    return f"{DIRECTORY}/organisations/{body_id}/keys"
