"""Where services are: written down, granted for a time, opened. In no address bar."""

from datetime import datetime, timedelta
from functools import partial
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Response

from api.dependencies import CaseId, ReferralId
from api.pages import labels
from api.pages.answering import show_offer
from api.pages.case import read_purpose, show_case
from api.pages.consent import Nothing
from api.pages.entrance import PREFIX
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, back_to, in_thread
from api.shapes import Shape
from api.shapes_finding import NewAddress, NewGrant
from referral.actions.work import Done
from referral.errors import NotFound
from referral.rules.addresses import FIELDS
from workflows.vocabulary import Purpose

router = APIRouter()
ADDRESSES = PREFIX + "/addresses"
OFFER = PREFIX + "/offers/{referral_id}"


class GrantForm(Shape):
    """A grant as the page asks for it: a span instead of a moment."""

    service_id: UUID
    within: Literal["2", "6", "24", "72"]

    def shape(self, now: datetime) -> NewGrant:
        """As the API takes it."""
        until = now + timedelta(hours=int(self.within))
        return NewGrant(service_id=self.service_id, until=until)


@router.get(ADDRESSES)
async def addresses_page(page: PageDep) -> Response:
    """The own services; no address is opened yet."""
    return await _show(page, Draft(), 200)


async def _show(page: Page, draft: Draft, code: int, tried: str = "") -> Response:
    return page.show(
        "addresses.html",
        code,
        places=await in_thread(page.mechanism.places, page.actor),
        now=await in_thread(page.mechanism.now),
        draft=draft,
        tried=tried,
        purposes=labels.choices("purpose"),
    )


@router.post(f"{ADDRESSES}/{{service_id}}")
async def set_address(page: PageDep, service_id: UUID) -> Response:
    """Write down, or replace, where one of the own services is."""
    form = await sent(page.request)

    async def act(new: NewAddress) -> Done:
        return await in_thread(
            page.mechanism.set_address,
            page.actor,
            service_id,
            new.street,
            new.number,
            new.directions,
            request=form.request,
        )

    def then(_: Done) -> str:
        return back_to(ADDRESSES, "address")

    of = str(service_id)
    alias = {name: f"{name}-{of}" for name in FIELDS}
    show = partial(_show, page, tried=of)
    return await page.settle(form, NewAddress, act, then, show, alias)


@router.post(f"{ADDRESSES}/{{service_id}}/opening")
async def open_own(page: PageDep, service_id: UUID) -> Response:
    """Open where one of the own services is."""
    form = await sent(page.request)
    purpose, draft, code = read_purpose(form, str(service_id))
    if purpose is None:
        return await _show(page, draft, code)
    return await _opened(page, service_id, purpose, ADDRESSES)


async def _opened(
    page: Page, service_id: UUID, purpose: Purpose, back: str
) -> Response:
    found = await in_thread(
        page.mechanism.read_address, page.actor, service_id, purpose
    )
    return page.show("address.html", found=found, purpose=purpose.value, back=back)


@router.post(f"{ADDRESSES}/grants/{{grant_id}}/end")
async def end_grant(page: PageDep, grant_id: UUID) -> Response:
    """Take a grant of the own address back."""
    form = await sent(page.request)

    async def act(_: Nothing) -> Done:
        return await in_thread(
            page.mechanism.end_grant, page.actor, grant_id, request=form.request
        )

    def then(_: Done) -> str:
        return back_to(ADDRESSES, "grant_ended")

    return await page.settle(form, Nothing, act, then, partial(_show, page))


@router.post(f"{OFFER}/address-grants")
async def grant_address(page: PageDep, referral_id: ReferralId) -> Response:
    """Let the other side of an accepted offer open the own address for a time."""
    form = await sent(page.request)

    async def act(asked: GrantForm) -> Done:
        new = asked.shape(await in_thread(page.mechanism.now))
        return await in_thread(
            page.mechanism.grant_address,
            page.actor,
            referral_id,
            new.service_id,
            new.until,
            request=form.request,
        )

    def then(_: Done) -> str:
        return back_to(f"{PREFIX}/offers/{referral_id}", "granted")

    show = partial(show_offer, page, referral_id)
    return await page.settle(form, GrantForm, act, then, show, {"until": "within"})


@router.post(f"{OFFER}/address")
async def open_granted(page: PageDep, referral_id: ReferralId) -> Response:
    """Open the address that the other side of an offer has granted."""
    form = await sent(page.request)
    granted = await in_thread(page.mechanism.offer_places, page.actor, referral_id)
    purpose, draft, code = read_purpose(form, "address")
    if purpose is None:
        return await show_offer(page, referral_id, draft, code)
    back = f"{PREFIX}/offers/{referral_id}"
    for one in granted.held:
        return await _opened(page, one.service_id, purpose, back)
    raise NotFound


@router.post(f"{PREFIX}/cases/{{case_id}}/placement")
async def open_placement(page: PageDep, case_id: CaseId) -> Response:
    """Where the person is, for the organisation that gave the case its token."""
    form = await sent(page.request)
    case = await in_thread(page.mechanism.read_case, page.actor, case_id)
    if case.placement is None or not case.placed_by_us:
        raise NotFound
    purpose, draft, code = read_purpose(form, "placement")
    if purpose is None:
        return await show_case(page, case_id, draft, code)
    found = await in_thread(
        page.mechanism.read_placement, page.actor, case.placement, purpose
    )
    back = f"{PREFIX}/cases/{case_id}"
    return page.show("address.html", found=found, purpose=purpose.value, back=back)
