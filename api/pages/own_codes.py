"""What a worker does for the person: a number of their own, messages, safe contact."""

from dataclasses import replace
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.dependencies import CaseId
from api.pages import labels
from api.pages.case import CASE, read_purpose
from api.pages.entrance import MINE, PREFIX
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, back_to, in_thread
from api.shapes_own import NewRefusal, NewSafeContact
from referral.actions.refuse import MOST_INDICATORS
from referral.actions.work import Done
from referral.errors import NotPermitted
from referral.rules.acts import Act
from workflows.vocabulary import ContactChannel

router = APIRouter()
REFUSAL = f"{PREFIX}/refusals/new"
NUMBER = f"{CASE}/number"
SAFE = f"{CASE}/safe-contact"


class RefusalForm(NewRefusal):
    """The same on a page: said in the middle of a contact, what was typed goes."""

    draft: UUID | None = None


@router.get(REFUSAL)
async def refusal_page(
    page: PageDep,
    draft: Annotated[UUID | None, Query(description="What was begun")] = None,
) -> Response:
    """The form for an adult who wants nothing: no field for a name."""
    begun = {"draft": [str(draft)]} if draft else {}
    return await _refusal(page, Draft(begun), 200)


async def _refusal(page: Page, draft: Draft, code: int) -> Response:
    if not page.may(Act.OPEN_CASE):
        raise NotPermitted
    return page.show(
        "refusal.html",
        code,
        draft=draft,
        ages=labels.choices("age_class"),
        sexes=labels.choices("sex"),
        regions=labels.choices("region"),
        most=MOST_INDICATORS,
    )


@router.post(REFUSAL)
async def record_refusal(page: PageDep) -> Response:
    """Record it, and go on to the number to come back with."""
    form = await sent(page.request)

    async def act(new: RefusalForm) -> Done:
        refusal = replace(new.refusal(), draft=new.draft)
        return await in_thread(
            page.mechanism.record_refusal, page.actor, refusal, form.request
        )

    def then(done: Done) -> str:
        return back_to(f"{PREFIX}/cases/{done.id}/number", "refusal")

    return await page.settle(form, RefusalForm, act, then, partial(_refusal, page))


@router.get(NUMBER)
async def number_page(page: PageDep, case_id: CaseId) -> Response:
    """Whether a number is out, what the person left, and what a refusal left."""
    return await _number(page, case_id, Draft(), 200)


async def _number(
    page: Page, case_id: UUID, draft: Draft, code: int, **words: object
) -> Response:
    case = await in_thread(page.mechanism.own_code, page.actor, case_id)
    return page.show(
        "number.html",
        code,
        case=case,
        refusal=await in_thread(page.mechanism.refusal, page.actor, case_id),
        draft=draft,
        purposes=labels.choices("purpose"),
        **words,
    )


@router.post(NUMBER)
async def issue_number(page: PageDep, case_id: CaseId) -> Response:
    """Give a number: shown on this answer alone, as a card to hand over."""
    form = await sent(page.request)

    async def do() -> Response:
        done = await in_thread(page.mechanism.issue_own_code, page.actor, case_id)
        number, where = str(done.details["number"]), page.found_at(MINE)
        card = "number_card.html"
        return page.show(card, case_id=case_id, number=number, where=where)

    return await page.attempt(form, do, partial(_number, page, case_id))


@router.post(f"{NUMBER}/end")
async def end_number(page: PageDep, case_id: CaseId) -> Response:
    """End the number that is out."""
    form = await sent(page.request)

    async def do() -> Response:
        await in_thread(page.mechanism.revoke_own_code, page.actor, case_id)
        return await _number(page, case_id, Draft(), 200)

    return await page.attempt(form, do, partial(_number, page, case_id))


@router.post(f"{CASE}/messages")
async def read_messages(page: PageDep, case_id: CaseId) -> Response:
    """Read what the person left, for a purpose."""
    form = await sent(page.request)
    purpose, draft, code = read_purpose(form, "messages")
    if purpose is None:
        return await _number(page, case_id, draft, code)
    found = await in_thread(page.mechanism.messages, page.actor, case_id, purpose)
    return await _number(page, case_id, draft, code, messages=found)


@router.get(SAFE)
async def safe_contact_page(page: PageDep, case_id: CaseId) -> Response:
    """Where the rule is opened, or written down anew."""
    return await _safe(page, case_id, Draft(), 200)


async def _safe(
    page: Page, case_id: UUID, draft: Draft, code: int, found: object = None
) -> Response:
    case = await in_thread(page.mechanism.read_case, page.actor, case_id)
    if not page.may(Act.OPEN_CONTENT, *case.relations):
        raise NotPermitted
    return page.show(
        "safe_contact.html",
        code,
        case=case,
        found=found,
        draft=draft,
        purposes=labels.choices("purpose"),
        channels=labels.choices("channel", but=(ContactChannel.OWN_PAGE.value,)),
        now=await in_thread(page.mechanism.now),
    )


@router.post(f"{SAFE}/opening")
async def open_safe_contact(page: PageDep, case_id: CaseId) -> Response:
    """Show how the person may be reached, and whether that is now."""
    form = await sent(page.request)
    purpose, draft, code = read_purpose(form, "contact")
    if purpose is None:
        return await _safe(page, case_id, draft, code)
    found = await in_thread(page.mechanism.safe_contact, page.actor, case_id, purpose)
    return await _safe(page, case_id, draft, code, found)


@router.post(SAFE)
async def set_safe_contact(page: PageDep, case_id: CaseId) -> Response:
    """Write down when and how the person may be reached."""
    form = await sent(page.request)

    async def act(new: NewSafeContact) -> Done:
        return await in_thread(
            page.mechanism.set_safe_contact,
            page.actor,
            case_id,
            new.rule(),
            expects=form.version,
            request=form.request,
        )

    def then(_: Done) -> str:
        return back_to(f"{PREFIX}/cases/{case_id}", "safe_contact")

    alias = {"channels": "channels[]"}
    show = partial(_safe, page, case_id)
    return await page.settle(form, NewSafeContact, act, then, show, alias)
