"""Many cases at once: who looks after them, and to whom they are offered.

What is looked at is a page; what is done rests on exactly that page.
"""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Response

from api.pages.entrance import PREFIX
from api.pages.forms import Draft, Sent, sent
from api.pages.frame import Page, PageDep, back_to, in_thread
from api.shapes import Shape
from api.shapes_levers import NewOffersInBulk, NewReassignment
from referral.actions.in_bulk import Chosen
from referral.actions.offering_in_bulk import ManyOffers, ManyOffersView
from referral.actions.reassigning import Reassignment
from referral.actions.work import Done
from referral.errors import NotPermitted
from referral.rules.acts import Act

router = APIRouter()
REASSIGNMENT = f"{PREFIX}/reassignment"
OFFERS = f"{PREFIX}/responsibility-offers"


class Looking(Shape):
    """Whose cases are looked at, and who is to look after them."""

    organisation_id: UUID | None = None
    looked_after_by: UUID | None = None
    colleague_id: UUID | None = None


class LookingToOffer(Shape):
    """Which service is to be asked, until when, for whose cases."""

    service_id: UUID
    looked_after_by: UUID | None = None
    within: Literal["24", "72", "168", "none"] = "72"


@router.get(REASSIGNMENT)
async def reassignment_page(page: PageDep) -> Response:
    """Where somebody says whose cases are looked at."""
    return await _reassignment(page, Draft(), 200)


async def _reassignment(
    page: Page, draft: Draft, code: int, shown: Reassignment | None = None
) -> Response:
    """The same; `shown` is what was looked at."""
    if not page.may(Act.REASSIGN_CASES, "holder", "coordinator"):
        raise NotPermitted
    watches = page.may(Act.REASSIGN_CASES, "coordinator")
    bodies = await in_thread(page.mechanism.organisations, page.actor)
    who = dict(shown.colleagues) if shown else {}
    by = {str(one.looked_after_by): one.name for one in shown.cases} if shown else {}
    by.pop("None", None)
    return page.show(
        "reassignment.html",
        code,
        draft=draft,
        shown=shown,
        bodies={str(each.id): each.label for each in bodies} if watches else {},
        colleagues=who,
        looking_after={**who, **by},
    )


@router.post(f"{REASSIGNMENT}/look")
async def look_at_cases(page: PageDep) -> Response:
    """Who looks after the cases, and what would be refused. Nothing is changed."""
    form = await sent(page.request)

    async def do() -> Response:
        asked = form.read(Looking)
        body = asked.organisation_id or page.actor.organisation_id
        shown = await in_thread(
            page.mechanism.preview_reassignment,
            page.actor,
            Chosen(body, asked.looked_after_by),
            asked.colleague_id,
        )
        return await _reassignment(page, form.draft, 200, shown)

    return await page.attempt(form, do, partial(_reassignment, page))


@router.post(REASSIGNMENT)
async def reassign_cases(page: PageDep) -> Response:
    """Name somebody for all of them, as they were looked at."""
    form = await sent(page.request)

    async def act(new: NewReassignment) -> Done:
        return await in_thread(
            page.mechanism.reassign_cases,
            page.actor,
            new.chosen(),
            new.colleague_id,
            new.seen,
            leave_out=frozenset(new.leave_out),
            request=form.request,
        )

    def then(_: Done) -> str:
        return back_to(REASSIGNMENT, "reassigned")

    show = partial(_reassignment, page)
    return await page.settle(form, NewReassignment, act, then, show)


@router.get(OFFERS)
async def offers_page(page: PageDep) -> Response:
    """Where somebody says which service is to be asked for many cases."""
    return await _offers(page, Draft(), 200)


async def _offers(
    page: Page, draft: Draft, code: int, shown: ManyOffersView | None = None
) -> Response:
    """The same; `shown` is what was looked at."""
    if not page.may(Act.MAKE_OFFER, "holder"):
        raise NotPermitted
    here = page.actor.organisation_id
    services = await in_thread(page.mechanism.services, page.actor)
    held = await in_thread(
        page.mechanism.preview_reassignment, page.actor, Chosen(here)
    )
    by = {str(one.looked_after_by): one.name for one in held.cases}
    by.pop("None", None)
    return page.show(
        "responsibility_offers.html",
        code,
        draft=draft,
        shown=shown,
        services={
            str(each.id): f"{each.organisation} · {each.label}"
            for each in services
            if each.organisation_id != here
        },
        looking_after=by,
    )


@router.post(f"{OFFERS}/look")
async def look_at_offers(page: PageDep) -> Response:
    """What stands against each of them. Nothing is offered."""
    form = await sent(page.request)
    return await page.attempt(form, partial(_look, page, form), partial(_offers, page))


async def _look(page: Page, form: Sent) -> Response:
    asked = form.read(LookingToOffer)
    now = await in_thread(page.mechanism.now)
    hours = None if asked.within == "none" else timedelta(hours=int(asked.within))
    due = now.replace(microsecond=0) + hours if hours else None
    wanted = ManyOffers(asked.service_id, due, asked.looked_after_by)
    shown = await in_thread(page.mechanism.preview_offers, page.actor, wanted)
    return await _offers(page, form.draft, 200, shown)


@router.post(OFFERS)
async def make_offers(page: PageDep) -> Response:
    """Offer all of them, as they were looked at."""
    form = await sent(page.request)

    async def act(new: NewOffersInBulk) -> Done:
        return await in_thread(
            page.mechanism.make_offers,
            page.actor,
            replace(new.wanted(), stands=True),
            new.seen,
            leave_out=frozenset(new.leave_out),
            request=form.request,
        )

    def then(_: Done) -> str:
        return back_to(f"{PREFIX}/offers", "offered_in_bulk")

    show = partial(_offers, page)
    return await page.settle(form, NewOffersInBulk, act, then, show)
