"""Documents of a case: look into a drawer, attach, fetch, remove."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response
from pydantic import ValidationError

from api.dependencies import CaseId
from api.executor import in_thread
from api.files import GivenOut
from api.pages import labels
from api.pages.case import CASE, Opening
from api.pages.forms import Draft, invalid, sent
from api.pages.frame import Page, PageDep, back_to
from api.pages.uploads import sent_with_file
from api.shapes import Shape
from referral.actions.attachments import AttachmentView, NewAttachment
from referral.actions.work import Done
from referral.errors import NotPermitted
from referral.rules.acts import Act
from workflows.vocabulary import Compartment, Purpose

router = APIRouter()
ATTACHMENTS = f"{CASE}/attachments"
AttachmentId = Annotated[UUID, Path(description="The attachment")]


class Looking(Shape):
    """Which drawer is looked into, and what for."""

    drawer: Compartment
    purpose: Purpose


class Attaching(Shape):
    """Where a document belongs."""

    drawer: Compartment


class Removing(Shape):
    """Nothing is to be filled in."""


@router.get(ATTACHMENTS)
async def attachments_page(page: PageDep, case_id: CaseId) -> Response:
    """The forms; no drawer is opened yet."""
    return await _show(page, case_id, Draft(), 200)


async def _show(
    page: Page,
    case_id: UUID,
    draft: Draft,
    code: int,
    found: list[AttachmentView] | None = None,
    purpose: str = "",
) -> Response:
    case = await in_thread(page.mechanism.read_case, page.actor, case_id)
    if not page.may(Act.RECORD_CONTENT, *case.relations):
        raise NotPermitted
    open_to_us = page.opens(case.relations) - {Compartment.OPERATIONAL}
    names = labels.choices("compartment")
    return page.show(
        "attachments.html",
        code,
        case=case,
        draft=draft,
        found=found,
        purpose=purpose,
        purposes=labels.choices("purpose"),
        drawers={
            word.value: names[word.value] for word in Compartment if word in open_to_us
        },
    )


@router.post(f"{ATTACHMENTS}/list")
async def look_into(page: PageDep, case_id: CaseId) -> Response:
    """What is attached to one drawer."""
    form = await sent(page.request)
    if form.again:
        return await _show(page, case_id, form.draft, 200)
    try:
        looking = form.read(Looking)
    except ValidationError as fault:
        return await _show(page, case_id, invalid(form.draft, fault), 422)
    found = await in_thread(
        page.mechanism.attachments,
        page.actor,
        case_id,
        looking.drawer,
        looking.purpose,
    )
    purpose = looking.purpose.value
    return await _show(page, case_id, form.draft, 200, found, purpose)


@router.post(ATTACHMENTS)
async def attach(page: PageDep, case_id: CaseId) -> Response:
    """Attach a document. Nothing is read from who may not know of the case."""
    await in_thread(page.mechanism.read_case, page.actor, case_id)
    async with sent_with_file(page.request) as (form, name, document):

        async def act(stated: Attaching) -> Done:
            new = NewAttachment(stated.drawer, name, document)
            return await in_thread(
                page.mechanism.add_attachment, page.actor, case_id, new, form.request
            )

        def then(_: Done) -> str:
            return back_to(f"{_address(case_id)}", "attached")

        alias = {"drawer": "attach-drawer"}
        show = partial(_show, page, case_id)
        return await page.settle(form, Attaching, act, then, show, alias)


def _address(case_id: UUID) -> str:
    return ATTACHMENTS.format(case_id=case_id)


@router.post(f"{ATTACHMENTS}/{{attachment_id}}")
async def fetch(
    page: PageDep, case_id: CaseId, attachment_id: AttachmentId
) -> Response:
    """One document, as a download."""
    form = await sent(page.request)
    if form.again:
        return await _show(page, case_id, form.draft, 200)
    try:
        purpose = form.read(Opening).purpose
    except ValidationError as fault:
        return await _show(page, case_id, invalid(form.draft, fault), 422)
    return GivenOut(
        await in_thread(
            page.mechanism.fetch_attachment,
            page.actor,
            case_id,
            attachment_id,
            purpose,
        )
    )


@router.post(f"{ATTACHMENTS}/{{attachment_id}}/removal")
async def remove(
    page: PageDep, case_id: CaseId, attachment_id: AttachmentId
) -> Response:
    """Delete one document."""
    form = await sent(page.request)

    async def act(_: Removing) -> Done:
        return await in_thread(
            page.mechanism.remove_attachment,
            page.actor,
            case_id,
            attachment_id,
            form.request,
        )

    def then(_: Done) -> str:
        return back_to(_address(case_id), "removed")

    show = partial(_show, page, case_id)
    return await page.settle(form, Removing, act, then, show)
